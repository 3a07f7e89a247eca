"""One clock for all replicas: the database's, read through `app_now()`, so that a machine whose own is wrong or is
stepped neither fires early nor takes a lease from another.

Between two readings it goes on by the machine's monotonic clock, which no step moves. `app_now()` is a function of
the database and may be replaced there, as a drill in another time would.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from ackline.adapters.db.errors import StoreError

log = logging.getLogger(__name__)

READ_EVERY_SECONDS = 20
NOTEWORTHY = timedelta(seconds=1)


class SharedClock:
    """The port `Clock`. Before the first reading it is the machine's own time."""

    def __init__(self, read: Callable[[], Awaitable[datetime]]) -> None:
        self._read = read
        self._base = datetime.now(UTC)
        self._mark = time.monotonic()

    def now(self) -> datetime:
        """Now in UTC, by the database."""
        return self._base + timedelta(seconds=time.monotonic() - self._mark)

    async def take(self) -> None:
        """Read the database's clock; half of the time that the answer took is added. StoreError when it is away."""
        before = time.monotonic()
        told = await self._read()
        after = time.monotonic()
        apart = told - datetime.now(UTC)
        self._base, self._mark = told + timedelta(seconds=(after - before) / 2), after
        if abs(apart) > NOTEWORTHY:
            log.warning("this machine's clock differs from the database's", extra={"seconds": apart.total_seconds()})

    async def run(self) -> None:
        """Read it again and again until cancelled; while the database is away the last reading goes on."""
        while True:
            await asyncio.sleep(READ_EVERY_SECONDS)
            try:
                await self.take()
            except StoreError as fault:
                log.warning("the database's clock could not be read", extra={"why": str(fault)})
