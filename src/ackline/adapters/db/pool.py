"""Connections to PostgreSQL, lent out in turn. One that was lost while nobody used it is replaced unseen."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Executable

from ackline.adapters.db.connection import Given
from ackline.adapters.db.errors import FAILURES
from ackline.adapters.db.rows import Rows
from ackline.adapters.db.sending import Sending

_IDLE_SECONDS = 1800
_PATIENCE_SECONDS = 30
_CLOSE_SECONDS = 5

LOST = (*FAILURES, OSError)
"""What a connection that is no more fails with."""


class Pool:
    """Up to `most` connections. To be made where an event loop runs."""

    def __init__(self, connect: Callable[..., Awaitable[Any]], most: int) -> None:
        self._most = most
        self._pool = asyncpg.create_pool(
            connect=connect,
            min_size=0,
            max_size=most,
            max_queries=2**62,
            max_inactive_connection_lifetime=_IDLE_SECONDS,
            reset=_roll_back,
        )

    @asynccontextmanager
    async def transaction(self, begin: str) -> AsyncIterator[Sending]:
        """A transaction that is begun by this statement, and is rolled back unless the block ends well."""
        connection = await self._begun(begin)
        try:
            yield Sending(connection)
            if await connection.execute("COMMIT") != "COMMIT":
                raise asyncpg.InFailedSQLTransactionError("a statement failed, so nothing of its transaction was kept")
        finally:
            await self._pool.release(connection)

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Any]:
        """A connection outside of any transaction. TimeoutError when all are taken for too long."""
        connection = await self._taken()
        try:
            yield connection
        finally:
            await self._pool.release(connection)

    async def close(self) -> None:
        """Close every connection. Whoever is in a transaction has a moment to end it."""
        pool = await self._pool
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await pool.close()
        except TimeoutError:
            pool.terminate()

    async def _taken(self) -> Any:
        pool = await self._pool
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await pool.acquire()

    async def _begun(self, begin: str) -> Any:
        """A connection whose transaction is begun, which shows as well that it lives.

        A click that fails because the database was restarted an hour ago is not sent again by Slack.
        """
        for _ in range(self._most + 1):
            connection = await self._taken()
            try:
                await connection.execute(begin)
            except LOST:
                with suppress(asyncpg.InterfaceError):  # asyncpg itself may have noticed first, and taken it back
                    connection.terminate()
                await self._pool.release(connection)
            except BaseException:
                await self._pool.release(connection)
                raise
            else:
                return connection
        raise asyncpg.ConnectionDoesNotExistError("each connection is lost as soon as it is made")


class Glancing:
    """Each statement by itself, on whatever connection is free: one round trip, where a transaction takes three."""

    def __init__(self, pool: Pool, begin: str) -> None:
        self._pool = pool
        self._begin = begin

    async def execute(self, statement: Executable, parameters: Given = None, /) -> Rows:
        try:
            async with self._pool.lent() as connection:
                return await Sending(connection).execute(statement, parameters)
        except LOST:  # as when the connection was lost: a transaction finds that out by its BEGIN
            async with self._pool.transaction(self._begin) as again:
                return await again.execute(statement, parameters)


async def _roll_back(connection: Any) -> None:
    """What did not commit is undone before anybody else gets the connection."""
    if connection.is_in_transaction():
        try:
            await connection.execute("ROLLBACK")
        except LOST:  # the server has rolled back, and what went wrong before is what is to be told
            connection.terminate()
