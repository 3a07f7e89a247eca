"""A message becomes a ticket: when its clocks start, what severity they run on, who is asked and told."""

from dataclasses import replace
from datetime import datetime

from ackline.domain.contract import TargetKind
from ackline.domain.decision import Change, Context, TicketChange
from ackline.domain.effects import Whisper
from ackline.domain.events import TicketOpened
from ackline.domain.ids import ONCALL, ClauseId
from ackline.domain.rules.critical_question import ANSWER_WITHIN, open_question
from ackline.domain.rules.escalation import request_page
from ackline.domain.setup.backfilled import caught_up
from ackline.domain.setup.coverage import Lapse, clauses_of, uncovered
from ackline.domain.surfaces.notices import duty, inform
from ackline.domain.surfaces.words import Button, Internal, age, clause, line, quote, strong, thread
from ackline.domain.tickets.facets import Judgement
from ackline.domain.tickets.ticket import Ticket


def open_ticket(event: TicketOpened, ctx: Context) -> TicketChange:
    """The ticket of a first message. Its clocks start at the message, not when it was read."""
    writing = event.writing
    claim = Judgement(severity=writing.claim, by=event.actor.user, at=event.at) if writing.claim else None
    paged = claim is not None or ctx.contract.severity(ctx.contract.assumed).pages
    ticket = Ticket(
        id=event.subject,
        number=event.number,
        account=event.account,
        contract=event.contract,
        tier=ctx.account.tier,
        channel=event.channel,
        thread=event.thread,
        roots=(writing.ts,),
        requester=event.actor.user,
        requester_team=event.actor.team,
        opened_at=event.at,
        text=writing.text,
        claimed=claim,
        episode_at=event.at,
        severity_at=event.at,
        critical=() if paged else writing.critical,
        critical_at=event.at if writing.critical and not paged else None,
        unsure=event.actor.unsure,
        last_spoken_at=event.at,
        topic=writing.topic or "",
        previous=event.previous,
        split_from=event.split_from,
        detached=event.detached,
        outside_watch=_outside_watch(event, ctx),
        shadow=ctx.account.shadow,
        backfilled_at=event.backfilled_at,
        roles=ctx.account.roles,
    )
    ticket = uncovered(ticket, ctx, event.at)
    named = ctx.contract.severity(ticket.severity(ctx.contract))
    how = "claimed" if claim else "assumed until somebody judges it"
    change = Change(
        subject=ticket,
        clauses=(*promised(ticket, ctx), ctx.contract.tiers[ticket.tier].clause, named.clause),
        why=(f"#{ticket.number} opened as {named.name} ({how})",),
    )
    if ticket.uncovered:
        found = Lapse(ticket.uncovered)
        change = change.plus(clauses=clauses_of(found, ctx), why=(f"coverage is not in force: {found.value}",))
    if ticket.backfilled_at is not None:
        return change.plus(subject=caught_up(ticket, ctx), why=("asked before Ackline came",))
    change = change.then(lambda t: _flag_watch(t, ctx, event.at)).then(lambda t: tell_route(t, ctx, event.at))
    return change.then(lambda t: ask_staff(t, ctx, event.at))


def promised(ticket: Ticket, ctx: Context) -> tuple[ClauseId, ...]:
    """The clauses of what is promised at a ticket's severity, and of the hours that it is counted in."""
    targets = ctx.contract.tiers[ticket.tier].targets.get(ticket.severity(ctx.contract), {})
    found = [targets[kind] for kind in TargetKind if kind in targets]
    hours = [ctx.contract.hours[t.calendar] for t in found if t.calendar and t.calendar in ctx.contract.hours]
    return tuple(dict.fromkeys((*(t.clause for t in found), *hours)))


def tell_route(ticket: Ticket, ctx: Context, at: datetime) -> TicketChange:
    """It is about a topic that belongs elsewhere: the card says where, and staff whom it belongs to."""
    route = next((r for r in ctx.contract.routes if r.topic == ticket.topic), None)
    if route is None:
        return Change(subject=ticket)
    contact = ctx.contract.contact(route.contact)
    owner = (" ", duty(ctx, route.role, at)) if route.role else ()
    words = line(
        strong(f"About {route.topic}: "), f"belongs to {contact.label}.", *owner, " (", clause(route.clause), ")"
    )
    return Change(
        subject=ticket,
        effects=(inform(ticket, f"topic/{route.topic}", words),),
        clauses=(route.clause,),
        why=(f"about {route.topic}: the customer was shown {contact.label}",),
    )


def _outside_watch(event: TicketOpened, ctx: Context) -> bool:
    watch = ctx.contract.watch
    return watch is not None and not ctx.contract.calendars[watch.calendar].is_open(event.at)


def _flag_watch(ticket: Ticket, ctx: Context, at: datetime) -> TicketChange:
    """Nobody watches: staff are told, and a severity that the ladder calls nobody for is paged all the same."""
    watch = ctx.contract.watch
    if watch is None or not ticket.outside_watch:
        return Change(subject=ticket)
    words = line(
        strong("Outside the watch: "),
        "nobody watches the channels at this hour, the clock runs all the same (",
        clause(watch.clause),
        ").",
    )
    change = Change(
        subject=ticket,
        effects=(inform(ticket, "outside-watch", words),),
        clauses=(watch.clause,),
        why=("posted outside the hours in which staff watch the channels",),
    )
    severity, ladder = ticket.severity(ctx.contract), ticket.tier_of(ctx.contract).ladder
    if severity not in watch.pages or any(severity in step.severities for step in ladder):
        return change
    return change.then(
        lambda t: request_page(
            t, ctx, at, key="watch", name="outside the watch", role=ONCALL, cited=watch.clause, due=at
        )
    )


def ask_staff(ticket: Ticket, ctx: Context, at: datetime) -> TicketChange:
    """It looks critical: the on-call is pinged at once, without being paged; the card asks the customer."""
    if not open_question(ticket):
        return Change(subject=ticket)
    reasons = ", ".join(ticket.critical)
    words = line(strong("Looks critical"), f" ({reasons}), nobody said so: ", duty(ctx, ONCALL, at), " please look.")
    people = ctx.roster.on_duty(ctx.account, ONCALL, at)
    ping = Internal(
        lines=(
            line(strong(f"#{ticket.number} at {ctx.account.name} looks critical"), f" ({reasons})."),
            line(quote(ticket.text)),
            line(
                f"The customer is being asked. You are paged in {age(ANSWER_WITHIN.total_seconds())} if nobody answers."
            ),
            line(thread(ticket.channel, ticket.thread, "Open the customer's thread")),
        ),
        buttons=(Button(act="acknowledge", label="Acknowledge", value=ticket.id, style="primary"),),
    )
    whispers = tuple(Whisper(key=f"{ticket.id}/looks-critical", user=p.user, words=ping) for p in people[:1])
    return Change(
        subject=ticket,
        effects=(inform(ticket, "looks-critical", words), *whispers),
        why=(f"looks critical ({reasons}): the customer is asked, the on-call pinged",),
    )


def join_root(ticket: Ticket, ts: str) -> Ticket:
    """A further message of the burst: its thread is the ticket's as well."""
    return ticket if ts in ticket.roots else replace(ticket, roots=(*ticket.roots, ts))
