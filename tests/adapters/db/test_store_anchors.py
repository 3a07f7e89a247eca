"""The journal is anchored daily: whoever writes a whole chain anew is found out."""

from datetime import timedelta

from raw_database import Database
from store_rows import NOON, TICKET, entry

from ackline.adapters.db.store import DbStore
from ackline.adapters.wallclock import HandClock
from ackline.domain.ids import SubjectId
from ackline.services.operating.anchoring import SETTLED, Anchoring, verify

UNLOCK = {
    False: ("DROP TRIGGER journal_keeps_words", "DROP TRIGGER journal_keeps_rows"),
    True: ("SET LOCAL session_replication_role = replica",),
}


async def write(store: DbStore, *events: str, subject: str = TICKET) -> None:
    async with store.begin() as work:
        for event in events:
            assert await work.journal.append([entry(event, subject=SubjectId(subject))], NOON)


async def days(store: DbStore, clock: HandClock, count: int, first: int = 0) -> Anchoring:
    """So many days pass, each with a fact and an anchor."""
    anchoring = Anchoring(store, clock)
    for day in range(first, first + count):
        await write(store, f"day {day}")
        for _ in range(3):
            await anchoring.look()
            clock.set(clock.now() + SETTLED)
        clock.set(clock.now() + timedelta(days=1))
    return anchoring


async def test_each_day_has_one_anchor_over_what_was_added_since_the_one_before(store: DbStore) -> None:
    clock = HandClock(NOON)
    await write(store, "first", subject="ticket:C1:2")
    await days(store, clock, 3)
    async with store.read() as work:
        anchors = await work.anchors.all()
    assert [(a.day, a.entries) for a in anchors] == [("2026-03-02", 2), ("2026-03-03", 1), ("2026-03-04", 1)]
    verified = await verify(store)
    assert (verified.chains, verified.anchors, verified.faults) == (2, 3, ()) and verified.newest == anchors[-1]


async def test_what_is_not_settled_yet_is_the_next_days(store: DbStore) -> None:
    clock = HandClock(NOON)
    anchoring = Anchoring(store, clock)
    await write(store, "before")
    assert await anchoring.look() is None
    await write(store, "after")
    clock.set(NOON + SETTLED)
    made = await anchoring.look()
    assert made is not None and made.entries == 1
    assert await anchoring.look() is None, "one a day"


async def test_a_day_without_facts_is_anchored_too(store: DbStore) -> None:
    clock = HandClock(NOON)
    await days(store, clock, 1)
    anchoring = Anchoring(store, clock)
    await anchoring.look()
    clock.set(clock.now() + SETTLED)
    made = await anchoring.look()
    assert made is not None and made.entries == 0
    assert (await verify(store)).faults == ()


async def test_replicas_make_one_anchor_a_day(store: DbStore) -> None:
    clock = HandClock(NOON)
    one, other = Anchoring(store, clock), Anchoring(store, clock)
    await write(store, "fact")
    await one.look()
    await other.look()
    clock.set(NOON + SETTLED)
    assert (await one.look() is None, await other.look() is None) == (False, True)


async def test_a_chain_that_was_written_anew_holds_and_yet_is_found_out(store: DbStore, database: Database) -> None:
    clock = HandClock(NOON)
    await write(store, "it was late")
    await days(store, clock, 2)
    await database.run(
        *UNLOCK[database.is_postgresql],
        "DELETE FROM journal WHERE subject = 'ticket:C1:1'",
        "DELETE FROM chains WHERE subject = 'ticket:C1:1'",
    )
    await write(store, "it was in time", "day 0", "day 1")
    async with store.read() as work:
        assert await work.journal.verify(TICKET) is None
    faults = (await verify(store)).faults
    assert len(faults) == 2 and faults[0].startswith("rows 1 to ") and "anchored on 2026-03-02" in faults[0]


async def test_erased_words_are_no_fault(store: DbStore, database: Database) -> None:
    await days(store, HandClock(NOON), 2)
    await database.run("UPDATE journal SET body = NULL, salt = NULL, why = '[]'")
    assert (await verify(store)).faults == ()


async def test_a_look_at_the_first_few_chains_is_enough_for_a_check(store: DbStore) -> None:
    for number in range(5):
        await write(store, f"fact {number}", subject=f"ticket:C1:{number}")
    assert (await verify(store, most_chains=3)).chains == 3
