"""What each act does to a ticket, once authority has said what it means."""

from dataclasses import replace
from datetime import datetime

from ackline.domain.authority import Actor, Meaning, Side
from ackline.domain.clocks import ClockState, clocks
from ackline.domain.decision import Change, Context, TicketChange, moot, refused
from ackline.domain.effects import Whisper
from ackline.domain.episodes import judged, new_episode, unacknowledged
from ackline.domain.ids import SeverityId
from ackline.domain.notices import inform
from ackline.domain.opening import promised
from ackline.domain.rules.escalation import request_page, steps
from ackline.domain.rules.incident_report import rule_of, settled
from ackline.domain.ticket import Judgement, Move, Pause, Report, Status, Ticket
from ackline.domain.words import Button, Internal, line, person, strong

PENDING = Status.PENDING.value
RESOLVED = Status.RESOLVED.value


def acknowledge(ticket: Ticket, actor: Actor, at: datetime, how: str) -> TicketChange:
    """Somebody who may has it: the ladder of this episode stops, pages under way must not leave."""
    if not ticket.live:
        return moot(ticket, f"{how} on a ticket that is {ticket.status.value}")
    if ticket.acknowledged:
        return Change(subject=replace(ticket, unmarked_at=None), why=(f"{how}: acknowledged already",))
    taken = replace(
        ticket.moved(Move.ACKNOWLEDGE),
        acknowledged_by=actor.user,
        acknowledged_at=at,
        unmarked_at=None,
        generation=ticket.generation + 1,
    )
    return Change(subject=taken, why=(f"acknowledged by {actor.user}: {how}",))


def respond(ticket: Ticket, actor: Actor, at: datetime, next_update: datetime | None, ctx: Context) -> TicketChange:
    """A human answer that the customer can see: meets the first response, acknowledges, may promise an update."""
    change = Change(subject=ticket) if not ticket.live else acknowledge(ticket, actor, at, "a public reply")
    waiting = change.subject.waiting_since
    spoken = replace(
        change.subject,
        responded_at=min(at, change.subject.responded_at or at),
        replied_at=max(at, change.subject.replied_at or at),
        waiting_since=waiting if waiting is not None and waiting > at else None,
        last_spoken_at=max(at, change.subject.last_spoken_at or at),
    )
    why = [] if ticket.responded_at else ["first response"]
    if next_update is not None:
        spoken = replace(spoken, first_updated_at=min(at, spoken.first_updated_at or at))
        if spoken.updated_at is None or at >= spoken.updated_at:
            spoken = replace(spoken, updated_at=at, next_update_at=next_update)
        why.append(f"an update, the next one promised for {next_update:%H:%M} UTC")
    met = tuple(
        c.clause
        for c in clocks(spoken, ctx.contract)
        if c.met_at == at or (next_update and c.kind.value.endswith("update"))
    )
    return change.plus(subject=spoken, clauses=met, why=why or ["a reply"])


def resolve(ticket: Ticket, actor: Actor, at: datetime) -> TicketChange:
    """The request is settled."""
    ended = tuple(replace(p, end=at) if p.end is None else p for p in ticket.pauses)
    done = replace(
        ticket.moved(Move.RESOLVE),
        resolved_at=at,
        resolved_by=actor.user,
        waiting_since=None,
        next_update_at=None,
        pauses=ended,
        asked_to_confirm=None,
        generation=ticket.generation + 1,
    )
    return Change(subject=done, why=(f"resolved by {actor.user}",))


def ask_to_confirm(ticket: Ticket, actor: Actor, key: str) -> TicketChange:
    """✅ on a paging severity is too easily put by mistake: a button confirms it."""
    words = line(person(actor.user), f" marked #{ticket.number} as resolved. It is critical: please confirm.")
    button = Button(act="confirm_resolve", label="Resolve", value=ticket.id, style="primary")
    return Change(
        subject=replace(ticket, asked_to_confirm=actor.user),
        effects=(inform(ticket, f"confirm/{key}", words, buttons=(button,)),),
        why=("resolving a paging severity by emoji asks to confirm",),
    )


def reopen(ticket: Ticket, at: datetime, why: str) -> TicketChange:
    """It was not settled: a new episode, and the customer waits for an answer."""
    pauses = ticket.pauses
    if ticket.resolved_at is not None:
        pauses = (*pauses, Pause(start=ticket.resolved_at, end=at, why=RESOLVED))
    opened = new_episode(ticket.moved(Move.REOPEN), at)
    return Change(
        subject=replace(opened, resolved_at=None, resolved_by=None, closed_at=None, waiting_since=at, pauses=pauses),
        why=(f"reopened: {why}",),
    )


def pend(ticket: Ticket, actor: Actor, at: datetime) -> TicketChange:
    """The customer is waited for: whoever says so has it. The contract says whether the resolution clock stops."""
    if ticket.status is Status.PENDING:
        return moot(ticket, "pending already")
    change = Change(subject=ticket) if not ticket.live else acknowledge(ticket, actor, at, "pending")
    pause = Pause(start=at, end=None, why=PENDING)
    pended = replace(change.subject.moved(Move.PEND), pauses=(*ticket.pauses, pause))
    return change.plus(subject=pended, why=("waiting for the customer",))


def resume(ticket: Ticket, at: datetime, why: str) -> TicketChange:
    """The waiting is over."""
    if ticket.status is not Status.PENDING:
        return moot(ticket, "not pending")
    ended = tuple(replace(p, end=at) if p.end is None else p for p in ticket.pauses)
    status = step_back(ticket)
    return Change(subject=replace(ticket, status=status, pauses=ended), why=(why,))


def step_back(ticket: Ticket) -> Status:
    """Where a pending ticket goes when the waiting ends: to whom it belonged, or to nobody."""
    return ticket.moved(Move.RESUME).status if ticket.acknowledged else ticket.moved(Move.UNACKNOWLEDGE).status


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
        return Change(
            subject=judged(kept, before, ctx.contract, claim.at),
            clauses=(named.clause,),
            why=(f"the customer claims {named.name}",),
        )
    if ticket.status is Status.RESOLVED:
        reopened = reopen(ticket, claim.at, f"the customer claims {named.name}")
        return reopened.then(lambda t: _claim(t, claim, raised, ctx))
    overruled = replace(kept, assessed=None)
    opened = unacknowledged(overruled, claim.at) if ticket.acknowledged else overruled
    after = judged(opened, before, ctx.contract, claim.at)
    again = "Acknowledge it again." if ticket.acknowledged else ""
    words = line(strong(f"Raised by the customer to {named.name}. "), again)
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
        cited=first.clause,
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


def ask_page(ticket: Ticket, at: datetime, ctx: Context) -> TicketChange:
    """A page asked for by button or emoji: the ladder's steps for explicit pages run from now."""
    if not ticket.live:
        return moot(ticket, f"asked to page on a ticket that is {ticket.status.value}")
    if ticket.paged_at is not None and not ticket.acknowledged:
        return moot(ticket, "being paged already")
    opened = new_episode(ticket, at) if ticket.acknowledged else ticket
    cited = tuple(s.clause for s in ticket.tier_of(ctx.contract).ladder if s.explicit_pages)
    return Change(subject=replace(opened, paged_at=at, critical=()), clauses=cited, why=("a page was asked for",))


def exclude(ticket: Ticket, code: str, reason: str, at: datetime, ctx: Context) -> TicketChange:
    """Outside the contract, by one of its published reasons: its clocks stop, and it is recorded."""
    exclusion = next((x for x in ctx.contract.exclusions if x.code == code), None)
    if exclusion is None:
        known = ", ".join(x.code for x in ctx.contract.exclusions) or "none"
        return refused(ticket, f"{ctx.contract.title} has no exclusion {code!r}; it has: {known}")
    after = replace(ticket, excluded=code, excluded_at=at, generation=ticket.generation + 1)
    return Change(
        subject=after,
        clauses=(exclusion.clause,),
        why=(f"excluded: {exclusion.label} ({reason or 'no reason given'})",),
    )


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


def request_report(ticket: Ticket, actor: Actor, ctx: Context) -> TicketChange:
    """The customer asks for the root cause analysis that the contract shares on request."""
    for report in ticket.reports:
        rule = rule_of(ctx.contract, report)
        if rule is None or not rule.on_request:
            continue
        if report.requested:
            return moot(ticket, f"{rule.name} was requested already")
        words = line(strong(f"{rule.name} requested "), "by the customer. Share it when it is ready.")
        return Change(
            subject=_with_report(ticket, replace(report, requested=True)),
            effects=(inform(ticket, f"requested/{rule.id}", words),),
            clauses=(rule.clause,),
            why=(f"{rule.name} requested by {actor.user}",),
        )
    return moot(ticket, "no report is shared on request here")


def _with_report(ticket: Ticket, after: Report) -> Ticket:
    return replace(ticket, reports=tuple(after if r.rule == after.rule else r for r in ticket.reports))


def calm(ticket: Ticket, actor: Actor) -> TicketChange:
    """It is not critical, somebody says: the question is answered, and a page that it led to is over."""
    who = "the customer" if actor.side is Side.CUSTOMER else "staff"
    calmed = replace(ticket, critical=(), generation=ticket.generation + 1)
    return Change(subject=calmed, why=(f"not critical, says {who}", f"by {actor.user}"))
