"""APScheduler, which only wakes: no promise lives in it, and what it forgets is found again at the next start."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from ackline.services.ports import Clock

log = logging.getLogger(__name__)

POLL_SECONDS = 5
"""How often the soonest moment is asked for anew: another process, or a stepped clock, may have changed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """Something that is done again and again beside the promises. A failure is logged; the next time comes anyway."""

    name: str
    when: CronTrigger | IntervalTrigger
    work: Callable[[], Awaitable[object]]

    async def run(self) -> None:
        """Do it once. Never raises."""
        try:
            await self.work()
        except Exception:  # no chore may stop another, or the engine
            log.exception("a chore failed", extra={"chore": self.name})


class Scheduler:
    """Wakes the engine at the soonest moment that the database knows."""

    def __init__(
        self,
        *,
        wake: Callable[[], None],
        next_moment: Callable[[], Awaitable[datetime | None]],
        catch_up: Callable[[], Awaitable[int]],
        clock: Clock,
        chores: Sequence[Chore] = (),
    ) -> None:
        self._wake = wake
        self._next_moment = next_moment
        self._catch_up = catch_up
        self._clock = clock
        self._chores = chores
        self._jobs = AsyncIOScheduler(timezone=UTC)
        self._polling: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to wake."""
        self._jobs.add_job(self._catch, CronTrigger(minute="*/10"), misfire_grace_time=None, coalesce=True)
        for chore in self._chores:
            self._jobs.add_job(chore.run, chore.when, misfire_grace_time=None, coalesce=True)
        self._jobs.start()
        await self.aim()
        self._polling = asyncio.create_task(self._poll())

    async def aim(self) -> None:
        """Wake now if something is due, and set the one trigger at the soonest moment."""
        try:
            soonest = await self._next_moment()
        except Exception as fault:  # a database that is away is asked again at the next poll
            log.warning("the next moment is not known", extra={"why": type(fault).__name__})
            return
        if soonest is None:
            return
        left = soonest - self._clock.now()
        if left <= timedelta():
            self._wake()
            return
        # By this machine's clock, which APScheduler goes by.
        at = DateTrigger(datetime.now(UTC) + left)
        self._jobs.add_job(self._ring, at, id="soonest", replace_existing=True, misfire_grace_time=None)

    def stop(self) -> None:
        """Wake no more."""
        if self._polling is not None:
            self._polling.cancel()
        if self._jobs.running:
            self._jobs.shutdown(wait=False)

    async def _poll(self) -> None:
        """By the time that has passed, whatever is done to the machine's clock meanwhile."""
        last = datetime.now(UTC)
        while True:
            await asyncio.sleep(POLL_SECONDS)
            now = datetime.now(UTC)
            if now < last:
                reckon_anew(self._jobs, now)
            last = now
            await self.aim()

    async def _ring(self) -> None:
        self._wake()
        await self.aim()

    async def _catch(self) -> None:
        try:
            found = await self._catch_up()
        except Exception as fault:  # the next round is in ten minutes, and the last look is taken all the same
            log.warning("catch-up failed", extra={"why": type(fault).__name__})
            return
        log.info("caught up", extra={"rows": found})
        self._wake()


def reckon_anew(jobs: AsyncIOScheduler, now: datetime) -> None:
    """What comes again and again does so from `now` on: the clock was put back, and APScheduler waits for instants."""
    for job in jobs.get_jobs():
        if not isinstance(job.trigger, DateTrigger):
            job.modify(next_run_time=job.trigger.get_next_fire_time(now, now))
