"""SQLite's readers: each looks at one state of the database, beside the writer; what takes long in a thread."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Protocol

from sqlalchemy import Executable

from ackline.adapters.db.connection import Given
from ackline.adapters.db.prepared import SLOW_SECONDS, prepared
from ackline.adapters.db.rows import Rows


class Connect(Protocol):
    """Opens a connection."""

    def __call__(self) -> sqlite3.Connection: ...


class Threaded:
    """A connection whose statements run in a thread, but for those that are known to be so small that it costs more."""

    def __init__(self, raw: sqlite3.Connection, threads: ThreadPoolExecutor) -> None:
        self._raw = raw
        self._threads = threads

    async def execute(self, statement: Executable, parameters: Given = None, /) -> Rows:
        ready = prepared(statement, parameters)
        if 0 < ready.seconds < SLOW_SECONDS:
            return ready.run(self._raw, parameters)
        running = asyncio.get_running_loop().run_in_executor(self._threads, ready.run, self._raw, parameters)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            # The connection goes back to the others only when nothing runs on it any more.
            self._raw.interrupt()
            await asyncio.gather(running, return_exceptions=True)
            raise


class Readers:
    """A few reading connections, lent out in turn."""

    def __init__(self, connect: Connect, count: int) -> None:
        self._connections = [connect() for _ in range(count)]
        self._threads = ThreadPoolExecutor(max_workers=count, thread_name_prefix="ackline-read")
        self._free: asyncio.LifoQueue[sqlite3.Connection] = asyncio.LifoQueue()
        for connection in self._connections:
            self._free.put_nowait(connection)

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Threaded]:
        """What was committed when the first statement ran."""
        raw = await self._free.get()
        try:
            raw.execute("BEGIN")
            try:
                yield Threaded(raw, self._threads)
            finally:
                raw.execute("ROLLBACK")
        finally:
            self._free.put_nowait(raw)

    def close(self) -> None:
        """Close every connection."""
        self._threads.shutdown()
        for connection in self._connections:
            connection.close()
