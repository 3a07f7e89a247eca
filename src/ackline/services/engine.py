"""The engine: inbox, timers and outbox, worked until nothing is left to do, or for as long as the process lives."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from ackline.services.bell import Bell
from ackline.services.desk import Desk
from ackline.services.incoming.worker import InboxWorker
from ackline.services.operating.presence import Presence
from ackline.services.outgoing.courier import Courier
from ackline.services.outgoing.lookout import Lookout
from ackline.services.ports import Clock, Store

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
"""How long a loop waits at most when nobody wakes it: rows of other processes are found by polling."""

PACE_SECONDS = 0.005
"""How soon a loop that did something looks again: what happens meanwhile is one piece of work."""

TOLD_EVERY = 60
"""Of how many failures in a row of one loop one is logged: it fails about once a second while the database is away."""

STOP_SECONDS = 8

CATCH_UP_SECONDS = 60
"""How long a start waits for Slack to be caught up with: one that does not answer must not hold up every promise."""

ROUNDS = 10_000

NOTHING_BESIDE: Mapping[str, Callable[[], Awaitable[int]]] = {}


class Engine:
    """The three kinds of work, and the order in which they begin at a start.

    `beside` is work that no promise waits for, by name: each does a little and answers how much.
    """

    def __init__(
        self,
        *,
        store: Store,
        desk: Desk,
        worker: InboxWorker,
        courier: Courier,
        lookout: Lookout,
        clock: Clock,
        bell: Bell | None = None,
        presence: Presence | None = None,
        beside: Mapping[str, Callable[[], Awaitable[int]]] = NOTHING_BESIDE,
    ) -> None:
        self._store = store
        self._desk = desk
        self._worker = worker
        self._courier = courier
        self._lookout = lookout
        self._clock = clock
        self._bell = bell or Bell()
        self._presence = presence
        self._beside = beside
        self._catching: asyncio.Task[None] | None = None
        self._stopping = False

    def wake(self) -> None:
        """Something happened: every loop looks again now."""
        self._bell.ring()

    async def start(self) -> None:
        """Before anything may climb: wakes that rest on old facts are derived anew, and Slack is caught up with."""
        await self._desk.begin()
        if self._presence is not None:
            await self._presence.begin()
        await self._desk.refresh()
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
            if self._presence is not None:
                await self._presence.returned()
        except Exception:  # a start must not fail by it: every page beyond the on-call takes a look of its own
            log.exception("catching up with Slack failed")
            return
        log.info("caught up", extra={"rows": found})
        self.wake()

    async def settle(self) -> None:
        """Work until nothing can be done at this instant."""
        for _ in range(ROUNDS):
            if not await self.once():
                return
        raise RuntimeError("the engine does not come to rest: something is done again and again")

    async def once(self) -> int:
        """Work what waits, then what is due, then what is to be said; how much was done, 0 when nothing was left."""
        await self._desk.refresh()
        done = await self._worker.drain() + await self._desk.tick() + await self._courier.deliver()
        return done + sum([await work() for work in self._beside.values()])

    async def next_moment(self) -> datetime | None:
        """The soonest instant at which there is something to do by itself."""
        now = self._clock.now()
        async with self._store.glance() as work:
            moments = (await work.subjects.soonest(), await work.outbox.next_at(now), await work.inbox.next_retry())
        return min((m for m in moments if m is not None), default=None)

    async def run(self) -> None:
        """Work side by side until cancelled: a page waits neither for the inbox nor for a slow post.

        Then each loop ends what it is at, and what is being delivered ends too, within STOP_SECONDS: other replicas
        need not wait for claims and leases of this one to run out.
        """
        work = {
            "inbox": self._work_inbox,
            "timers": self._desk.tick,
            "looks": self._courier.look,
            "outbox": self._courier.begin,
            **self._beside,
        }
        loops = [asyncio.create_task(self._loop(name, one)) for name, one in work.items()]
        try:
            await asyncio.wait(loops, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await self._stop(loops)
        for loop in loops:
            loop.result()

    async def _work_inbox(self) -> int:
        await self._desk.refresh()
        return await self._worker.work()

    async def _stop(self, loops: Sequence[asyncio.Task[None]]) -> None:
        if self._catching is not None:
            self._catching.cancel()
        self._stopping = True
        self.wake()
        _, late = await asyncio.wait(loops, timeout=STOP_SECONDS / 2)
        for loop in late:
            loop.cancel()
        await asyncio.wait(loops)
        await self._courier.stop(STOP_SECONDS / 2)

    async def _loop(self, name: str, work: Callable[[], Awaitable[int]]) -> None:
        woken, failures = self._bell.listen(), 0
        while not self._stopping:
            woken.clear()
            begun = time.monotonic()
            try:
                done = await work()
            except Exception:  # the last resort of this loop: a database that is away comes back
                if failures % TOLD_EVERY == 0:
                    log.exception("the %s loop failed; it goes on", name, extra={"failures": failures + 1})
                done, failures = 0, failures + 1
            else:
                if failures:
                    log.warning("the %s loop works again", name, extra={"failures": failures})
                failures = 0
            if done:
                self.wake()
                await asyncio.sleep(max(0, begun + PACE_SECONDS - time.monotonic()))
                continue
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await woken.wait()
            except TimeoutError:
                continue
