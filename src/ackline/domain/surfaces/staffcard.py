"""The card of a ticket that staff work with: who, what, every clock with its clause, the ladder, the reports."""

from collections.abc import Iterator

from ackline.domain.calling.page import IMAGINED
from ackline.domain.contract import Effort, ReportRule
from ackline.domain.decision import Context
from ackline.domain.ids import role_name
from ackline.domain.rules.incident_report import due_at, rule_of, settled
from ackline.domain.rules.targets import NAMES
from ackline.domain.setup.coverage import not_in_force
from ackline.domain.surfaces.heardback import heard_back
from ackline.domain.surfaces.staffbuttons import staff_buttons
from ackline.domain.surfaces.words import Internal, Line, Part, clause, line, moment, person, quote, strong, thread
from ackline.domain.tickets.bridge import on_staffs_card
from ackline.domain.tickets.clocks import TicketClock, clocks
from ackline.domain.tickets.facets import Report
from ackline.domain.tickets.ticket import Ticket


def triage_card(ticket: Ticket, ctx: Context) -> Internal:
    """What staff work with: who, what, every clock with its clause, the ladder, the reports, and buttons."""
    named = ctx.contract.severity(ticket.severity(ctx.contract))
    tier = ctx.contract.tiers[ticket.tier].name
    head = f"#{ticket.number} · {named.name} · {ctx.account.name} ({tier}) · {ticket.status.value}"
    lines = [line(strong(head)), line(quote(ticket.text)), line(*_judged(ticket, ctx))]
    if ticket.shadow:
        lines.append(line(strong("Shadow: "), "nobody is paged for it, and the customer sees nothing."))
    lines += not_in_force(ticket, ctx)
    lines += _origin(ticket)
    if ticket.dismissal is None and ticket.continues is None:
        lines += [_measured(c) for c in clocks(ticket, ctx.contract)]
    lines += on_staffs_card(ticket, ctx)
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
                    f"): {_report_state(report, rule)}",
                )
            )
    lines += heard_back(ticket, ctx)
    lines += _ended(ticket, ctx)
    if ticket.lost:
        lines.append(line(strong("The customer's channel is out of reach: "), ticket.lost))
    if ticket.unsure:
        lines.append(line("Slack did not say who wrote this; a customer is assumed."))
    return Internal(lines=tuple(lines), buttons=staff_buttons(ticket, ctx))


def _origin(ticket: Ticket) -> Iterator[Line]:
    """Where it came from, when it did not begin with a message of its own."""
    if ticket.backfilled_at is not None:
        yield line(strong("Backfilled: "), "it was asked before Ackline came, and nobody was paged for it.")
    if ticket.split_from is not None:
        yield line(f"Split from #{ticket.split_from}.")
    elif ticket.previous is not None:
        yield line("Follows a ticket of this thread that was resolved more than a week before.")
    for merged in ticket.merged:
        yield line(f"#{merged.number} was merged into it: ", thread(merged.channel, merged.thread, "open its thread"))


def _ended(ticket: Ticket, ctx: Context) -> Iterator[Line]:
    """Why nothing is promised on it any more."""
    excluded = next((x for x in ctx.contract.exclusions if x.code == ticket.excluded), None)
    if ticket.excluded:
        cited = (" (", clause(excluded.clause), ")") if excluded is not None else ()
        why = f": {ticket.excluded_why}" if ticket.excluded_why else ""
        yield line(strong("Excluded: "), f"{excluded.label if excluded else ticket.excluded}", *cited, why)
    if ticket.dismissal is not None:
        yield line(strong("Not a request, "), "says ", person(ticket.dismissal.by), f": {ticket.dismissal.reason}")
    if (into := ticket.continues) is not None:
        there = thread(into.channel, into.thread, "open its thread")
        yield line(strong(f"Merged into #{into.number} "), "by ", person(into.by), ": ", there)


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
    name = f"{NAMES[measured.kind]} of #{measured.of}" if measured.of is not None else NAMES[measured.kind]
    if measured.excluded:
        return line(f"{name}: excluded")
    if measured.target.effort is Effort.BEST:
        return line(f"{name}: best effort (", clause(measured.clause), ")")
    if measured.due is None:
        return line(f"{name}: paused (", clause(measured.clause), ")")
    parts: list[str | Part] = [f"{name}: due ", moment(measured.due), " (", clause(measured.clause), ")"]
    if measured.met_at is not None:
        parts += [" · met " if measured.met_at <= measured.due else " · late ", moment(measured.met_at)]
    elif measured.inherited:
        parts += [" · started before Ackline"]
    elif measured.raised_late:
        parts += [" · raised late"]
    return line(*parts)


def _people(ticket: Ticket) -> Iterator[Line]:
    if ticket.live and ticket.waiting_since is not None:
        yield line("The customer wrote and waits for an answer, since ", moment(ticket.waiting_since))
    if ticket.reply_by is not None:
        yield line("Reply needed by ", moment(ticket.reply_by.at), ", set by ", person(ticket.reply_by.by))
    if ticket.owner is not None:
        yield line("It is with ", person(ticket.owner))
    if ticket.acknowledged_by is not None and ticket.acknowledged_at is not None:
        yield line("Acknowledged by ", person(ticket.acknowledged_by), ", ", moment(ticket.acknowledged_at))
    for page in ticket.pages:
        if page.episode == ticket.episode:
            who = (" (", person(page.person), ")") if page.person else ()
            did = "Would have paged" if page.outcome == IMAGINED else "Paged"
            yield line(f"{did} the {role_name(page.role)}", *who, ", ", moment(page.at), f": {page.outcome}")


def _report_state(report: Report, rule: ReportRule) -> str:
    if report.waived:
        return f"waived ({report.waived})"
    missing = [p for p in rule.places if p not in report.published]
    if settled(report, rule):
        return "written, kept until the customer asks" if missing else "published"
    asked = "the customer asked for it, " if rule.on_request and report.requested else ""
    return f"{asked}to be published in {', '.join(missing)}"
