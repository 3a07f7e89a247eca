"""What was promised to a ticket that was merged into another: it goes on there, from its own start."""

from dataclasses import replace

from ackline.domain.contract import Contract, TargetKind
from ackline.domain.tickets.facets import Judgement, Merged
from ackline.domain.tickets.ticket import Ticket

CARRIED = (TargetKind.FIRST_RESPONSE, TargetKind.FIRST_UPDATE, TargetKind.NEXT_RESPONSE, TargetKind.RESOLUTION)
"""What goes on being promised to a ticket that was merged into another. Of two updates the sooner one is kept."""


def as_promised(ticket: Ticket, merged: Merged, contract: Contract) -> Ticket:
    """A merged ticket as it would be now: with its own starts, and with all that was done for the one it went into.

    It keeps the severity that it had, until that of the other one is judged anew.
    """
    severity = merged.severity if ticket.severity(contract) == merged.becomes else ticket.severity(contract)
    later = tuple(
        replace(p, start=max(p.start, merged.at)) for p in ticket.pauses if p.end is None or p.end > merged.at
    )
    mark = f"#{merged.number}"
    return replace(
        ticket,
        merged=(),
        claimed=None,
        assessed=Judgement(severity=severity, by=merged.requester, at=merged.at),
        opened_at=merged.opened_at,
        severity_at=ticket.severity_at if ticket.severity_at > merged.at else merged.severity_at,
        responded_at=merged.responded_at,
        first_updated_at=merged.first_updated_at,
        waiting_since=merged.waiting_since,
        pauses=(*merged.pauses, *later),
        fired={key.replace(f"{mark}/", "/"): n for key, n in ticket.fired.items() if f"{mark}/" in key},
    )
