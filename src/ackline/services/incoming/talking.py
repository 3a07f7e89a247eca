"""Messages, edits and deletions: which facts they amount to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

import msgspec

from ackline.domain.account import NOBODY
from ackline.domain.authority import Side
from ackline.domain.contract import Contract, Entitlement, Severity, names
from ackline.domain.duty.people import Account
from ackline.domain.events import (
    CustomerReplied,
    Event,
    MessageDeleted,
    MessageEdited,
    MessageRedirected,
    RootJoined,
    StaffReplied,
    StaffSpoke,
    TicketOpened,
    UnboundSpoken,
    Writing,
)
from ackline.domain.ids import EventId, SeverityId, SubjectId, TextId, account_subject
from ackline.domain.listening.chatter import is_chatter
from ackline.domain.listening.claims import claimed_severity
from ackline.domain.listening.critical import looks_critical
from ackline.domain.listening.promised import promised_update
from ackline.domain.listening.topics import topic_of
from ackline.domain.rules.closing import REOPENS_WITHIN
from ackline.domain.tickets.intake import Altered, Heard, Removed
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.incoming.facts import Arrival, Early
from ackline.services.outgoing.amending import follow
from ackline.services.outgoing.posting import ticket_id
from ackline.services.ports import Clock, Work

BURST = timedelta(minutes=5)

RECENT = 50
"""An answer at the top of a channel is about one of so many newest tickets, or nobody is asked what it answers."""


class Talking:
    """Turns words in a channel into facts. Early: a staff reply or an edit came before its parent."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self._book = book
        self._clock = clock

    async def heard(self, work: Work, heard: Heard, by: Arrival) -> Sequence[Event]:
        """What a new message amounts to: a ticket, a reply, part of a burst, a redirect, or chatter."""
        if by.account is None:
            return self._unbound(heard, by)
        # A root and its replies come on lanes of their own: two workers must not both open the thread's ticket.
        await work.subjects.lock(ticket_id(by.channel, heard.thread or heard.ts), "ticket")
        writing = await self._written(work, heard, by, by.account)
        found = await work.threads.find(by.channel, heard.thread) if heard.thread else None
        if by.actor.side is Side.STAFF:
            return await self._staff(work, heard, by, writing, found.subject if found else None)
        if found is not None:
            return await self._customer_reply(work, heard, by, writing, found.subject)
        return await self._customer_request(work, heard, by, writing, by.account)

    async def altered(self, work: Work, altered: Altered, by: Arrival) -> Sequence[Event]:
        """An edit of a message of a ticket, or of one that only now asks for something."""
        text = text_id(by.channel, altered.ts)
        before = await work.texts.get(text)
        facts = await self._altered(work, altered, by)
        if before is not None and before != await work.texts.get(text):
            await follow(work, text, EventId(by.row.key), self._clock.now())
        return facts

    async def _altered(self, work: Work, altered: Altered, by: Arrival) -> Sequence[Event]:
        if by.account is None:
            return ()
        found = await work.threads.find(by.channel, altered.ts)
        if found is None and not by.last:
            raise Early(f"edit of an unknown message {altered.ts}")
        if found is None and by.actor.side is Side.STAFF:
            return ()
        heard = Heard(
            channel=altered.channel,
            ts=altered.ts,
            thread=altered.thread,
            user=altered.user,
            team=altered.team,
            text=altered.text,
            files=0,
            at=altered.at,
        )
        if found is None:
            return await self.heard(work, heard, by)
        writing = await self._written(work, heard, by, by.account)
        edited = MessageEdited(
            id=EventId(by.row.key),
            at=altered.at,
            subject=found.subject,
            actor=by.actor,
            writing=writing,
            edited_ts=altered.edited_ts,
        )
        return (edited,)

    async def removed(self, work: Work, removed: Removed, by: Arrival) -> Sequence[Event]:
        """A deletion: the words are erased everywhere, and a first message may withdraw its ticket."""
        found = await work.threads.find(by.channel, removed.ts)
        if found is None and removed.thread:
            found = await work.threads.find(by.channel, removed.thread)
        if found is None and not by.last and by.account is not None:
            raise Early(f"deletion of an unknown message {removed.ts}")
        text = text_id(by.channel, removed.ts)
        if await work.texts.erase(text):
            await follow(work, text, EventId(by.row.key), self._clock.now())
        if found is None:
            return ()
        return (MessageDeleted(id=EventId(by.row.key), at=removed.at, subject=found.subject, ts=removed.ts),)

    async def open_for(self, work: Work, heard: Heard, by: Arrival) -> Sequence[TicketOpened]:
        """A ticket from a message that a member of staff chose, whatever it says."""
        if by.account is None:
            return ()
        writing = await self._written(work, heard, by, by.account)
        return (await self._opened(work, heard, by, writing, by.account, previous=None),)

    def _unbound(self, heard: Heard, by: Arrival) -> Sequence[Event]:
        if by.actor.side is not Side.CUSTOMER:
            return ()
        return (UnboundSpoken(id=EventId(by.row.key), at=heard.at, subject=NOBODY, channel=heard.channel),)

    async def _written(self, work: Work, heard: Heard, by: Arrival, account: Account) -> Writing:
        contract = self._book.contract_of(account)
        text = text_id(by.channel, heard.ts)
        await work.texts.put(text, heard.text, heard.user, account.id, heard.at)
        if by.actor.side is Side.STAFF:
            return Writing(ts=heard.ts, text=text, next_update=promised_update(heard.text, heard.at))
        writing = read_words(heard.text, heard.ts, text, contract)
        return replace(writing, chatter=is_chatter(heard.text, files=heard.files))

    async def _staff(
        self, work: Work, heard: Heard, by: Arrival, writing: Writing, found: SubjectId | None
    ) -> Sequence[Event]:
        if found is not None:
            await work.threads.add(by.channel, heard.ts, found, "reply", heard.at)
            return (StaffReplied(id=EventId(by.row.key), at=heard.at, subject=found, actor=by.actor, writing=writing),)
        if heard.thread:
            if by.last:
                return ()
            raise Early(f"a staff reply in an unknown thread {heard.thread}")
        return await self._staff_at_the_top(work, heard, by)

    async def _staff_at_the_top(self, work: Work, heard: Heard, by: Arrival) -> Sequence[Event]:
        """An answer outside the thread: its author is asked what it answers, by the newest unanswered ticket."""
        if by.account is None:
            return ()
        kept = await work.subjects.open_in(by.channel, RECENT)
        tickets = (msgspec.json.decode(k.state, type=Ticket) for k in kept)
        newest = next((t for t in tickets if t.live and t.responded_at is None), None)
        if newest is None:
            return ()
        spoke = StaffSpoke(
            id=EventId(by.row.key),
            at=heard.at,
            subject=newest.id,
            channel=by.channel,
            ts=heard.ts,
            actor=by.actor,
            number=newest.number,
            ticket=newest.id,
        )
        return (spoke,)

    async def _customer_reply(
        self, work: Work, heard: Heard, by: Arrival, writing: Writing, found: SubjectId
    ) -> Sequence[Event]:
        ticket = await self._continued(work, found)
        found = ticket.id
        late = ticket.resolved_at is not None and heard.at - ticket.resolved_at > REOPENS_WITHIN
        if (late or not ticket.listening) and writing.chatter is None and by.account is not None:
            opened = await self._opened(work, heard, by, writing, by.account, previous=found)
            await work.threads.reassign(by.channel, heard.thread or heard.ts, opened.subject)
            return (opened,)
        await work.threads.add(by.channel, heard.ts, found, "reply", heard.at)
        return (CustomerReplied(id=EventId(by.row.key), at=heard.at, subject=found, actor=by.actor, writing=writing),)

    async def _continued(self, work: Work, found: SubjectId) -> Ticket:
        """A ticket, or the one that continues it by now."""
        kept = await work.subjects.read(found)
        if kept is None:
            raise RuntimeError(f"{found} has a thread and is not there")
        ticket = msgspec.json.decode(kept.state, type=Ticket)
        return ticket if ticket.continues is None else await self._continued(work, ticket.continues.ticket)

    async def _customer_request(
        self, work: Work, heard: Heard, by: Arrival, writing: Writing, account: Account
    ) -> Sequence[Event]:
        tier = self._book.contract_of(account).tiers[account.tier]
        handled = tier.redirect.handled if tier.redirect is not None else frozenset()
        if tier.entitlement is not Entitlement.TICKET and writing.claim not in handled:
            return (self._redirected(heard, by, writing, account),)
        already = await work.threads.find(by.channel, heard.ts)
        burst = already.subject if already else await self._burst(work, heard, by, writing)
        if burst is not None:
            return (RootJoined(id=EventId(by.row.key), at=heard.at, subject=burst, actor=by.actor, writing=writing),)
        if writing.chatter is not None:
            return ()
        return (await self._opened(work, heard, by, writing, account, previous=None),)

    def _redirected(self, heard: Heard, by: Arrival, writing: Writing, account: Account) -> MessageRedirected:
        return MessageRedirected(
            id=EventId(by.row.key),
            at=heard.at,
            subject=account_subject(account.id),
            channel=by.channel,
            actor=by.actor,
            writing=writing,
            thread=heard.thread or heard.ts,
            topic=writing.topic,
        )

    async def _burst(self, work: Work, heard: Heard, by: Arrival, writing: Writing) -> SubjectId | None:
        """The ticket that this top-level message continues; an explicit severity begins a new one."""
        if heard.thread or writing.claim is not None:
            return None
        found = await work.threads.recent_by(by.channel, heard.user, heard.at - BURST)
        later = heard.past and found is not None and float(found.rpartition(":")[2]) > float(heard.ts)
        return None if later else found

    async def _opened(
        self,
        work: Work,
        heard: Heard,
        by: Arrival,
        writing: Writing,
        account: Account,
        *,
        previous: SubjectId | None,
    ) -> TicketOpened:
        return TicketOpened(
            id=EventId(by.row.key),
            at=heard.at,
            subject=ticket_id(by.channel, heard.ts),
            number=await work.subjects.next_number(),
            account=account.id,
            contract=self._book.contract_of(account).version,
            channel=by.channel,
            actor=by.actor,
            writing=writing,
            thread=heard.thread or heard.ts,
            previous=previous,
            backfilled_at=by.row.received_at if heard.past else None,
        )


def read_words(words: str, ts: str, text: TextId, contract: Contract) -> Writing:
    """What a customer's words claim, look like and are about."""
    claim = claimed_severity(words, _alias_map(contract.severities))
    return Writing(
        ts=ts,
        text=text,
        claim=SeverityId(claim) if claim else None,
        critical=looks_critical(words),
        topic=topic_of(words, contract),
    )


def text_id(channel: str, ts: str) -> TextId:
    """What the words of a message are kept under."""
    return TextId(f"{channel}:{ts}")


@lru_cache(maxsize=256)
def _alias_map(severities: tuple[Severity, ...]) -> dict[str, str]:
    return {word: severity.id for severity in severities for word in names(severity)}
