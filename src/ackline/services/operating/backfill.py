"""What was asked in a channel before Ackline came: unanswered threads become tickets, and nobody is called for them.

A channel that is new has no watermark. It gets one at once, the moment from which on what is asked in it is new and
found by catch-up; what is older is read once, thread by thread as Slack's limits allow, however often a start is in
the way.
"""

import logging
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from ackline.domain.authority import Side
from ackline.domain.contract import Entitlement
from ackline.domain.duty.people import Account
from ackline.domain.events import HistoryRead
from ackline.domain.ids import EventId
from ackline.domain.installations.installation import INSTALLATION
from ackline.domain.listening.chatter import is_chatter
from ackline.domain.tickets.intake import Heard
from ackline.services.book import Book
from ackline.services.incoming.reading import Reader
from ackline.services.incoming.who import Who
from ackline.services.outgoing.posting import tell_row
from ackline.services.ports import Clock, Eyes, History, Incoming, Retry, Root, Store

log = logging.getLogger(__name__)

BACKFILL = "backfill"
"""The source of rows that say what is past."""

SPENT = "spent"
"""The source of rows that say nothing: they keep what was taken in from counting as new at the next look."""

AT_ONCE = 20
"""Threads that are read before anything else gets its turn."""

UNREAD = "unread:"
"""What the moment is kept under, before a channel's name among the watermarks, until its past was read."""

REST = timedelta(minutes=5)
"""How long a channel that could not be read is left alone."""


class Past(Eyes, History, Protocol):
    """Reads both threads and what was at the top of a channel."""


@dataclass(slots=True, kw_only=True)
class _Reading:
    """A channel on its way: what is left to look at, since when, and how many threads were taken."""

    channel: str
    account: Account
    as_of: datetime
    left: deque[Root]
    taken: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    heard: Heard
    row: Incoming
    customer: bool


class Backfill:
    """Reads each bound channel once, `days` back."""

    def __init__(
        self, *, store: Store, book: Book, eyes: Past, read: Reader, who: Who, clock: Clock, days: int
    ) -> None:
        self._store = store
        self._book = book
        self._eyes = eyes
        self._read = read
        self._who = who
        self._clock = clock
        self._days = days
        self._known: set[str] = set()
        self._met: dict[str, datetime] = {}
        self._under_way: dict[str, _Reading] = {}
        self._rests_until: dict[str, datetime] = {}

    async def work(self) -> int:
        """Read on in the next channel that was never read; how many threads were looked at, and channels finished."""
        found = await self._next()
        if found is None:
            return 0
        try:
            return await self._on(found)
        except Retry as blind:
            log.warning("backfill waits", extra={"channel": found.channel, "why": str(blind)})
            pause = max(REST, timedelta(seconds=blind.after))
            self._rests_until[found.channel] = self._clock.now() + pause
            return 0

    async def _next(self) -> _Reading | None:
        now = self._clock.now()
        bound = {channel: account for account in self._book.roster.accounts.values() for channel in account.channels}
        self._known &= bound.keys()
        self._met = {c: at for c, at in self._met.items() if c in bound}
        self._under_way = {c: r for c, r in self._under_way.items() if c in bound}
        if unmet := bound.keys() - self._known - self._met.keys():
            await self._meet(unmet, now)
        for channel, account in bound.items():
            if channel in self._known or self._rests_until.get(channel, now) > now:
                continue
            if channel in self._under_way:
                return self._under_way[channel]
            return _Reading(channel=channel, account=account, as_of=self._met[channel], left=deque())
        return None

    async def _meet(self, channels: Iterable[str], now: datetime) -> None:
        """Know of each channel since when it is Ackline's and its past unread, or that it was read."""
        async with self._store.begin() as work:
            for channel in channels:
                unread = await work.watermarks.get(f"{UNREAD}{channel}")
                if await work.watermarks.get(channel) is None:
                    unread = f"{now.timestamp():.6f}"
                    await work.watermarks.raise_to(channel, unread)
                    await work.watermarks.raise_to(f"{UNREAD}{channel}", unread)
                if unread is None:
                    self._known.add(channel)
                else:
                    self._met[channel] = datetime.fromtimestamp(float(unread), UTC)

    async def _on(self, reading: _Reading) -> int:
        if reading.channel not in self._under_way:
            reading.left.extend(await self._open_roots(reading))
            self._under_way[reading.channel] = reading
        looked = 0
        while reading.left and looked < AT_ONCE:
            await self._thread(reading, reading.left[0])
            reading.left.popleft()
            looked += 1
        if not reading.left:
            await self._finished(reading)
        return looked + 1

    async def _open_roots(self, reading: _Reading) -> list[Root]:
        """What may be unanswered: every thread, and what stands alone after the last word of staff at the top.

        Nothing where Slack is no support channel: a request of before is nobody's there.
        """
        tier = self._book.contract_of(reading.account).tiers[reading.account.tier]
        if self._days == 0 or tier.entitlement is not Entitlement.TICKET:
            return []
        oldest = reading.as_of - timedelta(days=self._days)
        found: list[Root] = []
        for root in await self._eyes.roots(await self._present(reading.channel), oldest):
            if float(root.ts) > reading.as_of.timestamp():
                continue
            if any(not said.customer for said in await self._said(root.rows, reading)):
                found = [each for each in found if each.replied]
            found.append(root)
        return found

    async def _thread(self, reading: _Reading, root: Root) -> None:
        async with self._store.read() as work:
            if await work.threads.find(reading.channel, root.ts) is not None:
                return
        rows = await self._eyes.look(await self._present(reading.channel), root.ts) if root.replied else root.rows
        unanswered = _unanswered(await self._said(rows, reading))
        if not unanswered:
            return
        lane = f"{BACKFILL}:{reading.channel}"
        words = [replace(row, key=f"b:{row.key}", source=BACKFILL) for row in unanswered]
        spent = [replace(row, source=SPENT) for row in rows if row.source != "state"]
        states = [row for row in rows if row.source == "state"]
        async with self._store.begin() as work:
            await work.inbox.put(
                [replace(row, lane=lane, received_at=reading.as_of) for row in (*words, *spent, *states)]
            )
        reading.taken += 1

    async def _said(self, rows: Sequence[Incoming], reading: _Reading) -> list[_Said]:
        """What people said, oldest first, and which side they are on."""
        said: list[_Said] = []
        for row in rows:
            for one in self._read(row.source, row.body, row.received_at):
                if isinstance(one, Heard):
                    actor = await self._who.actor(one.user, one.team, reading.account, one.at, self._clock.now())
                    said.append(_Said(heard=one, row=row, customer=actor.side is Side.CUSTOMER))
        return sorted(said, key=lambda each: each.heard.at)

    async def _finished(self, reading: _Reading) -> None:
        told = HistoryRead(
            id=EventId(f"{INSTALLATION}/history/{reading.channel}/{reading.as_of:%Y-%m-%dT%H}"),
            at=reading.as_of,
            subject=INSTALLATION,
            channel=reading.channel,
            days=self._days,
            taken=reading.taken,
        )
        async with self._store.begin() as work:
            await work.watermarks.forget(f"{UNREAD}{reading.channel}")
            if reading.taken:
                await work.inbox.put([tell_row(told, self._clock.now())])
        del self._under_way[reading.channel]
        self._known.add(reading.channel)
        log.info("backfilled", extra={"channel": reading.channel, "taken": reading.taken})

    async def _present(self, channel: str) -> str:
        async with self._store.read() as work:
            return await work.channels.present_id(channel)


def _unanswered(said: Sequence[_Said]) -> list[Incoming]:
    """A thread's messages from the customer's first on, when the last word is the customer's and asks for something."""
    if not said or not said[-1].customer or is_chatter(said[-1].heard.text, files=said[-1].heard.files) is not None:
        return []
    first = next(number for number, each in enumerate(said) if each.customer)
    return [each.row for each in said[first:]]
