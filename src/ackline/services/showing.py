"""What people are shown of a ticket, read when it is shown: its cards, and what is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from ackline.domain.cards import customer_card, triage_card
from ackline.domain.decision import Context, Timer
from ackline.domain.effects import Audience
from ackline.domain.ids import SubjectId
from ackline.domain.kinds import KINDS, Subject
from ackline.domain.page import Page
from ackline.domain.rules.targets import NAMES
from ackline.domain.ticket import Ticket
from ackline.domain.words import Internal, Public
from ackline.services.book import Book
from ackline.services.ports import Permanent, Store, Work
from ackline.services.posting import card_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A card: its words, where it stands, and what its rows in the outbox share."""

    words: Public | Internal
    channel: str
    thread: str | None
    coalesce: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A moment to come, in words."""

    at: datetime
    what: str
    subject: SubjectId


class Showing:
    """Reads tickets for those who show them."""

    def __init__(self, store: Store, book: Book) -> None:
        self._store = store
        self._book = book

    async def card(self, subject: SubjectId, audience: Audience) -> Shown:
        """A ticket's card as it should look now. Permanent when there is no such ticket."""
        async with self._store.read() as work:
            ticket, ctx = await self.ticket(work, subject)
            channel = await work.channels.present_id(ticket.channel)
        if audience is Audience.CUSTOMER:
            return Shown(
                words=customer_card(ticket, ctx),
                channel=channel,
                thread=ticket.thread,
                coalesce=card_key(subject, audience),
            )
        return Shown(
            words=triage_card(ticket, ctx),
            channel=self._book.roster.vendor.triage_channel,
            thread=None,
            coalesce=card_key(subject, audience),
        )

    async def ticket(self, work: Work, subject: SubjectId) -> tuple[Ticket, Context]:
        """A ticket and the context it is decided in. Permanent when there is none."""
        kept = await work.subjects.read(subject)
        if kept is None:
            raise Permanent(f"{subject}: no such ticket")
        ticket = msgspec.json.decode(kept.state, type=Ticket)
        return ticket, await self._book.context(subject, ticket, None, work)

    async def coming(self) -> Sequence[Coming]:
        """Every moment to come of every open subject, soonest first."""
        async with self._store.read() as work:
            found: list[Coming] = []
            for kind in KINDS.values():
                for kept in await work.subjects.open_of_kind(kind.name):
                    state: Subject = msgspec.json.decode(kept.state, type=kind.type)
                    ctx = await self._book.context(kept.id, state, None, work)
                    found += [_coming(state, timer) for timer in kind.timers(state, ctx)]
        return sorted(found, key=lambda c: c.at)


_TARGETS = {kind.value: name.lower() for kind, name in NAMES.items()}
_WORDS = {
    ("page", "repeat"): "the page is repeated",
    ("page", "failover"): "the next way is tried if there is no receipt",
    ("silent_ack", "remind"): "whoever acknowledged is reminded to answer",
    ("silent_ack", "return"): "it is open again if nobody has answered",
    ("critical_question", "page"): "the on-call is paged if nobody says whether it is critical",
    ("needs_severity", "remind"): "staff are reminded to set a severity",
    ("closing", "close"): "it is closed: writing again opens a new one",
}


def _coming(state: Subject, timer: Timer) -> Coming:
    number = state.number if isinstance(state, Ticket) else state.request.number if isinstance(state, Page) else None
    told = f"#{number}: {_words(timer)}" if number is not None else _words(timer)
    return Coming(at=timer.due, what=told, subject=state.id)


def _words(timer: Timer) -> str:
    """What a timer is about, for people."""
    step = timer.step.partition("@")[0].partition(":")[0]
    if timer.rule == "escalation":
        return f"the {step} is paged"
    if timer.rule in _TARGETS:
        name = _TARGETS[timer.rule]
        return f"{name} is due" if step == "breach" else f"{name} is nearly due"
    rule = timer.rule.replace("_", " ")
    return _WORDS.get((timer.rule, step), f"{rule} ({step})" if step.isalpha() else rule)
