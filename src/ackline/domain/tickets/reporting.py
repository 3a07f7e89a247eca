"""What settles a report that is owed: publishing it, waiving it, asking for it."""

from dataclasses import replace
from datetime import datetime

from ackline.domain.authority import Actor
from ackline.domain.decision import Change, Context, TicketChange, moot, refused
from ackline.domain.rules.incident_report import buttons, rule_of, settled
from ackline.domain.surfaces.notices import inform
from ackline.domain.surfaces.words import line, person, strong
from ackline.domain.tickets.facets import Report
from ackline.domain.tickets.ticket import Ticket


def publish(ticket: Ticket, what: str, link: str, ctx: Context) -> TicketChange:
    """A report was published in one of its places; `what` is "rule:place", or a place of the only one owed."""
    rule_id, _, place = what.rpartition(":")
    for report in ticket.reports:
        rule = rule_of(ctx.contract, report)
        if rule is None or settled(report, rule) or (rule_id and rule.id != rule_id) or place not in rule.places:
            continue
        if place in report.published:
            return moot(ticket, f"{rule.name} was published in the {place} already")
        after = replace(report, published=(*report.published, place))
        rest = [p for p in rule.places if p not in after.published]
        still = f"; still owed in: {', '.join(rest)}" if rest else "; nothing is owed any more"
        return Change(
            subject=_with_report(ticket, after),
            clauses=(rule.clause,),
            why=(f"{rule.name} published in the {place}{f' ({link})' if link else ''}{still}",),
        )
    return moot(ticket, "no report is owed there")


def draft(ticket: Ticket, rule_id: str, link: str, ctx: Context) -> TicketChange:
    """A report that is shared on request only is written, and kept until somebody asks for it (GRU-9)."""
    report = next((r for r in ticket.reports if r.rule == rule_id), None)
    rule = rule_of(ctx.contract, report) if report is not None else None
    if report is None or rule is None or not rule.on_request:
        return refused(ticket, "no report is owed that is kept until somebody asks")
    if report.drafted:
        return moot(ticket, f"{rule.name} is written already")
    after = replace(report, drafted=True)
    return Change(
        subject=_with_report(ticket, after),
        clauses=(rule.clause,),
        why=(f"{rule.name} is written{f' ({link})' if link else ''}, and shared when the customer asks",),
    )


def waive(ticket: Ticket, rule_id: str, reason: str, ctx: Context) -> TicketChange:
    """A report is given up, for a reason that is kept."""
    report = next((r for r in ticket.reports if r.rule == rule_id), None)
    rule = rule_of(ctx.contract, report) if report is not None else None
    if report is None or rule is None:
        return refused(ticket, "no such report is owed")
    if not reason.strip():
        return refused(ticket, "waiving a report needs a reason")
    return Change(
        subject=_with_report(ticket, replace(report, waived=reason)),
        clauses=(rule.clause,),
        why=(f"{rule.name} waived: {reason}",),
    )


def request_report(ticket: Ticket, actor: Actor, at: datetime, ctx: Context) -> TicketChange:
    """The customer asks for the root cause analysis that the contract shares on request.

    One that was written and kept is owed anew from here.
    """
    for report in ticket.reports:
        rule = rule_of(ctx.contract, report)
        if rule is None or not rule.on_request:
            continue
        if report.requested:
            return moot(ticket, f"{rule.name} was requested already")
        when = "It is written: please share it." if report.drafted else "Share it when it is ready."
        words = line(strong(f"{rule.name} requested "), "by ", person(actor.user), f". {when}")
        asked = replace(report, requested=True, since=at if report.drafted else report.since)
        return Change(
            subject=_with_report(ticket, asked),
            effects=(inform(ticket, f"requested/{rule.id}", words, buttons=buttons(ticket, asked, rule)),),
            clauses=(rule.clause,),
            why=(f"{rule.name} requested by {actor.user}",),
        )
    return moot(ticket, "no report is shared on request here")


def _with_report(ticket: Ticket, after: Report) -> Ticket:
    return replace(ticket, reports=tuple(after if r.rule == after.rule else r for r in ticket.reports))
