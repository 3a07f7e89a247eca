"""Hands for tests that go through many steps: the stores of a process or two, each step a transaction of its own."""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from datetime import datetime
from typing import Any, Protocol

import hypothesis.strategies as st
from raw_database import Database
from sqlalchemy import Connection, Executable, StaticPool, create_engine

from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.inbox import RELEASE_CLAIMS
from ackline.adapters.db.migrate import upgrade
from ackline.adapters.db.outbox import RELEASE_LEASES
from ackline.adapters.db.store import DbStore, open_store
from ackline.adapters.db.work import DbWork, work_on
from ackline.domain.ids import SubjectId
from ackline.services.ports import Settled

who = st.integers(0, 1)
dies = st.sampled_from((False, False, False, False, True))
"""Which process takes a step, and whether it dies in it."""

Step = Callable[[DbWork], Coroutine[Any, Any, Any]]

_FORGET = (
    "UPDATE inbox SET state = 'done', finished_at = 0, claimed_until = NULL WHERE finished_at IS NULL",
    "UPDATE outbox SET state = 'done', finished_at = 0, lease_until = NULL WHERE finished_at IS NULL",
    "UPDATE subjects SET wake_at = NULL, open = false",
)
"""Nothing is left to do; the journal can't be emptied, so that each example has names of its own."""


async def kept_as(
    work: DbWork,
    subject: str,
    *,
    now: datetime,
    generation: int = 0,
    wake_at: datetime | None = None,
    stamp: str = "v1",
    open: bool = True,
) -> None:
    """Keep a page, of which nothing matters but what is named."""
    await work.subjects.keep(
        [
            Settled(
                id=SubjectId(subject),
                kind="page",
                state=b"{}",
                wake_at=wake_at,
                stamp=stamp,
                generation=generation,
                account="acme",
                open=open,
            )
        ],
        now,
    )


class Died(Exception):
    """The process ended before its transaction was committed."""


class Hands(Protocol):
    """Takes steps."""

    def begin(self) -> str:
        """An example: what comes before every name in it."""

    def do(self, step: Step, *, who: int = 0, dies: bool = False) -> Any:
        """What a step finds; nothing of it is kept if the process dies in it."""

    def look(self, step: Step) -> Any:
        """What is found by whoever only reads."""

    def restart(self) -> bool:
        """Every process ends and begins again; whether what was held is free with that, as where one owns all."""


class StoreHands:
    """On PostgreSQL two processes, on SQLite the one that may be."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._runner = asyncio.Runner()
        self._examples = 0
        count = 2 if database.is_postgresql else 1
        self._stores = [self._runner.run(open_store(database.url)) for _ in range(count)]

    def begin(self) -> str:
        self._examples += 1
        if self._database.is_postgresql:
            self._runner.run(self._database.run(*_FORGET, "SELECT 1"))
        else:
            with closing(sqlite3.connect(self._database.url.removeprefix("sqlite:///"))) as raw, raw:
                for statement in _FORGET:
                    raw.execute(statement)
        return f"e{self._examples}:"

    def do(self, step: Step, *, who: int = 0, dies: bool = False) -> Any:
        return self._runner.run(self._do(self._stores[who % len(self._stores)], step, dies))

    async def _do(self, store: DbStore, step: Step, dies: bool) -> Any:
        found: Any = None
        try:
            async with store.begin() as work:
                found = await step(work)
                if dies:
                    raise Died
        except Died:
            pass
        return found

    def look(self, step: Step) -> Any:
        return self._runner.run(self._look(step))

    async def _look(self, step: Step) -> Any:
        async with self._stores[0].read() as work:
            return await step(work)

    def restart(self) -> bool:
        self._runner.run(self._restart())
        return not self._database.is_postgresql

    async def _restart(self) -> None:
        for number, store in enumerate(self._stores):
            await store.close()
            self._stores[number] = await open_store(self._database.url)
            await self._stores[number].migrate()

    def close(self) -> None:
        """Give everything back."""
        for store in self._stores:
            self._runner.run(store.close())
        self._runner.close()


class MemoryHands:
    """One process over SQLite in memory, without a thread or a disk: for many more steps."""

    def __init__(self) -> None:
        # isolation_level None: by itself the driver begins nothing before a WITH … UPDATE.
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"isolation_level": None})
        self._connection = engine.connect()
        upgrade(self._connection)
        self._work = work_on(_Synchronous(self._connection), Dialect.SQLITE)
        self._examples = 0

    def begin(self) -> str:
        for statement in _FORGET:
            self._connection.exec_driver_sql(statement)
        self._examples += 1
        return f"e{self._examples}:"

    def do(self, step: Step, *, who: int = 0, dies: bool = False) -> Any:
        self._connection.exec_driver_sql("BEGIN")
        found = _now(step(self._work))
        self._connection.exec_driver_sql("ROLLBACK" if dies else "COMMIT")
        return found

    def look(self, step: Step) -> Any:
        return _now(step(self._work))

    def restart(self) -> bool:
        self._connection.execute(RELEASE_CLAIMS)
        self._connection.execute(RELEASE_LEASES)
        return True

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()


class _Synchronous:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def execute(self, statement: Executable, parameters: Any = None) -> Any:
        return self._connection.execute(statement, parameters)


def _now(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waited")
