"""How severe it is, by claim or by assessment, and what a raise or a lowering brings with it."""

from dataclasses import replace
from datetime import datetime

from ackline.domain.authority import Actor, Meaning, Side
from ackline.domain.decision import Change, Context, TicketChange, moot, refused
from ackline.domain.effects import Whisper
from ackline.domain.ids import SeverityId
from ackline.domain.rules.escalation import request_page, steps
from ackline.domain.surfaces.notices import inform
from ackline.domain.surfaces.words import Internal, line, person, strong
from ackline.domain.tickets.acts import acknowledge, reopen
from ackline.domain.tickets.clocks import ClockState, clocks
from ackline.domain.tickets.episodes import judged, unacknowledged
from ackline.domain.tickets.facets import Judgement
from ackline.domain.tickets.opening import promised
from ackline.domain.tickets.ticket import Status, Ticket


def judge(
    ticket: Ticket, severity: SeverityId, actor: Actor, at: datetime, reason: str, means: Meaning, ctx: Context
) -> TicketChange:
    """A claim by the customer or an assessment by staff; both are kept, the assessment sets the targets."""
    named = ctx.contract.severity(severity)
    before = ctx.contract.severity(ticket.severity(ctx.contract))
    judgement = Judgement(severity=severity, by=actor.user, at=at, reason=reason)
    raised = named.rank < before.rank
    if means is Meaning.CLAIMS:
        return _claim(ticket, judgement, raised, ctx)
    lowered = named.rank > before.rank
    if lowered and before.pages and not ticket.acknowledged and ticket.live and not reason:
        return refused(
            ticket, f"lowering an unacknowledged {before.name} needs a reason: use Severity… on the triage card"
        )
    after = judged(replace(ticket, assessed=judgement), before.id, ctx.contract, at)
    wanted = (ctx.contract.needs_severity.clause,) if ctx.contract.needs_severity else ()
    change = Change(
        subject=after,
        clauses=(named.clause, *promised(after, ctx), *wanted),
        why=(f"assessed as {named.name} by {actor.user}: {reason or 'no reason given'}",),
    )
    if raised and actor.side is Side.STAFF:
        change = change.then(lambda t: acknowledge(t, actor, at, "raising the severity"))
    if lowered and before.pages and not ticket.acknowledged:
        change = change.then(lambda t: _tell_next_step(t, ticket, actor, reason, ctx, at))
    return change.then(lambda t: _raised_late(t, ticket, ctx, at))


def _claim(ticket: Ticket, claim: Judgement, raised: bool, ctx: Context) -> TicketChange:
    """A customer's raise pages anew, over an assessment as well; a lower claim is kept and told."""
    named = ctx.contract.severity(claim.severity)
    before = ticket.severity(ctx.contract)
    if ticket.claimed and ticket.claimed.severity == claim.severity and not raised:
        return moot(ticket, f"claimed as {named.name} already")
    kept = replace(ticket, claimed=claim, critical=())
    if not raised:
        after = judged(kept, before, ctx.contract, claim.at)
        lowered = ticket.claimed is not None and after.severity(ctx.contract) != before
        head = f"Lowered by the customer to {named.name}." if lowered else f"Claimed {named.name} by the customer."
        words = line(strong(head), f" {claim.reason}".rstrip())
        return Change(
            subject=after,
            effects=(inform(ticket, f"lowered/{claim.at.timestamp():.6f}", words),) if lowered or claim.reason else (),
            clauses=(named.clause,),
            why=(f"the customer claims {named.name}",),
        )
    if ticket.status in (Status.RESOLVED, Status.DISMISSED):
        reopened = reopen(ticket, claim.at, f"the customer claims {named.name}")
        return reopened.then(lambda t: _claim(t, claim, raised, ctx))
    overruled = replace(kept, assessed=None)
    opened = unacknowledged(overruled, claim.at) if ticket.acknowledged else overruled
    after = judged(opened, before, ctx.contract, claim.at)
    again = "Acknowledge it again." if ticket.acknowledged else ""
    words = line(strong(f"Raised by the customer to {named.name}. "), f"{claim.reason} ".lstrip(), again)
    change = Change(
        subject=after,
        effects=(inform(ticket, f"raised/{claim.at.timestamp():.6f}", words),),
        clauses=(named.clause, *promised(after, ctx)),
        why=(f"raised by the customer to {named.name}: acknowledgement starts over",),
    )
    change = change.then(lambda t: _raised_late(t, ticket, ctx, claim.at))
    if any(s.severity == claim.severity for s in ticket.starts):
        change = change.then(lambda t: _call_again(t, claim, ctx))
    return change


def _call_again(ticket: Ticket, claim: Judgement, ctx: Context) -> TicketChange:
    """The severity came back: its ladder keeps its first start, but the on-call is called to it once more."""
    first = next((s for s in ticket.tier_of(ctx.contract).ladder if claim.severity in s.severities), None)
    if first is None:
        return Change(subject=ticket)
    return request_page(
        ticket,
        ctx,
        claim.at,
        key=f"raised/{claim.at.timestamp():.6f}",
        name=first.name,
        role=first.role,
        cited=first.cites(claim.severity),
        due=claim.at,
        repeat=first.repeat,
    )


def _raised_late(after: Ticket, before: Ticket, ctx: Context, at: datetime) -> TicketChange:
    """A target that was past when the severity rose is shown as raised late, not breached in secret."""
    if after.severity_at == before.severity_at:
        return Change(subject=after)
    late = [c for c in clocks(after, ctx.contract) if c.state(at) is ClockState.RAISED_LATE]
    if not late:
        return Change(subject=after)
    names = ", ".join(c.kind.value.replace("_", " ") for c in late)
    words = line(
        strong("Raised late: "), f"{names} was already past under the new severity; it is shown as raised late."
    )
    return Change(
        subject=after,
        effects=(inform(after, f"raised-late/{at.timestamp():.6f}", words),),
        clauses=tuple(c.clause for c in late),
        why=(f"raised late: {names}",),
    )


def _tell_next_step(
    after: Ticket, before: Ticket, actor: Actor, reason: str, ctx: Context, at: datetime
) -> TicketChange:
    coming = [step for step, due in steps(before, ctx) if due > at]
    people = ctx.roster.on_duty(ctx.account, coming[0].role, at)[:1] if coming else ()
    words = Internal(
        lines=(
            line(
                strong(f"#{after.number} at {ctx.account.name} was lowered "),
                "before anybody acknowledged it, by ",
                person(actor.user),
                f": {reason}. You would have been paged next.",
            ),
        )
    )
    key = f"{after.id}/lowered/{at.timestamp():.6f}"
    return Change(
        subject=after, effects=tuple(Whisper(key=f"{key}/{p.user}", user=p.user, words=words) for p in people)
    )


def calm(ticket: Ticket, actor: Actor) -> TicketChange:
    """It is not critical, somebody says: the question is answered, and a page that it led to is over."""
    who = "the customer" if actor.side is Side.CUSTOMER else "staff"
    calmed = replace(ticket, critical=(), generation=ticket.generation + 1)
    return Change(subject=calmed, why=(f"not critical, says {who}", f"by {actor.user}"))
