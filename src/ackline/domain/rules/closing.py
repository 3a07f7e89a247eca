"""A resolved ticket is closed after a week: what the customer writes later opens a new one, linked to it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from ackline.domain.decision import Change, Context, TicketChange, Timer
from ackline.domain.rule import Rule, once
from ackline.domain.tickets.ticket import Ticket

NAME = "closing"
REOPENS_WITHIN = timedelta(days=7)


def timers(ticket: Ticket, ctx: Context) -> Iterable[Timer]:  # noqa: ARG001 - one signature for every rule
    """The end of the week in which writing again reopens it."""
    if ticket.resolved_at is not None and ticket.closed_at is None:
        yield from once(ticket, NAME, "close", ticket.resolved_at + REOPENS_WITHIN)


def fire(ticket: Ticket, timer: Timer, ctx: Context, now: datetime) -> TicketChange:  # noqa: ARG001
    """Nothing is said: the ticket just stops listening. Reports that are owed stay owed."""
    return Change(subject=replace(ticket, closed_at=timer.due), why=("resolved a week ago",))


RULE = Rule(name=NAME, timers=timers, fire=fire)
