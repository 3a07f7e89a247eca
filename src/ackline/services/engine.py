"""The engine: inbox, timers and outbox, worked until nothing is left to do, or for as long as the process lives."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from ackline.services.bell import Bell
from ackline.services.courier import Courier
from ackline.services.desk import Desk
from ackline.services.lookout import Lookout
from ackline.services.ports import Store
from ackline.services.worker import InboxWorker

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""How long a loop waits at most when nobody wakes it: rows of other processes are found by polling."""

STOP_SECONDS = 8

CATCH_UP_SECONDS = 60
"""How long a start waits for Slack to be caught up with: one that does not answer must not hold up every promise."""

ROUNDS = 10_000


class Engine:
    """The three kinds of work, and the order in which they begin at a start."""

    def __init__(
        self,
        *,
        store: Store,
        desk: Desk,
        worker: InboxWorker,
        courier: Courier,
        lookout: Lookout,
        bell: Bell | None = None,
    ) -> None:
        self._store = store
        self._desk = desk
        self._worker = worker
        self._courier = courier
        self._lookout = lookout
        self._bell = bell or Bell()
        self._catching: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Something happened: every loop looks again now."""
        self._bell.ring()

    async def start(self) -> None:
        """Before anything may climb: wakes that rest on old facts are derived anew, and Slack is caught up with."""
        while await self._desk.rederive():
            pass
        await self._worker.drain()
        self._catching = asyncio.create_task(self._catch_up())
        try:
            _, behind = await asyncio.wait({self._catching}, timeout=CATCH_UP_SECONDS)
        except asyncio.CancelledError:
            self._catching.cancel()
            raise
        if behind:
            log.warning("catching up with Slack takes long; promises are kept meanwhile")

    async def _catch_up(self) -> None:
        try:
            found = await self._lookout.catch_up()
        except Exception:  # a start must not fail by it: every page beyond the on-call takes a look of its own
            log.exception("catching up with Slack failed")
            return
        log.info("caught up", extra={"rows": found})
        self.wake()

    async def settle(self) -> None:
        """Work until nothing can be done at this instant."""
        for _ in range(ROUNDS):
            done = await self._worker.drain()
            done += await self._desk.tick()
            done += await self._courier.deliver()
            if not done:
                return
        raise RuntimeError("the engine does not come to rest: something is done again and again")

    async def next_moment(self) -> datetime | None:
        """The soonest instant at which there is something to do by itself."""
        async with self._store.read() as work:
            moments = (await work.subjects.soonest(), await work.outbox.next_at(), await work.inbox.next_retry())
        return min((m for m in moments if m is not None), default=None)

    async def run(self) -> None:
        """Work side by side until cancelled: a page waits neither for the inbox nor for a slow post.

        What is being delivered then is given STOP_SECONDS to end; a lease covers what was cut short.
        """
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._loop("inbox", self._worker.drain))
                group.create_task(self._loop("timers", self._desk.tick))
                group.create_task(self._loop("looks", self._courier.look))
                group.create_task(self._loop("outbox", self._courier.begin))
        finally:
            if self._catching is not None:
                self._catching.cancel()
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await self._courier.finished()

    async def _loop(self, name: str, work: Callable[[], Awaitable[int]]) -> None:
        woken = self._bell.listen()
        while True:
            woken.clear()
            try:
                done = await work()
            except Exception:  # the last resort of this loop: a database that is away comes back
                log.exception("the %s loop failed; it goes on", name)
                done = 0
            if done:
                self.wake()
                continue
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await woken.wait()
            except TimeoutError:
                continue
