"""A customer asks for more than was given: it goes where the contract says, and staff are told in any case."""

from dataclasses import replace

from ackline.domain.contract import EscalationRule
from ackline.domain.decision import Change, Context, TicketChange, refused
from ackline.domain.events import Acted
from ackline.domain.ids import ONCALL, TAM, ClauseId
from ackline.domain.surfaces.notices import duty, inform
from ackline.domain.surfaces.words import Part, clause, line, person, quote, strong
from ackline.domain.tickets.acts import ask_page, reopen
from ackline.domain.tickets.facets import Escalation
from ackline.domain.tickets.ticket import Status, Ticket

REASON = "reason"


def escalation_of(ticket: Ticket, ctx: Context) -> EscalationRule | None:
    """What the ticket's tier publishes about an escalation by the customer; None where it publishes nothing."""
    return ticket.tier_of(ctx.contract).escalation


def escalate(ticket: Ticket, event: Acted, ctx: Context) -> TicketChange:
    """The ladder's steps for explicit pages run from now where the contract publishes a way (STR-7, STR-9, WEK-9).

    One who was acknowledged already starts over: what was done was not enough. Without a published way staff are told.
    """
    if ticket.closed_at is not None or not (ticket.live or ticket.status is Status.RESOLVED):
        return refused(ticket, f"#{ticket.number} is closed. Write a new message here, and escalate that one.")
    rule = escalation_of(ticket, ctx)
    made = Escalation(by=event.actor.user, at=event.at, reason=event.texts.get(REASON))
    kept = replace(ticket, escalations=(*ticket.escalations, made))
    change = Change(subject=kept, why=(f"escalated by {event.actor.user}",))
    if not ticket.live:
        change = change.then(lambda t: reopen(t, event.at, "the customer escalated it"))
    if rule is not None:
        change = change.plus(clauses=(rule.clause,)).then(lambda t: ask_page(t, event.at, ctx))
    return change.plus(inform(ticket, f"escalated/{event.id}", *_told(made, rule.clause if rule else None, ctx)))


def _told(made: Escalation, cited: ClauseId | None, ctx: Context) -> tuple[tuple[Part, ...], ...]:
    if cited is not None:
        ending = line("The ladder's pages run from now (", clause(cited), ").")
    else:
        people = duty(ctx, TAM, made.at), " ", duty(ctx, ONCALL, made.at)
        ending = line("The contract publishes no escalation, so nobody is paged. Please answer: ", *people)
    why = (line(quote(made.reason)),) if made.reason is not None else ()
    return (line(strong("Escalated by the customer: "), person(made.by)), *why, ending)
