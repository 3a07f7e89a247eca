"""An active security incident: staff say that it is one, and that somebody has joined the customer's bridge.

Nothing guesses it. It becomes of the contract's severity, the on-call is called where the plan says so, and until an
engineer is on the customer's bridge a clock runs (STR-13, STR-14).
"""

from dataclasses import replace

from ackline.domain.authority import Meaning
from ackline.domain.decision import Change, Context, TicketChange, moot, refused
from ackline.domain.events import Acted
from ackline.domain.ids import ONCALL
from ackline.domain.surfaces.notices import inform
from ackline.domain.surfaces.words import line, person, strong
from ackline.domain.tickets.acts import ask_page
from ackline.domain.tickets.bridge import bridge, bridge_buttons, bridge_lines
from ackline.domain.tickets.facets import Security
from ackline.domain.tickets.judging import judge
from ackline.domain.tickets.ticket import Ticket
from ackline.domain.tickets.witness import over

REASON = "an active security incident"


def alarm(ticket: Ticket, event: Acted, ctx: Context) -> TicketChange:
    """It is a security incident. Whoever is on call and says so themselves need not be called."""
    rule, actor, at = ctx.contract.security, event.actor, event.at
    if rule is None:
        return refused(ticket, f"{ctx.contract.title} promises nothing of its own for security incidents")
    if not ticket.live:
        return refused(ticket, over(ticket))
    if ticket.security is not None:
        return moot(ticket, "it is a security incident already")
    marked = replace(ticket, security=Security(by=actor.user, at=at, bridge=event.texts.get("bridge")))
    change = Change(
        subject=marked, clauses=(rule.clause, rule.bridge), why=(f"a security incident, says {actor.user}",)
    )
    before, after = (ctx.contract.severity(s).rank for s in (ticket.severity(ctx.contract), rule.severity))
    if after < before:
        change = change.then(lambda t: judge(t, rule.severity, actor, at, REASON, Meaning.ASSESSES, ctx))
    first = ctx.roster.on_duty(ctx.account, ONCALL, at)[:1]
    if ticket.tier in rule.pages and actor.user not in [on_call.user for on_call in first]:
        change = change.then(lambda t: ask_page(t, at, ctx))
    promised = bridge(marked, ctx.contract)
    lines = bridge_lines(promised, ctx, at) if promised is not None else ()
    told = (line(strong("A security incident, "), "says ", person(actor.user), "."), *lines)
    return change.plus(inform(ticket, f"security/{event.id}", *told, buttons=bridge_buttons(marked)))


def stand_down(ticket: Ticket, event: Acted, ctx: Context) -> TicketChange:
    """It is none, for a reason: no bridge is waited for and no report is owed. The severity stays as it was set."""
    rule, actor = ctx.contract.security, event.actor
    if rule is None or ticket.security is None:
        return refused(ticket, f"#{ticket.number} is no security incident")
    if not ticket.live:
        return refused(ticket, over(ticket))
    if not event.reason.strip():
        return refused(ticket, "Why is it none? A promise ends by it, so a reason is kept.")
    told = line(strong("No security incident, "), "says ", person(actor.user), f": {event.reason}")
    return Change(
        subject=replace(ticket, security=None),
        effects=(inform(ticket, f"security/{event.id}", told),),
        clauses=(rule.clause,),
        why=(f"no security incident, says {actor.user}: {event.reason}",),
    )


def join(ticket: Ticket, event: Acted, ctx: Context) -> TicketChange:
    """Somebody of the platform is on the customer's bridge."""
    rule, incident = ctx.contract.security, ticket.security
    if rule is None or incident is None:
        return refused(ticket, f"#{ticket.number} is no security incident: the triage card's menu makes it one")
    if incident.joined_at is not None:
        return moot(ticket, "joined already")
    promised = bridge(ticket, ctx.contract)
    late = promised is not None and event.at > promised.due
    joined = replace(ticket, security=replace(incident, joined_at=event.at, joined_by=event.actor.user))
    told = line(strong("On the customer's bridge"), ", says ", person(event.actor.user), ", late." if late else ".")
    return Change(
        subject=joined,
        effects=(inform(ticket, f"joined/{event.id}", told),),
        clauses=(rule.bridge,),
        why=(f"on the customer's bridge, says {event.actor.user}{', late' if late else ''}",),
    )
