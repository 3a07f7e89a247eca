"""What the customer told by buttons and forms, for the card that staff work with."""

from collections.abc import Iterator

from ackline.domain.decision import Context
from ackline.domain.surfaces.words import Line, clause, line, moment, person, quote, strong
from ackline.domain.tickets.facets import Details
from ackline.domain.tickets.ticket import Status, Ticket

MOST = 3
"""Of each kind; what came before stands in the card's thread."""


def quoted(details: Details) -> tuple[Line, ...]:
    """What a customer filled in, for staff to read."""
    parts = (("How far it reaches:", details.extent), ("What it costs them:", details.impact))
    return tuple(row for label, text in parts if text is not None for row in (line(label), line(quote(text))))


def heard_back(ticket: Ticket, ctx: Context) -> Iterator[Line]:
    """The newest details, escalations and how content they were; and the all clear while it is owed."""
    for details in ticket.details[-1:]:
        yield line(strong("Details from "), person(details.by), ", ", moment(details.at))
        yield from quoted(details)
    for escalation in ticket.escalations[-MOST:]:
        yield line(strong("Escalated by "), person(escalation.by), ", ", moment(escalation.at))
        if escalation.reason is not None:
            yield line(quote(escalation.reason))
    for rating in ticket.ratings[-MOST:]:
        yield line(f"{'👍' if rating.good else '👎'} from ", person(rating.by))
        if rating.comment is not None:
            yield line(quote(rating.comment))
    rule = ctx.contract.all_clear
    if rule is not None and ticket.status is Status.RESOLVED and ticket.cleared_at is None and not ticket.excluded:
        yield line("All clear: not given yet (", clause(rule.clause), ")")
