"""What a form offers: the choices for an act on what its button named, and the state that it is filled in on."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from ackline.domain.authority import Act
from ackline.domain.contract import Contract, TargetKind
from ackline.domain.decision import Context
from ackline.domain.ids import SubjectId
from ackline.domain.listening.reading import summary_line
from ackline.domain.rules.incident_report import rule_of, settled
from ackline.domain.tickets.handing import assignable
from ackline.domain.tickets.ticket import Ticket
from ackline.domain.tickets.witness import MARK, witness
from ackline.services.book import Book
from ackline.services.incoming.pressing import named_channel
from ackline.services.looking.queue import Wanted
from ackline.services.looking.showing import Showing
from ackline.services.ports import Clock, Permanent, Store, Work

MOST_OFFERED = 100
"""What a select of Slack's holds."""

NEXT_UPDATES = (
    ("15", "in 15 minutes"),
    ("30", "in 30 minutes"),
    ("60", "in 1 hour"),
    ("120", "in 2 hours"),
    ("240", "in 4 hours"),
    ("1440", "in a day"),
)
"""When the next update may be said to come, in minutes."""

Choices = Sequence[tuple[str, str]]
"""(code, label) pairs."""


class Choosing:
    """Reads what is there to choose from."""

    def __init__(self, store: Store, book: Book, clock: Clock) -> None:
        self._store = store
        self._book = book
        self._clock = clock
        self._showing = Showing(store, book)

    async def choices(self, act: Act, value: str) -> Choices:
        """What the form of an act offers; nothing where its answer is written, or what it is about is no more."""
        if act in (Act.OPEN, Act.SPLIT):
            account = self._book.roster.account_of(named_channel(value) or "")
            return _severities(self._book.contract_of(account)) if account is not None else ()
        try:
            async with self._store.read() as work:
                ticket, ctx = await self._ticket(work, value)
                if act is Act.MERGE:
                    return await _open_beside(work, ticket, ctx)
        except Permanent:
            return ()
        return _offered(act, value, ticket, ctx, self._clock.now())

    async def witnessed(self, act: Act, value: str) -> str:
        """What a form of an act keeps of its button's value: with the state that whoever fills it in has seen."""
        about = value.partition(MARK)[0]
        try:
            async with self._store.read() as work:
                ticket, ctx = await self._ticket(work, value)
        except Permanent:
            return about
        seen = witness(ticket, act, ctx)
        return about + ("" if "|" in about else "|") + MARK + seen if seen else about

    async def message(self, channel: str, ts: str, thread: str | None) -> str | None:
        """How forms name a message of a customer's channel; None in any other."""
        async with self._store.read() as work:
            bound = await work.channels.bound_id(channel)
        account = self._book.roster.account_of(bound)
        return f"account:{account.id}|{bound}/{ts}/{thread or ts}" if account is not None and ts else None

    async def _ticket(self, work: Work, value: str) -> tuple[Ticket, Context]:
        return await self._showing.ticket(work, SubjectId(value.partition("|")[0].partition(MARK)[0]))


def _offered(act: Act, value: str, ticket: Ticket, ctx: Context, now: datetime) -> Choices:
    match act:
        case Act.SEVERITY:
            return _severities(ctx.contract)
        case Act.EXCLUDE:
            return tuple((x.code, x.label) for x in ctx.contract.exclusions)
        case Act.PUBLISH:
            return _places(ticket, ctx, value.partition("|")[2].partition(MARK)[0])
        case Act.UPDATE:
            promised = ctx.contract.target(ticket.tier, ticket.severity(ctx.contract), TargetKind.NEXT_UPDATE)
            return NEXT_UPDATES if promised is not None and ticket.live else ()
        case Act.ASSIGN:
            return tuple((p.user, p.name) for p in assignable(ctx, now))
    return ()


def _severities(contract: Contract) -> Choices:
    return tuple((s.id, f"{s.id}: {s.name}" if s.id != s.name else s.name) for s in contract.severities)


def _places(ticket: Ticket, ctx: Context, only: str) -> Choices:
    rules = [(r, rule_of(ctx.contract, r)) for r in ticket.reports]
    return tuple(
        (f"{rule.id}:{place}", f"{rule.name} in the {place}")
        for report, rule in rules
        if rule is not None and not settled(report, rule)
        for place in rule.places
        if place not in report.published and only in ("", f"{rule.id}:{place}")
    )


async def _open_beside(work: Work, ticket: Ticket, ctx: Context) -> Choices:
    """The customer's other open tickets, the newest first; none when a select can't hold them: the number is typed."""
    page = await work.queue.page(Wanted(accounts=(ticket.account,)), MOST_OFFERED + 1)
    if page.later:
        return ()
    found = [msgspec.json.decode(row.state, type=Ticket) for row in page.rows]
    others = sorted((t for t in found if t.id != ticket.id), key=lambda t: -t.number)
    texts = [await work.texts.get(t.text) for t in others]
    return tuple(
        (str(t.number), f"#{t.number} {ctx.contract.severity(t.severity(ctx.contract)).name}: {summary_line(said)}")
        for t, kept in zip(others, texts, strict=True)
        for said in [(kept.words if kept else None) or ""]
    )
