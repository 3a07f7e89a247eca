"""Buttons and forms: which facts they amount to. What a button carries is no authorisation; the ticket decides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from ackline.domain.authority import Act, Side
from ackline.domain.calling.page import Page
from ackline.domain.contract import Entitlement
from ackline.domain.duty.people import Account
from ackline.domain.events import (
    Acted,
    DetailsAdded,
    Event,
    PageDeclined,
    PageSeen,
    PressRefused,
    TicketOpened,
    TicketsMerged,
    Writing,
)
from ackline.domain.ids import EventId, SubjectId, TextId
from ackline.domain.tickets.intake import Pressed, Unusable
from ackline.domain.tickets.ticket import Ticket
from ackline.domain.tickets.witness import MARK
from ackline.services.book import Book
from ackline.services.incoming.facts import Arrival, refused
from ackline.services.incoming.talking import read_words, text_id
from ackline.services.outgoing.discretion import betrayed, others_named
from ackline.services.outgoing.posting import channel_of, ticket_id
from ackline.services.ports import Kept, Work

FOREIGN = "That belongs to another customer's channel. Please use the card in the thread of your own message."
UNKNOWN = "What this button is about is not known here any more. Please write a message instead."
OLD = "This button is from an older version. Please use the newest card of the thread, or write a message there."
LATE = "The form could not be opened in time, and nothing was changed. Please press the button again."
NOTHING = "Please fill in at least one of the two."
NOT_THERE = "Nobody is called from here under your contract. Please write in your channel."

_WHY = {"old": OLD, "late": LATE, "foreign": FOREIGN}
_WORTH = {
    Act.SEVERITY: "severity",
    Act.EXCLUDE: "code",
    Act.PUBLISH: "place",
    Act.UPDATE: "next",
    Act.ASSIGN: "person",
    Act.REPLY_BY: "moment",
}
_KEPT = {
    Act.ADD_DETAILS: ("extent", "impact"),
    Act.ESCALATE: ("reason",),
    Act.COMMENT: ("comment",),
    Act.UPDATE: ("now", "doing", "affected"),
    Act.ALL_CLEAR: ("summary", "review"),
    Act.NOTE: ("note",),
    Act.SECURITY: ("bridge",),
}
"""The fields whose words are kept apart, so that they can be erased."""

_SAID = frozenset({Act.UPDATE, Act.ALL_CLEAR})
"""What staff write for the customer to read."""

_NAMES_OF_ACCOUNTS = "account:"


class Pressing:
    """Turns a pressed button or a submitted form into facts."""

    def __init__(self, book: Book) -> None:
        self._book = book

    async def pressed(self, work: Work, pressed: Pressed, by: Arrival) -> Sequence[Event]:
        """The act on its ticket; for a page, on the page as well. What can't be acted on is refused in words."""
        subject, _, extra = pressed.value.partition("|")
        if by.actor.side is Side.CUSTOMER and named_channel(pressed.value) != (by.channel or None):
            return (self._refused(pressed, by, FOREIGN),)
        if subject.startswith(_NAMES_OF_ACCOUNTS):
            return await self._on_message(work, pressed, extra, by)
        kept = await work.subjects.read(SubjectId(subject))
        if kept is not None and kept.kind == "page":
            return self._on_page(pressed, kept, by)
        if kept is not None and kept.kind == "trial":
            return (self._acted(pressed, SubjectId(subject), "", {}, by),)
        if kept is None or kept.kind != "ticket":
            return (self._refused(pressed, by, UNKNOWN),)
        if pressed.act in _SAID and (why := await self._unsayable(work, pressed, by)):
            return (self._refused(pressed, by, why),)
        texts = await self._texts(work, pressed, by, kept.id)
        if pressed.act is Act.MERGE:
            return await self._merged(work, pressed, kept, by)
        if pressed.act is Act.ADD_DETAILS:
            return (self._details(pressed, SubjectId(subject), texts, by),)
        return (self._acted(pressed, SubjectId(subject), extra, texts, by),)

    def unusable(self, one: Unusable, by: Arrival) -> Sequence[Event]:
        """A press that no act belongs to, or whose form never opened: whoever pressed is told so."""
        return (self._refused(one, by, _WHY[one.why]),)

    def _acted(
        self, pressed: Pressed, subject: SubjectId, extra: str, texts: Mapping[str, TextId], by: Arrival
    ) -> Acted:
        fields = {name: words for name, words in pressed.fields if name not in texts}
        named, _, seen = extra.partition(MARK)
        return Acted(
            id=EventId(by.row.key),
            at=pressed.at,
            subject=subject,
            actor=by.actor,
            act=pressed.act,
            value=fields.get(_WORTH.get(pressed.act, ""), "") or named,
            reason=fields.get("reason") or fields.get("link", ""),
            texts=texts,
            answered=not pressed.channel,
            seen=seen,
            names=self._named(pressed, by),
        )

    async def _unsayable(self, work: Work, pressed: Pressed, by: Arrival) -> str:
        """Why what staff wrote may not go to the customer."""
        if by.account is None or by.actor.side is Side.CUSTOMER:
            return ""
        return await betrayed(work, _words(pressed), by.account, self._book.roster)

    def _named(self, pressed: Pressed, by: Arrival) -> tuple[str, ...]:
        if pressed.act not in _SAID or by.account is None:
            return ()
        return others_named(_words(pressed), by.account, self._book.roster)

    def _refused(self, pressed: Pressed | Unusable, by: Arrival, words: str) -> PressRefused:
        """Kept with the account in whose channel it was pressed."""
        whose = by.account if words != FOREIGN else None  # it would be the account that was none of theirs
        account = self._book.roster.account_of(by.channel) or whose
        answered = pressed.answered if isinstance(pressed, Unusable) else not pressed.channel
        return refused(by, pressed.at, words, named=pressed.value, account=account, answered=answered)

    async def _texts(self, work: Work, pressed: Pressed, by: Arrival, subject: SubjectId) -> dict[str, TextId]:
        kept = {name: TextId(f"{by.row.key}:{name}") for name in _KEPT.get(pressed.act, ())}
        written = {name: words for name, words in pressed.fields if name in kept}
        account = by.account.id if by.account is not None else ""
        for name, words in written.items():
            await work.texts.put(kept[name], words, pressed.user, account, pressed.at, subject)
        return {name: kept[name] for name in written}

    async def _merged(self, work: Work, pressed: Pressed, kept: Kept, by: Arrival) -> Sequence[Event]:
        """Both tickets learn it, each with the other as it is now: they are locked until both have decided."""
        number = dict(pressed.fields).get("into", "").lstrip("#")
        into = await work.subjects.by_number(int(number)) if _is_number(number) else None
        if into is None:
            return (self._acted(pressed, kept.id, "", {}, by),)
        states = {}
        for subject in sorted({kept.id, into}):
            locked = await work.subjects.lock(subject, "ticket")
            if locked is None:
                return (self._refused(pressed, by, UNKNOWN),)
            states[subject] = msgspec.json.decode(locked.state, type=Ticket)
        merged = TicketsMerged(
            id=EventId(by.row.key),
            at=pressed.at,
            subject=kept.id,
            actor=by.actor,
            duplicate=states[kept.id],
            survivor=states[into],
        )
        if kept.id == into:
            return (merged,)
        return (merged, replace(merged, id=EventId(f"{by.row.key}/into"), subject=into))

    def _details(
        self, pressed: Pressed, subject: SubjectId, texts: Mapping[str, TextId], by: Arrival
    ) -> DetailsAdded | PressRefused:
        if not texts or by.account is None:
            return self._refused(pressed, by, NOTHING)
        words = "\n".join(said for name, said in pressed.fields if name in texts)
        writing = read_words(words, by.row.key, next(iter(texts.values())), self._book.contract_of(by.account))
        return DetailsAdded(
            id=EventId(by.row.key), at=pressed.at, subject=subject, actor=by.actor, writing=writing, texts=texts
        )

    async def _on_message(self, work: Work, pressed: Pressed, named: str, by: Arrival) -> Sequence[Event]:
        """An escalation under a contract that has no tickets in Slack: now there is one, of that message (WEK-9)."""
        account, (channel, ts, thread) = by.account, message_named(named)
        if pressed.act is not Act.ESCALATE or by.actor.side is not Side.CUSTOMER:
            return (self._refused(pressed, by, UNKNOWN),)
        if account is None or not self._escalates(account):
            return (self._refused(pressed, by, NOT_THERE),)
        if await work.texts.get(text_id(channel, ts)) is None:
            return (self._refused(pressed, by, UNKNOWN),)
        subject = ticket_id(channel, ts)
        texts = await self._texts(work, pressed, by, subject)
        acted = self._acted(pressed, subject, "", texts, by)
        if await work.subjects.read(subject) is not None:
            return (acted,)
        opened = TicketOpened(
            id=EventId(f"{by.row.key}/opened"),
            at=pressed.at,
            subject=subject,
            number=await work.subjects.next_number(),
            account=account.id,
            contract=self._book.contract_of(account).version,
            channel=channel,
            actor=by.actor,
            writing=Writing(ts=ts, text=text_id(channel, ts)),
            thread=thread,
        )
        return (opened, acted)

    def _escalates(self, account: Account) -> bool:
        tier = self._book.contract_of(account).tiers[account.tier]
        return tier.entitlement is Entitlement.COURTESY and tier.escalation is not None

    def _on_page(self, pressed: Pressed, kept: Kept, by: Arrival) -> Sequence[Event]:
        ticket = msgspec.json.decode(kept.state, type=Page).request.ticket
        acted = Acted(id=EventId(by.row.key), at=pressed.at, subject=ticket, actor=by.actor, act=pressed.act)
        key = EventId(f"{by.row.key}/page")
        match pressed.act:
            case Act.SEEN:
                return (PageSeen(id=key, at=pressed.at, subject=kept.id, actor=by.actor), acted)
            case Act.DECLINE:
                return (PageDeclined(id=key, at=pressed.at, subject=kept.id, actor=by.actor), acted)
            case _:
                return (acted,)


def _words(pressed: Pressed) -> str:
    return "\n".join(words for name, words in pressed.fields if name in _KEPT[pressed.act])


def named_channel(value: str) -> str | None:
    """The channel that a button's ticket, or the ticket of its page, or its message is in; None: it names none."""
    subject, _, extra = value.partition("|")
    if subject.startswith(_NAMES_OF_ACCOUNTS):
        return message_named(extra)[0] or None
    _, colon, rest = subject.partition("ticket:")
    return channel_of(f"{colon}{rest}") if ":" in rest else None


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdecimal() and len(said) <= 18


def message_named(extra: str) -> tuple[str, str, str]:
    """The channel, ts and thread of "C1/1.2/1.1"."""
    channel, _, rest = extra.partition("/")
    ts, _, thread = rest.partition("/")
    return channel, ts, thread
