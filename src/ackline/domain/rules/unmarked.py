"""The last eligible mark was taken off: after a grace the ticket is unacknowledged again, as it was before."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ackline.domain.decision import Change, Context, TicketChange, Timer
from ackline.domain.rule import Rule
from ackline.domain.surfaces.notices import inform, timer_key
from ackline.domain.surfaces.words import line, strong
from ackline.domain.tickets.episodes import unacknowledged
from ackline.domain.tickets.ticket import Ticket

NAME = "unmarked"
GRACE = timedelta(seconds=60)


def timers(ticket: Ticket, ctx: Context) -> Iterable[Timer]:  # noqa: ARG001 - one signature for every rule
    """One timer a removal: its moment names it, since marks come and go within one episode."""
    if ticket.live and ticket.acknowledged and ticket.unmarked_at is not None:
        yield Timer(
            rule=NAME,
            step=f"{ticket.unmarked_at.timestamp():.6f}",
            episode=ticket.episode,
            occurrence=1,
            due=ticket.unmarked_at + GRACE,
        )


def fire(ticket: Ticket, timer: Timer, ctx: Context, now: datetime) -> TicketChange:  # noqa: ARG001
    """Nobody has it any more: the ladder goes on, and what has come due meanwhile is due now."""
    words = line(strong("Nobody has this one any more: "), "the last acknowledging mark was taken off.")
    return Change(
        subject=unacknowledged(ticket, now),
        effects=(inform(ticket, timer_key(timer), words),),
        why=("the last eligible mark was removed and none came back within 60 s",),
    )


RULE = Rule(name=NAME, timers=timers, fire=fire)
