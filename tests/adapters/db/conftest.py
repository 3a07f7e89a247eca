"""The databases of the conformance suite: every test that takes `store` runs on each of them."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from postgres_server import Unavailable, running_postgres
from raw_database import Database

from ackline.adapters.db.schema import metadata
from ackline.adapters.db.store import DbStore, open_store


async def _migrate(url: str) -> None:
    store = await open_store(url)
    await store.migrate()
    await store.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL with a migrated database. In CI it must run; elsewhere its tests may be skipped."""
    try:
        with running_postgres() as url:
            asyncio.run(_migrate(url))
            yield url
    except Unavailable as reason:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL: {reason}")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: quicker than migrating for every test."""
    path = tmp_path_factory.mktemp("migrated") / "ackline.db"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest_asyncio.fixture
async def postgresql(postgres: str) -> Database:
    """The PostgreSQL database, emptied."""
    database = Database(url=postgres)
    # The journal refuses to be emptied; a superuser's replica role passes its triggers by.
    await database.run(
        "SET LOCAL session_replication_role = replica", *(f"DELETE FROM {table}" for table in metadata.tables)
    )
    return database


@pytest.fixture
def sqlite_file(migrated_file: Path, tmp_path: Path) -> Database:
    """A SQLite file, empty."""
    path = tmp_path / "ackline.db"
    shutil.copy(migrated_file, path)
    return Database(url=f"sqlite:///{path}")


@pytest.fixture(params=["sqlite_file", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Each database that several connections can share."""
    return request.getfixturevalue(request.param)


@pytest_asyncio.fixture
async def store(database: Database) -> AsyncIterator[DbStore]:
    """A store over each database."""
    opened = await open_store(database.url)
    yield opened
    await opened.close()
