"""From an act to what it does: authority says what it means, acts.py what that changes."""

from ackline.domain import acts, judging, reporting
from ackline.domain.authority import Act, Meaning, meaning, standing
from ackline.domain.decision import Change, Context, TicketChange, moot, refused
from ackline.domain.events import Acted
from ackline.domain.ids import SeverityId
from ackline.domain.rules.critical_question import open_question
from ackline.domain.ticket import Status, Ticket


def perform(ticket: Ticket, event: Acted, ctx: Context, how: str) -> TicketChange:
    """What an act by button, form, command or emoji changes. Refused where authority says so."""
    means = meaning(event.act, standing(event.actor, ticket.requester))
    if means is Meaning.REFUSED:
        return refused(ticket, f"{event.actor.user} may not {event.act.value.replace('_', ' ')} #{ticket.number}")
    if means is Meaning.NOTHING:
        return moot(ticket, f"{how} by somebody whose {event.act.value} means nothing here")
    if means is Meaning.NOTED:
        return Change(subject=ticket, why=(f"{how} by {event.actor.user} noted; the ladder goes on",))
    return _do(ticket, event, means, ctx, how)


def _do(ticket: Ticket, event: Acted, means: Meaning, ctx: Context, how: str) -> TicketChange:
    at, actor = event.at, event.actor
    match means:
        case Meaning.ACKNOWLEDGES:
            return acts.acknowledge(ticket, actor, at, how)
        case Meaning.RESPONDS:
            return acts.respond(ticket, actor, at, None, ctx)
        case Meaning.RESOLVES:
            return _resolve(ticket, event, ctx)
        case Meaning.REOPENS:
            return acts.reopen(ticket, at, f"asked for by {actor.user}")
        case Meaning.PENDS:
            return acts.pend(ticket, actor, at)
        case Meaning.RESUMES:
            return acts.resume(ticket, at, f"resumed by {actor.user}")
        case Meaning.ASSESSES | Meaning.CLAIMS:
            return _judge(ticket, event, means, ctx)
        case Meaning.PAGES:
            return acts.ask_page(ticket, at, ctx)
        case Meaning.EXCLUDES:
            return acts.exclude(ticket, event.value, event.reason, at, ctx)
        case Meaning.PUBLISHES:
            return reporting.publish(ticket, event.value, event.reason, ctx)
        case Meaning.WAIVES:
            return reporting.waive(ticket, event.value, event.reason, ctx)
        case Meaning.REQUESTS:
            return reporting.request_report(ticket, actor, ctx)
        case Meaning.CALMS:
            return judging.calm(ticket, actor) if open_question(ticket) else moot(ticket, "nothing is asked")
        case _:
            return moot(ticket, f"{how}: nothing to do on a ticket")


def _resolve(ticket: Ticket, event: Acted, ctx: Context) -> TicketChange:
    critical = ctx.contract.severity(ticket.severity(ctx.contract)).pages
    if critical and event.act is Act.RESOLVE:
        return acts.ask_to_confirm(ticket, event.actor, event.id)
    return acts.resolve(ticket, event.actor, event.at)


def _judge(ticket: Ticket, event: Acted, means: Meaning, ctx: Context) -> TicketChange:
    if event.act is Act.CRITICAL:
        severity = min(ctx.contract.severities, key=lambda s: s.rank)
    else:
        found = ctx.contract.find_severity(event.value)
        if found is None:
            known = ", ".join(s.name for s in ctx.contract.severities)
            return refused(ticket, f"{ctx.contract.title} has no severity {event.value!r}; it has: {known}")
        severity = found
    if not ticket.live and ticket.status is not Status.RESOLVED:
        return moot(ticket, "withdrawn")
    return judging.judge(ticket, SeverityId(severity.id), event.actor, event.at, event.reason, means, ctx)
