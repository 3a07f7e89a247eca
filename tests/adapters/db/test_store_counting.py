"""Counting what waits: over indexes of what is unfinished, so that it stays quick however much is kept."""

from datetime import timedelta

import pytest
from raw_database import Database
from store_rows import MINUTE, NOON, entry, incoming, keep, outgoing, page

from ackline.adapters.db.store import DbStore
from ackline.domain.ids import SubjectId
from ackline.services.operating.census import Backlog
from ackline.services.ports import Result


async def test_an_empty_database_has_nothing_waiting(store: DbStore) -> None:
    async with store.read() as work:
        census = await work.counting.census()
    assert (census.outbox, census.inbox, census.dead_outbox, census.dead_inbox, census.soonest) == (
        (),
        None,
        0,
        0,
        None,
    )


async def test_what_waits_is_counted_by_kind_with_its_oldest(store: DbStore) -> None:
    async with store.begin() as work:
        await work.outbox.put([outgoing("a")], NOON)
        await work.outbox.put([outgoing("b")], NOON + MINUTE)
        for row in await work.outbox.lease(NOON, NOON + MINUTE, 1):
            await work.outbox.finish(row.id, row.attempt, Result.DEAD, {"why": "410"}, NOON)
        await work.outbox.put([page("ring")], NOON + MINUTE)
        await work.inbox.put([incoming("m1", lane="l1"), incoming("m2", lane="l2", at=NOON + MINUTE)])
        await work.inbox.put([incoming("m3", lane="l3")])
        await work.inbox.set_aside("m1", NOON, "KeyError")
        await work.inbox.finish("m3", NOON)
    await keep(store, "page:1", wake_at=NOON + MINUTE)
    async with store.read() as work:
        census = await work.counting.census()
    assert census.outbox == (
        Backlog(kind="Deliver", rows=1, oldest=NOON + MINUTE),
        Backlog(kind="Say", rows=1, oldest=NOON + MINUTE),
    )
    assert census.inbox == Backlog(kind="inbox", rows=1, oldest=NOON + MINUTE)
    assert (census.dead_outbox, census.dead_inbox, census.soonest) == (1, 1, NOON + MINUTE)


async def test_what_is_overdue_is_named_the_longest_first(store: DbStore) -> None:
    for number in (3, 1, 2):
        await keep(store, f"page:{number}", wake_at=NOON + number * MINUTE)
    await keep(store, "page:0")
    async with store.read() as work:
        assert await work.counting.overdue(NOON + 3 * MINUTE, 10) == ("page:1", "page:2")
        assert await work.counting.overdue(NOON + 9 * MINUTE, 1) == ("page:1",)


async def test_pages_of_which_a_delivery_is_dead_are_named_for_a_while(store: DbStore) -> None:
    async with store.begin() as work:
        for key, subject, kind in (("a", "page:1", "Deliver"), ("b", "page:1", "Deliver"), ("c", "ticket:1", "Say")):
            await work.outbox.put([outgoing(key, subject=SubjectId(subject), kind=kind)], NOON)
        for row in await work.outbox.lease(NOON, NOON + MINUTE, 5):
            await work.outbox.finish(row.id, row.attempt, Result.DEAD, {"why": "410"}, NOON)
    async with store.read() as work:
        assert await work.counting.failed_pages(NOON, 5) == ("page:1",)
        assert await work.counting.failed_pages(NOON + timedelta(seconds=1), 5) == ()


async def test_chains_are_handed_out_in_turn(store: DbStore) -> None:
    async with store.begin() as work:
        for name in ("ticket:b", "ticket:a", "ticket:c"):
            await work.journal.append([entry(f"e:{name}", subject=SubjectId(name))], NOON)
    async with store.read() as work:
        first = await work.counting.chains("", 2)
        assert first == ("ticket:a", "ticket:b")
        assert await work.counting.chains(first[-1], 2) == ("ticket:c",)


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ("SELECT count(*) FROM outbox WHERE state = 'dead'", "ix_outbox_dead"),
        ("SELECT count(*) FROM inbox WHERE state = 'aside'", "ix_inbox_aside"),
    ],
)
async def test_dead_letters_are_found_by_an_index_of_their_own(sqlite_file: Database, asked: str, index: str) -> None:
    plan = await sqlite_file.run(f"EXPLAIN QUERY PLAN {asked}")
    assert index in str(plan)
