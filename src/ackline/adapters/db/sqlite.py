"""SQLite for one process: one writer at a time, readers beside it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, StaticPool, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from ackline.adapters.db.connection import Connection as Narrow
from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.gate import Gate
from ackline.adapters.db.looking import Readers
from ackline.adapters.db.ownership import Ownership
from ackline.adapters.db.writing import Writer

_READERS = 4
_STATEMENTS = 512

_WRITER_PRAGMAS = ("busy_timeout = 5000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
# What fifty decisions touch is several times SQLite's usual cache of 2 MB, and would be read and written twice.
_WRITER_CACHE = "cache_size = -32000"
_READER_PRAGMAS = ("busy_timeout = 5000", "query_only = ON")


class SqliteFile:
    """A database file that this process owns."""

    dialect = Dialect.SQLITE

    def __init__(self, url: URL) -> None:
        path = url.database or ""
        self._ownership = Ownership.take(Path(path))
        try:
            _try_to_write(Path(path))
            self._writer = Writer(_connect(path, (*_WRITER_PRAGMAS, _WRITER_CACHE)))
            self._readers = Readers(lambda: _connect(path, _READER_PRAGMAS), _READERS)
        except BaseException:
            self._ownership.release()
            raise
        self._whole = _engine(url, _WRITER_PRAGMAS, "BEGIN IMMEDIATE", pool_size=1, max_overflow=0)

    def write(self) -> AbstractAsyncContextManager[Narrow]:
        """A writing transaction, after everybody who came before."""
        return self._writer.turn()

    def intake(self) -> AbstractAsyncContextManager[Narrow]:
        """A writing transaction before everybody who waits to `write`."""
        return self._writer.turn(first=True)

    def read(self) -> AbstractAsyncContextManager[Narrow]:
        """What was committed when the first statement ran; waits for no writer."""
        return self._readers.look()

    glance = read

    @asynccontextmanager
    async def whole(self) -> AsyncIterator[AsyncConnection]:
        """A writing transaction with all that SQLAlchemy can: for the schema, and for everything at once."""
        async with self._writer.alone(), self._whole.begin() as connection:
            yield connection

    async def close(self) -> None:
        """Close the file and give up its ownership."""
        await self._whole.dispose()
        await self._writer.close()
        self._readers.close()
        self._ownership.release()


class SqliteView:
    """A database file that another process may own: for looking only."""

    dialect = Dialect.SQLITE

    def __init__(self, url: URL) -> None:
        path = url.database or ""
        refuse_missing(url)
        self._readers = Readers(lambda: _connect(path, _READER_PRAGMAS), 1)
        self._whole = _engine(url, _READER_PRAGMAS, "BEGIN", pool_size=1, max_overflow=0)

    def write(self) -> AbstractAsyncContextManager[Narrow]:
        """Always a StoreError."""
        raise StoreError("the database was opened for looking only, nothing can be changed in it")

    intake = write

    def read(self) -> AbstractAsyncContextManager[Narrow]:
        """What was committed when the first statement ran."""
        return self._readers.look()

    glance = read

    def whole(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """The same with all that SQLAlchemy can."""
        return self._whole.begin()

    async def close(self) -> None:
        """Close the file."""
        await self._whole.dispose()
        self._readers.close()


class SqliteMemory:
    """A database in memory: one connection, so that reading waits its turn as well."""

    dialect = Dialect.SQLITE

    def __init__(self, url: URL) -> None:
        self._gate = Gate()
        self._engine = _engine(url, _WRITER_PRAGMAS, "BEGIN IMMEDIATE", poolclass=StaticPool)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A writing transaction, after everybody who came before."""
        async with self._gate.turn(), self._engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def intake(self) -> AsyncIterator[AsyncConnection]:
        """A writing transaction before everybody who waits to `write`."""
        async with self._gate.turn(first=True), self._engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is always rolled back. Inside a `write` of the same task it would wait for ever."""
        async with self._gate.turn(), self._engine.connect() as connection:
            yield connection

    glance = read
    whole = write

    async def close(self) -> None:
        """Forget everything."""
        await self._engine.dispose()


def refuse_missing(url: URL) -> None:
    """StoreError when there is no such file."""
    if not Path(url.database or "").is_file():
        raise StoreError(f"there is no database {url.database}: correct its URL, or start Ackline on it once")


def _connect(path: str, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    # isolation_level None: the driver begins nothing by itself.
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=_STATEMENTS)
    for pragma in pragmas:
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _engine(url: URL, pragmas: tuple[str, ...], begin: str, **pool: Any) -> AsyncEngine:
    # isolation_level None: the driver begins nothing by itself, so DDL is part of the transaction too.
    engine = create_async_engine(url, connect_args={"isolation_level": None}, hide_parameters=True, **pool)

    def prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", prepare)
    event.listen(engine.sync_engine, "begin", start)
    return engine


def _try_to_write(path: Path) -> None:
    # Before SQLite opens the file: closing it later would drop the locks that SQLite holds on it.
    try:
        path.open("ab").close()
    except OSError as error:
        raise StoreError(
            f"cannot write {path} ({error.strerror}): give the user that runs Ackline the right to write the file"
        ) from error
