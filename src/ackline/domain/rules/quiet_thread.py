"""Nobody has said anything for two days on a ticket that is still open: staff are asked to close or nudge it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ackline.domain.decision import Change, Context, TicketChange, Timer
from ackline.domain.rule import Rule, times_fired
from ackline.domain.surfaces.notices import inform, timer_key
from ackline.domain.surfaces.words import age, line, strong
from ackline.domain.tickets.ticket import Ticket

NAME = "quiet_thread"
QUIET = timedelta(days=2)
MOST = 3
"""Reminders for one silence; more would be noise."""


def timers(ticket: Ticket, ctx: Context) -> Iterable[Timer]:  # noqa: ARG001 - one signature for every rule
    """The next reminder of the present silence, which its beginning names."""
    spoken = ticket.last_spoken_at
    if not ticket.live or spoken is None or ticket.responded_at is None or ticket.waiting_since is not None:
        return
    step = str(int(spoken.timestamp()))
    occurrence = times_fired(ticket, NAME, step) + 1
    if occurrence <= MOST:
        due = spoken + QUIET * occurrence
        yield Timer(rule=NAME, step=step, episode=ticket.episode, occurrence=occurrence, due=due)


def fire(ticket: Ticket, timer: Timer, ctx: Context, now: datetime) -> TicketChange:  # noqa: ARG001
    """Ask whoever reads the triage thread."""
    silence = (now - (ticket.last_spoken_at or ticket.opened_at)).total_seconds()
    words = line(strong(f"Quiet for {age(silence)}: "), "nudge the customer, or resolve it.")
    return Change(
        subject=ticket,
        effects=(inform(ticket, timer_key(timer), words),),
        why=(f"no word from anybody for {age(silence)}",),
    )


RULE = Rule(name=NAME, timers=timers, fire=fire)
