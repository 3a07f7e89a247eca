"""The contract is no longer in force in the ticket's channel, or it is again: staff see it, the customer hears of it.

What it rests on is set elsewhere, so its moment is the one at which that changed; only a contract's end is known ahead.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ackline.domain.decision import Change, Context, TicketChange, Timer
from ackline.domain.effects import Effect, Say
from ackline.domain.rule import Rule, times_fired
from ackline.domain.setup.coverage import TOLD_TO_CUSTOMERS, Lapse, clauses_of, farewell, lapse, why_lapsed
from ackline.domain.surfaces.notices import inform, timer_key
from ackline.domain.surfaces.words import line, strong
from ackline.domain.tickets.ticket import Ticket

NAME = "coverage"
IN_FORCE = "in force"


def timers(ticket: Ticket, ctx: Context) -> Iterable[Timer]:
    """When the reason changes from what the ticket knows; the contract's end, when it comes first."""
    if not ticket.live:
        return
    ends_at = ctx.account.ends_at
    since = ticket.uncovered_at
    ended = ticket.uncovered == Lapse.ENDED and ends_at is not None and since is not None and ends_at <= since
    found = lapse(ticket.channel, ticket.tier, ctx, ended=ended)
    if (found or "") != ticket.uncovered:
        yield _timer(ticket, found or IN_FORCE, max(ticket.opened_at, ctx.installation.laid_at or ticket.opened_at))
    elif ends_at is not None and found not in (Lapse.ENDED, Lapse.UNBOUND):
        yield _timer(ticket, Lapse.ENDED, ends_at)


def fire(ticket: Ticket, timer: Timer, ctx: Context, now: datetime) -> TicketChange:  # noqa: ARG001
    """The ticket knows it from here on. A customer is told once a channel, and only where something is open."""
    if timer.step == IN_FORCE:
        told = line(strong("Coverage is in force again."))
        return Change(
            subject=replace(ticket, uncovered="", uncovered_at=None),
            effects=(inform(ticket, timer_key(timer), told),),
            why=("coverage is in force again",),
        )
    found = Lapse(timer.step)
    why = why_lapsed(found, ctx)
    effects: tuple[Effect, ...] = (
        inform(ticket, timer_key(timer), line(strong("Coverage is not in force any more: "), *why, ".")),
    )
    if found in TOLD_TO_CUSTOMERS:
        since = ctx.account.ends if found is Lapse.ENDED else timer.due.isoformat()
        key = f"lapsed/{ticket.channel}/{found}/{since}"
        effects += (Say(key=key, channel=ticket.channel, thread=None, words=farewell(found, ctx)),)
    return Change(
        subject=replace(ticket, uncovered=found.value, uncovered_at=timer.due),
        effects=effects,
        clauses=clauses_of(found, ctx),
        why=(f"coverage is not in force: {found.value}",),
    )


def _timer(ticket: Ticket, step: str, due: datetime) -> Timer:
    occurrence = times_fired(ticket, NAME, step) + 1
    return Timer(rule=NAME, step=step, episode=ticket.episode, occurrence=occurrence, due=due)


RULE = Rule(name=NAME, timers=timers, fire=fire)
