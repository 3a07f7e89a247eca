"""Two people press at once, or one on an old card: whoever came second reads how it stands, and the card is redrawn."""

from datetime import timedelta

from ackline.domain.authority import Act, Side
from ackline.domain.decision import Context, TicketChange
from ackline.domain.effects import Audience, ShowCard, Whisper
from ackline.domain.events import Acted, DetailsAdded, Event, Reacted
from ackline.domain.surfaces.refusals import refusal
from ackline.domain.surfaces.words import Internal, line, strong
from ackline.domain.tickets.ticket import IllegalTransition, Ticket
from ackline.domain.tickets.witness import as_it_stands, over

DOUBLE = timedelta(seconds=5)
"""How soon a second click of one person is the first one's."""


def illegal(ticket: Ticket, found: IllegalTransition) -> str:
    """Why a move is not possible, and what to do instead."""
    return f"{found}. {over(ticket)}" if not ticket.live else f"{found} (#{ticket.number})"


def told(before: Ticket, change: TicketChange, event: Event, ctx: Context) -> TicketChange:
    """Whoever tried what was not done, or what another had done, is told, unless they read it where they tried.

    A second click of the same person is told to nobody.
    """
    if not isinstance(event, Acted | Reacted | DetailsAdded) or _by_themselves(before, event):
        return change
    button = isinstance(event, Acted) and event.actor.side is Side.STAFF
    redrawn = (ShowCard(ticket=before.id, audience=Audience.TRIAGE),) if button else ()
    answered = isinstance(event, DetailsAdded) or (isinstance(event, Acted) and event.answered)
    if change.outcome == "refused":
        said = () if answered else (refusal(event.id, event.actor, change.why[-1]),)
        return change.plus(*said, *redrawn)
    if button and isinstance(event, Acted) and _came_late(before, change, event):
        words = Internal(lines=(line(strong("Too late: "), as_it_stands(change.subject, ctx)),))
        late = Whisper(key=f"taken/{event.id}", user=event.actor.user, words=words, prompt=True)
        return change.plus(*(() if answered else (late,)), *redrawn)
    return change


def _by_themselves(ticket: Ticket, event: Acted | Reacted | DetailsAdded) -> bool:
    """Whether the same person did the same a moment ago; who has a ticket has taken it however long ago."""
    if not isinstance(event, Acted):
        return False
    if event.act is Act.OWN:
        return ticket.owner == event.actor.user
    if event.act in (Act.RESOLVE, Act.CONFIRM_RESOLVE):
        by, at = ticket.resolved_by, ticket.resolved_at
    elif event.act is Act.DISMISS and ticket.dismissal is not None:
        by, at = ticket.dismissal.by, ticket.dismissal.at
    else:
        return False
    return by == event.actor.user and at is not None and event.at - at <= DOUBLE


def _came_late(before: Ticket, change: TicketChange, event: Acted) -> bool:
    """Whether somebody acknowledged what another has by now, or what is over."""
    if event.act is not Act.ACKNOWLEDGE:
        return False
    taken = before.acknowledged and change.subject.acknowledged_by not in (None, event.actor.user)
    return taken or not before.live
