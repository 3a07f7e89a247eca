"""The clocks of one ticket: each target of its contract, measured."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ackline.domain.contract import Contract, Effort, Target, TargetKind
from ackline.domain.ids import ClauseId, SeverityId
from ackline.domain.tickets.carried import as_promised
from ackline.domain.tickets.ticket import Status, Ticket
from ackline.domain.time.calendar import BusinessCalendar
from ackline.domain.time.clock import Stretch, due, explain, fraction

BREACH = "/breach:"
"""What tells a fired breach of a target from its warnings, in what a timer is counted under."""


class ClockState(StrEnum):
    """How a clock stands at an instant."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    RAISED_LATE = "raised late"
    INHERITED = "started before Ackline"
    BEST_EFFORT = "best effort"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClock:
    """One target measured on one ticket. `due` None: best effort, excluded, or paused without an end.

    `of` is the number of the merged ticket that it was promised to; None: it is the ticket's own. `inherited`: it had
    run out when Ackline came, and is nobody's breach.
    """

    kind: TargetKind
    severity: SeverityId
    target: Target
    start: datetime
    due: datetime | None
    met_at: datetime | None
    pauses: tuple[tuple[datetime, datetime | None], ...]
    calendar: BusinessCalendar | None
    excluded: bool
    raised_late: bool
    of: int | None = None
    inherited: bool = False

    @property
    def clause(self) -> ClauseId:
        """The clause that promises it."""
        return self.target.clause

    @property
    def ticking(self) -> bool:
        """Whether a promised due time still lies on somebody."""
        return self.due is not None and self.met_at is None and not self.raised_late and not self.inherited

    def state(self, now: datetime) -> ClockState:
        """How the clock stands at `now`. Best effort is never a breach, nor is a target already past at a raise."""
        if self.excluded:
            return ClockState.EXCLUDED
        if self.target.effort is Effort.BEST:
            return ClockState.BEST_EFFORT
        if self.due is None:
            return ClockState.MET if self.met_at else ClockState.PAUSED
        if self.met_at is not None and self.met_at <= self.due:
            return ClockState.MET
        if self.inherited:
            return ClockState.INHERITED
        if self.raised_late:
            return ClockState.RAISED_LATE
        return ClockState.BREACHED if (self.met_at or now) > self.due else ClockState.RUNNING

    def at_share(self, share: float) -> datetime | None:
        """The moment at which `share` of the target is used up."""
        if self.due is None:
            return None
        if self.target.duration is None:  # as announced: between the announcement and the moment it names
            return self.start + (self.due - self.start) * share
        return fraction(self.start, self.target.duration, self.calendar, self.pauses, share)

    def explain(self, until: datetime) -> Sequence[Stretch]:
        """The counted and skipped stretches from the start to `until`."""
        if self.target.duration is None:
            return ()
        return explain(self.start, until, self.target.duration, self.calendar, self.pauses)


def clock(ticket: Ticket, contract: Contract, kind: TargetKind) -> TicketClock | None:
    """One clock of a ticket, or None where nothing is promised or nothing is waited for."""
    target = contract.target(ticket.tier, ticket.severity(contract), kind)
    if target is None:
        return None
    span = _span(ticket, kind)
    if span is None:
        return None
    start, met_at = span
    pauses = _pauses(ticket, contract) if kind is TargetKind.RESOLUTION else ()
    calendar = contract.calendars.get(target.calendar) if target.calendar else None
    excluded = bool(ticket.excluded)
    if kind is TargetKind.NEXT_UPDATE:
        ends = ticket.next_update_at
    elif target.duration is None or excluded:
        ends = None
    else:
        ends = due(start, target.duration, calendar, pauses)
    raised = ticket.severity_at > ticket.opened_at and not _breached(ticket, contract, kind)
    late = raised and ends is not None and ends <= ticket.severity_at and (met_at is None or met_at > ends)
    return TicketClock(
        kind=kind,
        severity=ticket.severity(contract),
        target=target,
        start=start,
        due=None if excluded else ends,
        met_at=met_at,
        pauses=pauses,
        calendar=calendar,
        excluded=excluded,
        raised_late=late and kind is not TargetKind.NEXT_UPDATE,
        inherited=ends is not None and ticket.backfilled_at is not None and ends <= ticket.backfilled_at,
    )


def clocks(ticket: Ticket, contract: Contract) -> tuple[TicketClock, ...]:
    """Every clock that a ticket has, in the order of TargetKind; each kind's own before the carried ones."""
    return tuple(c for kind in TargetKind for c in of_kind(ticket, contract, kind))


def of_kind(ticket: Ticket, contract: Contract, kind: TargetKind) -> tuple[TicketClock, ...]:
    """The ticket's own clock of a kind, and those that were promised to what was merged into it."""
    found = _lately_of(ticket, contract)
    if kind not in found:
        found[kind] = _of_kind(ticket, contract, kind)
    return found[kind]


_Found = dict[TargetKind, tuple[TicketClock, ...]]

# Of a ticket before a fact and after it each rule, each card and its standing ask for the same clocks.
_lately: deque[tuple[Ticket, Contract, _Found]] = deque(maxlen=2)


def _lately_of(ticket: Ticket, contract: Contract) -> _Found:
    for known, under, found in _lately:
        if known is ticket and under is contract:
            return found
    none: _Found = {}
    _lately.append((ticket, contract, none))
    return none


def _of_kind(ticket: Ticket, contract: Contract, kind: TargetKind) -> tuple[TicketClock, ...]:
    own = clock(ticket, contract, kind)
    if not ticket.merged:
        return (own,) if own is not None else ()
    found = [own]
    for merged in ticket.merged:
        if kind in merged.kinds:
            carried = clock(as_promised(ticket, merged, contract), contract, kind)
            found.append(replace(carried, of=merged.number) if carried is not None else None)
    return tuple(c for c in found if c is not None)


def _span(ticket: Ticket, kind: TargetKind) -> tuple[datetime, datetime | None] | None:
    match kind:
        case TargetKind.FIRST_RESPONSE:
            return ticket.opened_at, ticket.responded_at
        case TargetKind.FIRST_UPDATE:
            return ticket.opened_at, ticket.first_updated_at
        case TargetKind.RESOLUTION:
            return ticket.opened_at, ticket.resolved_at
        case TargetKind.NEXT_RESPONSE:
            return (ticket.waiting_since, None) if ticket.waiting_since and ticket.responded_at else None
        case TargetKind.NEXT_UPDATE:
            return (ticket.updated_at, None) if ticket.updated_at and ticket.next_update_at else None


def _breached(ticket: Ticket, contract: Contract, kind: TargetKind) -> bool:
    """Whether a breach was told under the present severity: no later raise makes it a late one."""
    return any(key.startswith(f"{kind.value}{BREACH}{ticket.severity(contract)}/") for key in ticket.fired)


def _pauses(ticket: Ticket, contract: Contract) -> tuple[tuple[datetime, datetime | None], ...]:
    counted = contract.pausing | {Status.RESOLVED.value}
    return tuple((p.start, p.end) for p in ticket.pauses if p.why in counted)
