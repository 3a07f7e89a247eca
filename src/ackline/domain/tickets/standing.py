"""How a ticket stands among the others: what queues are sorted and filtered by, derived and never decided on."""

from dataclasses import dataclass
from datetime import datetime

from ackline.domain.contract import Contract, TargetKind
from ackline.domain.ids import SeverityId, UserId
from ackline.domain.rules.incident_report import due_at, rule_of, settled
from ackline.domain.tickets.clocks import clocks
from ackline.domain.tickets.ticket import Status, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A ticket's place in the queue.

    `due_at` is the soonest promise that still lies on somebody, None when none runs; `report_at` is when the soonest
    report that is owed is due. `owner` is who took it, else who acknowledged it. `queued`: somebody still waits.
    """

    status: Status
    severity: SeverityId
    owner: UserId | None
    queued: bool
    due_at: datetime | None = None
    due_kind: TargetKind | None = None
    report_at: datetime | None = None


def standing(ticket: Ticket, contract: Contract) -> Standing:
    """How a ticket stands under the contract that it was opened with. Where a channel is lost, only reports run on."""
    running = ticket.live and not ticket.lost
    ticking = [(c.due, c.kind) for c in clocks(ticket, contract) if c.ticking and c.due] if running else []
    due, kind = min(ticking, default=(None, None), key=lambda one: one[0])
    return Standing(
        status=ticket.status,
        severity=ticket.severity(contract),
        owner=ticket.owner or ticket.acknowledged_by,
        queued=ticket.live,
        due_at=due,
        due_kind=kind,
        report_at=_report_at(ticket, contract),
    )


def _report_at(ticket: Ticket, contract: Contract) -> datetime | None:
    ruled = ((report, rule_of(contract, report)) for report in ticket.reports)
    owed = (due_at(report, rule, contract) for report, rule in ruled if rule is not None and not settled(report, rule))
    return min(owed, default=None)
