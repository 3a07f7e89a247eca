"""It looks critical and nobody said so: the customer is asked at once; after 5 minutes the on-call is paged."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ackline.domain.contract import Contract
from ackline.domain.decision import Context, TicketChange, Timer
from ackline.domain.ids import ONCALL, ClauseId
from ackline.domain.rule import Rule, once
from ackline.domain.rules.escalation import request_page
from ackline.domain.surfaces.notices import timer_key
from ackline.domain.tickets.ticket import Ticket

NAME = "critical_question"
LOOKS_CRITICAL = "looks critical"
"""What the page is called instead of a ladder's step."""

ANSWER_WITHIN = timedelta(minutes=5)


def open_question(ticket: Ticket) -> bool:
    """Whether the customer's one-tap question still stands."""
    return bool(
        ticket.live
        and not ticket.excluded
        and ticket.critical
        and not ticket.claimed
        and not ticket.assessed
        and not ticket.acknowledged
        and ticket.responded_at is None
    )


def timers(ticket: Ticket, ctx: Context) -> Iterable[Timer]:  # noqa: ARG001 - one signature for every rule
    """The page, if neither the customer nor staff has answered by then."""
    if open_question(ticket) and ticket.critical_at is not None:
        yield from once(ticket, NAME, "page", ticket.critical_at + ANSWER_WITHIN)


def fire(ticket: Ticket, timer: Timer, ctx: Context, now: datetime) -> TicketChange:
    """Page the on-call. The severity stays what it was: a guess never sets one."""
    change = request_page(
        ticket,
        ctx,
        now,
        key=timer_key(timer),
        name=LOOKS_CRITICAL,
        role=ONCALL,
        cited=top_clause(ctx.contract),
        due=timer.due,
    )
    return change.plus(why=(f"looks critical ({', '.join(ticket.critical)}) and neither side answered in 5 minutes",))


def top_clause(contract: Contract) -> ClauseId:
    """The clause of the contract's most urgent severity."""
    return min(contract.severities, key=lambda s: s.rank).clause


RULE = Rule(name=NAME, timers=timers, fire=fire)
