"""Briefs: the tickets of a rota's customers, or of an account manager's, read when the brief is sent."""

import asyncio
from collections.abc import Sequence

import msgspec

from ackline.domain.effects import Brief, BriefKind, Draft, ShowDraft
from ackline.domain.ids import TAM, AccountId
from ackline.domain.surfaces.briefs import Told, brief_words
from ackline.domain.surfaces.words import Internal
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.looking.queue import Wanted
from ackline.services.looking.reviews import Drafting
from ackline.services.ports import Clock, Store, Work

MOST_READ = 200
"""What is due first is read; a brief lists less."""

AT_ONCE = 50
"""Of these so many together: what else the process does has its turn between."""

MOST_REPORTS = 10


class Briefing:
    """Reads tickets for briefs."""

    def __init__(self, store: Store, book: Book, clock: Clock) -> None:
        self._store = store
        self._book = book
        self._clock = clock
        self._drafting = Drafting(store, book, clock)

    async def __call__(self, brief: Brief | Draft | ShowDraft) -> Internal | None:
        """The words of a brief or of a review's draft as things stand now; None when there is nothing to say."""
        if isinstance(brief, Draft):
            return await self._drafting(brief)
        if isinstance(brief, ShowDraft):
            return await self._drafting.shown(brief)
        now = self._clock.now()
        accounts = self._accounts(brief)
        tickets = await self._waiting(accounts)
        async with self._store.read() as work:
            owing = await self._owing(work, accounts) if brief.kind is BriefKind.DAY else ()
        return brief_words(brief, tickets, owing, self._book.roster, now)

    def _accounts(self, brief: Brief) -> Sequence[AccountId]:
        """Whose tickets are told: of a shift, those that name its rota; of a day, those whose account manager reads."""
        roster, now = self._book.roster, self._clock.now()
        real = [account for account in roster.accounts.values() if not account.shadow]
        if brief.kind is BriefKind.DAY:
            on = {account.id: roster.on_duty(account, TAM, now)[:1] for account in real}
            return [name for name, people in on.items() if any(p.user == brief.person for p in people)]
        return [account.id for account in real if brief.rota in account.roles.values()]

    async def _waiting(self, accounts: Sequence[AccountId]) -> Sequence[Told]:
        found: list[Told] = []
        wanted, after, more = Wanted(accounts=tuple(accounts)), None, bool(accounts)  # an empty choice would be all
        while more and len(found) < MOST_READ:
            async with self._store.read() as work:
                page = await work.queue.page(wanted, AT_ONCE, after=after)
                found += [await self._told(work, row.state) for row in page.rows]
            more = page.later
            after = page.rows[-1].place if more else None
            await asyncio.sleep(0)
        return found

    async def _owing(self, work: Work, accounts: Sequence[AccountId]) -> Sequence[Told]:
        return [await self._told(work, row.state) for row in await work.queue.owed(accounts, MOST_REPORTS)]

    async def _told(self, work: Work, state: bytes) -> Told:
        ticket = msgspec.json.decode(state, type=Ticket)
        return ticket, await self._book.context(ticket.id, ticket, None, work)
