"""What the world answers to a delivery, as facts: they come back through the front door, in the delivery's own end."""

from datetime import datetime

import msgspec

from ackline.domain.effects import Audience, Deliver, Say, ShowCard
from ackline.domain.events import ChannelLost, Event, PageDelivered, PageFailed
from ackline.domain.ids import EventId, UserId
from ackline.domain.page import FALLBACK
from ackline.services.ports import Leased, Receipt, Work
from ackline.services.posting import tell_row


async def learn_receipt(work: Work, row: Leased, receipt: Receipt, now: datetime) -> None:
    """A card that was posted is its ticket's from now on; a page that was delivered is told."""
    if row.kind == ShowCard.__name__ and receipt.ts:
        card = msgspec.json.decode(row.body, type=ShowCard)
        place = "card" if card.audience is Audience.CUSTOMER else "triage"
        bound = await work.channels.bound_id(receipt.channel)
        await work.threads.add(bound, receipt.ts, card.ticket, place, now)
    if row.kind == Deliver.__name__:
        deliver = msgspec.json.decode(row.body, type=Deliver)
        fact = PageDelivered(
            id=EventId(f"{row.key}/delivered"),
            at=now,
            subject=deliver.page,
            person=deliver.person or UserId(FALLBACK),
            pager=deliver.pager,
            occurrence=deliver.occurrence,
            wakes=receipt.wakes,
            closable=receipt.closable,
            channel=receipt.channel,
            ts=receipt.ts,
            marks=receipt.marks,
        )
        await work.inbox.put([tell_row(fact, now)])


async def learn_failure(work: Work, row: Leased, why: str, now: datetime) -> None:
    """A dead letter amounts to a failed page, or to a customer's channel that is out of reach."""
    fact = _failure(row, why, now)
    if fact is not None:
        await work.inbox.put([tell_row(fact, now)])


def _failure(row: Leased, why: str, now: datetime) -> Event | None:
    if row.kind == Deliver.__name__:
        deliver = msgspec.json.decode(row.body, type=Deliver)
        return PageFailed(
            id=EventId(f"{row.key}/failed"),
            at=now,
            subject=deliver.page,
            person=deliver.person or UserId(FALLBACK),
            pager=deliver.pager,
            occurrence=deliver.occurrence,
            why=why,
        )
    customers = row.kind == Say.__name__ or (
        row.kind == ShowCard.__name__ and msgspec.json.decode(row.body, type=ShowCard).audience is Audience.CUSTOMER
    )
    if customers and row.subject.startswith("ticket:"):
        return ChannelLost(id=EventId(f"{row.key}/lost"), at=now, subject=row.subject, why=why, closed=False)
    return None
