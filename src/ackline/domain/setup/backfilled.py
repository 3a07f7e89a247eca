"""What was asked before Ackline came and nobody answered: it is known, it calls nobody, and the customer reads nothing.

A ticket of that kind knows when it was read (`backfilled_at`). What happened before then is taken in without a word;
what happens afterwards counts as with any other ticket.
"""

from dataclasses import replace
from datetime import datetime

from ackline.domain.decision import Context, Decision, TicketChange, Timer
from ackline.domain.effects import Audience, ShowCard
from ackline.domain.events import CustomerReplied, Event, RootJoined
from ackline.domain.tickets.episodes import new_episode
from ackline.domain.tickets.ticket import Ticket, fired_key
from ackline.domain.timetable import timetable

MOST_MOMENTS = 1_000


def caught_up(ticket: Ticket, ctx: Context) -> Ticket:
    """The ticket with every moment behind it that came before Ackline did: none of them is made good.

    What hangs on something else than how often it has fired stays: staff are told of it once, and late.
    """
    behind: dict[str, datetime] = {}
    for _ in range(MOST_MOMENTS):
        passed = (t for t in timetable(ticket, ctx) if not _after(t.due, ticket) and behind.get(_key(t)) != t.due)
        timer = next(passed, None)
        if timer is None:
            break
        behind[_key(timer)] = timer.due
        ticket = replace(ticket, fired={**ticket.fired, _key(timer): timer.occurrence})
    return ticket


def quiet(decision: Decision[Ticket], event: Event) -> Decision[Ticket]:
    """Of what was said before Ackline came nothing follows but the triage card."""
    if decision.subject.backfilled_at is None or _after(event.at, decision.subject):
        return decision
    cards = tuple(e for e in decision.effects if isinstance(e, ShowCard) and e.audience is Audience.TRIAGE)
    return replace(decision, effects=cards)


def taken_in(change: TicketChange, event: Event, ctx: Context) -> TicketChange:
    """A further message of before moves no clock late; one of now that claims an urgent severity begins the ladder."""
    ticket = change.subject
    if ticket.backfilled_at is None or change.outcome != "decided":
        return change
    if not _after(event.at, ticket):
        return change.plus(subject=caught_up(ticket, ctx))
    claims = isinstance(event, CustomerReplied | RootJoined) and event.writing.claim is not None
    urgent = ctx.contract.severity(ticket.severity(ctx.contract)).pages
    if claims and urgent and ticket.live and not ticket.acknowledged and ticket.episode_at <= ticket.backfilled_at:
        return change.plus(subject=new_episode(ticket, event.at), why=("the customer calls it urgent now",))
    return change


def _after(at: datetime, ticket: Ticket) -> bool:
    return ticket.backfilled_at is None or at > ticket.backfilled_at


def _key(timer: Timer) -> str:
    return fired_key(timer.rule, timer.step, timer.episode)
