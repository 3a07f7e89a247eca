"""SQLite's one writer: transactions one after the other, committed together when others wait.

A commit waits for the disk, and everything else in a transaction takes microseconds. So whoever is done while others
wait leaves a savepoint behind, and one commit keeps them all; nobody goes on before it has.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from sqlalchemy import Executable

from ackline.adapters.db.connection import Given
from ackline.adapters.db.gate import Gate
from ackline.adapters.db.prepared import FORGETTING, SLOW_SECONDS, prepared
from ackline.adapters.db.rows import Rows

TOGETHER_SECONDS = 0.010
"""How long a commit may be put off for those who wait."""

PATIENCE_MS = 5000
"""How long another program may hold the file."""


class Inline:
    """A connection that answers at once: most of what is done is so small that a thread would cost more.

    What took long the last time, as looking through a long queue does, runs in the thread.
    """

    def __init__(self, raw: sqlite3.Connection, disk: ThreadPoolExecutor) -> None:
        self._raw = raw
        self._disk = disk

    async def execute(self, statement: Executable, parameters: Given = None, /) -> Rows:
        ready = prepared(statement, parameters)
        if ready.seconds < SLOW_SECONDS:
            return ready.run(self._raw, parameters)
        running = asyncio.get_running_loop().run_in_executor(self._disk, ready.run, self._raw, parameters)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait({running})  # the connection is not taken back to what was, before it is done
            raise


class Writer:
    """Hands the writing connection round. Whoever brings intake goes before all others that wait."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        raw.execute("PRAGMA busy_timeout = 0")
        self._raw = raw
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ackline-disk")
        self._inline = Inline(raw, self._disk)
        self._gate = Gate()
        self._kept: asyncio.Future[None] | None = None
        self._begun = 0.0
        self._commit_seconds = 0.0
        self._committing: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def turn(self, *, first: bool = False) -> AsyncIterator[Inline]:
        """A transaction after everybody who came before, or before all but other `first` ones."""
        await self._gate.wait(first=first)
        try:
            joins = self._kept is not None
            kept = await self._begin()
            if joins:
                self._raw.execute("SAVEPOINT one")
            try:
                yield self._inline
            except BaseException as error:
                self._undo(error, joins=joins)
                raise
            if joins:
                self._raw.execute("RELEASE one")
        finally:
            self._pass_on()
        await asyncio.shield(kept)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Nobody writes for the length of the block, and everything before it is committed."""
        await self._gate.wait()
        try:
            await self._commit()
            yield
        finally:
            self._pass_on()

    async def close(self) -> None:
        """Commit what is done and let the thread go. Whoever comes later finds the database closed."""
        async with self.alone():
            self._raw.close()
        self._disk.shutdown()

    async def _begin(self) -> "asyncio.Future[None]":
        if self._kept is None:
            beginning = asyncio.get_running_loop().create_task(self._open())
            try:
                await asyncio.shield(beginning)
            except asyncio.CancelledError:
                await asyncio.wait({beginning})  # the thread may have begun it all the same
                raise
        assert self._kept is not None
        return self._kept

    async def _open(self) -> None:
        try:
            self._raw.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            await self._on_disk(self._begin_patiently)
        self._kept = asyncio.get_running_loop().create_future()
        self._begun = time.monotonic()

    def _begin_patiently(self) -> None:
        """Wait for another program that holds the file."""
        self._raw.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            self._raw.execute("BEGIN IMMEDIATE")
        finally:
            self._raw.execute("PRAGMA busy_timeout = 0")

    def _undo(self, error: BaseException, *, joins: bool) -> None:
        """Take back what one did. SQLite may have taken back everything, as when the disk is full: all are told.

        What the first one does is the whole transaction. A savepoint would copy every page that it touches.
        """
        if joins and self._raw.in_transaction:
            self._raw.execute("ROLLBACK TO one")
            self._raw.execute("RELEASE one")
            return
        if self._raw.in_transaction:
            self._raw.execute("ROLLBACK")
        kept, self._kept = self._kept, None
        if kept is not None:
            _fail(kept, sqlite3.OperationalError(f"rolled back with another transaction: {error}"))

    async def _commit(self) -> None:
        kept, self._kept = self._kept, None
        if kept is None:
            return
        try:
            if self._commit_seconds < SLOW_SECONDS:
                self._write_out()
            else:
                await self._on_disk(self._write_out)
        except sqlite3.Error as error:
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK")
            _fail(kept, error)
        else:
            kept.set_result(None)

    def _write_out(self) -> None:
        begun = time.perf_counter()
        try:
            self._raw.execute("COMMIT")
        finally:
            self._commit_seconds = max(time.perf_counter() - begun, self._commit_seconds * FORGETTING)

    async def _on_disk(self, work: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._disk, work)

    def _pass_on(self) -> None:
        """To the next who waits; before that the commit, when nobody does or it was put off for long enough."""
        if self._kept is None or (self._gate.waited_for and not self._overdue()):
            self._gate.pass_on()
        else:
            self._committing = asyncio.get_running_loop().create_task(self._commit_and_pass_on())

    async def _commit_and_pass_on(self) -> None:
        await asyncio.sleep(0)  # whoever else is about to write is committed together with this
        if self._overdue() or not self._gate.waited_for:
            await self._commit()
        self._gate.pass_on()

    def _overdue(self) -> bool:
        return time.monotonic() - self._begun > TOGETHER_SECONDS


def _fail(kept: "asyncio.Future[None]", error: Exception) -> None:
    kept.set_exception(error)
    kept.exception()  # it counts as told, also when nobody is left who waits
