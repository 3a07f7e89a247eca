"""Channels that come and go: joined, moved to another id, closed."""

from collections.abc import Sequence

import msgspec

from ackline.domain.events import ChannelClosed, ChannelFound, ChannelLost, ChannelRestored, Event
from ackline.domain.ids import EventId, account_subject
from ackline.domain.installations.installation import INSTALLATION
from ackline.domain.setup.site import Site
from ackline.domain.tickets.intake import BotJoined, ChannelGone, ChannelMoved
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.incoming.facts import Arrival
from ackline.services.ports import Waiting, Work

MOST = 100_000
"""Open tickets of a channel: far more than there are."""


class Closing:
    """Turns what happens to channels into facts about the accounts and tickets in them."""

    def __init__(self, book: Book) -> None:
        self._book = book

    async def gone(self, work: Work, gone: ChannelGone, row: Waiting) -> Sequence[Event]:
        """Every open ticket of the channel learns it, and the account; channel "" is all of them."""
        bound = await work.channels.bound_id(gone.channel) if gone.channel else ""
        events: list[Event] = []
        for account in self._book.roster.accounts.values():
            channels = [c for c in account.channels if not bound or c == bound]
            if not channels:
                continue
            subject = account_subject(account.id)
            events += [
                ChannelClosed(
                    id=EventId(f"{row.key}/{channel}"), at=gone.at, subject=subject, channel=channel, why=gone.why
                )
                for channel in channels
            ]
            kept = [one for channel in channels for one in await work.subjects.open_in(channel, MOST)]
            events += [
                ChannelLost(id=EventId(f"{row.key}/{one.id}"), at=gone.at, subject=one.id, why=gone.why) for one in kept
            ]
        return events

    async def moved(self, work: Work, moved: ChannelMoved) -> Sequence[Event]:
        """The binding follows the channel to its new id."""
        await work.channels.moved(moved.old, moved.new, moved.at)
        return ()

    async def joined(self, work: Work, joined: BotJoined, by: Arrival, site: Site | None) -> Sequence[Event]:
        """In a bound channel its lost tickets live again; one without an account that is shared: staff are asked."""
        bound = await work.channels.bound_id(joined.channel)
        if self._book.roster.account_of(bound) is not None:
            return await self._restored(work, joined, by.row, bound)
        if site is None or not site.shared:
            return ()
        inviter = by.actor if joined.inviter is not None else None
        found = ChannelFound(id=EventId(by.row.key), at=joined.at, subject=INSTALLATION, site=site, inviter=inviter)
        return (found,)

    async def _restored(self, work: Work, joined: BotJoined, row: Waiting, bound: str) -> Sequence[Event]:
        tickets = [msgspec.json.decode(kept.state, type=Ticket) for kept in await work.subjects.open_in(bound, MOST)]
        return [
            ChannelRestored(id=EventId(f"{row.key}/{ticket.id}"), at=joined.at, subject=ticket.id)
            for ticket in tickets
            if ticket.lost
        ]
