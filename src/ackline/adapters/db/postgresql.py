"""PostgreSQL for any number of processes: a pool, row locks, and its own order of writers."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import cast

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.hints import Line

_CONNECTIONS = 10
_RECYCLE_SECONDS = 1800
_CONNECT_TIMEOUT_SECONDS = 10

# A worker that hangs in a transaction loses its row locks after a minute, as a lease would. A plan made while the
# queues were empty must not be kept for when they are full.
_SETTINGS = {
    "application_name": "ackline",
    "idle_in_transaction_session_timeout": "60000",
    "jit": "off",
    "plan_cache_mode": "force_custom_plan",
}


class Postgresql:
    """A PostgreSQL database."""

    dialect = Dialect.POSTGRESQL

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url,
            isolation_level="READ COMMITTED",
            pool_size=_CONNECTIONS,
            max_overflow=_CONNECTIONS,
            pool_recycle=_RECYCLE_SECONDS,
            # A click that fails because the database was restarted an hour ago is not sent again by Slack.
            pool_pre_ping=True,
            connect_args={"timeout": _CONNECT_TIMEOUT_SECONDS, "server_settings": _SETTINGS},
            hide_parameters=True,
        )
        self._reading = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A writing transaction; row locks order it."""
        return self._engine.begin()

    def intake(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """The same: inserting waits for nobody here."""
        return self._engine.begin()

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A read-only transaction over one state of the database."""
        return self._reading.begin()

    whole = write

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        """A connection for hints, outside every transaction."""
        async with self._engine.connect() as connection:
            pooled = await connection.get_raw_connection()
            try:
                yield cast(Line, pooled.driver_connection)
            finally:
                # It listens: nobody else may get it from the pool.
                await connection.invalidate()

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()
