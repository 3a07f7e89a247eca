"""What the world answers to a delivery, as facts: they come back through the front door, in the delivery's own end."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from ackline.domain.calling.page import DIRECT, FALLBACK
from ackline.domain.effects import Audience, CheckPerson, Deliver, Say, ShowCard
from ackline.domain.events import (
    ChannelLost,
    Event,
    LineFailed,
    PageDelivered,
    PageFailed,
    PersonChecked,
    ThreadBegun,
)
from ackline.domain.ids import EventId, UserId
from ackline.domain.installations.installation import INSTALLATION
from ackline.services.outgoing.amending import arrived
from ackline.services.outgoing.posting import tell_row
from ackline.services.ports import Leased, Receipt, Work


async def learn_receipt(work: Work, row: Leased, receipt: Receipt, now: datetime) -> None:
    """A card that was posted is its ticket's from now on; a page that was delivered is told."""
    await arrived(work, row, receipt, now)
    if row.kind == ShowCard.__name__ and receipt.ts:
        card = msgspec.json.decode(row.body, type=ShowCard)
        place = "card" if card.audience is Audience.CUSTOMER else "triage"
        bound = await work.channels.bound_id(receipt.channel)
        new = await work.threads.add(bound, receipt.ts, card.ticket, place, now)
        if new and card.begins:
            begun = ThreadBegun(id=EventId(f"{row.key}/thread"), at=now, subject=card.ticket, ts=receipt.ts)
            await work.inbox.put([tell_row(begun, now)])
    if row.kind == CheckPerson.__name__:
        check = msgspec.json.decode(row.body, type=CheckPerson)
        checked = PersonChecked(
            id=EventId(f"{row.key}/checked"),
            at=now,
            subject=INSTALLATION,
            person=check.person,
            gone=receipt.found,
        )
        await work.inbox.put([tell_row(checked, now)])
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
            channel="" if receipt.gathering else receipt.channel,
            ts="" if receipt.gathering else receipt.ts,
            gathering=receipt.gathering if receipt.ts else "",
            marks=receipt.marks,
        )
        await work.inbox.put([tell_row(fact, now)])


async def learn_failure(work: Work, row: Leased, why: str, now: datetime) -> None:
    """A dead letter amounts to a failed page and a line that does not work, or to a customer's channel out of reach."""
    facts = list(_failures(row, why, now))
    if facts:
        await work.inbox.put([tell_row(fact, now) for fact in facts])


def _failures(row: Leased, why: str, now: datetime) -> Iterator[Event]:
    if row.kind == Deliver.__name__:
        deliver = msgspec.json.decode(row.body, type=Deliver)
        yield PageFailed(
            id=EventId(f"{row.key}/failed"),
            at=now,
            subject=deliver.page,
            person=deliver.person or UserId(FALLBACK),
            pager=deliver.pager,
            occurrence=deliver.occurrence,
            why=why,
        )
        if deliver.person is not None and deliver.pager != DIRECT:  # Slack's own troubles are nobody's line
            yield LineFailed(
                id=EventId(f"{row.key}/line"),
                at=now,
                subject=INSTALLATION,
                person=deliver.person,
                pager=deliver.pager,
                why=why,
            )
    customers = row.kind == Say.__name__ or (
        row.kind == ShowCard.__name__ and msgspec.json.decode(row.body, type=ShowCard).audience is Audience.CUSTOMER
    )
    if customers and row.subject.startswith("ticket:"):
        yield ChannelLost(id=EventId(f"{row.key}/lost"), at=now, subject=row.subject, why=why, closed=False)
