"""Channels that come and go: joined, moved to another id, closed."""

from collections.abc import Sequence

import msgspec

from ackline.domain.account import NOBODY
from ackline.domain.events import ChannelClosed, ChannelLost, ChannelRestored, Event, UnboundSpoken
from ackline.domain.ids import EventId, SubjectId
from ackline.domain.intake import BotJoined, ChannelGone, ChannelMoved
from ackline.domain.people import Account
from ackline.domain.ticket import Ticket
from ackline.services.book import Book
from ackline.services.ports import Waiting, Work


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
            subject = SubjectId(f"account:{account.id}")
            events += [
                ChannelClosed(
                    id=EventId(f"{row.key}/{channel}"), at=gone.at, subject=subject, channel=channel, why=gone.why
                )
                for channel in channels
            ]
            for kept in await work.subjects.open_of_kind("ticket", account.id):
                ticket = msgspec.json.decode(kept.state, type=Ticket)
                if ticket.channel in channels:
                    events.append(
                        ChannelLost(id=EventId(f"{row.key}/{ticket.id}"), at=gone.at, subject=ticket.id, why=gone.why)
                    )
        return events

    async def moved(self, work: Work, moved: ChannelMoved) -> Sequence[Event]:
        """The binding follows the channel to its new id."""
        await work.channels.moved(moved.old, moved.new, moved.at)
        return ()

    async def joined(self, work: Work, joined: BotJoined, row: Waiting) -> Sequence[Event]:
        """In a bound channel its lost tickets live again; one without an account: staff are told how to bind it."""
        bound = await work.channels.bound_id(joined.channel)
        vendor = self._book.roster.vendor
        if bound in (vendor.triage_channel, vendor.fallback_channel):
            return ()
        if (account := self._book.roster.account_of(bound)) is not None:
            return await self._restored(work, joined, row, bound, account)
        return (UnboundSpoken(id=EventId(row.key), at=joined.at, subject=NOBODY, channel=joined.channel),)

    async def _restored(
        self, work: Work, joined: BotJoined, row: Waiting, bound: str, account: Account
    ) -> Sequence[Event]:
        tickets = [
            msgspec.json.decode(kept.state, type=Ticket)
            for kept in await work.subjects.open_of_kind("ticket", account.id)
        ]
        return [
            ChannelRestored(id=EventId(f"{row.key}/{ticket.id}"), at=joined.at, subject=ticket.id)
            for ticket in tickets
            if ticket.channel == bound and ticket.lost
        ]
