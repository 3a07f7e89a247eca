"""Since when the customer waits for an answer, and to which of their messages."""

from dataclasses import replace
from datetime import datetime

from ackline.domain.tickets.ticket import Ticket


def waits(ticket: Ticket, ts: str, at: datetime) -> Ticket:
    """They wrote: they wait since the first message without a reply, or the newest while there was none at all."""
    if ticket.replied_at is not None and at <= ticket.replied_at:
        return ticket
    waiting = replace(ticket, unanswered={**ticket.unanswered, ts: at})
    if ticket.replied_at is not None and ticket.waiting_since is not None:
        return waiting
    return replace(waiting, waiting_since=max(at, ticket.waiting_since or at))


def taken_back(ticket: Ticket, ts: str) -> Ticket:
    """A message is gone: whoever waits, waits for an answer to what is left. A reopening is answered all the same."""
    left = {other: at for other, at in ticket.unanswered.items() if other != ts}
    if ticket.waiting_since not in ticket.unanswered.values():
        return replace(ticket, unanswered=left)
    earliest_or_newest = max if ticket.replied_at is None else min
    return replace(ticket, unanswered=left, waiting_since=earliest_or_newest(left.values(), default=None))
