"""A customer's own open tickets, for one of theirs who asks: of the channels they are in, and of no other."""

from typing import NoReturn

import msgspec

from ackline.domain.account import NOBODY
from ackline.domain.decision import Context
from ackline.domain.duty.people import Account
from ackline.domain.events import PressRefused
from ackline.domain.ids import EventId, UserId, account_subject
from ackline.domain.surfaces.cards import promises, severity_words, status_words
from ackline.domain.surfaces.words import Line, Public, line, strong, thread
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.desk import Desk
from ackline.services.incoming.pressing import FOREIGN
from ackline.services.incoming.who import Who
from ackline.services.looking.queue import Wanted
from ackline.services.ports import Clock, Permanent, Store

MOST = 100
TOGETHER = 20
"""Tickets that are told together: so few fit whatever a part of a modal holds, and all parts fit one modal."""

MOST_READ = 300
"""Tickets of an account that are read, the next due first, to find those of the channels that somebody is in."""


class Mine:
    """Lists tickets for customers. What their button names is compared with where they pressed it."""

    def __init__(self, store: Store, book: Book, desk: Desk, who: Who, clock: Clock) -> None:
        self._store = store
        self._book = book
        self._desk = desk
        self._who = who
        self._clock = clock

    async def listed(self, user: UserId, team: str | None, named: str, channel: str) -> tuple[Public, ...]:
        """The open tickets of the account in whose channel it was pressed. Permanent when it named another one's."""
        async with self._store.read() as work:
            bound = await work.channels.bound_id(channel)
        account = self._book.roster.account_of(bound)
        if account is None or account.id != named:
            await self._refuse(user, team, named, account)
        channels = {bound} | {other for other in account.channels if await self._shares(user, other)}
        found: list[tuple[Line, ...]] = []
        async with self._store.read() as work:
            page = await work.queue.page(Wanted(accounts=(account.id,)), MOST_READ)
            for row in page.rows:
                ticket = msgspec.json.decode(row.state, type=Ticket)
                if ticket.channel in channels:
                    found.append(_told(ticket, await self._book.context(ticket.id, ticket, None, work)))
        parts = [found[start : start + TOGETHER] for start in range(0, min(len(found), MOST), TOGETHER)]
        beyond = "" if page.later else f" {len(found) - MOST}"
        said = f"… and{beyond} more." if page.later or len(found) > MOST else "" if found else "Nothing is open."
        listed = (Public(lines=tuple(row for told in part for row in told)) for part in parts)
        return (*listed, *((Public(lines=(line(said),)),) if said else ()))

    async def _shares(self, user: UserId, channel: str) -> bool:
        async with self._store.read() as work:
            present = await work.channels.present_id(channel)
        return await self._who.is_in(user, present)

    async def _refuse(self, user: UserId, team: str | None, named: str, account: Account | None) -> NoReturn:
        now = self._clock.now()
        refused = PressRefused(
            id=EventId(f"look/{user}/{named[:100]}/{now.isoformat()}"),
            at=now,
            subject=account_subject(account.id) if account is not None else NOBODY,
            actor=await self._who.actor(user, team, account, now, now),
            named=named[:100],
            words=FOREIGN,
            answered=True,
        )
        await self._desk.handle(refused)
        raise Permanent(FOREIGN)


def _told(ticket: Ticket, ctx: Context) -> tuple[Line, ...]:
    head = line(
        strong(f"#{ticket.number} · {severity_words(ticket, ctx)}"),
        " · ",
        thread(ticket.channel, ticket.thread, "open the thread"),
    )
    return (head, line(status_words(ticket, ctx)), *promises(ticket, ctx))
