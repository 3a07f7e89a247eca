"""Outside the contract by one of its published reasons, and in it again when that was a mistake."""

from dataclasses import replace
from datetime import datetime

from ackline.domain.decision import Change, Context, TicketChange, moot, refused
from ackline.domain.events import Acted
from ackline.domain.surfaces.notices import inform
from ackline.domain.surfaces.words import line, person, strong
from ackline.domain.tickets.episodes import new_episode
from ackline.domain.tickets.ticket import Ticket


def exclude(ticket: Ticket, code: str, reason: str, at: datetime, ctx: Context) -> TicketChange:
    """Outside the contract, by one of its published reasons: its clocks stop, and it is recorded."""
    exclusion = next((x for x in ctx.contract.exclusions if x.code == code), None)
    if exclusion is None:
        known = ", ".join(x.code for x in ctx.contract.exclusions) or "none"
        return refused(ticket, f"{ctx.contract.title} has no exclusion {code!r}; it has: {known}")
    after = replace(ticket, excluded=code, excluded_at=at, excluded_why=reason, generation=ticket.generation + 1)
    return Change(
        subject=after,
        clauses=(exclusion.clause,),
        why=(f"excluded: {exclusion.label} ({reason or 'no reason given'})",),
    )


def include(ticket: Ticket, event: Acted, ctx: Context) -> TicketChange:
    """In the contract after all: its clocks count as if it had never been out of it.

    A ladder that nobody stopped begins anew, since whoever was paged before has read that it is over.
    """
    if not ticket.excluded:
        return moot(ticket, "it is in the contract")
    if not event.reason.strip():
        return refused(ticket, "Please say why it is in the contract after all.")
    after = replace(ticket, excluded="", excluded_at=None, excluded_why="", generation=ticket.generation + 1)
    if after.live and not after.acknowledged:
        after = new_episode(after, event.at)
    told = line(
        strong("In the contract again: "),
        f"{event.reason} (by ",
        person(event.actor.user),
        "). Its clocks count as if it had never been excluded.",
    )
    return Change(
        subject=after,
        effects=(inform(ticket, f"included/{event.id}", told),),
        clauses=tuple(x.clause for x in ctx.contract.exclusions if x.code == ticket.excluded),
        why=(f"in the contract again: {event.reason}",),
    )
