"""SQLite for one process: one writer at a time, readers beside it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, StaticPool, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.gate import Gate
from ackline.adapters.db.ownership import Ownership

_READERS = 4

_WRITER_PRAGMAS = ("busy_timeout = 5000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
_READER_PRAGMAS = ("busy_timeout = 5000", "query_only = ON")


class SqliteFile:
    """A database file that this process owns."""

    dialect = Dialect.SQLITE

    def __init__(self, url: URL) -> None:
        path = Path(url.database or "")
        self._ownership = Ownership.take(path)
        try:
            _try_to_write(path)
        except StoreError:
            self._ownership.release()
            raise
        self._gate = Gate()
        self._writer = _engine(url, _WRITER_PRAGMAS, "BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
        self._readers = _engine(url, _READER_PRAGMAS, "BEGIN", pool_size=_READERS, max_overflow=0)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A writing transaction, after everybody who came before."""
        async with self._gate.turn(), self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def intake(self) -> AsyncIterator[AsyncConnection]:
        """A writing transaction before everybody who waits to `write`."""
        async with self._gate.first_turn(), self._writer.begin() as connection:
            yield connection

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """What was committed when the first statement ran; waits for no writer."""
        return self._readers.begin()

    async def close(self) -> None:
        """Close the file and give up its ownership."""
        await self._readers.dispose()
        await self._writer.dispose()
        self._ownership.release()


class SqliteView:
    """A database file that another process may own: for looking only."""

    dialect = Dialect.SQLITE

    def __init__(self, url: URL) -> None:
        if not Path(url.database or "").is_file():
            raise StoreError(f"there is no database {url.database}: start Ackline once, or mend ACKLINE_DATABASE_URL")
        self._readers = _engine(url, _READER_PRAGMAS, "BEGIN", pool_size=1, max_overflow=0)

    def write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """Always a StoreError."""
        raise StoreError("the database was opened for looking only, nothing can be changed in it")

    intake = write

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """What was committed when the first statement ran."""
        return self._readers.begin()

    async def close(self) -> None:
        """Close the file."""
        await self._readers.dispose()


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
        async with self._gate.first_turn(), self._engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is always rolled back. Inside a `write` of the same task it would wait for ever."""
        async with self._gate.turn(), self._engine.connect() as connection:
            yield connection

    async def close(self) -> None:
        """Forget everything."""
        await self._engine.dispose()


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
