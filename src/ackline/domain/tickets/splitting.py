"""A message is taken out of a ticket: it asks for something else, and is a ticket of its own from then on."""

from dataclasses import replace

from ackline.domain.decision import Change, TicketChange, moot
from ackline.domain.events import MessageSplit, ThreadBegun
from ackline.domain.surfaces.notices import inform
from ackline.domain.surfaces.words import line, person, quote, strong
from ackline.domain.tickets.ticket import Ticket
from ackline.domain.tickets.waiting import taken_back


def message_split(ticket: Ticket, event: MessageSplit) -> TicketChange:
    """What is left of the ticket. A customer who waits since that message only waits in the new one."""
    left = replace(
        taken_back(ticket, event.ts),
        roots=tuple(ts for ts in ticket.roots if ts != event.ts) or ticket.roots,
        unquoted=tuple(s for s in ticket.unquoted if s.text != event.text),
    )
    words = line(strong(f"Split into #{event.number} "), "by ", person(event.actor.user), ":")
    return Change(
        subject=left,
        effects=(inform(ticket, f"split/{event.number}", words, line(quote(event.text))),),
        why=(f"a message of it is #{event.number} now, by {event.actor.user}",),
    )


def thread_begun(ticket: Ticket, event: ThreadBegun) -> TicketChange:
    """Its card stands at the top of the channel: what is written below it belongs to the ticket."""
    if not ticket.detached or ticket.thread == event.ts:
        return moot(ticket, "it has its thread")
    return Change(subject=replace(ticket, thread=event.ts), why=("its card began a thread",))
