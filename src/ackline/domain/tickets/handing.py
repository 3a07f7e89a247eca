"""Whose ticket it is: taken by whoever presses, or given to somebody of the support team."""

from dataclasses import replace
from datetime import datetime

from ackline.domain.authority import Act, Actor
from ackline.domain.decision import Change, Context, TicketChange, moot, refused
from ackline.domain.duty.people import Person
from ackline.domain.effects import Whisper
from ackline.domain.events import Acted
from ackline.domain.ids import ONCALL, SUPPORT, UserId
from ackline.domain.surfaces.words import Button, Internal, Line, line, person, quote, strong, thread
from ackline.domain.tickets.acts import acknowledge
from ackline.domain.tickets.ticket import Ticket
from ackline.domain.tickets.witness import over


def own(ticket: Ticket, event: Acted) -> TicketChange:
    """It is theirs who pressed. The ladder goes on: they are not of those who may stop it."""
    if not ticket.live:
        return refused(ticket, over(ticket))
    if ticket.owner == event.actor.user:
        return moot(ticket, "theirs already")
    return Change(
        subject=replace(ticket, owner=event.actor.user),
        effects=_told_the_former(ticket, event, event.actor.user),
        why=(f"taken by {event.actor.user}",),
    )


def take(ticket: Ticket, event: Acted) -> TicketChange:
    """It is theirs who pressed, and they have it: the ladder stops, and a mark just taken off starts nothing."""
    change = own(ticket, event)
    if not ticket.live:
        return change
    if ticket.acknowledged:
        return replace(change, subject=replace(change.subject, unmarked_at=None))
    return acknowledge(change.subject, event.actor, event.at, "taken").plus(*change.effects, why=change.why)


def assign(ticket: Ticket, event: Acted, ctx: Context) -> TicketChange:
    """It is given to one of those who may have it. They are told; until somebody acknowledges, the ladder goes on."""
    to = UserId(event.value)
    if not ticket.live:
        return refused(ticket, over(ticket))
    may = assignable(ctx, event.at)
    if to not in {p.user for p in may}:
        names = ", ".join(p.name for p in may) or "nobody"
        return refused(ticket, f"It can be given to the support and on-call people of {ctx.account.name}: {names}")
    if to == ticket.owner:
        return moot(ticket, "theirs already")
    given = replace(ticket, owner=to)
    whispers = (_told_the_new(given, event.actor, event.id, ctx),) if to != event.actor.user else ()
    return Change(
        subject=given,
        effects=(*whispers, *_told_the_former(ticket, event, to)),
        why=(f"given to {to} by {event.actor.user}",),
    )


def assignable(ctx: Context, at: datetime) -> tuple[Person, ...]:
    """The support and on-call people of an account, whoever is on call first; then by name."""
    first = {p.user: rank for rank, p in enumerate(ctx.roster.on_duty(ctx.account, ONCALL, at))}
    able = (p for p in ctx.roster.people.values() if ctx.roster.roles_of(p.user, ctx.account, at) & {SUPPORT, ONCALL})
    return tuple(sorted(able, key=lambda p: (first.get(p.user, len(first)), p.name)))


def _told_the_new(ticket: Ticket, by: Actor, key: str, ctx: Context) -> Whisper:
    lines: list[Line] = [
        line(strong(f"#{ticket.number} at {ctx.account.name} is yours: "), "given to you by ", person(by.user), "."),
        line(quote(ticket.text)),
        line(thread(ticket.channel, ticket.thread, "Open the customer's thread")),
    ]
    if not ticket.acknowledged:
        lines.append(line("Nobody has acknowledged it yet: the ladder goes on until somebody does."))
    button = Button(act=Act.ACKNOWLEDGE.value, label="Acknowledge", value=ticket.id, style="primary")
    words = Internal(lines=tuple(lines), buttons=() if ticket.acknowledged else (button,))
    return Whisper(key=f"{ticket.id}/given/{key}", user=ticket.owner or by.user, words=words)


def _told_the_former(ticket: Ticket, event: Acted, to: UserId) -> tuple[Whisper, ...]:
    former = ticket.owner
    if former is None or former in (event.actor.user, to):
        return ()
    words = line(strong(f"#{ticket.number} is no longer yours: "), person(to), " has it now.")
    return (Whisper(key=f"{ticket.id}/taken/{event.id}", user=former, words=Internal(lines=(words,))),)
