"""Looking at Slack itself: the last look before a page leaves, and catch-up after an absence.

Both compare state: what is found is put into the inbox under its natural key and decided like everything else.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

from ackline.domain.effects import Audience
from ackline.domain.ids import SubjectId
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.incoming.worker import InboxWorker
from ackline.services.outgoing.posting import card_key
from ackline.services.ports import Clock, Eyes, Incoming, Retry, Store

log = logging.getLogger(__name__)

LOOK_SECONDS = 5
"""A page does not wait longer than this for Slack to be readable."""

LATELY = timedelta(seconds=60)
"""How long before its first catch-up a channel's messages still count as new."""

MOST_LOOKED = 1_000
"""Open tickets that catch-up looks at, those first whose next moment comes soonest: Slack answers some fifty a minute,
and every page takes a last look of its own."""

OVERLAP = timedelta(minutes=65)
"""How far back of now a watermark is set: what Slack shows late, or a clock an hour wrong would hide, is read again."""


class Lookout:
    """Brings Slack's state of open tickets into the inbox and works it.

    `leaves_new`: a channel that was never read is somebody else's to read first (backfill.py).
    """

    def __init__(
        self, store: Store, eyes: Eyes, worker: InboxWorker, book: Book, clock: Clock, *, leaves_new: bool = False
    ) -> None:
        self._store = store
        self._eyes = eyes
        self._worker = worker
        self._book = book
        self._clock = clock
        self._leaves_new = leaves_new
        self._looking: set[asyncio.Task[bool]] = set()
        self._missed = 0
        self.caught_up_at: datetime | None = None

    async def look(self, subject: SubjectId) -> bool:
        """Take the last look at a ticket; False when Slack could not be read, or what was read not worked, in time.

        A look that takes longer goes on by itself: cut short, it would leave rows claimed.
        """
        looking = asyncio.create_task(self._look(subject))
        self._looking.add(looking)
        looking.add_done_callback(self._looking.discard)
        done, _ = await asyncio.wait({looking}, timeout=LOOK_SECONDS)
        if not done:
            log.warning("last look took too long", extra={"subject": subject})
        return bool(done) and looking.result()

    async def _look(self, subject: SubjectId) -> bool:
        try:
            await self._take(await self._read(subject))
        except Exception as blind:  # whatever it was, the page must leave, and say that nobody looked
            log.warning("last look failed", extra={"subject": subject, "why": type(blind).__name__})
            return False
        return True

    async def catch_up(self) -> int:
        """Read what every bound channel and every open ticket went through meanwhile; how many rows came of it.

        Open tickets first: an acknowledgement made while nobody listened must be known before anything climbs.
        """
        async with self._store.read() as work:
            tickets = await work.subjects.open_tickets(MOST_LOOKED)
        if len(tickets) == MOST_LOOKED:
            log.warning("too many open tickets to look at each", extra={"looked_at": MOST_LOOKED})
        channels = [channel for account in self._book.roster.accounts.values() for channel in account.channels]
        self._missed = found = 0
        for ticket in tickets:
            found += await self._catch_up_ticket(ticket)
        for channel in channels:
            found += await self._catch_up_channel(channel)
        if self._missed < max(len(tickets) + len(channels), 1):
            self.caught_up_at = self._clock.now()
        return found

    async def _catch_up_ticket(self, subject: SubjectId) -> int:
        try:
            return await self._take(await self._read(subject))
        except Retry as blind:
            log.warning("catch-up of a ticket failed", extra={"subject": subject, "why": str(blind)})
            self._missed += 1
            return 0

    async def _catch_up_channel(self, channel: str) -> int:
        async with self._store.read() as work:
            present = await work.channels.present_id(channel)
            watermark = await work.watermarks.get(channel)
        if watermark is None and self._leaves_new:
            return 0
        reached = int((self._clock.now() - (LATELY if watermark is None else OVERLAP)).timestamp())
        try:
            rows = _known_as(channel, present, await self._eyes.since(present, watermark))
        except Retry as blind:
            log.warning("catch-up of a channel failed", extra={"channel": channel, "why": str(blind)})
            self._missed += 1
            return 0
        taken = await self._take(rows)
        async with self._store.begin() as work:
            await work.watermarks.raise_to(channel, f"{reached}.000000")
        return taken

    async def _read(self, subject: SubjectId) -> Sequence[Incoming]:
        async with self._store.read() as work:
            kept = await work.subjects.read(subject)
            if kept is None:
                return ()
            ticket = msgspec.json.decode(kept.state, type=Ticket)
            channel = await work.channels.present_id(ticket.channel)
            merged = [(await work.channels.present_id(m.channel), m) for m in ticket.merged]
            card = await work.outbox.receipt_of(card_key(subject, Audience.TRIAGE))
        threads = [(channel, ts) for ts in dict.fromkeys((ticket.thread, *ticket.roots))]
        threads += [(place, ts) for place, m in merged for ts in dict.fromkeys((m.thread, *m.roots))]
        if card is not None and card.get("ts"):
            threads.append((str(card["channel"]), str(card["ts"])))
        rows = [row for place in threads for row in await self._eyes.look(*place)]
        return _known_as(ticket.channel, channel, rows)

    async def _take(self, rows: Sequence[Incoming]) -> int:
        if not rows:
            return 0
        async with self._store.begin() as work:
            new = await work.inbox.put(rows)
        await self._worker.drain()
        return new


def _known_as(channel: str, present: str, rows: Sequence[Incoming]) -> Sequence[Incoming]:
    """The rows under the id that their channel was bound by: what came by event before the new id was known counts."""
    if present == channel:
        return rows
    return [replace(row, key=row.key.replace(present, channel)) for row in rows]
