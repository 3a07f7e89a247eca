"""Retention: the words of closed tickets, and rows that nobody asks for any more, go when their time is over.

The journal stays: it says what happened and why, and its chain holds without the words.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from ackline.services.operating.archive import Archive, Batch
from ackline.services.ports import Clock, Store

log = logging.getLogger(__name__)

AT_ONCE = 200
"""Rows of one transaction: few enough that intake does not wait for it on SQLite."""

Step = Callable[[Archive, datetime, int], Awaitable[Batch]]


class Retention:
    """Erases what is older than `days`."""

    def __init__(self, store: Store, clock: Clock, days: int) -> None:
        self._store = store
        self._clock = clock
        self._kept = timedelta(days=days)

    async def sweep(self) -> None:
        """Once through everything, in small transactions with room for others between them."""
        before = self._clock.now() - self._kept
        texts = await self._through(lambda archive, at, after: archive.expire_texts(at, after, AT_ONCE), before)
        sent = await self._through(lambda archive, at, after: archive.expire_outbox(at, after, AT_ONCE), before)
        received = await self._through(lambda archive, at, after: archive.expire_inbox(at, after, AT_ONCE), before)
        log.info("expired", extra={"texts": texts, "outbox": sent, "inbox": received, "before": before.isoformat()})

    async def _through(self, step: Step, before: datetime) -> int:
        erased, after = 0, 0
        while True:
            async with self._store.begin() as work:
                batch = await step(work.archive, before, after)
            erased += batch.erased
            if batch.after is None:
                return erased
            after = batch.after
            await asyncio.sleep(0)
