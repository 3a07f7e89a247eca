"""How content a customer was: one tap for each person, with a comment if they like. Nobody is counted twice."""

from dataclasses import replace
from datetime import datetime, timedelta

from ackline.domain.authority import Act
from ackline.domain.decision import Change, TicketChange, moot, refused
from ackline.domain.events import Acted
from ackline.domain.ids import UserId
from ackline.domain.tickets.facets import Rating
from ackline.domain.tickets.ticket import Status, Ticket

GRACE = timedelta(hours=24)
"""How long a person may change their mind. A ticket that was opened again may be rated anew once it is resolved."""

GOOD, BAD = "good", "bad"
COMMENT = "comment"


def rate(ticket: Ticket, event: Acted) -> TicketChange:
    """A tap, or the comment to one."""
    if ticket.status is not Status.RESOLVED:
        return refused(ticket, f"#{ticket.number} is not resolved yet. You can rate it once it is.")
    before = rating_of(ticket, event.actor.user)
    if event.act is Act.COMMENT:
        return _commented(ticket, before, event)
    if event.value not in (GOOD, BAD):
        return refused(ticket, "This button is from an older version. Please use the newest card of the thread.")
    good = event.value == GOOD
    if before is not None and before.good == good:
        return moot(ticket, "rated so already")
    if before is not None and not _open(before, ticket, event.at):
        return refused(ticket, f"You have rated #{ticket.number} already, thank you. It counts as it is.")
    comment = before.comment if before is not None else None
    rating = Rating(by=event.actor.user, at=event.at, good=good, comment=comment)
    return Change(subject=_with(ticket, rating), why=(f"rated {event.value} by {event.actor.user}",))


def rating_of(ticket: Ticket, user: UserId) -> Rating | None:
    """How a person rated the ticket."""
    return next((r for r in ticket.ratings if r.by == user), None)


def _commented(ticket: Ticket, before: Rating | None, event: Acted) -> TicketChange:
    if before is None:
        return refused(ticket, "Please tap 👍 or 👎 first: your comment is kept with it.")
    if before.comment is not None and not _open(before, ticket, event.at):
        return refused(ticket, f"You have commented on #{ticket.number} already, thank you.")
    if (words := event.texts.get(COMMENT)) is None:
        return refused(ticket, "Please write a few words, or close this.")
    return Change(subject=_with(ticket, replace(before, comment=words)), why=(f"a comment by {event.actor.user}",))


def _open(before: Rating, ticket: Ticket, at: datetime) -> bool:
    return at - before.at <= GRACE or (ticket.resolved_at is not None and before.at < ticket.resolved_at)


def _with(ticket: Ticket, rating: Rating) -> Ticket:
    others = tuple(r for r in ticket.ratings if r.by != rating.by)
    return replace(ticket, ratings=(*others, rating))
