"""Not a request, say staff: its clocks and pages end, and for a week it can be taken back."""

from dataclasses import replace

from ackline.domain.decision import Change, TicketChange, refused
from ackline.domain.events import Acted
from ackline.domain.rules.closing import REOPENS_WITHIN
from ackline.domain.tickets.episodes import new_episode
from ackline.domain.tickets.facets import Dismissal
from ackline.domain.tickets.ticket import Move, Ticket


def dismiss(ticket: Ticket, event: Acted) -> TicketChange:
    """Ended for a reason that is kept. IllegalTransition where it is over already."""
    if not event.reason.strip():
        return refused(ticket, "Please say why it is not a request.")
    ended = replace(
        ticket.moved(Move.DISMISS),
        dismissal=Dismissal(by=event.actor.user, at=event.at, reason=event.reason),
        pauses=tuple(replace(p, end=event.at) if p.end is None else p for p in ticket.pauses),
        asked_to_confirm=None,
        reply_by=None,
        generation=ticket.generation + 1,
    )
    return Change(subject=ended, why=(f"not a request, says {event.actor.user}: {event.reason}",))


def take_back(ticket: Ticket, event: Acted) -> TicketChange:
    """It is a request after all: its ladder begins anew, and its clocks count from the first message as ever."""
    dismissal = ticket.dismissal
    if dismissal is None or event.at > dismissal.at + REOPENS_WITHIN:
        return refused(
            ticket, f"#{ticket.number} was dismissed more than a week ago: make a ticket of a newer message."
        )
    opened = replace(new_episode(ticket.moved(Move.REOPEN), event.at), dismissal=None)
    return Change(subject=opened, why=(f"a request after all, says {event.actor.user}",))
