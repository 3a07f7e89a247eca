"""The store: transactions over either database, and the schema brought up to date."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from types import TracebackType
from typing import TypeVar

from sqlalchemy import URL, func, select

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.copying import Copied, copy
from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.engine import Engine
from ackline.adapters.db.errors import FAILURES, UNREACHABLE, in_words
from ackline.adapters.db.hints import Hints
from ackline.adapters.db.inbox import RELEASE_CLAIMS
from ackline.adapters.db.migrate import behind, refuse_newer, upgrade
from ackline.adapters.db.outbox import RELEASE_LEASES
from ackline.adapters.db.postgresql import Postgresql
from ackline.adapters.db.shared_clock import SharedClock
from ackline.adapters.db.sqlite import SqliteFile, SqliteMemory, SqliteView, refuse_missing
from ackline.adapters.db.url import database_url, dialect_of, shown
from ackline.adapters.db.work import DbWork, work_on
from ackline.services.bell import Bell
from ackline.services.ports import Entry

_APP_NOW = select(func.app_now())


C = TypeVar("C")


class DbStore:
    """The port `Store`. Everything that goes wrong in the database leaves it as a StoreError."""

    def __init__(self, engine: Engine, where: str) -> None:
        self._engine = engine
        self._where = where
        self._witness: Callable[[Sequence[Entry]], None] | None = None

    @property
    def alone(self) -> bool:
        """Whether one process owns the database: nobody else fires what is due in it."""
        return self._engine.dialect is Dialect.SQLITE

    def begin(self) -> AbstractAsyncContextManager[DbWork]:
        """A transaction that commits when the block ends and rolls back when it raises."""
        return self._work(self._engine.write())

    def begin_intake(self) -> AbstractAsyncContextManager[DbWork]:
        """The same, served before every waiting `begin`."""
        return self._work(self._engine.intake())

    def read(self) -> AbstractAsyncContextManager[DbWork]:
        """A read-only view that waits for no writer; what claims, locks or changes fails in it."""
        return self._work(self._engine.read())

    def glance(self) -> AbstractAsyncContextManager[DbWork]:
        """The same for one question: of several, a later one may be answered from a later state."""
        return self._work(self._engine.glance())

    async def migrate(self) -> None:
        """Bring the schema up to date and, where one process owns the database, free what a dead one held."""
        async with self._connection(self._engine.whole()) as connection:
            await connection.run_sync(upgrade)
            if self._engine.dialect is Dialect.SQLITE:
                await connection.execute(RELEASE_CLAIMS)
                await connection.execute(RELEASE_LEASES)

    def hints(self, bell: Bell) -> Hints | None:
        """What tells other replicas when the bell rings, and rings it for them; None where there can be none."""
        return Hints(self._engine.line, bell) if isinstance(self._engine, Postgresql) else None

    def shared_clock(self) -> SharedClock | None:
        """The time that all replicas go by; None where one process is alone."""
        return SharedClock(self._time) if isinstance(self._engine, Postgresql) else None

    async def _time(self) -> datetime:
        async with self._connection(self._engine.glance()) as connection:
            now: datetime = (await connection.execute(_APP_NOW)).scalar_one()
        return now

    def witnessed_by(self, witness: Callable[[Sequence[Entry]], None]) -> None:
        """From now on `witness` is told what was appended to the journal, after each commit."""
        self._witness = witness

    async def copy_into(self, target: "DbStore") -> Copied:
        """Copy all that is kept into an empty store, verified, or nothing of it. Both are of the present schema."""
        async with (
            self._connection(self._engine.whole()) as source,
            target._connection(target._engine.whole()) as destination,
        ):
            return await copy(source, destination, target._engine.dialect)

    async def close(self) -> None:
        """Give everything back; the store is of no use afterwards."""
        await self._engine.close()

    async def refuse_newer(self) -> None:
        """StoreError when the database can't be reached or was written by a newer version."""
        async with self._connection(self._engine.whole()) as connection:
            await connection.run_sync(refuse_newer)

    async def behind(self) -> str | None:
        """How the database's schema is older than this version's; None when it is not. Nothing is changed."""
        async with self._connection(self._engine.whole()) as connection:
            return await connection.run_sync(behind)

    @asynccontextmanager
    async def _work(self, transaction: AbstractAsyncContextManager[Connection]) -> AsyncIterator[DbWork]:
        async with self._connection(transaction) as connection:
            work = work_on(connection, self._engine.dialect)
            yield work
        if self._witness is not None and work.journal.appended:
            self._witness(work.journal.appended)

    def _connection(self, transaction: AbstractAsyncContextManager[C]) -> "_InWords[C]":
        return _InWords(transaction, self._where)


class _InWords(AbstractAsyncContextManager[C]):
    """A transaction, of which all that goes wrong in the database is told as a StoreError."""

    def __init__(self, transaction: AbstractAsyncContextManager[C], where: str) -> None:
        self._transaction = transaction
        self._where = where

    async def __aenter__(self) -> C:
        try:
            return await self._transaction.__aenter__()
        except (*FAILURES, *UNREACHABLE) as error:
            raise in_words(error, self._where) from error

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            await self._transaction.__aexit__(kind, error, traceback)
        except FAILURES as failed:
            raise in_words(failed, self._where) from failed
        if isinstance(error, FAILURES):
            raise in_words(error, self._where) from error


async def open_store(url: str) -> DbStore:
    """Open the database at `url`; `migrate` comes next. StoreError, with its mend, when it can't be used."""
    target = database_url(url)
    if dialect_of(target) is Dialect.POSTGRESQL:
        return await _checked(Postgresql(target), target)
    if target.database in (None, "", ":memory:"):
        return await _checked(_opened(SqliteMemory, target), target)
    return await _checked(_opened(SqliteFile, target), target)


async def open_existing(url: str) -> DbStore:
    """The same, but a SQLite file that is not there is not made: StoreError."""
    target = database_url(url)
    if dialect_of(target) is Dialect.SQLITE:
        refuse_missing(target)
    return await open_store(url)


async def open_view(url: str) -> DbStore:
    """Open a database to `read` only, also while another process owns it. StoreError as with `open_store`."""
    target = database_url(url)
    if dialect_of(target) is Dialect.POSTGRESQL:
        return await _checked(Postgresql(target), target)
    return await _checked(_opened(SqliteView, target), target)


def _opened(kind: Callable[[URL], Engine], target: URL) -> Engine:
    try:
        return kind(target)
    except sqlite3.Error as error:
        raise in_words(error, shown(target)) from error


async def _checked(engine: Engine, target: URL) -> DbStore:
    store = DbStore(engine, shown(target))
    try:
        await store.refuse_newer()
    except BaseException:
        await store.close()
        raise
    return store
