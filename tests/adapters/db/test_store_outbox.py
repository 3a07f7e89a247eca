"""The outbox: in order, once, to whom it may still go, and held up by nobody else."""

from datetime import timedelta

from raw_database import Database
from store_rows import MINUTE, NOON, TICKET, keep, outgoing, page

from ackline.adapters.db.store import DbStore
from ackline.domain.ids import SubjectId
from ackline.services.ports import Leased, Outgoing, Result

LEASE = timedelta(seconds=60)


async def put(store: DbStore, *rows: Outgoing, now=NOON) -> list[bool]:
    async with store.begin() as work:
        return [bool(await work.outbox.put([row], now)) for row in rows]


async def lease(store: DbStore, now=NOON, limit: int = 10) -> tuple[Leased, ...]:
    async with store.begin() as work:
        return await work.outbox.lease(now, now + LEASE, limit)


async def lease_keys(store: DbStore, now=NOON, limit: int = 10) -> list[str]:
    return [row.key for row in await lease(store, now, limit)]


async def finish(store: DbStore, row: Leased, result: Result = Result.DONE, now=NOON, **receipt: str) -> bool:
    async with store.begin() as work:
        return await work.outbox.finish(row.id, row.attempt, result, receipt, now)


async def ended(database: Database) -> dict[str, tuple[str, str | None]]:
    rows = await database.run("SELECT key, state, why FROM outbox WHERE finished_at IS NOT NULL")
    return {str(key): (str(state), why and str(why)) for key, state, why in rows}


async def test_a_leased_row_carries_what_was_put(store: DbStore):
    row = outgoing("k", body='{"words":"é"}'.encode(), coalesce="card", urgent=True)
    assert await put(store, row) == [True]
    (leased,) = await lease(store, NOON + MINUTE)
    assert (leased.key, leased.subject, leased.kind, leased.body) == ("k", TICKET, "Say", row.body)
    assert (leased.destination, leased.coalesce, leased.urgent, leased.verified) == ("k", "card", True, True)
    assert (leased.attempt, leased.created_at, leased.lease_until) == (1, NOON, NOON + MINUTE + LEASE)


async def test_a_known_key_is_not_put_again_even_when_it_is_done(store: DbStore):
    assert await put(store, outgoing("k"), outgoing("k")) == [True, False]
    (row,) = await lease(store)
    await finish(store, row)
    assert await put(store, outgoing("k")) == [False]
    assert await lease(store) == ()


async def test_a_live_lease_is_given_to_nobody_else(store: DbStore):
    await put(store, outgoing("k"))
    assert await lease_keys(store) == ["k"]
    assert await lease_keys(store, NOON + LEASE - timedelta(microseconds=1)) == []


async def test_a_row_whose_lease_ran_out_is_leased_again_and_the_old_attempt_changes_nothing(store: DbStore):
    await put(store, outgoing("k"))
    (first,) = await lease(store)
    (second,) = await lease(store, NOON + LEASE)
    assert (first.attempt, second.attempt) == (1, 2)
    assert not await finish(store, first)
    async with store.begin() as work:
        assert not await work.outbox.postpone(first.id, first.attempt, NOON, "late", spent=True)
    assert await finish(store, second)
    assert not await finish(store, second), "it ended already"


async def test_a_finish_after_the_lease_ran_out_counts_while_nobody_took_over(store: DbStore):
    await put(store, outgoing("k"))
    (row,) = await lease(store)
    assert await finish(store, row, now=NOON + 2 * LEASE)
    assert await lease_keys(store, NOON + 2 * LEASE) == []


async def test_only_the_oldest_unfinished_row_of_a_lane_may_leave(store: DbStore):
    await put(store, outgoing("one", lane="a", destination="d1"), outgoing("two", lane="a", destination="d2"))
    (one,) = await lease(store)
    assert one.key == "one"
    assert await lease_keys(store) == []
    await finish(store, one, Result.DEAD)
    assert await lease_keys(store) == ["two"]


async def test_a_postponed_row_holds_its_lane_and_no_other(store: DbStore):
    await put(store, outgoing("one", lane="a", destination="d"), outgoing("two", lane="a", destination="d"))
    await put(store, outgoing("three", lane="b", destination="d"))
    (one,) = await lease(store)
    async with store.begin() as work:
        assert await work.outbox.postpone(one.id, one.attempt, NOON + MINUTE, "500", spent=True)
    assert await lease_keys(store) == ["three"]
    (again,) = await lease(store, NOON + MINUTE + LEASE)
    assert (again.key, again.attempt) == ("one", 2)


async def test_a_row_told_to_wait_by_slack_spends_no_attempt(store: DbStore):
    await put(store, outgoing("k"))
    (row,) = await lease(store)
    async with store.begin() as work:
        assert await work.outbox.postpone(row.id, row.attempt, NOON + MINUTE, "429", spent=False)
        assert await work.outbox.next_at(NOON) == NOON + MINUTE
    (again,) = await lease(store, NOON + MINUTE)
    assert again.attempt == 1


async def test_a_destination_gets_one_row_at_a_time(store: DbStore):
    await put(store, outgoing("one", destination="d"), outgoing("two", destination="d"), outgoing("other"))
    one, other = await lease(store)
    assert (one.key, other.key) == ("one", "other")
    assert await lease_keys(store) == []
    await finish(store, one)
    assert await lease_keys(store) == ["two"]


async def test_urgent_rows_leave_first_and_wait_for_no_destination(store: DbStore):
    await put(store, outgoing("card", destination="d"), page("p1", destination="d"), page("p2", destination="d"))
    assert await lease_keys(store, limit=2) == ["p1", "p2"]
    assert await lease_keys(store) == ["card"]


async def test_the_limit_bounds_a_lease(store: DbStore):
    await put(store, *(outgoing(f"k{n}") for n in range(5)))
    assert await lease_keys(store, limit=3) == ["k0", "k1", "k2"]
    assert await lease_keys(store, limit=3) == ["k3", "k4"]


async def test_a_row_is_not_leased_before_its_time(store: DbStore):
    await put(store, outgoing("k", not_before=NOON + MINUTE))
    assert await lease_keys(store) == []
    async with store.read() as work:
        assert await work.outbox.next_at(NOON) == NOON + MINUTE
    assert await lease_keys(store, NOON + MINUTE) == ["k"]


async def test_what_was_to_leave_at_once_leaves_after_the_clock_was_put_back(store: DbStore):
    await put(store, outgoing("at once"), outgoing("later", not_before=NOON + MINUTE), outgoing("look", look=True))
    back = NOON - timedelta(hours=1)
    async with store.begin() as work:
        assert [row.key for row in await work.outbox.to_look(back, 10)] == ["look"]
    assert await lease_keys(store, back) == ["at once"]


async def test_only_the_newest_of_what_shows_the_same_is_delivered(store: DbStore, database: Database):
    cards = [outgoing(f"card{n}", lane="cards", destination="d", coalesce="card:12") for n in range(3)]
    await put(store, *cards, outgoing("other card", coalesce="card:13"))
    assert await lease_keys(store) == ["card2", "other card"]
    assert await ended(database) == {"card0": ("suppressed", "superseded"), "card1": ("suppressed", "superseded")}


async def test_what_another_row_of_its_lane_waits_behind_is_not_superseded(store: DbStore):
    card = {"lane": "ticket", "destination": "d", "coalesce": "card:12"}
    await put(store, outgoing("card0", **card), outgoing("notice", lane="ticket", destination="d"))
    await put(store, outgoing("card1", **card), outgoing("card2", **card))
    delivered = []
    while rows := await lease(store):
        (row,) = rows
        delivered.append(row.key)
        await finish(store, row)
    assert delivered == ["card0", "notice", "card2"]


async def test_a_row_under_way_or_tried_before_is_not_superseded(store: DbStore):
    card = {"lane": "cards", "destination": "d", "coalesce": "card:12"}
    await put(store, outgoing("card0", **card))
    (first,) = await lease(store)
    await put(store, outgoing("card1", **card))
    async with store.begin() as work:
        await work.outbox.postpone(first.id, first.attempt, NOON, "time-out: it may have arrived", spent=True)
    await put(store, outgoing("card2", **card))
    (again,) = await lease(store)
    assert (again.key, again.attempt) == ("card0", 2)
    await finish(store, again)
    assert await lease_keys(store) == ["card2"]


async def test_the_receipt_of_a_card_is_the_latest_one(store: DbStore):
    async with store.read() as work:
        assert await work.outbox.receipt_of("card:12") is None
    for number, ts in enumerate(["1.1", "1.2"]):
        await put(store, outgoing(f"card{number}", coalesce="card:12"))
        (row,) = await lease(store)
        await finish(store, row, ts=ts, now=NOON + number * MINUTE)
    await put(store, outgoing("card dead", coalesce="card:12"))
    (row,) = await lease(store)
    await finish(store, row, Result.DEAD, now=NOON + 5 * MINUTE)
    async with store.read() as work:
        assert await work.outbox.receipt_of("card:12") == {"ts": "1.2"}


async def test_what_left_as_one_message_is_known_by_it(store: DbStore):
    await put(store, *(page(key, body=b'"%s"' % key.encode()) for key in ("p1", "p2", "alone")))
    first, second, _ = await lease(store)
    async with store.begin() as work:
        await work.outbox.gather([first.id, second.id], "storm")
    await finish(store, first, ts="1.1")
    async with store.read() as work:
        assert await work.outbox.gathered("storm") == (b'"p1"', b'"p2"')
        assert await work.outbox.receipt_of("storm") == {"ts": "1.1"}
    again = await lease(store, NOON + LEASE)
    assert {row.key: row.gathering for row in again} == {"p2": "storm", "alone": ""}
    async with store.begin() as work:
        await work.outbox.gather([second.id], "")
        assert await work.outbox.gathered("storm") == (b'"p1"',)


async def test_a_page_whose_generation_is_over_is_suppressed(store: DbStore, database: Database):
    await keep(store, generation=1)
    await put(store, page("p1", guard=(TICKET, 1)), page("p2", guard=(TICKET, 2)))
    assert await lease_keys(store) == ["p1"]
    assert await ended(database) == {"p2": ("suppressed", "overtaken")}


async def test_acknowledging_suppresses_pages_that_wait_or_whose_courier_died(store: DbStore, database: Database):
    await keep(store, generation=1)
    guard = (TICKET, 1)
    await put(store, page("dead", guard=guard))
    await lease(store)
    await put(store, page("looking", guard=guard, look=True), page("later", guard=guard, not_before=NOON + MINUTE))
    await keep(store, generation=2)
    assert await lease_keys(store) == []
    assert set(await ended(database)) == {"looking", "later"}
    assert await lease_keys(store, NOON + LEASE) == []
    assert set(await ended(database)) == {"looking", "later", "dead"}


async def test_a_page_under_way_while_it_is_overtaken_still_gets_its_receipt(store: DbStore):
    await keep(store, generation=1)
    await put(store, page("p", guard=(TICKET, 1)))
    (row,) = await lease(store)
    await keep(store, generation=2)
    assert await lease_keys(store) == []
    assert await finish(store, row)


async def test_a_guard_over_an_unknown_subject_holds_its_row_back(store: DbStore):
    await put(store, page("p", guard=(SubjectId("unknown"), 0)))
    assert await lease_keys(store) == []


async def test_a_row_waits_for_its_last_look(store: DbStore):
    await put(store, page("p", look=True), page("later", look=True, not_before=NOON + MINUTE), page("none"))
    assert await lease_keys(store) == ["none"]
    async with store.begin() as work:
        (row,) = await work.outbox.to_look(NOON, 10)
        assert (row.key, row.attempt, row.verified) == ("p", 0, False)
        await work.outbox.looked(row.id, verified=True)
        assert await work.outbox.to_look(NOON, 10) == ()
    (leased,) = await lease(store)
    assert (leased.key, leased.verified) == ("p", True)


async def test_a_page_leaves_unverified_when_slack_could_not_be_read(store: DbStore):
    await put(store, page("p", look=True))
    async with store.begin() as work:
        (row,) = await work.outbox.to_look(NOON, 10)
        await work.outbox.looked(row.id, verified=False)
    (leased,) = await lease(store)
    assert not leased.verified


async def test_suppressing_a_subject_spares_its_pages_and_what_is_under_way(store: DbStore, database: Database):
    await put(store, outgoing("under way"))
    await lease(store)
    await put(store, outgoing("card"), outgoing("words"), page("page"), outgoing("other", subject=SubjectId("s2")))
    async with store.begin() as work:
        assert await work.outbox.suppress(TICKET, "withdrawn", NOON) == 2
    assert await ended(database) == {"card": ("suppressed", "withdrawn"), "words": ("suppressed", "withdrawn")}


async def test_the_next_instant_is_when_a_row_comes_due_or_a_lease_runs_out(store: DbStore):
    async with store.read() as work:
        assert await work.outbox.next_at(NOON) is None
    await put(store, outgoing("one", destination="d"), outgoing("two", destination="d"))
    await put(store, outgoing("late", not_before=NOON + 2 * LEASE))
    async with store.read() as work:
        assert await work.outbox.next_at(NOON) == NOON + 2 * LEASE, "what is due is not still to come"
    await lease(store)
    async with store.read() as work:
        assert await work.outbox.next_at(NOON) == NOON + LEASE


async def test_a_destination_whose_oldest_rows_wait_is_given_what_may_leave(store: DbStore):
    await put(store, outgoing("one", lane="a", destination="d", not_before=NOON + MINUTE))
    await put(store, outgoing("two", lane="a", destination="d"), outgoing("three", destination="d"))
    assert await lease_keys(store) == ["three"]
    async with store.begin() as work:
        assert await work.outbox.next_at(NOON) == min(NOON + MINUTE, NOON + LEASE)


async def test_of_a_destination_what_was_held_for_too_long_comes_before_what_was_never_tried(store: DbStore):
    await put(store, outgoing("one", destination="d"), outgoing("two", destination="d"))
    assert await lease_keys(store) == ["one"]
    assert await lease_keys(store, NOON + LEASE) == ["one"]


async def test_every_destination_has_its_turn_however_much_waits_for_another(store: DbStore):
    await put(store, *(outgoing(f"busy{n}", destination="d") for n in range(20)), outgoing("other", destination="e"))
    assert await lease_keys(store, limit=2) == ["busy0", "other"]
