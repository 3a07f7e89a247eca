"""A walk without threads and without a disk: half of a step's time went into waking threads, and a seed walks alike.

The store hands its statements to threads and waits for the disk. Neither is what is looked at here; the processes'
tests do that.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

_MEMORY = Path("/dev/shm")

T = TypeVar("T")


class AtOnce(asyncio.SelectorEventLoop):
    """A loop that does at once what is meant for a thread."""

    def run_in_executor(self, executor: object, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return done


def folders() -> str | None:
    """Where a walk keeps its databases: in memory where the machine has a place for that, else wherever."""
    return str(_MEMORY) if _MEMORY.is_dir() else None
