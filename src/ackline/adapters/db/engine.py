"""What the store needs of a database engine: transactions of three kinds."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect


class Engine(Protocol):
    """Connections whose transaction commits when the block ends and rolls back when it raises."""

    @property
    def dialect(self) -> Dialect: ...

    def write(self) -> AbstractAsyncContextManager[Connection]:
        """A writing transaction."""

    def intake(self) -> AbstractAsyncContextManager[Connection]:
        """A writing transaction that goes before every waiting `write`."""

    def read(self) -> AbstractAsyncContextManager[Connection]:
        """A reading transaction over one state of the database."""

    def glance(self) -> AbstractAsyncContextManager[Connection]:
        """Reading, where each statement may see a later state than the one before."""

    def whole(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction with all that SQLAlchemy can, writing where the engine writes at all."""

    async def close(self) -> None:
        """Give back every connection and, where there is one, the ownership of the file."""
