"""When the bot was last there, kept in the database: what customers are told when it comes back late, and whether the
clock was put back meanwhile."""

import logging
from datetime import UTC, datetime, timedelta

import msgspec

from ackline.domain.events import BotReturned
from ackline.domain.ids import EventId, SubjectId
from ackline.domain.setup.absence import waits
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.outgoing.posting import tell_row
from ackline.services.ports import Clock, Store, Work

log = logging.getLogger(__name__)

HERE = "-"
"""What the moment is kept under, among the watermarks of channels: no channel is called so."""

EVERY = timedelta(minutes=1)
RECENT = 50
"""Tickets of a channel that are looked at, the newest first."""

WORTH_TELLING = timedelta(minutes=5)
"""No contract promises anything sooner than this, and a restart takes less."""


class Presence:
    """Says that the bot is there, once a minute, and knows at a start for how long it was not."""

    def __init__(self, store: Store, book: Book, clock: Clock) -> None:
        self._store = store
        self._book = book
        self._clock = clock
        self.said_at: datetime | None = None
        """When it was kept last that the bot is there: nothing else is sure to be written when nobody does anything."""
        self._gone_since: datetime | None = None

    async def begin(self) -> None:
        """Look when anybody was last there, before saying that somebody is."""
        async with self._store.read() as work:
            last = await work.watermarks.get(HERE)
        if last is not None:
            since = _instant(last)
            self._gone_since = since if self._clock.now() - since >= WORTH_TELLING else None
        await self.beat()

    async def beat(self) -> int:
        """Say that the bot is there, if that was not said within the minute. Nothing follows from it: 0.

        If it was said by a clock that was put back since, what waits by that clock is put back too.
        """
        now = self._clock.now()
        if self.said_at is not None and self.said_at <= now < self.said_at + EVERY:
            return 0
        async with self._store.begin() as work:
            last = await work.watermarks.get(HERE)
            if last is not None and await work.waits.follow_back(_instant(last), now):
                log.warning("the clock was put back", extra={"since": _instant(last).isoformat()})
                await work.watermarks.forget(HERE)
            await work.watermarks.raise_to(HERE, f"{int(now.timestamp())}.000000")
        self.said_at = now
        return 0

    async def returned(self) -> int:
        """Once Slack is caught up with, a waiting ticket of each channel learns how long nobody listened; how many."""
        since, self._gone_since = self._gone_since, None
        if since is None:
            return 0
        now = self._clock.now()
        async with self._store.read() as work:
            accounts = self._book.roster.accounts.values()
            found = [await _waiting(work, channel) for account in accounts for channel in account.channels]
        rows = [tell_row(_fact(ticket, since, now), now) for ticket in found if ticket is not None]
        if rows:
            async with self._store.begin() as work:
                await work.inbox.put(rows)
        log.info("back", extra={"away_seconds": int((now - since).total_seconds()), "channels": len(rows)})
        return len(rows)


def _instant(said: str) -> datetime:
    return datetime.fromtimestamp(float(said), tz=UTC)


async def _waiting(work: Work, channel: str) -> SubjectId | None:
    """The newest ticket of a channel whose customer waits for an answer."""
    kept = await work.subjects.open_in(channel, RECENT)
    tickets = (msgspec.json.decode(one.state, type=Ticket) for one in kept)
    return next((ticket.id for ticket in tickets if waits(ticket)), None)


def _fact(ticket: SubjectId, since: datetime, now: datetime) -> BotReturned:
    return BotReturned(id=EventId(f"{ticket}/returned/{now.isoformat()}"), at=now, subject=ticket, since=since)
