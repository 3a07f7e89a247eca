"""By when staff mean to answer: they are reminded before that moment and at it, until somebody replies."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ackline.domain.decision import Change, Context, TicketChange, Timer
from ackline.domain.effects import Whisper
from ackline.domain.rule import Rule, once
from ackline.domain.surfaces.notices import inform, timer_key
from ackline.domain.surfaces.words import Internal, line, moment, person, strong
from ackline.domain.tickets.facets import ReplyBy
from ackline.domain.tickets.ticket import Ticket

NAME = "reply_needed"
AHEAD = timedelta(minutes=15)


def timers(ticket: Ticket, ctx: Context) -> Iterable[Timer]:  # noqa: ARG001 - one signature for every rule
    """Some time ahead of the moment that was set, and at it; the moment names both."""
    wanted = ticket.reply_by
    if wanted is None or not ticket.live:
        return
    yield from once(ticket, NAME, f"soon:{_named(wanted)}", wanted.at - min(AHEAD, (wanted.at - wanted.since) / 2))
    yield from once(ticket, NAME, f"now:{_named(wanted)}", wanted.at)


def fire(ticket: Ticket, timer: Timer, ctx: Context, now: datetime) -> TicketChange:  # noqa: ARG001
    """Its owner is told ahead, in private; at the moment itself everybody in the triage thread reads it."""
    wanted = ticket.reply_by
    if wanted is None:
        return Change(subject=ticket, why=("no reply is needed any more",), outcome="moot")
    owner = ticket.owner or ticket.acknowledged_by or wanted.by
    set_by = ("set by ", person(wanted.by), " and by no contract.")
    if timer.step.startswith("soon"):
        words = line(strong(f"#{ticket.number}: "), "a reply is needed by ", moment(wanted.at), ", ", *set_by)
        whisper = Whisper(key=f"{ticket.id}/{timer_key(timer)}", user=owner, words=Internal(lines=(words,)))
        return Change(subject=ticket, effects=(whisper,), why=("a reply is needed soon",))
    words = line(strong("A reply was needed by "), moment(wanted.at), ", ", *set_by, " ", person(owner))
    return Change(subject=ticket, effects=(inform(ticket, timer_key(timer), words),), why=("a reply is needed now",))


def _named(wanted: ReplyBy) -> str:
    return str(int(wanted.at.timestamp()))


RULE = Rule(name=NAME, timers=timers, fire=fire)
