"""LISTEN and NOTIFY: a replica that did something lets the others look at once. A hint that is lost costs a poll.

They are sent beside the transactions, not in them: PostgreSQL lets only one transaction that notifies commit at a time.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from ackline.adapters.db.errors import FAILURES, UNREACHABLE
from ackline.services.bell import Bell

log = logging.getLogger(__name__)

CHANNEL = "ackline"
PAUSE_SECONDS = 0.1
"""Between two hints of one replica: whatever happens meanwhile is one hint."""

_RECONNECT_SECONDS = 1.0
_SEND_SECONDS = 5.0


class Line(Protocol):
    """The little that is needed of asyncpg's connection."""

    def get_server_pid(self) -> int: ...
    def add_termination_listener(self, callback: Callable[[Any], None]) -> None: ...
    async def add_listener(self, channel: str, callback: Callable[[Any, int, str, object], None]) -> None: ...
    async def execute(self, query: str) -> str: ...


class Hints:
    """Carries the bell's rings to the other replicas, and theirs to the bell."""

    def __init__(self, connect: Callable[[], AbstractAsyncContextManager[Line]], bell: Bell) -> None:
        self._connect = connect
        self._bell = bell
        self._rung = bell.listen()

    async def run(self) -> None:
        """Until cancelled; a connection that breaks off is made anew."""
        while True:
            try:
                await self._carry()
            except (*FAILURES, *UNREACHABLE) as lost:
                log.warning("other replicas are not heard", extra={"why": type(lost).__name__})
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _carry(self) -> None:
        async with self._connect() as line:
            line.add_termination_listener(lambda _: self._rung.set())
            await line.add_listener(CHANNEL, self._heard)
            # What was told while nobody listened is found by looking.
            self._bell.ring()
            while True:
                await self._rung.wait()
                if not self._rung.is_set():
                    continue  # taken back by `_heard`
                self._rung.clear()
                async with asyncio.timeout(_SEND_SECONDS):
                    await line.execute(f"NOTIFY {CHANNEL}")
                await asyncio.sleep(PAUSE_SECONDS)

    def _heard(self, line: Line, pid: int, _channel: str, _payload: object) -> None:
        if pid == line.get_server_pid():
            return
        owed = self._rung.is_set()
        self._bell.ring()
        if not owed:  # what was heard is not told again
            self._rung.clear()
