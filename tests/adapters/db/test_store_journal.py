"""The journal: each fact once, in a chain that tells when it was touched."""

import asyncio

import msgspec
import pytest
from raw_database import Database
from store_rows import NOON, TICKET, entry, keep

from ackline.adapters.db.store import DbStore
from ackline.domain.ids import SubjectId

UNLOCKED = {
    False: ["DROP TRIGGER journal_keeps_rows", "DROP TRIGGER journal_keeps_words"],
    True: ["SET LOCAL session_replication_role = replica"],
}


async def append(store: DbStore, *event_ids: str, subject: SubjectId = TICKET) -> None:
    async with store.begin() as work:
        await work.subjects.lock(subject, "ticket")
        for event_id in event_ids:
            assert await work.journal.append([entry(event_id, subject=subject)], NOON)


async def verify(store: DbStore, subject: SubjectId = TICKET) -> str | None:
    async with store.read() as work:
        return await work.journal.verify(subject)


async def test_a_row_says_what_happened_and_what_was_decided(store: DbStore):
    await append(store, "e1")
    async with store.read() as work:
        (row,) = await work.journal.of(TICKET)
        assert await work.journal.knows("e1")
        assert not await work.journal.knows("e2")
        assert await work.journal.outcome_of("e1") == "decided"
        assert await work.journal.outcome_of("e2") is None
    assert (row.seq, row.subject, row.event_id, row.kind) == (1, TICKET, "e1", "ChannelLost")
    assert (row.at, row.recorded_at, row.outcome) == (NOON, NOON, "decided")
    assert (row.why, row.clauses, row.effects) == (("it was lost",), ("STR-1",), ("ShowCard",))
    assert row.body == msgspec.to_builtins(entry("e1").event)


async def test_a_known_event_adds_nothing_whatever_its_subject(store: DbStore):
    await append(store, "e1")
    async with store.begin() as work:
        assert not await work.journal.append([entry("e1", why="again")], NOON)
        assert not await work.journal.append([entry("e1", subject=SubjectId("other"))], NOON)
        assert len(await work.journal.of(TICKET)) == 1
        assert await work.journal.of(SubjectId("other")) == ()
    await append(store, "e2")
    assert await verify(store) is None


async def test_each_subject_has_its_own_chain(store: DbStore):
    other = SubjectId("ticket:C1:2")
    await append(store, "e1", "e2")
    await append(store, "e3", subject=other)
    await append(store, "e4")
    async with store.read() as work:
        assert [(row.seq, row.event_id) for row in await work.journal.of(TICKET)] == [(1, "e1"), (2, "e2"), (3, "e4")]
        assert [(row.seq, row.event_id) for row in await work.journal.of(other)] == [(1, "e3")]
    assert (await verify(store), await verify(store, other), await verify(store, SubjectId("none"))) == (None,) * 3


async def test_concurrent_appends_to_one_subject_do_not_fork_its_chain(store: DbStore):
    await asyncio.gather(*(append(store, f"e{n}") for n in range(8)))
    async with store.read() as work:
        rows = await work.journal.of(TICKET)
    assert [row.seq for row in rows] == list(range(1, 9))
    assert await verify(store) is None


async def test_concurrent_appends_to_a_subject_that_exists_do_not_fork_its_chain(store: DbStore):
    await keep(store)
    await asyncio.gather(*(append(store, f"e{n}") for n in range(8)))
    assert await verify(store) is None


async def test_one_fact_that_arrives_twice_at_once_is_one_row(store: DbStore):
    async def arrive() -> bool:
        async with store.begin() as work:
            await work.subjects.lock(TICKET, "ticket")
            return await work.journal.append([entry("e1")], NOON)

    assert sorted(await asyncio.gather(*(arrive() for _ in range(4)))) == [False, False, False, True]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal SET outcome = 'moot'",
        "UPDATE journal SET body = '{}'",
        "UPDATE journal SET why = '[]'",
        """UPDATE journal SET body = NULL, salt = NULL, why = '["it was in time"]'""",
        "UPDATE journal SET seq = 9",
        "DELETE FROM journal",
    ],
)
async def test_the_database_refuses_to_change_a_row(store: DbStore, database: Database, change: str):
    await append(store, "e1")
    with pytest.raises(Exception, match="the journal is append-only"):
        await database.run(change)
    assert await verify(store) is None


async def test_postgresql_refuses_to_empty_the_journal(postgresql: Database):
    with pytest.raises(Exception, match="the journal is append-only"):
        await postgresql.run("TRUNCATE journal")


async def test_erasing_a_body_keeps_the_chain(store: DbStore, database: Database):
    await append(store, "e1", "e2", "e3")
    await database.run("UPDATE journal SET body = NULL, salt = NULL, why = '[]' WHERE seq = 2")
    assert await verify(store) is None
    await append(store, "e4")
    assert await verify(store) is None
    async with store.read() as work:
        assert [row.body.get("id") for row in await work.journal.of(TICKET)] == ["e1", None, "e3", "e4"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("UPDATE journal SET outcome = 'moot' WHERE seq = 2", "row 2 says something else"),
        ("UPDATE journal SET at = at + 1 WHERE seq = 2", "row 2 says something else"),
        ("UPDATE journal SET clauses = '[]' WHERE seq = 2", "row 2 says something else"),
        ("UPDATE journal SET body = '{}' WHERE seq = 2", "row 2 says something else"),
        ("UPDATE journal SET digest = salt WHERE seq = 2", "row 2 says something else"),
        ("UPDATE journal SET link = digest WHERE seq = 2", "row 2 does not follow"),
        ("DELETE FROM journal WHERE seq = 2", "row 2 is missing"),
        ("DELETE FROM journal WHERE seq = 3", "ends at row 2"),
        ("DELETE FROM journal", "ends at row 0"),
        ("DELETE FROM chains", "ends at row 3"),
        ("UPDATE journal SET subject = 'ticket:C1:9' WHERE seq = 3", "ends at row 2"),
    ],
)
async def test_whoever_goes_round_the_triggers_is_found(
    store: DbStore, database: Database, change: str, complaint: str
):
    await append(store, "e1", "e2", "e3")
    await database.run(*UNLOCKED[database.is_postgresql], change)
    assert complaint in str(await verify(store))
