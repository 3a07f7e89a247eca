"""Tiers as written: targets by severity, the ladder, the redirect."""

from dataclasses import dataclass
from datetime import timedelta

from ackline.adapters.config.contracts.block import Block
from ackline.adapters.config.contracts.durations import promise_of, timespan_of
from ackline.domain.contract import Effort, Entitlement, EscalationRule, Redirect, Step, Target, TargetKind, Tier
from ackline.domain.ids import CSM, EXEC, ONCALL, SUPPORT, TAM, VP, ClauseId, RoleId, SeverityId, TierId
from ackline.domain.time.clock import Elapsed

ROLES = (ONCALL, TAM, VP, CSM, EXEC, SUPPORT)
DEPLOYMENTS = ("saas", "self-hosted", "dedicated", "federal")
LEAD = timedelta(minutes=2)
EVERY = "every"
NO_CALENDAR = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """The names that the rest of a contract may use."""

    clauses: tuple[str, ...]
    calendars: tuple[str, ...]
    severities: tuple[SeverityId, ...]
    contacts: tuple[str, ...]
    tiers: tuple[TierId, ...]


def clause_of(block: Block, declared: Declared, key: str = "clause") -> ClauseId:
    """The clause that a block cites, which must be declared."""
    return ClauseId(block.one_of(key, declared.clauses, "clause of this contract"))


def severities_of(block: Block, declared: Declared) -> frozenset[SeverityId]:
    """The severities that a block names."""
    words = block.known_words("severities", declared.severities, "severity of this contract")
    return frozenset(SeverityId(word) for word in words)


def read_tier(name: str, block: Block, declared: Declared) -> Tier:
    """The tier of a block."""
    entitlement = block.one_of("entitlement", tuple(Entitlement), "entitlement")
    redirect = block.part("redirect")
    if redirect is None and entitlement in (Entitlement.REDIRECT, Entitlement.COURTESY):
        block.missing("redirect")
    calendar = calendar_of(block, declared)
    ladder, escalation = _ladder(block, declared), block.part("escalation")
    if escalation is not None and not any(step.explicit_pages for step in ladder):
        why = "a customer who escalates reaches nobody: no step of the ladder is for explicit pages"
        escalation.reading.wrong(escalation.path, why, "give a step explicit_pages: yes")
    return Tier(
        id=TierId(name),
        name=block.text("name"),
        entitlement=Entitlement(entitlement) if entitlement in tuple(Entitlement) else Entitlement.TICKET,
        clause=clause_of(block, declared),
        targets=_targets(block, declared, calendar),
        ladder=ladder,
        redirect=_redirect(redirect, declared) if redirect is not None else None,
        escalation=_escalation(escalation, declared) if escalation is not None else None,
        deployments=frozenset(block.known_words("deployments", DEPLOYMENTS, "deployment")),
    )


def calendar_of(block: Block, declared: Declared, default: str = "") -> str:
    """The calendar that a block names, which the contract must have; empty for `none`."""
    name = block.one_of("calendar", (*declared.calendars, NO_CALENDAR), "calendar of this contract", default)
    return "" if name == NO_CALENDAR else name


def _targets(tier: Block, declared: Declared, calendar: str) -> dict[SeverityId, dict[TargetKind, Target]]:
    """The targets by severity and kind; the entry `every` speaks for all severities."""
    targets: dict[SeverityId, dict[TargetKind, Target]] = {s: {} for s in declared.severities}
    # `every` fills what the severities leave open, wherever it is written.
    for name, row in sorted(tier.parts("targets"), key=lambda part: part[0] == EVERY):
        if name != EVERY and not row.reading.known(row.path, name, declared.severities, "severity of this contract"):
            row.abandon()
            continue
        clause = clause_of(row, declared)
        for kind in TargetKind:
            target = _target(row, kind, declared, clause, calendar)
            for severity in declared.severities if name == EVERY else (SeverityId(name),):
                if target is not None:
                    targets.setdefault(severity, {}).setdefault(kind, target)
    return {severity: row for severity, row in targets.items() if row}


def _target(row: Block, kind: TargetKind, declared: Declared, clause: ClauseId, calendar: str) -> Target | None:
    """The target of a kind, either its words or a mapping with a clause or calendar of its own."""
    path, raw = row.value(kind)
    if isinstance(raw, dict):
        own = row.reading.block(path, raw)
        clause = clause_of(own, declared) if own.has("clause") else clause
        return _promise(own, "within", kind, clause, calendar_of(own, declared, calendar))
    return _promise(row, kind, kind, clause, calendar) if raw is not None else None


def _promise(block: Block, key: str, kind: TargetKind, clause: ClauseId, calendar: str) -> Target | None:
    """What the words promise: a duration, `best effort`, `none`, or for a next update `as announced`."""
    words = block.text(key)
    if words == "none":
        return None
    if words == "best effort":
        return Target(clause=clause, effort=Effort.BEST)
    if words == "as announced" and kind is TargetKind.NEXT_UPDATE:
        return Target(clause=clause)
    duration = promise_of(block, key)
    if duration is None or isinstance(duration, Elapsed):
        return Target(clause=clause, duration=duration)
    if not calendar:
        block.reading.wrong(block.value(key)[0], f"{words} need a calendar, and none is named", "add calendar: …")
    return Target(clause=clause, duration=duration, calendar=calendar)


def _ladder(tier: Block, declared: Declared) -> tuple[Step, ...]:
    """The steps in order. A step that fires before the one above it, or that nothing starts, is a mistake."""
    steps: list[Step] = []
    for row in tier.rows("ladder"):
        step = _step(row, declared)
        above = steps[-1] if steps else None
        if above is not None and step.offset < above.offset:
            row.reading.wrong(row.path, f"{step.name} fires earlier than {above.name} above it", "order by time")
        if any((s.role, s.offset, s.severities) == (step.role, step.offset, step.severities) for s in steps):
            row.reading.wrong(row.path, f"{step.role} is already paged at the same moment", "remove one step")
        if not step.severities and not step.explicit_pages and not row.value("severities")[1]:
            why = f"{step.name} never fires: it names no severity and no explicit pages"
            row.reading.wrong(row.path, why, "give severities, or explicit_pages: yes")
        if any(s.name == step.name for s in steps):
            row.reading.wrong(row.at("name"), f"there is already a step {step.name}", "give each step its own name")
        steps.append(step)
    return tuple(steps)


def _step(row: Block, declared: Declared) -> Step:
    after, within = timespan_of(row, "after"), timespan_of(row, "within")
    lead = timespan_of(row, "lead") if row.has("lead") else None
    if row.has("after") and row.has("within"):
        row.reading.wrong(row.path, "it has both after and within", "keep the one that the document says")
    elif not row.has("after") and not row.has("within"):
        row.reading.wrong(row.path, "it has neither after nor within", "say when it fires: after: 15m")
    if within is not None and within < (lead or LEAD):
        why = f"{row.text('within')} is less than the lead of {Elapsed(lead or LEAD)}"
        row.reading.wrong(row.at("within"), why, "give a lead shorter than the promise")
    repeat = timespan_of(row, "repeat")
    if repeat is not None and not repeat:
        row.reading.wrong(row.at("repeat"), "repeating every 0 minutes never ends", "write 5m")
    return Step(
        name=row.text("name"),
        role=RoleId(row.one_of("role", ROLES, "role")),
        clause=clause_of(row, declared),
        severities=severities_of(row, declared),
        after=after,
        within=within,
        lead=LEAD if lead is None else lead,
        repeat=repeat,
        explicit_pages=row.flag("explicit_pages"),
        always=row.flag("always"),
        clauses=_clauses(row, declared),
    )


def _clauses(row: Block, declared: Declared) -> dict[SeverityId, ClauseId]:
    """The clauses of a step that are severities' own."""
    own = row.part("clauses")
    found: dict[SeverityId, ClauseId] = {}
    if own is None:
        return found
    for name in own.keys:
        cited = clause_of(own, declared, name)
        if own.reading.known(own.at(name), name, declared.severities, "severity of this contract"):
            found[SeverityId(name)] = cited
    return found


def _escalation(block: Block, declared: Declared) -> EscalationRule:
    return EscalationRule(
        clause=clause_of(block, declared),
        text=block.text("text"),
        contacts=block.known_words("contacts", declared.contacts, "contact of this contract"),
    )


def _redirect(block: Block, declared: Declared) -> Redirect:
    handled = block.known_words("handled", declared.severities, "severity of this contract")
    return Redirect(
        clause=clause_of(block, declared),
        text=block.text("text"),
        contacts=block.known_words("contacts", declared.contacts, "contact of this contract"),
        critical_contacts=block.known_words("critical_contacts", declared.contacts, "contact of this contract"),
        critical_clause=clause_of(block, declared, "critical_clause") if block.has("critical_clause") else None,
        once_per=timespan_of(block, "once_per"),
        handled=frozenset(SeverityId(word) for word in handled),
        courtesy_ping=block.flag("courtesy_ping"),
    )
