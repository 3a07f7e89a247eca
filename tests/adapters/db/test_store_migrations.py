"""The migrations build exactly the schema that the queries are written for."""

import asyncio
import re
from importlib import resources
from pathlib import Path

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from raw_database import Database
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine

from ackline.adapters.db.migrate import upgrade
from ackline.adapters.db.schema import metadata
from ackline.adapters.db.store import open_store
from ackline.adapters.db.url import database_url

INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
CONSTRAINTS = """
    SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
"""


# A column that was added later stands in the line of the last clause.
_CLAUSES = re.compile(r"\n|, (?=\w+ (?:TEXT|BIGINT|INTEGER|BLOB|BOOLEAN))")


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True, "include_name": _described}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


def _described(name: str | None, _kind: str, _parents: object) -> bool:
    """What is searched is none of the schema's: on SQLite tables, on PostgreSQL a column and its index."""
    return "sought" not in str(name)


async def new_database(postgres: str, name: str) -> str:
    connection = await asyncpg.connect(postgres)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return postgres.replace("/postgres?", f"/{name}?")


def parts(connection: Connection) -> dict[str, set[str]]:
    """What SQLite was told to create, clause by clause: their order within a table means nothing."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index')")
    return {
        name: {clause.strip(" ,()\t").replace('"', "") for clause in _CLAUSES.split(sql)}
        for name, sql in rows
        if sql is not None and "alembic" not in name and not name.startswith("sought")
    }


def test_on_sqlite_the_migrations_equal_the_tables():
    with create_engine("sqlite://").connect() as migrated, create_engine("sqlite://").connect() as created:
        upgrade(migrated)
        metadata.create_all(created)
        assert differences(migrated) == []
        assert parts(migrated) == parts(created)


async def test_on_postgresql_the_migrations_equal_the_tables(postgresql: Database):
    engine = create_async_engine(database_url(postgresql.url))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()
    created = Database(url=await new_database(postgresql.url, "created"))
    engine = create_async_engine(database_url(created.url))
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()
    for question in (INDEXES, CONSTRAINTS):
        migrated = {row for row in await postgresql.run(question) if not re.search("alembic|_sought", str(row))}
        assert set(await created.run(question)) == migrated


async def test_replicas_that_start_together_on_an_empty_database_migrate_it_once(postgres: str):
    url = await new_database(postgres, "empty")
    stores = [await open_store(url) for _ in range(3)]
    await asyncio.gather(*(store.migrate() for store in stores))
    for store in stores:
        async with store.read() as work:
            assert (await work.counting.census()).inbox is None
        await store.close()


async def test_migrating_again_changes_nothing(database: Database):
    store = await open_store(database.url)
    await store.migrate()
    await store.migrate()
    await store.close()


@pytest.mark.parametrize("path", ["env.py", "versions/v0001_first.py", "versions/v0003_queue.py"])
def test_the_migrations_travel_in_the_package(path: str):
    assert resources.files("ackline.adapters.db.migrations").joinpath(path).is_file()


def test_every_version_is_named_after_its_revision():
    for path in Path(str(resources.files("ackline.adapters.db.migrations").joinpath("versions"))).glob("v*.py"):
        assert f'revision = "{path.name[1:5]}"' in path.read_text()
