"""The way in: rows are on disk before Slack gets its 200, many of them in one commit."""

import asyncio
from collections.abc import Callable

from ackline.services.ports import Incoming, Store


class Intake:
    """Commits rows in groups: whoever comes while a commit is under way shares the next one."""

    def __init__(self, store: Store, arrived: Callable[[], None]) -> None:
        self._store = store
        self._arrived = arrived
        self._waiting: list[tuple[Incoming, asyncio.Future[None]]] = []
        self._committing: asyncio.Task[None] | None = None

    async def take(self, row: Incoming) -> None:
        """Return when the row is durable. Raises what the database raised: then Slack must not get a 200."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, done))
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit())
        await done

    async def _commit(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                async with self._store.begin_intake() as work:
                    await work.inbox.put([row for row, _ in group])
            except Exception as fault:  # every waiter of the group must learn it, whatever it was
                for _, done in group:
                    if not done.done():
                        done.set_exception(fault)
                continue
            for _, done in group:
                if not done.done():
                    done.set_result(None)
            self._arrived()
