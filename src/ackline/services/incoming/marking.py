"""Emoji: one that was put on or taken off, and all that were found on a message when it was read."""

from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from datetime import UTC, datetime

import msgspec

from ackline.domain.authority import Act, Actor, Side
from ackline.domain.events import Event, Place, Reacted
from ackline.domain.ids import EventId, SubjectId, UserId
from ackline.domain.tickets.intake import Heard, Marked, MarksSeen
from ackline.domain.tickets.marks import act_of
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.incoming.facts import Arrival, Early, refused
from ackline.services.incoming.making import belongs, is_about, ticket_of
from ackline.services.incoming.talking import Talking
from ackline.services.ports import ThreadOf, Work

SPLIT_IT = " If it is a request of its own, choose “Split into its own ticket” from the message's menu."

Fetch = Callable[[str, str], Awaitable[Heard | None]]
"""Reads one message from Slack, by channel and ts; None when it is gone."""

Known = Mapping[str, Set[tuple[UserId, str]]]
"""Who put which emoji on each message of a ticket, by its ts."""


class Marking:
    """Turns emoji into facts. Early: the message that carries it is not known yet."""

    def __init__(self, book: Book, talking: Talking) -> None:
        self._book = book
        self._talking = talking

    async def marked(self, work: Work, marked: Marked, by: Arrival) -> Sequence[Event]:
        """An emoji on a message of a ticket."""
        found = await work.threads.find(by.channel, marked.ts)
        if found is None:
            if by.last or by.account is None:
                return ()
            raise Early(f":{marked.emoji}: on an unknown message {marked.ts}")
        return (_fact(found, by.row.key, by.actor, marked.emoji, marked.ts, marked.added, marked.event_ts, marked.at),)

    async def chosen(self, work: Work, marked: Marked, heard: Heard, by: Arrival, author: Actor) -> Sequence[Event]:
        """A message without a ticket that a member of staff marked as one; its author is the requester."""
        if (found := await work.threads.find(by.channel, heard.ts)) is not None:
            ticket = await ticket_of(work, by.channel, heard.ts)
            if ticket is None or is_about(ticket, heard.ts) or found.place not in (Place.ROOT, Place.REPLY):
                return ()
            words = f"{belongs(ticket)}{SPLIT_IT if author.side is Side.CUSTOMER else ''}"
            return (refused(by, marked.at, words, named=marked.ts, account=by.account),)
        asked = Arrival(row=by.row, channel=by.channel, account=by.account, actor=author, last=by.last)
        return await self._talking.open_for(work, heard, asked)

    def opens(self, marked: Marked, by: Arrival) -> bool:
        """Whether an emoji asks for a ticket to be made of a message."""
        if by.account is None or by.actor.side is not Side.STAFF or not marked.added:
            return False
        found = act_of(marked.emoji, self._book.contract_of(by.account), Side.STAFF)
        return found is not None and found[0] is Act.OPEN

    async def seen(self, work: Work, seen: MarksSeen, by: Arrival, actors: dict[UserId, Actor]) -> Sequence[Event]:
        """The differences between what was found on the messages of a thread and what is known of them."""
        stamp = f"{int(seen.at.timestamp())}.{seen.at.astimezone(UTC).microsecond:06d}"
        known: dict[SubjectId, Known] = {}
        facts: list[Event] = []
        for ts, there in seen.marks.items():
            found = await work.threads.find(by.channel, ts)
            if found is None:
                continue
            if found.subject not in known:
                known[found.subject] = await self._known(work, found.subject)
            before = known[found.subject].get(ts, frozenset())
            added = [
                (user, emoji, True)
                for user, emoji in there - before
                if user in actors and self._means(emoji, actors[user], by)
            ]
            gone = [(user, emoji, False) for user, emoji in before - there]
            for user, emoji, put in sorted((*added, *gone)):
                key = f"{by.row.key}/{ts}/{user}/{emoji}/{'added' if put else 'removed'}"
                actor = actors.get(user) or Actor(user=user, team="", side=Side.STAFF)
                facts.append(_fact(found, key, actor, emoji, ts, put, stamp, seen.at))
        return facts

    def _means(self, emoji: str, actor: Actor, by: Arrival) -> bool:
        """Whether an emoji stands for anything: one that does not is kept nowhere, and was news at every look."""
        return by.account is None or act_of(emoji, self._book.contract_of(by.account), actor.side) is not None

    async def _known(self, work: Work, subject: SubjectId) -> Known:
        kept = await work.subjects.read(subject)
        if kept is None or not subject.startswith("ticket:"):
            return {}
        marks: dict[str, set[tuple[UserId, str]]] = {}
        for mark in msgspec.json.decode(kept.state, type=Ticket).marks:
            if mark.present:
                marks.setdefault(mark.ts, set()).add((mark.user, mark.emoji))
        return marks


def _fact(
    found: ThreadOf, key: str, actor: Actor, emoji: str, ts: str, added: bool, event_ts: str, at: datetime
) -> Reacted:
    return Reacted(
        id=EventId(key),
        at=at,
        subject=found.subject,
        actor=actor,
        emoji=emoji,
        ts=ts,
        place=Place(found.place),
        added=added,
        event_ts=event_ts,
    )
