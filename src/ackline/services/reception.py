"""What came in is read, its author found, and the facts it amounts to are decided with the row in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

import msgspec

from ackline.domain.authority import SYSTEM, Actor
from ackline.domain.events import EVENTS, Event
from ackline.domain.ids import UserId
from ackline.domain.intake import (
    Altered,
    BotJoined,
    ChannelGone,
    ChannelMoved,
    Heard,
    Ignored,
    Input,
    Marked,
    MarksSeen,
    Ordered,
    Pressed,
    Removed,
)
from ackline.domain.people import Account
from ackline.services.book import Book
from ackline.services.closing import Closing
from ackline.services.desk import Desk, Unknown, Verdict
from ackline.services.facts import ANOTHER_LOOK, PATIENCE, Arrival, Early
from ackline.services.marking import Fetch, Marking
from ackline.services.ordering import Ordering
from ackline.services.ports import Clock, Incoming, Retry, Store, Waiting, Work
from ackline.services.posting import channel_of
from ackline.services.pressing import Pressing, target_of
from ackline.services.reading import Reader
from ackline.services.talking import Talking
from ackline.services.who import Who

Personal = Heard | Altered | Marked | Pressed | Ordered


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """An input with all that only Slack could tell of it: the message that staff chose, who put which emoji."""

    one: Input
    by: Arrival
    chosen: tuple[Heard, Actor] | None
    seers: dict[UserId, Actor]


class Reception:
    """Works one inbox row to its end."""

    def __init__(
        self, *, store: Store, desk: Desk, book: Book, who: Who, read: Reader, fetch: Fetch, clock: Clock
    ) -> None:
        self._store = store
        self._desk = desk
        self._book = book
        self._who = who
        self._read = read
        self._fetch = fetch
        self._clock = clock
        self._talking = Talking(book)
        self._marking = Marking(book, self._talking)
        self._pressing = Pressing()
        self._closing = Closing(book)
        self._ordering = Ordering(book)

    async def work(self, row: Waiting) -> Sequence[Verdict]:
        """Decide a row and finish it, or put it off until its parent or its author is known."""
        try:
            if row.source == "tell":
                return await self._told(row)
            return await self._decided_together(row)
        except (Early, Retry) as wait:
            async with self._store.begin() as work:
                await work.inbox.postpone(row.key, self._clock.now() + ANOTHER_LOOK, str(wait))
            return ()

    async def submit(self, row: Incoming) -> Sequence[Verdict]:
        """Decide a form before it is answered; it never waits in the inbox, so that its sender reads the outcome."""
        waiting = Waiting(
            key=row.key, lane=row.lane, source=row.source, body=row.body, received_at=row.received_at, attempts=0
        )
        return await self._decided_together(waiting)

    async def _told(self, row: Waiting) -> Sequence[Verdict]:
        event = msgspec.convert(row.body["event"], type=EVENTS[row.body["kind"]])
        async with self._store.begin() as work:
            try:
                verdict = await self._desk.decide(work, event)
            except Unknown as unknown:
                await work.inbox.set_aside(row.key, self._clock.now(), str(unknown))
                return ()
            await work.inbox.finish(row.key, self._clock.now())
        return (verdict,)

    async def _decided_together(self, row: Waiting) -> Sequence[Verdict]:
        """All that a row holds, in one transaction with the row's end; Slack is asked before it begins."""
        readies = [await self._ready(row, one) for one in self._read(row.source, row.body, row.received_at)]
        async with self._store.begin() as work:
            verdicts = [
                await self._decided(work, event) for ready in readies for event in await self._facts(work, ready)
            ]
            await work.inbox.finish(row.key, self._clock.now())
        return verdicts

    async def _ready(self, row: Waiting, one: Input) -> _Ready:
        by = await self._arrival(row, one)
        return _Ready(one=one, by=by, chosen=await self._chosen(one, by), seers=await self._seers(one, by))

    async def _decided(self, work: Work, event: Event) -> Verdict:
        try:
            return await self._desk.decide(work, event)
        except Unknown as unknown:
            return Verdict(outcome="moot", why=(str(unknown),))

    async def _facts(self, work: Work, ready: _Ready) -> Sequence[Event]:
        one, by = ready.one, ready.by
        if ready.chosen is not None:
            heard, author = ready.chosen
            return await self._marking.chosen(work, heard, by, author)
        match one:
            case Heard():
                return await self._talking.heard(work, one, by)
            case Altered():
                return await self._talking.altered(work, one, by)
            case Removed():
                return await self._talking.removed(work, one, by)
            case Marked():
                return await self._marking.marked(work, one, by)
            case MarksSeen():
                return await self._marking.seen(work, one, by, ready.seers)
            case Pressed():
                return await self._pressing.pressed(work, one, by)
            case Ordered():
                return self._ordering.ordered(one, by)
            case ChannelGone():
                return await self._closing.gone(work, one, by.row)
            case ChannelMoved():
                return await self._closing.moved(work, one)
            case BotJoined():
                return await self._closing.joined(work, one, by.row)
            case Ignored():
                return ()
            case _:
                assert_never(one)

    async def _arrival(self, row: Waiting, one: Input) -> Arrival:
        """Where it belongs and who did it: asked before the transaction, since Slack may have to be asked."""
        channel, account = await self._place(one)
        actor = SYSTEM
        if isinstance(one, Personal):
            team = None if isinstance(one, Marked) else one.team
            actor = await self._who.actor(one.user, team, account, one.at, row.received_at)
        last = self._clock.now() - row.received_at >= PATIENCE
        return Arrival(row=row, channel=channel, account=account, actor=actor, last=last)

    async def _place(self, one: Input) -> tuple[str, Account | None]:
        if not isinstance(one, Heard | Altered | Removed | Marked | MarksSeen | Pressed):
            return "", None
        async with self._store.read() as work:
            channel = await work.channels.bound_id(one.channel)
            found = None if isinstance(one, Pressed) else await work.threads.find(channel, one.ts)
        if isinstance(one, Pressed):
            about = _ticket_named(target_of(one)[0])
        else:
            about = found.subject if found is not None else None
        home = channel_of(about) if about is not None else channel
        return channel, self._book.roster.account_of(home)

    async def _chosen(self, one: Input, by: Arrival) -> tuple[Heard, Actor] | None:
        if not isinstance(one, Marked) or not self._marking.opens(one, by):
            return None
        heard = await self._fetch(one.channel, one.ts)
        if heard is None:
            return None
        author = await self._who.actor(heard.user, heard.team, by.account, heard.at, by.row.received_at)
        return heard, author

    async def _seers(self, one: Input, by: Arrival) -> dict[UserId, Actor]:
        if not isinstance(one, MarksSeen):
            return {}
        users = {user for user, _ in one.marks}
        return {
            user: await self._who.actor(user, None, by.account, one.at, by.row.received_at) for user in sorted(users)
        }


def _ticket_named(subject: str) -> str | None:
    """The ticket inside a subject's id: its own, or the one that a page is about."""
    _, colon, rest = subject.partition("ticket:")
    return f"{colon}{rest}" if colon else None
