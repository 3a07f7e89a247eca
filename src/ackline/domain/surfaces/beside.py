"""What the contract has staff tell beside Slack: by email, at once, or when it is resolved (GRU-1, GRU-2)."""

from ackline.domain.decision import Change, Context, TicketChange
from ackline.domain.surfaces.notices import inform
from ackline.domain.surfaces.words import clause, line, strong
from ackline.domain.tickets.ticket import Status, Ticket


def told_beside(before: Ticket | None, ticket: Ticket, ctx: Context) -> TicketChange:
    """Staff are asked once for each severity that the ticket comes to, and once for each resolution."""
    severity = ctx.contract.severity(ticket.severity(ctx.contract))
    words, key = "", ""
    if before is None or before.severity(ctx.contract) != severity.id:
        words, key = severity.tell_at_once, f"tell/{severity.id}"
    elif ticket.status is Status.RESOLVED and before.status is not Status.RESOLVED:
        words, key = severity.tell_when_resolved, f"tell-resolved/{ticket.resolved_at}"
    if not words or ticket.status is Status.WITHDRAWN:
        return Change(subject=ticket)
    return Change(
        subject=ticket,
        effects=(inform(ticket, key, line(strong(f"{words} "), "(", clause(severity.clause), ")")),),
        clauses=(severity.clause,),
        why=("staff are asked to tell it beside Slack",),
    )
