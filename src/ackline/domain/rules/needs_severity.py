"""Nobody has judged how severe it is (SPA-7): staff are reminded until somebody does."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ackline.domain.contract import Contract, NeedsSeverity
from ackline.domain.decision import Change, Context, TicketChange, Timer
from ackline.domain.ids import ONCALL
from ackline.domain.rule import Rule, times_fired
from ackline.domain.surfaces.notices import duty, inform, timer_key
from ackline.domain.surfaces.words import Button, clause, line, strong
from ackline.domain.tickets.ticket import Ticket
from ackline.domain.time.clock import due

NAME = "needs_severity"


def timers(ticket: Ticket, ctx: Context) -> Iterable[Timer]:
    """The next reminder: after `after`, then every `repeat`, both in the rule's calendar."""
    wanted = ctx.contract.needs_severity
    if wanted is None or ticket.assessed is not None or not ticket.live or ticket.excluded:
        return
    occurrence = times_fired(ticket, NAME, "remind") + 1
    yield Timer(
        rule=NAME,
        step="remind",
        episode=ticket.episode,
        occurrence=occurrence,
        due=_moment(ticket, wanted, ctx.contract, occurrence),
    )


def fire(ticket: Ticket, timer: Timer, ctx: Context, now: datetime) -> TicketChange:
    """Ask staff for a severity, with a button."""
    wanted = ctx.contract.needs_severity
    if wanted is None:
        return Change(subject=ticket, why=("the contract asks for no assessment",), outcome="moot")
    words = line(
        strong("Needs a severity: "),
        duty(ctx, ONCALL, now),
        ", please assess it (",
        clause(wanted.clause),
        "). Until then clocks run as ",
        ctx.contract.severity(ticket.severity(ctx.contract)).name,
        ".",
    )
    button = Button(act="severity", label="Set severity", value=ticket.id)
    return Change(
        subject=ticket,
        effects=(inform(ticket, timer_key(timer), words, buttons=(button,)),),
        clauses=(wanted.clause,),
        why=(f"not assessed after {wanted.after}",),
    )


def _moment(ticket: Ticket, wanted: NeedsSeverity, contract: Contract, occurrence: int) -> datetime:
    calendar = contract.calendars.get(wanted.calendar) if wanted.calendar else None
    first = due(ticket.episode_at, wanted.after, calendar)
    if first is None:  # only an open pause leaves a clock without an end, and there is none here
        return ticket.episode_at
    further: timedelta = wanted.repeat * (occurrence - 1)
    return calendar.add(first, further) if calendar is not None else first + further


RULE = Rule(name=NAME, timers=timers, fire=fire)
