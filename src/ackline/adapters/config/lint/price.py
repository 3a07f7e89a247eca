"""A dearer tier that is slower than a cheaper one, at any hour of four weeks."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from ackline.adapters.config.lint.finding import Finding, Level
from ackline.domain.contract import Contract, Effort, Target, TargetKind, Tier
from ackline.domain.ids import SeverityId
from ackline.domain.time.calendar import BusinessCalendar, NeverOpen
from ackline.domain.time.clock import Elapsed, due

# Four weeks around Thanksgiving, so that weekends, a holiday and plain days are among the starts.
STARTS = tuple(datetime(2026, 11, 9, tzinfo=UTC) + timedelta(hours=hour) for hour in range(4 * 7 * 24))


def check_price(contract: Contract) -> Iterator[Finding]:
    """Targets of a tier that are due later, at some start, than those of a cheaper tier."""
    cheaper: dict[tuple[SeverityId, TargetKind], tuple[Tier, Target]] = {}
    for tier in contract.tiers.values():
        if not tier.targets:
            continue
        for (severity, kind), (cheap, target) in cheaper.items():
            own = tier.targets.get(severity, {}).get(kind)
            why = _slower(own, target, contract.calendars)
            if why:
                yield Finding(
                    level=Level.WARNING,
                    path=f"tiers.{tier.id}.targets.{severity}.{kind}",
                    why=f"{tier.name} costs more and is later than {cheap.id}: {why}",
                    mend="look it up in the document, and check that tiers go from the cheapest to the dearest",
                    clause=own.clause if own is not None else target.clause,
                )
        for severity, kinds in tier.targets.items():
            cheaper |= {(severity, kind): (tier, target) for kind, target in kinds.items()}


def _slower(dear: Target | None, cheap: Target, calendars: Mapping[str, BusinessCalendar]) -> str:
    """Where the dearer target is late the most; empty when it never is or can't be told."""
    if cheap.effort is Effort.BEST or cheap.duration is None:
        return ""
    if dear is None or dear.duration is None:
        return f"it promises nothing in place of {cheap.duration}"
    if not all(isinstance(t.duration, Elapsed) or t.calendar in calendars for t in (dear, cheap)):
        return ""
    try:
        lateness, start = max((_due(dear, at, calendars) - _due(cheap, at, calendars), at) for at in STARTS)
    except NeverOpen:
        return f"{dear.duration} or {cheap.duration} never end, the hours are too few"
    if lateness <= timedelta():
        return ""
    return f"begun at {start:%a %Y-%m-%d %H:%M} UTC, {dear.duration} end {lateness} after {cheap.duration}"


def _due(target: Target, start: datetime, calendars: Mapping[str, BusinessCalendar]) -> datetime:
    assert target.duration is not None
    moment = due(start, target.duration, calendars.get(target.calendar or ""))
    assert moment is not None, "without pauses a clock always ends"
    return moment
