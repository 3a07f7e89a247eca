"""The two cards of a ticket as words: a quiet one for the customer, a working one for staff.

They depend on the ticket and its contract only, never on what time it is, so that a card changes when a fact
does and at no other moment.
"""

from collections.abc import Iterator

from ackline.domain.clock import Elapsed
from ackline.domain.clocks import TicketClock, clocks
from ackline.domain.contract import Effort, Severity, TargetKind
from ackline.domain.decision import Context
from ackline.domain.ids import role_name
from ackline.domain.rules.critical_question import open_question
from ackline.domain.rules.incident_report import buttons as report_buttons
from ackline.domain.rules.incident_report import due_at, rule_of, settled
from ackline.domain.rules.targets import NAMES
from ackline.domain.ticket import Status, Ticket
from ackline.domain.words import (
    Button,
    Internal,
    Line,
    Part,
    Public,
    clause,
    line,
    moment,
    person,
    quote,
    strong,
    thread,
)

_SHOWN_TO_CUSTOMERS = (
    TargetKind.FIRST_RESPONSE,
    TargetKind.NEXT_UPDATE,
    TargetKind.NEXT_RESPONSE,
    TargetKind.RESOLUTION,
)

_STATUS = {
    Status.OPEN: "We have it; an engineer has not picked it up yet.",
    Status.ACKNOWLEDGED: "An engineer has seen it.",
    Status.PENDING: "We are waiting for your answer.",
    Status.RESOLVED: "Resolved. Write here if it is not.",
    Status.WITHDRAWN: "Withdrawn.",
}


def customer_card(ticket: Ticket, ctx: Context) -> Public:
    """What the customer sees in the thread: number, severity, who has it, what was promised until when."""
    named = ctx.contract.severity(ticket.severity(ctx.contract))
    lines = [line(strong(f"#{ticket.number} · {_severity(ticket, named)}")), line(_status(ticket))]
    lines += [_promise(c, ctx) for c in clocks(ticket, ctx.contract) if _worth_showing(c, ticket)]
    lines += _directions(ticket, ctx)
    if ticket.live and not ticket.assessed and not ticket.claimed and "ask_severity" in ctx.contract.texts:
        lines.append(line(ctx.contract.texts["ask_severity"]))
    if ticket.excluded:
        lines.append(line("This is outside what the contract covers; we help where we can."))
    return Public(lines=tuple(lines), buttons=tuple(_customer_buttons(ticket, ctx)))


def triage_card(ticket: Ticket, ctx: Context) -> Internal:
    """What staff work with: who, what, every clock with its clause, the ladder, the reports, and buttons."""
    named = ctx.contract.severity(ticket.severity(ctx.contract))
    tier = ctx.contract.tiers[ticket.tier].name
    head = f"#{ticket.number} · {named.name} · {ctx.account.name} ({tier}) · {ticket.status.value}"
    lines = [line(strong(head)), line(quote(ticket.text)), line(*_judged(ticket, ctx))]
    if ticket.previous is not None:
        lines.append(line("Follows a ticket of this thread that was resolved more than a week before."))
    lines += [_measured(c) for c in clocks(ticket, ctx.contract)]
    lines += _people(ticket)
    for report in ticket.reports:
        rule = rule_of(ctx.contract, report)
        if rule is not None:
            lines.append(
                line(
                    f"{rule.name} due ",
                    moment(due_at(report, rule, ctx.contract)),
                    " (",
                    clause(rule.clause),
                    f"): {_report_state(report.published, report.waived, rule.places)}",
                )
            )
    if ticket.excluded:
        label = next((x.label for x in ctx.contract.exclusions if x.code == ticket.excluded), ticket.excluded)
        lines.append(line(strong("Excluded: "), label))
    if ticket.lost:
        lines.append(line(strong("The customer's channel is out of reach: "), ticket.lost))
    if ticket.unsure:
        lines.append(line("Slack did not say who wrote this; a customer is assumed."))
    return Internal(lines=tuple(lines), buttons=tuple(_staff_buttons(ticket, ctx)))


def _status(ticket: Ticket) -> str:
    if ticket.responded_at is not None and ticket.status is Status.ACKNOWLEDGED:
        return "An engineer has replied."
    if ticket.status is Status.OPEN and _being_paged(ticket):
        return "We have it and are calling the on-call engineer."
    return _STATUS[ticket.status]


def _being_paged(ticket: Ticket) -> bool:
    return any(page.live for page in ticket.pages)


def _severity(ticket: Ticket, named: Severity) -> str:
    if ticket.assessed:
        return named.name
    return f"{named.name} (as you marked it)" if ticket.claimed else "severity not judged yet"


def _worth_showing(measured: TicketClock, ticket: Ticket) -> bool:
    return measured.kind in _SHOWN_TO_CUSTOMERS and measured.met_at is None and ticket.live and not measured.excluded


def _promise(measured: TicketClock, ctx: Context) -> Line:
    name = NAMES[measured.kind]
    if measured.target.effort is Effort.BEST:
        return line(f"{name}: best effort ({ctx.contract.word}).")
    if measured.due is None:
        return line(f"{name}: paused while we wait for you.")
    return line(f"{name} {ctx.contract.word}: by ", moment(measured.due), *_when_closed(measured))


def _when_closed(measured: TicketClock) -> tuple[str | Part, ...]:
    """Outside the covered hours: when the next counted hour begins."""
    if measured.calendar is None or isinstance(measured.target.duration, Elapsed):
        return ()
    opens = measured.calendar.next_opening(measured.start)
    return () if opens <= measured.start else (" (counted from ", moment(opens), ")")


def _directions(ticket: Ticket, ctx: Context) -> Iterator[Line]:
    """Where a topic or a tier belongs that Slack is not the place for."""
    route = next((r for r in ctx.contract.routes if r.topic == ticket.topic), None)
    redirect = ctx.contract.tiers[ticket.tier].redirect
    shown = [(f"For {route.topic}: ", route.contact)] if route is not None else []
    if redirect is not None:
        critical = ctx.contract.severity(ticket.severity(ctx.contract)).pages and redirect.critical_contacts
        shown += [("", contact) for contact in critical or redirect.contacts]
    for topic, contact_id in shown:
        contact = ctx.contract.contact(contact_id)
        address = ctx.account.contacts.get(contact_id) or contact.address
        if address:
            yield line(f"{topic}{contact.label}, {address}" if topic else f"{contact.label}: {address}")


def _customer_buttons(ticket: Ticket, ctx: Context) -> Iterator[Button]:
    if open_question(ticket):
        yield Button(act="critical", label="This is critical", value=ticket.id, style="danger")
        yield Button(act="not_critical", label="Not critical", value=ticket.id)
    elif _can_page(ticket, ctx):
        yield Button(
            act="page",
            label="Page the on-call",
            value=ticket.id,
            confirm="This calls the on-call engineer now.",
        )
    rules = [rule_of(ctx.contract, report) for report in ticket.reports if not report.requested and not report.waived]
    for rule in rules:
        if rule is not None and rule.on_request:
            yield Button(act="request_report", label=f"Request {rule.name.lower()}", value=ticket.id)


def _can_page(ticket: Ticket, ctx: Context) -> bool:
    ladder = ctx.contract.tiers[ticket.tier].ladder
    free = ticket.live and not ticket.acknowledged and not ticket.excluded and not _being_paged(ticket)
    return free and any(s.explicit_pages for s in ladder)


def _judged(ticket: Ticket, ctx: Context) -> list[str | Part]:
    parts: list[str | Part] = ["From ", person(ticket.requester), ", ", moment(ticket.opened_at)]
    if ticket.claimed:
        parts += [f" · claimed {ctx.contract.severity(ticket.claimed.severity).name}"]
    if ticket.assessed:
        named = ctx.contract.severity(ticket.assessed.severity).name
        parts += [f" · assessed {named} by ", person(ticket.assessed.by)]
    else:
        parts += [" · not assessed"]
    parts += [" · ", thread(ticket.channel, ticket.thread, "open the thread")]
    return parts


def _measured(measured: TicketClock) -> Line:
    name = NAMES[measured.kind]
    if measured.excluded:
        return line(f"{name}: excluded")
    if measured.target.effort is Effort.BEST:
        return line(f"{name}: best effort (", clause(measured.clause), ")")
    if measured.due is None:
        return line(f"{name}: paused (", clause(measured.clause), ")")
    parts: list[str | Part] = [f"{name}: due ", moment(measured.due), " (", clause(measured.clause), ")"]
    if measured.met_at is not None:
        parts += [" · met " if measured.met_at <= measured.due else " · late ", moment(measured.met_at)]
    elif measured.raised_late:
        parts += [" · raised late"]
    return line(*parts)


def _people(ticket: Ticket) -> Iterator[Line]:
    if ticket.acknowledged_by is not None and ticket.acknowledged_at is not None:
        yield line("Acknowledged by ", person(ticket.acknowledged_by), ", ", moment(ticket.acknowledged_at))
    for page in ticket.pages:
        if page.episode == ticket.episode:
            who = (" (", person(page.person), ")") if page.person else ()
            yield line(f"Paged the {role_name(page.role)}", *who, ", ", moment(page.at), f": {page.outcome}")


def _report_state(published: tuple[str, ...], waived: str, places: tuple[str, ...]) -> str:
    if waived:
        return f"waived ({waived})"
    missing = [p for p in places if p not in published]
    return f"to be published in {', '.join(missing)}" if missing else "published"


def _staff_buttons(ticket: Ticket, ctx: Context) -> Iterator[Button]:
    if ticket.live:
        critical = ctx.contract.severity(ticket.severity(ctx.contract)).pages
        if not ticket.acknowledged:
            yield Button(act="acknowledge", label="Acknowledge", value=ticket.id, style="primary")
        yield Button(act="severity", label="Severity…", value=ticket.id)
        if ticket.status is Status.PENDING:
            yield Button(act="resume", label="Resume", value=ticket.id)
        else:
            yield Button(act="pend", label="Pending", value=ticket.id)
        sure = "Resolve this critical ticket?" if critical else ""
        yield Button(act="confirm_resolve", label="Resolve", value=ticket.id, confirm=sure)
        if ctx.contract.exclusions and not ticket.excluded:
            yield Button(act="exclude", label="Exclude…", value=ticket.id)
    elif ticket.status is Status.RESOLVED:
        yield Button(act="reopen", label="Reopen", value=ticket.id)
    for report in ticket.reports:
        rule = rule_of(ctx.contract, report)
        if rule is not None and not settled(report, rule):
            yield from report_buttons(ticket, rule, [p for p in rule.places if p not in report.published])
