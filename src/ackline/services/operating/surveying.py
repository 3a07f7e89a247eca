"""Bound channels looked over in Slack: whether each lives where its contract wants it, and whether the bot is in it."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ackline.domain.events import ChannelsSurveyed
from ackline.domain.ids import EventId
from ackline.domain.installations.installation import INSTALLATION
from ackline.domain.setup.site import Site
from ackline.services.book import Book
from ackline.services.outgoing.posting import tell_row
from ackline.services.ports import Clock, Permanent, Retry, Sites, Store

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
REST = timedelta(minutes=5)
AT_ONCE = 20
"""Channels that are asked about before anything else gets its turn: Slack allows about fifty in a minute."""


class Surveying:
    """Asks about each bound channel once a day, and when something happened to it."""

    def __init__(self, *, store: Store, book: Book, sites: Sites, clock: Clock) -> None:
        self._store = store
        self._book = book
        self._sites = sites
        self._clock = clock
        self._again_at: dict[str, datetime] = {}

    def forget(self, channel: str) -> None:
        """Something happened to a channel: it is asked about now."""
        self._again_at.pop(channel, None)

    async def work(self) -> int:
        """Ask about some of the channels whose turn it is; in how many something is new."""
        news: list[Site] = []
        for channel in self._due()[:AT_ONCE]:
            now = self._clock.now()
            try:
                found = await self._seen(channel)
            except (Retry, Permanent) as blind:
                log.warning("a channel was not surveyed", extra={"channel": channel, "why": str(blind)})
                self._again_at[channel] = now + REST
                if isinstance(blind, Retry):
                    break
                continue
            self._again_at[channel] = now + EVERY
            if found is not None and found != self._book.installation.sites.get(channel):
                news.append(found)
        if news:
            await self._tell(news)
        return len(news)

    def _due(self) -> Sequence[str]:
        now = self._clock.now()
        bound = {channel for account in self._book.roster.accounts.values() for channel in account.channels}
        self._again_at = {channel: at for channel, at in self._again_at.items() if channel in bound}
        return sorted(channel for channel in bound if self._again_at.get(channel, now) <= now)

    async def _seen(self, channel: str) -> Site | None:
        """The site under the id that the channel was bound by; one that Slack hides is known, if at all, as left."""
        async with self._store.read() as work:
            present = await work.channels.present_id(channel)
        found = await self._sites.of(present)
        if found is not None:
            return replace(found, channel=channel)
        known = self._book.installation.sites.get(channel)
        return replace(known, present=False) if known is not None else None

    async def _tell(self, news: Sequence[Site]) -> None:
        now = self._clock.now()
        fact = ChannelsSurveyed(
            id=EventId(f"{INSTALLATION}/survey/{news[0].channel}/{now.isoformat()}"),
            at=now,
            subject=INSTALLATION,
            sites=tuple(news),
        )
        async with self._store.begin() as work:
            await work.inbox.put([tell_row(fact, now)])
