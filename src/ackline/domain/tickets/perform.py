"""From an act to what it does: authority says what it means, acts.py what that changes."""

from ackline.domain.authority import Act, Meaning, Side, Standing, meaning, standing
from ackline.domain.decision import Change, Context, TicketChange, moot, refused
from ackline.domain.effects import Whisper
from ackline.domain.events import Acted
from ackline.domain.ids import SeverityId
from ackline.domain.rules.critical_question import open_question
from ackline.domain.surfaces.words import Internal, line, strong
from ackline.domain.tickets import (
    acts,
    announcing,
    dismissing,
    escalating,
    excluding,
    handing,
    judging,
    noting,
    rating,
    reporting,
    securing,
)
from ackline.domain.tickets.ticket import Status, Ticket
from ackline.domain.tickets.witness import CHANGED, as_it_stands, over, witness


def pressed(ticket: Ticket, event: Acted, ctx: Context) -> TicketChange:
    """What an act by button, form or command changes. Whose mark is only noted reads that nothing has stopped."""
    change = perform(ticket, event, ctx, "a button")
    noted = meaning(event.act, standing(event.actor, *ticket.requesters)) is Meaning.NOTED
    if not noted or not ticket.live or ticket.acknowledged:
        return change
    words = line(strong("Noted, not acknowledged: "), f"#{ticket.number} still waits for support or the on-call.")
    key = f"noted/{event.id}"
    return change.plus(Whisper(key=key, user=event.actor.user, words=Internal(lines=(words,)), prompt=True))


def perform(ticket: Ticket, event: Acted, ctx: Context, how: str) -> TicketChange:
    """What an act by button, form, command or emoji changes. Refused where authority says so."""
    means = meaning(event.act, standing(event.actor, *ticket.requesters))
    if means is Meaning.REFUSED:
        return refused(ticket, _may_not(ticket, event))
    if means is Meaning.NOTHING:
        return moot(ticket, f"{how} by somebody whose {event.act.value} means nothing here")
    if means is Meaning.NOTED:
        return Change(subject=ticket, why=(f"{how} by {event.actor.user} noted; the ladder goes on",))
    if event.seen and event.seen != witness(ticket, event.act, ctx):
        return refused(ticket, f"{CHANGED}{as_it_stands(ticket, ctx)} Look again, and press once more.")
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
            if ticket.live:
                return moot(ticket, "open already")
            back = ticket.status is Status.DISMISSED
            return dismissing.take_back(ticket, event) if back else acts.ask_to_reopen(ticket, event)
        case Meaning.PENDS:
            return acts.pend(ticket, actor, at)
        case Meaning.RESUMES:
            return acts.resume(ticket, at, f"resumed by {actor.user}")
        case Meaning.ASSESSES | Meaning.CLAIMS:
            return _judge(ticket, event, means, ctx)
        case Meaning.PAGES:
            return acts.ask_page(ticket, at, ctx)
        case Meaning.EXCLUDES:
            return excluding.exclude(ticket, event.value, event.reason, at, ctx)
        case Meaning.INCLUDES:
            return excluding.include(ticket, event, ctx)
        case Meaning.PUBLISHES:
            return reporting.publish(ticket, event.value, event.reason, ctx)
        case Meaning.WAIVES:
            return reporting.waive(ticket, event.value, event.reason, ctx)
        case Meaning.REQUESTS:
            return reporting.request_report(ticket, actor, at, ctx)
        case Meaning.CALMS if event.act is Act.NOT_SECURITY:
            return securing.stand_down(ticket, event, ctx)
        case Meaning.CALMS:
            return judging.calm(ticket, actor) if open_question(ticket) else moot(ticket, "nothing is asked")
        case Meaning.OWNS:
            return handing.own(ticket, event)
        case Meaning.TAKES:
            return handing.take(ticket, event)
        case Meaning.ASSIGNS:
            return handing.assign(ticket, event, ctx)
        case Meaning.SETS:
            return noting.set_reply_by(ticket, event)
        case Meaning.NOTES:
            return noting.note(ticket, event)
        case Meaning.DISMISSES:
            return dismissing.dismiss(ticket, event)
        case Meaning.MERGES:
            return refused(ticket, "Name the open ticket that it goes into, by its number.")
        case Meaning.SPLITS:
            return refused(ticket, "Choose the message to split off: its menu has “Split into its own ticket”.")
        case Meaning.ALARMS:
            return securing.alarm(ticket, event, ctx)
        case Meaning.JOINS:
            return securing.join(ticket, event, ctx)
        case Meaning.ESCALATES:
            return escalating.escalate(ticket, event, ctx)
        case Meaning.RATES:
            return rating.rate(ticket, event)
        case Meaning.UPDATES:
            return announcing.update(ticket, event, ctx)
        case Meaning.CLEARS:
            return announcing.all_clear(ticket, event, ctx)
        case Meaning.DRAFTS:
            return reporting.draft(ticket, event.value, event.reason, ctx)
        case _:
            return moot(ticket, f"{how}: nothing to do on a ticket")


def _may_not(ticket: Ticket, event: Acted) -> str:
    """Why not, for whoever tried, and what to do instead."""
    if event.actor.side is Side.CUSTOMER:
        return f"Only the support team can do that on #{ticket.number}. Write in its thread, and they read it."
    if meaning(event.act, Standing.SUPPORT) is Meaning.REFUSED:
        return f"On #{ticket.number} that button is for the customer: the triage card has your own."
    return f"On #{ticket.number} that is for support and the on-call. Ask one of them, or be named in people.yml."


def _resolve(ticket: Ticket, event: Acted, ctx: Context) -> TicketChange:
    if event.act is Act.SOLVED:
        return acts.solve(ticket, event)
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
    claimable = ticket.status is Status.DISMISSED and means is Meaning.CLAIMS
    if not ticket.live and ticket.status is not Status.RESOLVED and not claimable:
        return refused(ticket, over(ticket)) if event.actor.side is Side.STAFF else moot(ticket, ticket.status.value)
    return judging.judge(ticket, SeverityId(severity.id), event.actor, event.at, event.reason, means, ctx)
