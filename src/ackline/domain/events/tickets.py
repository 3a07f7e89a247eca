"""Facts about a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ackline.domain.authority import Act, Actor
from ackline.domain.events.fact import Fact, Writing
from ackline.domain.ids import (
    AccountId,
    ContractVersion,
    SubjectId,
    TextId,
)
from ackline.domain.tickets.ticket import Ticket


class Place(StrEnum):
    """Where on a ticket a mark was put."""

    ROOT = "root"
    CARD = "card"
    TRIAGE = "triage"
    REPLY = "reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(Fact):
    """A customer's message, or a staff member's 🎫 on one, asked for help.

    `previous` is the resolved ticket of the same thread, when it was resolved too long ago to reopen; or, with its
    number in `split_from`, the one that the message was split from. `detached`: it has no thread until its card is
    posted at the top of the channel. `backfilled_at`: it was asked before Ackline came, and read then.
    """

    number: int
    account: AccountId
    contract: ContractVersion
    channel: str
    actor: Actor
    writing: Writing
    thread: str
    previous: SubjectId | None = None
    split_from: int | None = None
    detached: bool = False
    backfilled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RootJoined(Fact):
    """A further top-level message of the same burst."""

    actor: Actor
    writing: Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerReplied(Fact):
    """A customer wrote in the ticket's thread."""

    actor: Actor
    writing: Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffReplied(Fact):
    """Somebody of the vendor wrote where the customer can read it."""

    actor: Actor
    writing: Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdited(Fact):
    """The words of a message changed."""

    actor: Actor
    writing: Writing
    edited_ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeleted(Fact):
    """A message is gone."""

    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted(Fact):
    """An emoji was put on a message, or taken off. `event_ts` orders the two."""

    actor: Actor
    emoji: str
    ts: str
    place: Place
    added: bool
    event_ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted(Fact):
    """A button was pressed, a form submitted or a command given.

    `texts` are a form's words by field, where they are kept to be erasable. `answered`: whoever acted reads the outcome
    at once, as in a form, so that a refusal is not told a second time. `seen` is the state that it was done on.
    `names` are other customers that the words name.
    """

    actor: Actor
    act: Act
    value: str = ""
    reason: str = ""
    texts: Mapping[str, TextId] = field(default_factory=dict)
    answered: bool = False
    seen: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsAdded(Fact):
    """A customer filled in how far it reaches and what it costs them. `writing` is what the words say together."""

    actor: Actor
    writing: Writing
    texts: Mapping[str, TextId]


@dataclass(frozen=True, slots=True, kw_only=True)
class PressRefused(Fact):
    """A button or form that can't be acted on: it names what its presser may not reach, or what is no more.

    `named` is what it was about, `words` what its presser is told.
    """

    actor: Actor
    named: str
    words: str
    answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketsMerged(Fact):
    """Staff merged `duplicate` into `survivor`, both as they were then. Each of them learns it."""

    actor: Actor
    duplicate: Ticket
    survivor: Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSplit(Fact):
    """Staff made a ticket of its own of a message: `ticket`, known as `number`."""

    actor: Actor
    ts: str
    text: TextId
    ticket: SubjectId
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadBegun(Fact):
    """The card of a ticket without a thread was posted at the top of its channel, as `ts`."""

    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLost(Fact):
    """The bot can no longer post in the ticket's channel. `closed`: it is gone for the bot, clocks stop."""

    why: str
    closed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRestored(Fact):
    """The bot is in the ticket's channel again."""
