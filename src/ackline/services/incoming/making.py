"""A message that staff choose from its menu: it becomes a ticket, or leaves the one that it was in for its own."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from ackline.domain.authority import Act, Actor, Meaning, Side, meaning, standing
from ackline.domain.events import Acted, Event, MessageSplit, PressRefused, TicketOpened
from ackline.domain.ids import EventId, SubjectId, TextId
from ackline.domain.tickets.intake import Heard, Pressed
from ackline.domain.tickets.ticket import Ticket
from ackline.services.incoming.facts import Arrival, refused
from ackline.services.incoming.talking import Talking, text_id
from ackline.services.outgoing.posting import ticket_id
from ackline.services.ports import Work

NO_TICKET = "This message belongs to no ticket. Use “Make a ticket”."
OURS = "Only what a customer wrote can be a ticket of its own."
NOT_YOURS = "A severity is set by support, the on-call or whoever is paged after them: leave it empty."
CHOSEN = "chosen when it was made a ticket"


class Making:
    """Turns a submitted form about a message into facts. Its sender is of the staff, its channel is a customer's."""

    def __init__(self, talking: Talking) -> None:
        self._talking = talking

    async def made(self, work: Work, pressed: Pressed, heard: Heard, author: Actor, by: Arrival) -> Sequence[Event]:
        """The facts of both forms; one that can't be acted on is refused in words."""
        fields = dict(pressed.fields)
        may = meaning(Act.SEVERITY, standing(by.actor, author.user)) is Meaning.ASSESSES
        if fields.get("severity") and not may:
            return (_refused(pressed, by, NOT_YOURS),)
        made = self._split if pressed.act is Act.SPLIT else self._opened
        facts = await made(work, pressed, heard, replace(by, actor=author), by)
        opened = next((fact for fact in facts if isinstance(fact, TicketOpened)), None)
        return (*facts, *(await _said(work, pressed, fields, opened, by) if opened is not None else ()))

    async def _opened(self, work: Work, pressed: Pressed, heard: Heard, asked: Arrival, by: Arrival) -> Sequence[Event]:
        await work.subjects.lock(ticket_id(by.channel, heard.thread or heard.ts), "ticket")
        if (found := await ticket_of(work, by.channel, heard.ts)) is not None:
            return (_refused(pressed, by, belongs(found)),)
        return await self._talking.open_for(work, heard, asked)

    async def _split(self, work: Work, pressed: Pressed, heard: Heard, asked: Arrival, by: Arrival) -> Sequence[Event]:
        ticket = await ticket_of(work, by.channel, heard.ts)
        if ticket is None:
            return (_refused(pressed, by, NO_TICKET),)
        if is_about(ticket, heard.ts):
            return (_refused(pressed, by, f"This message is what #{ticket.number} is about."),)
        if asked.actor.side is not Side.CUSTOMER:
            return (_refused(pressed, by, OURS),)
        (opened,) = await self._talking.open_for(work, heard, asked)
        await work.threads.reassign(by.channel, heard.ts, opened.subject)
        split = MessageSplit(
            id=EventId(f"{by.row.key}/split"),
            at=pressed.at,
            subject=ticket.id,
            actor=by.actor,
            ts=heard.ts,
            text=text_id(by.channel, heard.ts),
            ticket=opened.subject,
            number=opened.number,
        )
        own_thread = heard.thread is None
        apart = replace(opened, thread=heard.ts, previous=ticket.id, split_from=ticket.number, detached=not own_thread)
        return (apart, split)


async def _said(
    work: Work, pressed: Pressed, fields: dict[str, str], opened: TicketOpened, by: Arrival
) -> Sequence[Event]:
    """What was filled in beside: a severity, and a note for staff."""
    facts: list[Event] = []
    if severity := fields.get("severity"):
        facts.append(_acted(pressed, opened.subject, by, Act.SEVERITY, value=severity, reason=CHOSEN))
    if words := fields.get("note"):
        text = TextId(f"{by.row.key}:note")
        await work.texts.put(text, words, pressed.user, opened.account, pressed.at, opened.subject)
        facts.append(replace(_acted(pressed, opened.subject, by, Act.NOTE), texts={"note": text}))
    return facts


def _acted(pressed: Pressed, subject: SubjectId, by: Arrival, act: Act, *, value: str = "", reason: str = "") -> Acted:
    return Acted(
        id=EventId(f"{by.row.key}/{act.value}"),
        at=pressed.at,
        subject=subject,
        actor=by.actor,
        act=act,
        value=value,
        reason=reason,
        answered=True,
    )


async def ticket_of(work: Work, channel: str, ts: str) -> Ticket | None:
    """The ticket that a message belongs to."""
    found = await work.threads.find(channel, ts)
    kept = await work.subjects.read(found.subject) if found is not None else None
    return msgspec.json.decode(kept.state, type=Ticket) if kept is not None and kept.kind == "ticket" else None


def is_about(ticket: Ticket, ts: str) -> bool:
    """Whether a ticket is about this message before all: taken out, nothing would be left of it."""
    return ts == ticket.thread or set(ticket.roots) <= {ts}


def belongs(ticket: Ticket) -> str:
    """Why no ticket is made of a message."""
    return f"This message belongs to #{ticket.number} already."


def _refused(pressed: Pressed, by: Arrival, words: str) -> PressRefused:
    return refused(by, pressed.at, words, named=pressed.value, account=by.account, answered=True)
