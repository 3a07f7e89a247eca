"""Rows with good defaults for the tests of the store."""

from datetime import UTC, datetime, timedelta

from ackline.adapters.db.codec import encode
from ackline.adapters.db.store import DbStore
from ackline.domain.events import ChannelLost
from ackline.domain.ids import EventId, SeverityId, SubjectId
from ackline.domain.tickets.standing import Standing
from ackline.domain.tickets.ticket import Status
from ackline.services.ports import Entry, Incoming, Outgoing, Settled

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TICKET = SubjectId("ticket:C1:1")
MINUTE = timedelta(minutes=1)


def incoming(key: str, *, lane: str = "C1/U1", event_id: str | None = None, at: datetime = NOON) -> Incoming:
    return Incoming(
        key=key, event_id=event_id, lane=lane, source="slack", body={"text": f"words of {key}"}, received_at=at
    )


def outgoing(key: str, **changes: object) -> Outgoing:
    given: dict[str, object] = {
        "key": key,
        "subject": TICKET,
        "kind": "Say",
        "body": b'{"words":"hello"}',
        "lane": key,
        "destination": key,
    }
    return Outgoing(**(given | changes))


def page(key: str, **changes: object) -> Outgoing:
    return outgoing(key, **({"kind": "Deliver", "urgent": True, "destination": "pager"} | changes))


def entry(event_id: str, *, subject: SubjectId = TICKET, why: str = "it was lost") -> Entry:
    event = ChannelLost(id=EventId(event_id), at=NOON, subject=subject, why=why)
    return Entry(event=event, outcome="decided", why=(why,), clauses=("STR-1",), effects=("ShowCard",))


async def keep(
    store: DbStore,
    subject: str = TICKET,
    *,
    kind: str = "page",
    state: bytes = b"{}",
    wake_at: datetime | None = None,
    stamp: str = "v1",
    generation: int = 0,
    number: int | None = None,
    account: str | None = "acme",
    open: bool = True,
    now: datetime = NOON,
    standing: Standing | None = None,
) -> None:
    """Keep a subject in a transaction of its own."""
    async with store.begin() as work:
        await work.subjects.keep(
            [
                Settled(
                    id=SubjectId(subject),
                    kind=kind,
                    state=state,
                    wake_at=wake_at,
                    stamp=stamp,
                    generation=generation,
                    number=number,
                    account=account,
                    open=open,
                    standing=standing,
                )
            ],
            now,
        )


def standing(**changes: object) -> Standing:
    """How a ticket stands that was just opened and has no promise."""
    given: dict[str, object] = {"status": Status.OPEN, "severity": SeverityId("P1"), "owner": None, "queued": True}
    return Standing(**(given | changes))


async def queued(store: DbStore, number: int, *, account: str = "acme", **changes: object) -> SubjectId:
    """A ticket in the queue, opened by a message of its own."""
    subject = SubjectId(f"ticket:C{account}:{number}.5")
    state = opening(f"C{account}", "U1", NOON)
    await keep(store, subject, kind="ticket", state=state, number=number, account=account, standing=standing(**changes))
    return subject


def opening(channel: str, requester: str, opened_at: datetime) -> bytes:
    """As much of a ticket's state as the store reads."""
    return encode({"channel": channel, "requester": requester, "opened_at": opened_at, "number": 1})
