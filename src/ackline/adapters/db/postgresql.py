"""PostgreSQL for any number of processes: a pool, row locks, and its own order of writers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import URL, NullPool
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.errors import FAILURES
from ackline.adapters.db.hints import Line
from ackline.adapters.db.sending import Sending

_CONNECTIONS = 20
_IDLE_SECONDS = 1800
_CONNECT_SECONDS = 10
_PATIENCE_SECONDS = 30
_CLOSE_SECONDS = 5

# A worker that hangs in a transaction loses its row locks after a minute, as a lease would. A plan made while the
# queues were empty must not be kept for when they are full.
_SETTINGS = {
    "application_name": "ackline",
    "idle_in_transaction_session_timeout": "60000",
    "jit": "off",
    "plan_cache_mode": "force_custom_plan",
}
_OPTIONS = {
    "timeout": _CONNECT_SECONDS,
    "server_settings": _SETTINGS,
    "statement_cache_size": 512,
    "max_cached_statement_lifetime": 0,
}
_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED"
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class Postgresql:
    """A PostgreSQL database. To be opened where an event loop runs."""

    dialect = Dialect.POSTGRESQL

    def __init__(self, url: URL) -> None:
        _, of_url = PGDialect_asyncpg().create_connect_args(url)  # type: ignore[no-untyped-call]
        self._connect = partial(asyncpg.connect, **of_url | _OPTIONS)
        self._engine = create_async_engine(
            url,
            isolation_level="READ COMMITTED",
            poolclass=NullPool,
            async_creator=self._connect,
            hide_parameters=True,
        )
        self._pool = asyncpg.create_pool(
            connect=self._connect,
            min_size=0,
            max_size=_CONNECTIONS,
            max_queries=2**62,
            max_inactive_connection_lifetime=_IDLE_SECONDS,
            reset=_roll_back,
        )

    def write(self) -> AbstractAsyncContextManager[Connection]:
        """A writing transaction; row locks order it."""
        return self._transaction(_WRITE)

    intake = write
    """Inserting waits for nobody here."""

    def read(self) -> AbstractAsyncContextManager[Connection]:
        """A read-only transaction over one state of the database."""
        return self._transaction(_READ)

    def whole(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A writing transaction with all that SQLAlchemy can, on a connection of its own."""
        return self._engine.begin()

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        """A connection for hints, outside every transaction and of its own: it listens."""
        line = await self._connect()
        try:
            yield line
        finally:
            await line.close(timeout=_CLOSE_SECONDS)

    async def close(self) -> None:
        """Close the pool. Whoever is in a transaction has a moment to end it."""
        pool = await self._pool
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await pool.close()
        except TimeoutError:
            pool.terminate()

    @asynccontextmanager
    async def _transaction(self, begin: str) -> AsyncIterator[Connection]:
        connection = await self._begun(begin)
        try:
            yield Sending(connection)
            if await connection.execute("COMMIT") != "COMMIT":
                raise asyncpg.InFailedSQLTransactionError("a statement failed, so nothing of its transaction was kept")
        finally:
            await self._pool.release(connection)

    async def _begun(self, begin: str) -> Any:
        """A connection whose transaction is begun, which shows as well that it was not lost while nobody used it.

        A click that fails because the database was restarted an hour ago is not sent again by Slack.
        """
        pool = await self._pool
        lost: Exception | None = None
        for _ in range(_CONNECTIONS + 1):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                connection = await pool.acquire()
            try:
                await connection.execute(begin)
            except (*FAILURES, OSError) as error:
                lost = error
                connection.terminate()
                await pool.release(connection)
            except BaseException:
                await pool.release(connection)
                raise
            else:
                return connection
        assert lost is not None
        raise lost


async def _roll_back(connection: Any) -> None:
    """What did not commit is undone before anybody else gets the connection."""
    if connection.is_in_transaction():
        await connection.execute("ROLLBACK")
