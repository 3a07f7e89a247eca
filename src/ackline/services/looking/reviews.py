"""Reviews as people see them: a quarter's figures as a draft, and which review of whom comes next."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from ackline.domain.account import AccountBook
from ackline.domain.decision import Context
from ackline.domain.effects import Draft, ShowDraft
from ackline.domain.ids import AccountId, SeverityId, account_subject
from ackline.domain.reviews.quarter import Quarter, quarter_named
from ackline.domain.reviews.review import NONE, Review, Reviews, pressing, review_of, rule_of, zone_of
from ackline.domain.reviews.trends import NO_REQUESTS, Quarterly, draft
from ackline.domain.reviews.wording import held_by
from ackline.domain.surfaces.words import Internal, Line, clause, line, strong
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.incoming.heading import account_named
from ackline.services.looking.queue import Row
from ackline.services.ports import Clock, Permanent, Store, Work

MOST_READ = 2_000
"""Tickets of one quarter that are read; of more the draft says so."""

AT_ONCE = 50
"""Of these so many together: what else the process does has its turn between."""

MOST_LISTED = 30


class Drafting:
    """Writes drafts, and lists what is owed."""

    def __init__(self, store: Store, book: Book, clock: Clock) -> None:
        self._store = store
        self._book = book
        self._clock = clock

    async def __call__(self, asked: Draft) -> Internal | None:
        """The words of a draft that is to leave; None once its review is settled."""
        async with self._store.read() as work:
            reviews, ctx = await kept(work, self._book, asked.account)
        return None if asked.quarter in reviews.settled else await self._named(asked.quarter, reviews, ctx)

    async def shown(self, asked: ShowDraft) -> Internal | None:
        """The words of a draft that was sent, as its review stands now; None when none is promised any more."""
        async with self._store.read() as work:
            reviews, ctx = await kept(work, self._book, asked.account)
        return await self._named(asked.quarter, reviews, ctx)

    async def asked(self, arguments: tuple[str, ...]) -> Internal:
        """`review draft acme [2026-Q4]`: the review that comes next, or that one. Permanent for other words."""
        quarter = quarter_named(arguments[-1]) if len(arguments) > 1 else None
        name = " ".join(arguments[:-1] if quarter is not None else arguments)
        account = account_named(self._book.roster, name)
        if account is None:
            raise Permanent("Of which customer? For example: /ackline review draft acme 2026-Q4")
        async with self._store.read() as work:
            reviews, ctx = await kept(work, self._book, account)
        if quarter is None:
            quarter = next((review.quarter for review in pressing(reviews, ctx, self._clock.now())), None)
        if quarter is None or rule_of(ctx) is None:
            raise Permanent(f"{ctx.account.name} is promised no review under its plan.")
        return await self._draft(quarter, reviews, ctx)

    async def listed(self, arguments: tuple[str, ...]) -> Internal:  # noqa: ARG002 - one signature for every command
        """The review that comes next of each customer who is promised one, the soonest first, and all that are late."""
        now = self._clock.now()
        found: list[tuple[Review, Context]] = []
        async with self._store.read() as work:
            for account in self._book.roster.accounts:
                reviews, ctx = await kept(work, self._book, account)
                found += [(review, ctx) for review in pressing(reviews, ctx, now)]
        found.sort(key=lambda one: one[0].day)
        rows = tuple(
            line(
                strong(f"{ctx.account.name} · {review.quarter.label}: "),
                *held_by(review, ctx, now),
                " (",
                clause(review.rule.clause),
                ")",
            )
            for review, ctx in found[:MOST_LISTED]
        )
        more = (line(f"… and {len(found) - MOST_LISTED} more"),) if len(found) > MOST_LISTED else ()
        head = line(strong("Reviews to come")) if rows else line("No review is owed.")
        return Internal(lines=(head, *rows, *more))

    async def _named(self, name: str, reviews: Reviews, ctx: Context) -> Internal | None:
        quarter = quarter_named(name)
        promised = quarter is not None and rule_of(ctx) is not None
        return await self._draft(quarter, reviews, ctx) if quarter is not None and promised else None

    async def _draft(self, quarter: Quarter, reviews: Reviews, ctx: Context) -> Internal:
        rule = rule_of(ctx)
        assert rule is not None, "whoever asks for a draft has looked"
        zone = zone_of(rule, ctx)
        tickets = await self._opened(ctx.account.id, *quarter.span(zone))
        before = await self._opened(ctx.account.id, *quarter.before.span(zone))
        quarterly = Quarterly(
            tickets=[(ticket, context) for _, ticket, context in tickets[:MOST_READ]],
            earlier=_by_severity([row for row, _, _ in before]) if before else None,
            whole=len(tickets) <= MOST_READ,
        )
        settled = reviews.settled.get(quarter.name)
        return draft(review_of(quarter, rule, ctx), quarterly, settled, ctx, self._clock.now())

    async def _opened(self, account: AccountId, start: datetime, end: datetime) -> list[tuple[Row, Ticket, Context]]:
        """What was opened in a span, and one more than is read of it where there are more."""
        found: list[tuple[Row, Ticket, Context]] = []
        after = 0
        while len(found) <= MOST_READ:
            async with self._store.read() as work:
                rows = await work.queue.opened(account, start, end, min(AT_ONCE, MOST_READ + 1 - len(found)), after)
                for row in rows:
                    ticket = msgspec.json.decode(row.state, type=Ticket)
                    found.append((row, ticket, await self._book.context(ticket.id, ticket, None, work)))
            if not rows:
                break
            start, after = found[-1][1].opened_at, found[-1][1].number
            await asyncio.sleep(0)
        return found


async def next_told(work: Work, book: Book, now: datetime, accounts: Sequence[AccountId]) -> Mapping[AccountId, Line]:
    """For each of these customers who is promised one, which review comes next, and which are late."""
    told: dict[AccountId, Line] = {}
    for account in accounts:
        reviews, ctx = await kept(work, book, account)
        for review in pressing(reviews, ctx, now):
            words = line(f" · review of {review.quarter.label} ", *held_by(review, ctx, now))
            told[account] = (*told.get(account, ()), *words)
    return told


async def kept(work: Work, book: Book, account: AccountId) -> tuple[Reviews, Context]:
    """What an account keeps of its reviews, and the context that they are decided in."""
    subject = account_subject(account)
    found = await work.subjects.read(subject)
    reviews = msgspec.json.decode(found.state, type=AccountBook).reviews if found is not None else NONE
    return reviews, await book.context(subject, None, None, work)


def _by_severity(rows: Sequence[Row]) -> Counter[SeverityId]:
    return Counter(row.severity for row in rows if row.status not in NO_REQUESTS)
