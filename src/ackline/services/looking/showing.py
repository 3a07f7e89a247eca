"""What people are shown of a ticket, read when it is shown: its cards, and what is still to come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from ackline.domain.calling.page import Page
from ackline.domain.decision import Context, Timer
from ackline.domain.effects import Audience, Deliver
from ackline.domain.ids import SubjectId
from ackline.domain.installations.installation import Installation
from ackline.domain.kinds import KINDS, Subject
from ackline.domain.surfaces.cards import customer_card
from ackline.domain.surfaces.gathered import gathered_words
from ackline.domain.surfaces.staffcard import triage_card
from ackline.domain.surfaces.words import Internal, Public
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.looking.foretelling import words
from ackline.services.outgoing.posting import card_key
from ackline.services.ports import Permanent, Store, Work


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
            if audience is Audience.CUSTOMER:
                return Shown(
                    words=customer_card(ticket, ctx),
                    channel=await work.channels.present_id(ticket.channel),
                    thread=None if ticket.detached else ticket.thread,
                    coalesce=card_key(subject, audience),
                )
        return Shown(
            words=triage_card(ticket, ctx),
            channel=self._book.roster.vendor.triage_channel,
            thread=None,
            coalesce=card_key(subject, audience),
        )

    async def gathered(self, gathering: str) -> Internal | None:
        """A message of many pages as it should look now; None when they are kept no more."""
        async with self._store.read() as work:
            delivers = [msgspec.json.decode(body, type=Deliver) for body in await work.outbox.gathered(gathering)]
            kept = [await work.subjects.read(page) for page in dict.fromkeys(d.page for d in delivers)]
        pages = [msgspec.json.decode(one.state, type=Page) for one in kept if one is not None and one.kind == "page"]
        return gathered_words(delivers, {page.id: page for page in pages}) if delivers else None

    async def ticket(self, work: Work, subject: SubjectId) -> tuple[Ticket, Context]:
        """A ticket and the context it is decided in. Permanent when there is none."""
        kept = await work.subjects.read(subject)
        if kept is None or kept.kind != "ticket":
            raise Permanent(f"{subject}: no such ticket")
        ticket = msgspec.json.decode(kept.state, type=Ticket)
        return ticket, await self._book.context(subject, ticket, None, work)

    async def coming(self) -> Sequence[Coming]:
        """Every moment to come of every subject, soonest first; one that is closed may still owe a report."""
        async with self._store.read() as work:
            found: list[Coming] = []
            for kept in await work.subjects.waking():
                kind = KINDS[kept.kind]
                state: Subject = msgspec.json.decode(kept.state, type=kind.type)
                ctx = await self._book.context(kept.id, state, None, work)
                coming = kind.timers(state, ctx)
                shown = coming if not isinstance(state, Installation) else _first_of_each(coming)
                found += [_coming(state, timer) for timer in shown]
        return sorted(found, key=lambda c: c.at)


def _first_of_each(timers: Iterable[Timer]) -> Sequence[Timer]:
    """What is done by the clock for every person or rota is told once, by its soonest moment."""
    soonest: dict[str, Timer] = {}
    for timer in timers:
        soonest.setdefault(words(timer), timer)
    return tuple(soonest.values())


def _coming(state: Subject, timer: Timer) -> Coming:
    number = state.number if isinstance(state, Ticket) else state.request.number if isinstance(state, Page) else None
    told = words(timer) if number is None else f"#{number}: {words(timer)}"
    return Coming(at=timer.due, what=told, subject=state.id)
