"""A written report is owed after the incident: staff are reminded in business days until it is published.

Reminders come when half the time is used, one business day before it is due, when it is due, and every
business day after. A deadline that the contract does not publish is called internal and is never a breach.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from ackline.domain.contract import Contract, ReportRule
from ackline.domain.decision import Change, Context, TicketChange, Timer
from ackline.domain.ids import TAM
from ackline.domain.rule import Rule, times_fired
from ackline.domain.surfaces.notices import duty, inform, timer_key
from ackline.domain.surfaces.words import Button, clause, line, moment, strong
from ackline.domain.tickets.facets import Report
from ackline.domain.tickets.ticket import Status, Ticket
from ackline.domain.time.clock import BusinessDays, Duration, due, fraction

NAME = "incident_report"


def rule_of(contract: Contract, report: Report) -> ReportRule | None:
    """The contract's rule that a report is owed under."""
    return next((r for r in contract.reports if r.id == report.rule), None)


def settled(report: Report, rule: ReportRule) -> bool:
    """Whether nothing is owed any more: published everywhere it was promised, or waived with a reason.

    What is shared on request only is written all the same, and then kept until somebody asks (GRU-9).
    """
    kept = rule.on_request and report.drafted and not report.requested
    return bool(report.waived) or kept or set(rule.places) <= set(report.published)


def due_at(report: Report, rule: ReportRule, contract: Contract) -> datetime:
    """When the report is due, by the rule's calendar."""
    return _due(report.since, rule.due, rule, contract)


def owed(ticket: Ticket, contract: Contract) -> Ticket:
    """The ticket with the reports that its contract owes as it now stands, since it was resolved (or opened).

    A severity that nobody claimed or assessed owes none. Reopening takes back what was not yet published.
    """
    reports = list(ticket.reports)
    for rule in contract.reports:
        has = next((r for r in reports if r.rule == rule.id), None)
        wanted = _applies(ticket, rule)
        if wanted and has is None:
            earliest = min((ticket.opened_at, *(m.opened_at for m in ticket.merged)))
            since = earliest if rule.from_opening else ticket.resolved_at
            reports.append(Report(rule=rule.id, since=since or ticket.opened_at))
        elif not wanted and has is not None and not has.published and not has.waived:
            reports.remove(has)
    return ticket if tuple(reports) == ticket.reports else replace(ticket, reports=tuple(reports))


def timers(ticket: Ticket, ctx: Context) -> Iterable[Timer]:
    """The next reminders of every report that is still owed."""
    for report in ticket.reports:
        rule = rule_of(ctx.contract, report)
        if rule is None or settled(report, rule):
            continue
        for step, occurrence, at in _moments(ticket, report, rule, ctx.contract):
            yield Timer(rule=NAME, step=step, episode=ticket.episode, occurrence=occurrence, due=at)


def fire(ticket: Ticket, timer: Timer, ctx: Context, now: datetime) -> TicketChange:
    """Remind the TAM, in the ticket's triage thread, with the ways to settle it."""
    rule_id = timer.step.split(":")[1]
    report = next((r for r in ticket.reports if r.rule == rule_id), None)
    rule = rule_of(ctx.contract, report) if report is not None else None
    if report is None or rule is None:
        return Change(subject=ticket, why=("no report is owed",), outcome="moot")
    ends = due_at(report, rule, ctx.contract)
    missing = [place for place in rule.places if place not in report.published]
    state = "is due" if now < ends else "was due"
    internal = " (an internal deadline: the contract names none)" if rule.internal else ""
    words = line(
        strong(f"{rule.name} {state} "),
        moment(ends),
        internal,
        f", {_rest(report, rule, missing)} (",
        clause(rule.clause),
        "). ",
        duty(ctx, TAM, now),
    )
    sections = line(f"It has: {', '.join(rule.sections)}.")
    return Change(
        subject=ticket,
        effects=(inform(ticket, timer_key(timer), words, sections, buttons=buttons(ticket, report, rule)),),
        clauses=(rule.clause,),
        why=(f"{rule.name} reminder: {state} {ends:%Y-%m-%d %H:%M} UTC",),
    )


def _rest(report: Report, rule: ReportRule, missing: list[str]) -> str:
    if rule.on_request and not report.requested:
        return "to be written, and shared when the customer asks for it"
    return f"still to be published in: {', '.join(missing)}"


def buttons(ticket: Ticket, report: Report, rule: ReportRule) -> tuple[Button, ...]:
    """What settles a report."""
    missing = [place for place in rule.places if place not in report.published]
    value = f"{ticket.id}|{rule.id}"
    kept = rule.on_request and not report.requested and not report.drafted
    written = (Button(act="draft", label="Written, not shared…", value=value),) if kept else ()
    published = tuple(
        Button(
            act="publish",
            label=f"Published in {place}…",
            value=f"{ticket.id}|{rule.id}:{place}",
        )
        for place in missing
    )
    return (*written, *published, Button(act="waive", label="Waive…", value=value))


def _applies(ticket: Ticket, rule: ReportRule) -> bool:
    judged = ticket.assessed or ticket.claimed
    if judged is None or judged.severity not in rule.severities or ticket.excluded:
        return False
    if rule.security and ticket.security is None:
        return False
    if rule.tiers and ticket.tier not in rule.tiers:
        return False
    return ticket.status is Status.RESOLVED or (rule.from_opening and ticket.live)


def _moments(
    ticket: Ticket, report: Report, rule: ReportRule, contract: Contract
) -> Iterator[tuple[str, int, datetime]]:
    ends = due_at(report, rule, contract)
    run = f"{rule.id}:{int(report.since.timestamp())}"
    half, eve = _half(report, rule, contract), _eve(report, rule, contract)
    once = {"half": half if half != eve else None, "eve": eve, "due": ends}
    for name, at in once.items():
        if at is not None and not times_fired(ticket, NAME, f"{name}:{run}"):
            yield f"{name}:{run}", 1, at
    nagged = times_fired(ticket, NAME, f"overdue:{run}") + 1
    yield f"overdue:{run}", nagged, _due(ends, BusinessDays(count=nagged), rule, contract)


def _half(report: Report, rule: ReportRule, contract: Contract) -> datetime | None:
    return fraction(report.since, rule.due, contract.calendars.get(rule.calendar), (), 0.5)


def _eve(report: Report, rule: ReportRule, contract: Contract) -> datetime | None:
    if not isinstance(rule.due, BusinessDays) or rule.due.count < 2:
        return None
    return _due(report.since, replace(rule.due, count=rule.due.count - 1), rule, contract)


def _due(start: datetime, duration: Duration, rule: ReportRule, contract: Contract) -> datetime:
    ends = due(start, duration, contract.calendars.get(rule.calendar))
    if ends is None:
        raise ValueError(f"report {rule.id} has no due time although nothing pauses it")
    return ends


RULE = Rule(name=NAME, timers=timers, fire=fire)
