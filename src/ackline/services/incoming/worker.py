"""The inbox worker: rows in order per lane, lanes side by side; what fails is tried again and set aside last."""

import asyncio
import logging
from datetime import timedelta

from ackline.services.incoming.reception import Reception
from ackline.services.ports import Clock, Store, Waiting

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
"""Tries of a row that fails by a fault of ours before it becomes a dead letter, and PATIENCE has to be over too:
waiting for an author or a parent counts as tries."""

PATIENCE = timedelta(minutes=2)
MOST_SECONDS = 60


class InboxWorker:
    """Works what is waiting."""

    def __init__(self, store: Store, reception: Reception, clock: Clock) -> None:
        self._store = store
        self._reception = reception
        self._clock = clock

    async def work(self, limit: int = 50) -> int:
        """Work the first row of each lane, once; how many rows were worked on."""
        now = self._clock.now()
        async with self._store.begin() as work:
            rows = await work.inbox.waiting(now, limit)
        await asyncio.gather(*(self._work(row) for row in rows))
        return len(rows)

    async def drain(self, limit: int = 50) -> int:
        """Work until nothing is waiting now; how many rows were worked on."""
        done = 0
        while worked := await self.work(limit):
            done += worked
        return done

    async def _work(self, row: Waiting) -> None:
        try:
            await self._reception.work(row)
        except Exception as fault:  # the last resort of this loop: one bad row must not stop the others
            log.exception("inbox row failed", extra={"row": row.key, "attempt": row.attempts + 1})
            await self._fail(row, type(fault).__name__)

    async def _fail(self, row: Waiting, why: str) -> None:
        now = self._clock.now()
        async with self._store.begin() as work:
            if row.attempts + 1 >= MOST_ATTEMPTS and now - row.received_at >= PATIENCE:
                await work.inbox.set_aside(row.key, now, why)
            else:
                await work.inbox.postpone(row.key, now + timedelta(seconds=min(2**row.attempts, MOST_SECONDS)), why)
