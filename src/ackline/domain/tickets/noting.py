"""What staff write for themselves: a note in the triage thread, and the moment until which they mean to answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ackline.domain.decision import Change, TicketChange, moot, refused
from ackline.domain.events import Acted
from ackline.domain.surfaces.notices import inform
from ackline.domain.surfaces.words import line, person, quote, strong
from ackline.domain.tickets.facets import ReplyBy
from ackline.domain.tickets.ticket import Ticket
from ackline.domain.tickets.witness import over

FARTHEST = timedelta(days=90)


def note(ticket: Ticket, event: Acted) -> TicketChange:
    """Kept with the ticket and shown to staff only; its words can be erased like any other."""
    text = event.texts.get("note")
    if text is None:
        return refused(ticket, "Please write a note first.")
    words = (line(strong("Note by "), person(event.actor.user)), line(quote(text)))
    return Change(subject=ticket, effects=(inform(ticket, f"note/{event.id}", *words),), why=("a note was written",))


def set_reply_by(ticket: Ticket, event: Acted) -> TicketChange:
    """By when staff mean to answer; `value` is seconds since 1970, empty when there is to be no such moment."""
    if not ticket.live:
        return refused(ticket, over(ticket))
    if not event.value:
        if ticket.reply_by is None:
            return moot(ticket, "no moment was set")
        return Change(subject=replace(ticket, reply_by=None), why=(f"no reply needed by a moment: {event.actor.user}",))
    at = datetime.fromtimestamp(int(event.value), UTC) if _plausible(event.value) else None
    if at is None or at > event.at + FARTHEST:
        return refused(ticket, f"Choose a moment within {FARTHEST.days} days.")
    if at <= event.at:
        return refused(ticket, "That moment has passed: choose a later one.")
    return Change(
        subject=replace(ticket, reply_by=ReplyBy(at=at, by=event.actor.user, since=event.at)),
        why=(f"reply needed by {at:%Y-%m-%d %H:%M} UTC, set by {event.actor.user}",),
    )


def _plausible(seconds: str) -> bool:
    return seconds.isascii() and seconds.isdigit() and len(seconds) <= 10
