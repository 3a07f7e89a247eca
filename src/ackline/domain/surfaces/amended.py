"""The cards that quote a message: when it is edited or deleted their own words are the same, what they quote is not."""

from ackline.domain.effects import Audience, ShowCard
from ackline.domain.tickets.ticket import Ticket


def cards_quoting(ticket: Ticket, ts: str) -> tuple[ShowCard, ...]:
    """The triage card of a ticket that begins with the message; the customer's, where it stands apart and quotes it."""
    if not ticket.text.endswith(f":{ts}"):
        return ()
    readers = (Audience.TRIAGE,) if ticket.split_from is None else (Audience.TRIAGE, Audience.CUSTOMER)
    return tuple(
        ShowCard(ticket=ticket.id, audience=reader, begins=ticket.detached and reader is Audience.CUSTOMER)
        for reader in readers
    )
