"""A database of the first version, with what people had in it, becomes one of this version."""

from pathlib import Path

import asyncpg
import pytest
from raw_database import Database
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from store_rows import NOON

from ackline.adapters.db.migrate import upgrade
from ackline.adapters.db.store import DbStore, open_store
from ackline.adapters.db.url import database_url
from ackline.domain.ids import TextId

OPENED = '{"channel":"C1","requester":"U1","opened_at":"2026-03-02T12:00:00Z","thread":"1.5","text":"C1:1.5"}'
ROWS = (
    "INSERT INTO subjects (id, kind, state, stamp, generation, number, account, open, created_at, updated_at)"
    f" VALUES ('ticket:C1:1.5', 'ticket', '{OPENED}', '1/r1/2026a/c1', 0, 7, 'acme', true, 1, 1),"
    " ('page:x', 'page', '{}', '1/r1/2026a/c1', 0, NULL, 'acme', true, 1, 1)",
    "INSERT INTO texts (id, words, author, account, at, salt, digest)"
    " VALUES ('C1:1.5', 'the import fails', 'U1', 'acme', 1, 'x', 'd1')",
    "INSERT INTO texts (id, words, author, account, at, salt, digest)"
    " VALUES ('C1:2.5', NULL, 'U1', 'acme', 2, NULL, 'd2')",
    "INSERT INTO threads (channel, ts, subject, place, added_at) VALUES ('C1', '1.5', 'ticket:C1:1.5', 'root', 1)",
    "INSERT INTO config (kind, version, body, kept_at) VALUES ('contract', 'c1', '{}', 1)",
    "INSERT INTO current (kind, name, version, since) VALUES ('contract', 'stringer', 'c1', 1)",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where there is to be a database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'old.db'}"
    return str(request.getfixturevalue("postgres"))


def engine_of(url: str) -> AsyncEngine:
    """An engine whose driver begins nothing by itself, as the store's own."""
    connect_args = {"isolation_level": None} if url.startswith("sqlite") else {}
    return create_async_engine(database_url(url), connect_args=connect_args)


@pytest.fixture
async def old(place: str) -> Database:
    """A database that the first version wrote."""
    if place.startswith("postgresql"):
        connection = await asyncpg.connect(place)
        await connection.execute("DROP DATABASE IF EXISTS old")
        await connection.execute("CREATE DATABASE old")
        await connection.close()
    database = Database(url=place.replace("/postgres?", "/old?"))
    engine = engine_of(database.url)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade, "0001")
    await engine.dispose()
    rows = [row.replace("'x'", "'\\x78'") for row in ROWS] if database.is_postgresql else ROWS
    await database.run(*rows, "SELECT 1")
    return database


@pytest.fixture
async def store(old: Database):
    opened = await open_store(old.url)
    await opened.migrate()
    yield opened
    await opened.close()


async def test_what_was_written_is_kept_and_can_be_searched(old: Database, store: DbStore):
    async with store.begin() as work:
        text, erased = await work.texts.get(TextId("C1:1.5")), await work.texts.get(TextId("C1:2.5"))
        assert text is not None and (text.words, text.author) == ("the import fails", "U1")
        assert erased is not None and erased.words is None
        assert await work.texts.put(TextId("C1:2.5"), "again", "U1", "acme", NOON) == "d2"
        await work.texts.put(TextId("C1:3.5"), "more", "U1", "acme", NOON)
    assert [id for (id,) in await old.run("SELECT id FROM texts ORDER BY seq")] == ["C1:1.5", "C1:2.5", "C1:3.5"]
    async with store.read() as work:
        assert await work.search.tickets(("again",), 10) == ()
    statement = "SELECT id FROM texts WHERE seq IN (SELECT rowid FROM sought WHERE sought MATCH 'fails')"
    if not old.is_postgresql:
        assert await old.run(statement) == [("C1:1.5",)]


async def test_every_subject_is_derived_anew_before_it_is_listed(store: DbStore):
    async with store.begin() as work:
        assert {kept.id for kept in await work.subjects.stale("now", 10)} == {"ticket:C1:1.5", "page:x"}


async def test_it_is_migrated_once(old: Database, store: DbStore):
    await store.migrate()
    assert (await old.run("SELECT version_num FROM alembic_version")) != [("0001",)]
    assert (await old.run("SELECT count(*) FROM current")) == [(1,)]


async def test_an_upgrade_that_is_cut_short_leaves_the_old_database_as_it_was(old: Database):
    """Every statement of it is part of one transaction, those that change tables included."""
    engine = engine_of(old.url)
    async with engine.connect() as connection:
        if not old.is_postgresql:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        await connection.run_sync(upgrade)
        await connection.rollback()
    await engine.dispose()
    assert (await old.run("SELECT version_num FROM alembic_version")) == [("0001",)]
    with pytest.raises(Exception, match="seq"):
        await old.run("SELECT seq FROM texts")
    assert (await old.run("SELECT id FROM texts ORDER BY id")) == [("C1:1.5",), ("C1:2.5",)]
