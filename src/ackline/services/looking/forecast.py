"""What a contract promises for a ticket that would be opened at an instant: every due time, every step."""

from dataclasses import dataclass
from datetime import datetime

from ackline.domain.contract import Contract, Effort, ReportRule, Step, Target, TargetKind
from ackline.domain.ids import SeverityId, TierId
from ackline.domain.time.clock import Duration, due


class NotGiven(ValueError):
    """The contract leaves a calendar to be given, and this due time needs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One target. `due` None with best effort; `duration` as the contract words it."""

    due: datetime | None
    best_effort: bool
    clause: str
    duration: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One step of the ladder: when it is dispatched, and by when the role is reached where that is promised."""

    role: str
    at: datetime
    by: datetime | None
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Everything promised; a kind of target without a promise is None."""

    targets: dict[TargetKind, Promise | None]
    escalation: tuple[Reached, ...]
    reports: dict[str, Promise | None]


def forecast(contract: Contract, tier: TierId, severity: SeverityId, opened: datetime) -> Forecast:
    """What is promised for a ticket of that severity opened at `opened`; reports as if it were resolved then.

    Next update and next response are promised from a later moment and are left out. NotGiven where a target needs
    a calendar that is missing; a report that needs it is None.
    """
    entitled = contract.tiers[tier]
    promised = entitled.targets.get(severity, {})
    kinds = (TargetKind.FIRST_RESPONSE, TargetKind.FIRST_UPDATE, TargetKind.RESOLUTION)
    return Forecast(
        targets={kind: _promise(contract, promised.get(kind), opened) for kind in kinds},
        escalation=tuple(_reached(step, severity, opened) for step in entitled.ladder if severity in step.severities),
        reports={
            r.id: None if r.calendar in contract.missing else _report(contract, r, opened)
            for r in contract.reports
            if _owed(r, tier, severity)
        },
    )


def _promise(contract: Contract, target: Target | None, opened: datetime) -> Promise | None:
    if target is None:
        return None
    if target.effort is Effort.BEST or target.duration is None:
        return Promise(due=None, best_effort=True, clause=target.clause, duration=None)
    return Promise(
        due=_due(contract, target.calendar, target.duration, opened),
        best_effort=False,
        clause=target.clause,
        duration=str(target.duration),
    )


def _report(contract: Contract, rule: ReportRule, opened: datetime) -> Promise:
    ends = _due(contract, rule.calendar, rule.due, opened)
    return Promise(due=ends, best_effort=False, clause=rule.clause, duration=str(rule.due))


def _due(contract: Contract, name: str | None, duration: Duration, opened: datetime) -> datetime | None:
    if name and name in contract.missing:
        raise NotGiven(
            f"{contract.title} does not publish its calendar {name!r}: give it in accounts.yml as "
            f"contracts.{contract.id}.calendars.{name}, and set ACKLINE_CONFIG to that folder"
        )
    return due(opened, duration, contract.calendars[name] if name else None)


def _reached(step: Step, severity: SeverityId, opened: datetime) -> Reached:
    by = opened + step.within if step.within is not None else None
    return Reached(role=step.role, at=opened + step.offset, by=by, clause=step.cites(severity))


def _owed(rule: ReportRule, tier: TierId, severity: SeverityId) -> bool:
    return not rule.security and severity in rule.severities and (not rule.tiers or tier in rule.tiers)
