"""Performs what is in the outbox: each row once, where it belongs, in words that its readers may see."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, assert_never, runtime_checkable

import msgspec

from ackline.adapters.slack.blocks import Rendered, render
from ackline.adapters.slack.errors import Refusal
from ackline.adapters.slack.fields import ident, stamp
from ackline.adapters.slack.poster import Poster
from ackline.domain.duty.doubt import DEACTIVATED
from ackline.domain.effects import (
    POSTED,
    Amend,
    Audience,
    Brief,
    CheckPerson,
    Close,
    Deliver,
    Direct,
    Draft,
    Inform,
    Posted,
    Say,
    ShowCard,
    ShowDraft,
    ShowGathered,
    Whisper,
)
from ackline.domain.ids import SubjectId, TextId
from ackline.domain.surfaces.words import Internal, Part, PartKind, Public
from ackline.services.outgoing.amending import texts_in
from ackline.services.outgoing.posting import draft_key
from ackline.services.ports import Home, Leased, Needless, Permanent, Receipt, Retry, Store

DUPLICATE = "possible duplicate"
UNVERIFIED = "unverified"

# Slack's clock and ours may differ by a clock set an hour wrong. What was looked for too late would be sent again.
_SLACK_BEFORE = timedelta(minutes=65)

_CARD_LOST = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


class Pager(Protocol):
    """One way to reach a person; those in `adapters.pagers` are such."""

    async def page(self, page: Deliver, message: Rendered, key: str) -> Receipt:
        """Send a page. Raises Retry or Permanent."""

    async def find(self, page: Deliver, key: str, since: datetime) -> Receipt | None:
        """Whether a page arrived. Raises Retry when it can't be told."""


@runtime_checkable
class Closing(Protocol):
    """A pager that can be told that a page is over; its receipts are `closable`."""

    async def close(self, close: Close) -> Receipt:
        """Stop ringing; doing it twice does no harm. Raises Retry or Permanent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A ticket's card as it should look now, and where it belongs. Rows of one card share `coalesce`."""

    words: Public | Internal
    channel: str
    thread: str | None
    coalesce: str


Cards = Callable[[SubjectId, Audience], Awaitable[Card]]
Briefs = Callable[[Brief | Draft | ShowDraft], Awaitable[Internal | None]]
Gathered = Callable[[str], Awaitable[Internal | None]]


class SlackMessenger:
    """`cards` words a card when it is shown; `triage_channel` is where staff are told, as the roster has it now.

    `briefs` words a brief when it is sent, None when there is nothing to say, and `gathered` a message of many pages
    when it is shown anew; `home_of` says who is still there.
    `workspace` is the URL of the vendor's workspace: links to threads begin with it.
    """

    def __init__(
        self,
        *,
        poster: Poster,
        store: Store,
        pagers: Mapping[str, Pager],
        cards: Cards,
        briefs: Briefs,
        gathered: Gathered,
        home_of: Callable[[str], Awaitable[Home]],
        triage_channel: Callable[[], str],
        workspace: str = "",
    ) -> None:
        self._poster = poster
        self._store = store
        self._pagers = pagers
        self._cards = cards
        self._briefs = briefs
        self._gathered = gathered
        self._home_of = home_of
        self._triage_channel = triage_channel
        self._workspace = workspace

    async def deliver(self, row: Leased, *, duplicate_risk: bool) -> Receipt:
        """Perform one row. Raises Retry or Permanent, whose text says who can mend it; Needless with nothing to say."""
        marks = (DUPLICATE,) if duplicate_risk else ()
        match effect := _decoded(row):
            case Say():
                message = await self._render(effect.words, marks)
                return await self._poster.say(await self._present(effect.channel), effect.thread, message, row.key)
            case Inform():
                return await self._inform(effect, await self._render(effect.words, marks), row)
            case Whisper():
                message = await self._render(effect.words, marks)
                return await self._poster.tell(await self._poster.open_dm(effect.user), None, message, row.key)
            case Brief() | Draft():
                words = await self._briefs(effect)
                if words is None:
                    raise Needless("nothing is open, at risk or owed (any more)")
                message = await self._render(words, marks)
                return await self._poster.tell(await self._poster.open_dm(effect.person), None, message, row.key)
            case CheckPerson():
                return Receipt(found=_gone(await self._home_of(effect.person)))
            case Direct():
                message = await self._render(effect.words, marks)
                return await self._poster.say(await self._poster.open_dm(effect.user), None, message, row.key)
            case ShowCard():
                return await self._show(effect, row, marks)
            case Deliver():
                unverified = () if row.verified or not effect.look else (UNVERIFIED,)
                message = await self._render(effect.words, (*marks, *unverified))
                return await self._pager(effect).page(effect, message, row.key)
            case Amend():
                return await self._poster.retell(effect.channel, effect.ts, await self._render(effect.words, marks))
            case ShowGathered():
                return await self._show_anew(effect.gathering, await self._gathered(effect.gathering))
            case ShowDraft():
                return await self._show_anew(draft_key(effect), await self._briefs(effect))
            case Close():
                pager = self._pager(effect)
                if not isinstance(pager, Closing):
                    raise Permanent(f"the pager {effect.pager!r} can't be told that a page is over")
                return await pager.close(effect)
        assert_never(effect)

    async def find(self, row: Leased) -> Receipt | None:
        """Whether an earlier attempt arrived. What only replaces a message needs no looking: None. Raises Retry."""
        try:
            return await self._find(row)
        except Permanent as error:
            raise Retry(f"it can't be told whether it arrived: {error}") from error

    async def _find(self, row: Leased) -> Receipt | None:
        since = row.created_at - _SLACK_BEFORE
        match effect := _decoded(row):
            case Say():
                return await self._found(await self._present(effect.channel), effect.thread, row.key, since)
            case Inform():
                channel, thread = await self._staff_place(effect)
                found = await self._found(channel, thread, row.key, since)
                return found or (await self._found(channel, None, row.key, since) if thread else None)
            case Whisper() | Direct():
                return await self._poster.find(await self._poster.open_dm(effect.user), None, row.key, since)
            case ShowCard():
                card = await self._cards(effect.ticket, effect.audience)
                if await self._shown_at(card) is not None:
                    return None
                return await self._found(card.channel, card.thread, row.key, since)
            case Deliver():
                return await self._pager(effect).find(effect, row.key, since)
            case Brief() | Draft():
                return await self._poster.find(await self._poster.open_dm(effect.person), None, row.key, since)
            case Amend() | ShowGathered() | ShowDraft() | Close() | CheckPerson():
                return None
        assert_never(effect)

    async def _found(self, channel: str, thread: str | None, key: str, since: datetime) -> Receipt | None:
        """The message with that key. In a thread that is gone there is none."""
        try:
            return await self._poster.find(channel, thread, key, since)
        except Refusal as refusal:
            if refusal.code != "thread_not_found":
                raise
            return None

    async def _inform(self, effect: Inform, message: Rendered, row: Leased) -> Receipt:
        channel, thread = await self._staff_place(effect)
        try:
            return await self._poster.tell(channel, thread, message, row.key)
        except Refusal as refusal:
            if thread is None or refusal.code != "thread_not_found":
                raise
            return await self._poster.tell(channel, None, message, row.key)

    async def _staff_place(self, effect: Inform) -> tuple[str, str | None]:
        """The thread of the ticket's triage card, or the top of the channel while there is none."""
        if effect.channel:
            return effect.channel, None
        if effect.ticket is None:
            return self._triage_channel(), None
        card = await self._cards(effect.ticket, Audience.TRIAGE)
        return await self._shown_at(card) or (card.channel, None)

    async def _show(self, effect: ShowCard, row: Leased, marks: tuple[str, ...]) -> Receipt:
        card = await self._cards(effect.ticket, effect.audience)
        if effect.audience is Audience.CUSTOMER and not isinstance(card.words, Public):
            raise Permanent("a customer's card was worded for staff")
        public = isinstance(card.words, Public)
        update = self._poster.resay if public else self._poster.retell
        place = self._poster.say if public else self._poster.tell
        shown = await self._shown_at(card)
        if shown is not None:
            try:
                return await update(*shown, await self._render(card.words, ()))
            except Refusal as refusal:
                if refusal.code not in _CARD_LOST:
                    raise
        return await place(card.channel, card.thread, await self._render(card.words, marks), row.key)

    async def _show_anew(self, coalesce: str, words: Internal | None) -> Receipt:
        place = await self._stands_at(coalesce)
        if words is None or place is None:
            raise Needless("it stands nowhere (any more)")
        return await self._poster.retell(*place, await self._render(words, ()))

    async def _shown_at(self, card: Card) -> tuple[str, str] | None:
        return await self._stands_at(card.coalesce)

    async def _stands_at(self, coalesce: str) -> tuple[str, str] | None:
        async with self._store.read() as work:
            receipt = await work.outbox.receipt_of(coalesce)
            channel, ts = ident(receipt, "channel"), stamp(receipt, "ts")
            return (await work.channels.present_id(channel), ts) if channel and ts else None

    async def _present(self, channel: str) -> str:
        """The id that a channel goes by now: a card outlives its channel's old one."""
        async with self._store.read() as work:
            return await work.channels.present_id(channel)

    async def _render(self, words: Public | Internal, marks: tuple[str, ...]) -> Rendered:
        quoted = texts_in(words)
        if any(part.kind is PartKind.THREAD for line in words.lines for part in line):
            words = replace(words, lines=tuple([tuple([await self._there(p) for p in line]) for line in words.lines]))
        texts: dict[TextId, str | None] = {}
        if quoted:
            async with self._store.read() as work:
                for name in quoted:
                    kept = await work.texts.get(name)
                    texts[name] = kept.words if kept else None
        return render(words, texts, marks=marks, workspace=self._workspace)

    async def _there(self, part: Part) -> Part:
        """A part whose link, if it is one to a thread, leads to where the channel is now."""
        if part.kind is not PartKind.THREAD:
            return part
        channel, _, ts = part.target.partition("/")
        return replace(part, target=f"{await self._present(channel)}/{ts}")

    def _pager(self, page: Deliver | Close) -> Pager:
        if page.pager not in self._pagers:
            raise Permanent(f"there is no pager {page.pager!r}: people.yml may name {', '.join(sorted(self._pagers))}")
        return self._pagers[page.pager]


def _gone(home: Home) -> str:
    """Why somebody can't be reached in Slack, in words that follow their name; empty when they can."""
    if home.stranger:
        return "is not known to Slack"
    return DEACTIVATED if home.deleted else ""


def _decoded(row: Leased) -> Posted:
    kind = POSTED.get(row.kind)
    if kind is None:
        raise Permanent(f"nobody knows how to perform {row.kind}")
    try:
        return msgspec.json.decode(row.body, type=kind)
    except msgspec.MsgspecError as error:
        raise Permanent(f"a row of kind {row.kind} that can't be read: {error}") from error
