"""What came in is read, its author found, and the facts it amounts to are decided with the row in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

import msgspec

from ackline.domain.authority import SYSTEM, Act, Actor, Side
from ackline.domain.duty.people import Account
from ackline.domain.events import EVENTS, Event
from ackline.domain.ids import SubjectId, UserId
from ackline.domain.setup.site import Site
from ackline.domain.tickets.intake import (
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
    Unusable,
)
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.desk import Desk, Unknown, Verdict
from ackline.services.incoming.closing import Closing
from ackline.services.incoming.facts import PATIENCE, Arrival, Early, another_look
from ackline.services.incoming.making import Making
from ackline.services.incoming.marking import Fetch, Marking
from ackline.services.incoming.ordering import Ordering
from ackline.services.incoming.pressing import Pressing, message_named, named_channel
from ackline.services.incoming.reading import Reader
from ackline.services.incoming.talking import Talking
from ackline.services.incoming.who import Who
from ackline.services.outgoing.posting import channel_of
from ackline.services.ports import Clock, Incoming, Permanent, Retry, Sites, Store, Waiting, Work

Personal = Heard | Altered | Marked | Pressed | Unusable | Ordered


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """An input with all that only Slack could tell of it: the message that staff chose, who put which emoji."""

    one: Input
    by: Arrival
    chosen: tuple[Heard, Actor] | None
    seers: dict[UserId, Actor]
    site: Site | None


class Reception:
    """Works one inbox row to its end."""

    def __init__(
        self,
        *,
        store: Store,
        desk: Desk,
        book: Book,
        who: Who,
        read: Reader,
        fetch: Fetch,
        clock: Clock,
        sites: Sites | None = None,
    ) -> None:
        self._store = store
        self._desk = desk
        self._book = book
        self._who = who
        self._read = read
        self._fetch = fetch
        self._clock = clock
        self._sites = sites
        self._talking = Talking(book, clock)
        self._marking = Marking(book, self._talking)
        self._pressing = Pressing(book)
        self._making = Making(self._talking)
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
                await work.inbox.postpone(row.key, self._clock.now() + another_look(row.attempts), str(wait))
            return ()

    async def submit(self, row: Incoming) -> Sequence[Verdict]:
        """Decide a form before it is answered; it never waits in the inbox, so that its sender reads the outcome.

        Sent twice it counts once; sent again after it was refused, it is decided anew.
        """
        waiting = Waiting(
            key=await self._attempt(row.key),
            lane=row.lane,
            source=row.source,
            body=row.body,
            received_at=row.received_at,
            attempts=0,
        )
        await self._desk.refresh()
        return await self._decided_together(waiting)

    async def _attempt(self, key: str) -> str:
        async with self._store.read() as work:
            while await work.journal.outcome_of(key) == "refused":
                key = f"{key}+"
        return key

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
        return _Ready(
            one=one,
            by=by,
            chosen=await self._chosen(one, by),
            seers=await self._seers(one, by),
            site=await self._site(one),
        )

    async def _decided(self, work: Work, event: Event) -> Verdict:
        try:
            return await self._desk.decide(work, event)
        except Unknown as unknown:
            return Verdict(outcome="moot", why=(str(unknown),))

    async def _facts(self, work: Work, ready: _Ready) -> Sequence[Event]:
        one, by = ready.one, ready.by
        if _moved(one, by.channel) and await work.journal.knows(by.row.key):
            return ()  # it was decided when it came under another id of its channel
        if ready.chosen is not None:
            heard, author = ready.chosen
            if isinstance(one, Pressed):
                home = replace(by, channel=named_channel(one.value) or by.channel)
                return await self._making.made(work, one, heard, author, home)
            if isinstance(one, Marked):
                return await self._marking.chosen(work, one, heard, by, author)
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
            case Unusable():
                return self._pressing.unusable(one, by)
            case Ordered():
                bound = await work.channels.bound_id(one.channel)
                return self._ordering.ordered(replace(one, channel=bound), by)
            case ChannelGone():
                return await self._closing.gone(work, one, by.row)
            case ChannelMoved():
                return await self._closing.moved(work, one)
            case BotJoined():
                return await self._closing.joined(work, one, by, ready.site)
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
        if isinstance(one, BotJoined) and one.inviter is not None:
            actor = await self._who.actor(one.inviter, None, None, one.at, row.received_at)
        if isinstance(one, Pressed) and not one.channel and actor.side is Side.CUSTOMER:
            channel = await self._entered(one)
        last = self._clock.now() - row.received_at >= PATIENCE
        return Arrival(row=_known_as(row, one, channel), channel=channel, account=account, actor=actor, last=last)

    async def _place(self, one: Input) -> tuple[str, Account | None]:
        if not isinstance(one, Heard | Altered | Removed | Marked | MarksSeen | Pressed | Unusable):
            return "", None
        async with self._store.read() as work:
            home = channel = await work.channels.bound_id(one.channel)
            if isinstance(one, Pressed):
                home = named_channel(one.value) or channel
            elif not isinstance(one, Unusable):
                message = one.thread if isinstance(one, MarksSeen) else one.ts
                found = await work.threads.find(channel, message)
                home = channel_of(found.subject) if found is not None else channel
            account = self._book.roster.account_of(home) or await self._still_answered(work, channel, one)
        return channel, account

    async def _still_answered(self, work: Work, channel: str, one: Input) -> Account | None:
        """Whose open ticket something is about in a channel that is bound no more: it stays until it is over."""
        match one:
            case Heard() | Altered() | Removed():
                found = await work.threads.find(channel, one.thread or one.ts)
                # What is said below a card in the triage channel is about the ticket, and none of its customer's.
                subject = found.subject if found is not None and channel_of(found.subject) == channel else None
            case Pressed():
                subject = SubjectId(one.value.partition("|")[0])
            case _:
                return None
        kept = await work.subjects.read(subject) if subject is not None else None
        if kept is None or kept.kind != "ticket":
            return None
        ticket = msgspec.json.decode(kept.state, type=Ticket)
        return await self._book.account_of(ticket, work) if ticket.listening else None

    async def _entered(self, form: Pressed) -> str:
        """The channel that a customer's form is about, if they are in there: it does not say where it was opened."""
        named = named_channel(form.value)
        if named is None or self._book.roster.account_of(named) is None:
            return ""
        async with self._store.read() as work:
            present = await work.channels.present_id(named)
        return named if await self._who.is_in(form.user, present) else ""

    async def _chosen(self, one: Input, by: Arrival) -> tuple[Heard, Actor] | None:
        """The message that staff chose, by 🎫 or from its menu, and its author."""
        if isinstance(one, Marked) and self._marking.opens(one, by):
            named, ts = by.channel, one.ts
        elif isinstance(one, Pressed) and one.act in (Act.OPEN, Act.SPLIT) and _of_staff(by):
            named, ts, _ = message_named(one.value.partition("|")[2])
        else:
            return None
        async with self._store.read() as work:
            channel = await work.channels.present_id(named)
        heard = await self._fetch(channel, ts) if ts else None
        if heard is None:
            return None
        author = await self._who.actor(heard.user, heard.team, by.account, heard.at, by.row.received_at)
        return heard, author

    async def _site(self, one: Input) -> Site | None:
        """Where a channel lives that the bot came into. One that Slack says nothing of counts as shared: staff look."""
        if not isinstance(one, BotJoined) or self._sites is None:
            return None
        try:
            return await self._sites.of(one.channel)
        except Permanent:
            return Site(channel=one.channel, name=one.channel, hosted_here=True, shared=True, present=True)

    async def _seers(self, one: Input, by: Arrival) -> dict[UserId, Actor]:
        if not isinstance(one, MarksSeen):
            return {}
        users = {user for marks in one.marks.values() for user, _ in marks}
        return {
            user: await self._who.actor(user, None, by.account, one.at, by.row.received_at) for user in sorted(users)
        }


def _of_staff(by: Arrival) -> bool:
    return by.account is not None and by.actor.side is Side.STAFF


def _known_as(row: Waiting, one: Input, channel: str) -> Waiting:
    """The row under the id that its channel was bound by: read again under a new id, it is the same fact."""
    moved = _moved(one, channel)
    return replace(row, key=row.key.replace(moved, channel)) if moved else row


def _moved(one: Input, channel: str) -> str | None:
    """The id that an input came under, where its channel was bound by another."""
    if not isinstance(one, Heard | Altered | Removed | Marked | MarksSeen) or one.channel == channel:
        return None
    return one.channel
