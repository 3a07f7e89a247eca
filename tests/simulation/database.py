"""The store on synchronous SQLite in memory, behind its port: no thread decides what happens first."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Executable, StaticPool, create_engine

from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.inbox import RELEASE_CLAIMS
from ackline.adapters.db.migrate import upgrade
from ackline.adapters.db.work import DbWork, work_on


class Worker(Protocol):
    """Whoever uses the store: it may be interrupted, delayed or killed at each named point."""

    async def point(self, name: str) -> None: ...
    def instant(self, name: str) -> None: ...


class _Awaitable:
    """A connection that answers at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def execute(self, statement: Executable, parameters: Any = None) -> Any:
        return self._connection.execute(statement, parameters)


class Database:
    """One database in memory. Its engine outlives a run, so that statements are compiled once."""

    def __init__(self) -> None:
        self._raw, engine, template = _prepared()
        template.backup(self._raw)
        self._connection = engine.connect()
        self._busy = False
        self.changed: Callable[[Worker], None] = lambda _worker: None
        self.journal = 0

    @contextmanager
    def transaction(self, worker: Worker, *, keep: bool) -> Iterator[DbWork]:
        """One transaction, committed or rolled back. They never overlap, and nobody waits inside of one."""
        assert not self._busy, "a transaction was begun inside another one, or something waited inside of one"
        self._busy = True
        before = self._raw.total_changes
        self._raw.execute("BEGIN")
        try:
            yield work_on(_Awaitable(self._connection), Dialect.SQLITE)
            if keep:
                worker.instant("before commit")
        except BaseException:
            self._raw.execute("ROLLBACK")
            raise
        else:
            self._raw.execute("COMMIT" if keep else "ROLLBACK")
        finally:
            self._busy = False
        if keep and self._raw.total_changes != before:
            self.journal = self.rows("select max(id) from journal")[0][0] or 0
            self.changed(worker)

    def rows(self, query: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
        """What a query finds, for those who judge."""
        return self._raw.execute(query, parameters).fetchall()

    def work(self) -> DbWork:
        """The ports, outside of any transaction: for those who judge."""
        return work_on(_Awaitable(self._connection), Dialect.SQLITE)

    def release_claims(self) -> None:
        """What the one process that owns a SQLite file does when it starts."""
        self._connection.execute(RELEASE_CLAIMS)

    def close(self) -> None:
        self._connection.close()


class SimulatedStore:
    """The port `Store` of one worker."""

    def __init__(self, database: Database, worker: Worker) -> None:
        self._database = database
        self._worker = worker

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[DbWork]:
        await self._worker.point("begin")
        with self._database.transaction(self._worker, keep=True) as work:
            yield work
        await self._worker.point("after commit")

    begin_intake = begin

    @asynccontextmanager
    async def read(self) -> AsyncIterator[DbWork]:
        await self._worker.point("read")
        with self._database.transaction(self._worker, keep=False) as work:
            yield work


@cache
def _prepared() -> tuple[sqlite3.Connection, Engine, sqlite3.Connection]:
    raw, template = (sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False) for _ in range(2))
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    with engine.begin() as connection:
        upgrade(connection)
    raw.backup(template)
    return raw, engine, template
