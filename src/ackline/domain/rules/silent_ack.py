"""Acknowledged, and then silence: the acknowledger is reminded, and before the target is due it is open again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ackline.domain.contract import TargetKind
from ackline.domain.decision import Change, Context, TicketChange, Timer
from ackline.domain.effects import Whisper
from ackline.domain.rule import Rule, once
from ackline.domain.surfaces.notices import inform, timer_key
from ackline.domain.surfaces.words import Internal, clause, line, moment, person, strong
from ackline.domain.tickets.clocks import TicketClock, clock
from ackline.domain.tickets.episodes import new_episode
from ackline.domain.tickets.ticket import Ticket

NAME = "silent_ack"
REMIND_SHARE = 0.5
RETURN_SHARE = 0.8


def timers(ticket: Ticket, ctx: Context) -> Iterable[Timer]:
    """The reminder at half the first response's time, the return at four fifths; neither before the ack.

    Acknowledged when it was past due already, the time is measured anew from there.
    """
    watched = _watched(ticket, ctx)
    since = ticket.acknowledged_at
    if watched is None or watched.due is None or since is None:
        return
    if since >= watched.due:
        watched = replace(watched, start=since)
    remind, back = watched.at_share(REMIND_SHARE), watched.at_share(RETURN_SHARE)
    if remind is not None and remind > since:
        yield from once(ticket, NAME, "remind", remind)
    if back is not None:
        yield from once(ticket, NAME, "return", back if back > since else watched.due)


def fire(ticket: Ticket, timer: Timer, ctx: Context, now: datetime) -> TicketChange:
    """Remind the acknowledger, or put the ticket back to the on-call step in a new episode."""
    watched = _watched(ticket, ctx)
    if watched is None or watched.due is None or ticket.acknowledged_by is None:
        return Change(subject=ticket, why=("the customer has been answered",), outcome="moot")
    key = timer_key(timer)
    if timer.step == "remind":
        words = line(
            strong(f"#{ticket.number}: "),
            "you acknowledged it, the customer has no reply yet. First response ",
            "is due " if now < watched.due else "was due ",
            moment(watched.due),
            " (",
            clause(watched.clause),
            ").",
        )
        to = ticket.owner or ticket.acknowledged_by
        return Change(
            subject=ticket,
            effects=(Whisper(key=f"{ticket.id}/{key}", user=to, words=Internal(lines=(words,)), prompt=True),),
            clauses=(watched.clause,),
            why=("acknowledged but not answered at half of the first response's time",),
        )
    words = line(
        strong("Open again: "),
        person(ticket.acknowledged_by),
        " acknowledged, but the customer has no reply and first response ",
        "is due " if now < watched.due else "was due ",
        moment(watched.due),
        " (",
        clause(watched.clause),
        "). Nobody has it now.",
    )
    return Change(
        subject=new_episode(ticket, now),
        effects=(inform(ticket, key, words),),
        clauses=(watched.clause,),
        why=("an acknowledgement without a reply does not stop the ladder for ever",),
    )


def _watched(ticket: Ticket, ctx: Context) -> TicketClock | None:
    if not ticket.live or not ticket.acknowledged:
        return None
    measured = clock(ticket, ctx.contract, TargetKind.FIRST_RESPONSE)
    return measured if measured is not None and measured.ticking else None


RULE = Rule(name=NAME, timers=timers, fire=fire, heeds=(TargetKind.FIRST_RESPONSE.value,))
