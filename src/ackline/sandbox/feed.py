"""Who watches the sandbox is told that something changed, and then looks for himself."""

import asyncio

from ackline.sandbox.wire import Json

_BACKLOG = 1000


class Feed:
    """Hints to any number of watchers; one who doesn't read in time loses hints, never the truth."""

    def __init__(self) -> None:
        self._watchers: set[asyncio.Queue[Json]] = set()

    def tell(self, kind: str, **about: str | None) -> None:
        """Every watcher learns the kind of change and where it was."""
        for watcher in self._watchers:
            if not watcher.full():
                watcher.put_nowait({"kind": kind, **about})

    def watch(self) -> asyncio.Queue[Json]:
        """A new watcher's queue; hand it back to `leave`."""
        watcher: asyncio.Queue[Json] = asyncio.Queue(_BACKLOG)
        self._watchers.add(watcher)
        return watcher

    def leave(self, watcher: asyncio.Queue[Json]) -> None:
        """The watcher is told no more."""
        self._watchers.discard(watcher)
