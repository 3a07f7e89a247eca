"""PostgreSQL for any number of processes: row locks, and its own order of writers."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import URL, NullPool
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.hints import Line
from ackline.adapters.db.pool import Glancing, Pool

_WRITERS = 14
_READERS = 6
_CONNECT_SECONDS = 10

# A worker that hangs in a transaction loses its row locks after a minute, as a lease would. A plan made while the
# queues were empty must not be kept for when they are full.
_SETTINGS = {
    "application_name": "ackline",
    "idle_in_transaction_session_timeout": "60000",
    "jit": "off",
    "plan_cache_mode": "force_custom_plan",
}
_READ_ONLY = _SETTINGS | {"default_transaction_read_only": "on"}
_OPTIONS = {"timeout": _CONNECT_SECONDS, "statement_cache_size": 512, "max_cached_statement_lifetime": 0}

_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED"
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ"


class Postgresql:
    """A PostgreSQL database. To be opened where an event loop runs."""

    dialect = Dialect.POSTGRESQL

    def __init__(self, url: URL) -> None:
        _, of_url = PGDialect_asyncpg().create_connect_args(url)  # type: ignore[no-untyped-call]
        connect = partial(asyncpg.connect, **of_url | _OPTIONS)
        self._connect = partial(connect, server_settings=_SETTINGS)
        self._writers = Pool(self._connect, _WRITERS)
        self._readers = Pool(partial(connect, server_settings=_READ_ONLY), _READERS)
        self._whole = create_async_engine(
            url,
            isolation_level="READ COMMITTED",
            poolclass=NullPool,
            async_creator=self._connect,
            hide_parameters=True,
        )

    def write(self) -> AbstractAsyncContextManager[Connection]:
        """A writing transaction; row locks order it."""
        return self._writers.transaction(_WRITE)

    intake = write
    """Inserting waits for nobody here."""

    def read(self) -> AbstractAsyncContextManager[Connection]:
        """A read-only transaction over one state of the database."""
        return self._readers.transaction(_READ)

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[Connection]:
        """Reading without a transaction: each statement sees what was committed when it runs."""
        yield Glancing(self._readers, _READ)

    def whole(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A writing transaction with all that SQLAlchemy can, on a connection of its own."""
        return self._whole.begin()

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        """A connection for hints, outside every transaction and of its own: it listens."""
        line = await self._connect()
        try:
            yield line
        finally:
            line.terminate()

    async def close(self) -> None:
        """Close every connection."""
        await self._writers.close()
        await self._readers.close()
