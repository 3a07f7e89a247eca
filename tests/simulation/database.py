"""The store on synchronous SQLite in memory, behind its port: no thread decides what happens first."""

import sqlite3
from collections.abc import Callable
from functools import cache
from types import TracebackType
from typing import Any, Protocol

from sqlalchemy import Connection, Executable, StaticPool, create_engine

from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.inbox import RELEASE_CLAIMS
from ackline.adapters.db.migrate import upgrade
from ackline.adapters.db.outbox import RELEASE_LEASES
from ackline.adapters.db.prepared import Rows, prepared
from ackline.adapters.db.work import DbWork, work_on


class Worker(Protocol):
    """Whoever uses the store: it may be interrupted, delayed or killed at each named point."""

    async def point(self, name: str) -> None: ...
    def instant(self, name: str) -> None: ...


class Direct:
    """A connection that answers at once, without SQLAlchemy, as the product's own to SQLite."""

    def __init__(self, raw: sqlite3.Connection, _connection: Connection) -> None:
        self._raw = raw

    async def execute(self, statement: Executable, parameters: Any = None) -> Rows:
        return prepared(statement, parameters).run(self._raw, parameters)


class Through:
    """A connection that answers at once, through SQLAlchemy, as the product's own to PostgreSQL."""

    def __init__(self, _raw: sqlite3.Connection, connection: Connection) -> None:
        self._connection = connection

    async def execute(self, statement: Executable, parameters: Any = None) -> Any:
        return self._connection.execute(statement, parameters)


class Database:
    """One database in memory. `commits` counts those that changed something, `journal` is the last row's number.

    `alone`: timers fire as where one process owns the database, however many do.
    """

    def __init__(self, path: type[Direct] | type[Through] = Direct, *, alone: bool = True) -> None:
        self._raw, self._connection, template = _prepared()
        template.backup(self._raw)
        self.alone = alone
        self._work = work_on(path(self._raw, self._connection), Dialect.SQLITE)  # type: ignore[arg-type]
        self._by: Worker | None = None
        self._changes = 0
        self._appended = 0
        self.changed: Callable[[Worker], None] = lambda _worker: None
        self.journal = 0
        self.commits = 0

    def begin(self, worker: Worker) -> DbWork:
        """Begin a transaction. They never overlap, and nobody waits inside of one."""
        work = self.look(worker)
        self._raw.execute("BEGIN")
        return work

    def keep(self) -> None:
        """Commit."""
        worker = self._by
        assert worker is not None
        try:
            worker.instant("before commit")
        except BaseException:
            self.drop()
            raise
        self._by = None
        self._raw.execute("COMMIT")
        if self._raw.total_changes != self._changes:
            self.commits += 1
            if len(self._work.journal.appended) != self._appended:
                self._appended = len(self._work.journal.appended)
                self.journal = self.rows("select max(id) from journal")[0][0] or 0
            self.changed(worker)

    def drop(self) -> None:
        """Roll back."""
        self._by = None
        self._raw.execute("ROLLBACK")

    def look(self, worker: Worker) -> DbWork:
        """Begin to read: nobody else comes in between, so no transaction is needed for it."""
        assert self._by is None, "a transaction was begun inside another one, or something waited inside of one"
        self._by = worker
        self._changes = self._raw.total_changes
        return self._work

    def looked(self) -> None:
        """It was only read."""
        self._by = None
        assert self._raw.total_changes == self._changes, "something was changed while reading"

    def rows(self, query: str, parameters: tuple[Any, ...] = ()) -> list[Any]:
        """What a query finds, for those who judge."""
        return self._raw.execute(query, parameters).fetchall()

    def work(self) -> DbWork:
        """The ports, outside of any transaction: for those who judge."""
        return self._work

    def release(self) -> None:
        """What the one process that owns a SQLite file does when it starts."""
        self._connection.execute(RELEASE_CLAIMS)
        self._connection.execute(RELEASE_LEASES)


class SimulatedStore:
    """The port `Store` of one worker."""

    def __init__(self, database: Database, worker: Worker) -> None:
        self._database = database
        self._worker = worker

    @property
    def alone(self) -> bool:
        """Whether timers fire as where one process owns the database."""
        return self._database.alone

    def begin(self) -> "_Writing":
        return _Writing(self._database, self._worker)

    begin_intake = begin

    def read(self) -> "_Reading":
        return _Reading(self._database, self._worker)

    glance = read


class _Writing:
    """A transaction that is committed unless something is raised in it."""

    __slots__ = ("_database", "_worker")

    def __init__(self, database: Database, worker: Worker) -> None:
        self._database = database
        self._worker = worker

    async def __aenter__(self) -> DbWork:
        await self._worker.point("begin")
        return self._database.begin(self._worker)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._database.drop()
            return
        self._database.keep()
        await self._worker.point("after commit")


class _Reading:
    """A look at the database, in which nothing can be changed."""

    __slots__ = ("_database", "_worker")

    def __init__(self, database: Database, worker: Worker) -> None:
        self._database = database
        self._worker = worker

    async def __aenter__(self) -> DbWork:
        await self._worker.point("read")
        return self._database.look(self._worker)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.looked()


@cache
def _prepared() -> tuple[sqlite3.Connection, Connection, sqlite3.Connection]:
    """One connection for all runs of this process, SQLAlchemy's hold of it, and the schema to begin each run with."""
    raw, template = (
        sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, cached_statements=512)
        for _ in range(2)
    )
    connection = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool).connect()
    with connection.begin():
        upgrade(connection)
    raw.backup(template)
    return raw, connection.execution_options(isolation_level="AUTOCOMMIT"), template
