"""An event loop whose time is virtual: nothing ever waits, and what is asked to wait moves the clock instead."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any


class Deadlock(Exception):
    """Everybody waits for somebody."""


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs callbacks in the order of their virtual times; the seed of whoever runs on it decides everything else."""

    def __init__(self) -> None:
        super().__init__()
        self._virtual = 0.0
        self._selector = self
        self.set_exception_handler(lambda _loop, _context: None)

    def time(self) -> float:
        return self._virtual

    @property
    def crowded(self) -> bool:
        """Whether anything waits to run at this instant."""
        return bool(self._ready)

    def select(self, timeout: float | None) -> list[Any]:
        """Nothing is ever ready from outside: the time until the next callback passes at once."""
        if timeout is None:
            raise Deadlock("nothing is ready and nothing is scheduled")
        self._virtual += timeout
        return []

    def _process_events(self, _events: list[Any]) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody sleeps who would have to be woken."""


class WorldTime:
    """True time, and the clock of the machines, which may be wrong by `skew` where it `steps`."""

    def __init__(self, loop: VirtualLoop, start: datetime, *, steps: bool = False) -> None:
        self._loop = loop
        self._start = self._true = start
        self._as_of = 0.0
        self.steps = steps
        self.skew = timedelta()

    def true(self) -> datetime:
        """What time it is."""
        as_of = self._loop.time()
        if as_of != self._as_of:
            self._as_of, self._true = as_of, self._start + timedelta(microseconds=round(as_of * 1_000_000))
        return self._true

    @property
    def crowded(self) -> bool:
        """Whether anything else could go first at this instant."""
        return self._loop.crowded

    def now(self) -> datetime:
        """What the machines think that it is."""
        return self.true() + self.skew


def run(loop: VirtualLoop, main: Coroutine[Any, Any, None]) -> None:
    """Run `main` to its end on virtual time, and end whatever it left behind."""
    try:
        loop.run_until_complete(main)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
