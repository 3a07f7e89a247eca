"""Facts, in the past tense. Everything that changes anything enters the desk as one of these.

`id` never repeats for two facts and never differs for one; `at` is when it happened in the world.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ackline.domain.authority import Act, Actor
from ackline.domain.ids import (
    AccountId,
    ClauseId,
    ContractVersion,
    EventId,
    RoleId,
    SeverityId,
    SubjectId,
    TextId,
    UserId,
)


class Place(StrEnum):
    """Where on a ticket a mark was put."""

    ROOT = "root"
    CARD = "card"
    TRIAGE = "triage"
    REPLY = "reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every event has."""

    id: EventId
    at: datetime
    subject: SubjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A message in a thread: its timestamp, its text, and what the words say.

    `chatter` says why it needs no ticket; `topic` is a route of the contract; `next_update` a promise of staff.
    """

    ts: str
    text: TextId
    claim: SeverityId | None = None
    critical: tuple[str, ...] = ()
    chatter: str | None = None
    topic: str | None = None
    next_update: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(Fact):
    """A customer's message, or a staff member's 🎫 on one, asked for help.

    `previous` is the resolved ticket of the same thread, when it was resolved too long ago to reopen.
    """

    number: int
    account: AccountId
    contract: ContractVersion
    channel: str
    actor: Actor
    writing: Writing
    thread: str
    previous: SubjectId | None = None


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
    at once, as in a form, so that a refusal is not told a second time.
    """

    actor: Actor
    act: Act
    value: str = ""
    reason: str = ""
    texts: Mapping[str, TextId] = field(default_factory=dict)
    answered: bool = False


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
class TimerFired(Fact):
    """A moment of the timetable came. `due` says which; `at` says when it was noticed."""

    rule: str
    step: str
    episode: int
    occurrence: int
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLost(Fact):
    """The bot can no longer post in the ticket's channel. `closed`: it is gone for the bot, clocks stop."""

    why: str
    closed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRestored(Fact):
    """The bot is in the ticket's channel again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequested(Fact):
    """A ladder step came due: somebody must be reached.

    `wakes` False only tells: the step was overtaken while nobody was watching. `reach_by` is the promise.
    """

    ticket: SubjectId
    number: int
    account: AccountId
    contract: ContractVersion
    role: RoleId
    step: str
    clause: ClauseId
    severity: SeverityId
    opened_at: datetime
    text: TextId
    channel: str
    thread: str
    generation: int | None
    wakes: bool = True
    reach_by: datetime | None = None
    repeat_seconds: int | None = None
    look: bool = False
    others: tuple[str, ...] = ()
    late_seconds: int = 0
    escalated: TextId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDelivered(Fact):
    """A pager took a page and gave a receipt. `closable`: it can be told when the page is over."""

    person: UserId
    pager: str
    occurrence: int
    wakes: bool
    closable: bool = False
    channel: str = ""
    ts: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFailed(Fact):
    """A pager could not deliver a page."""

    person: UserId
    pager: str
    occurrence: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSeen(Fact):
    """Somebody who was paged said so: no repeats to that person."""

    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStopped(Fact):
    """The reason for a page is gone."""

    why: str
    by: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReported(Fact):
    """A page tells its ticket how it went: who was reached, or that nobody was."""

    step: str
    role: RoleId
    person: UserId | None
    outcome: str
    wakes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRedirected(Fact):
    """A customer wrote where Slack is no support channel under their contract."""

    channel: str
    actor: Actor
    writing: Writing
    thread: str
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnboundSpoken(Fact):
    """A customer wrote in a shared channel that no account is bound to, or to the bot directly."""

    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelClosed(Fact):
    """A bound channel was archived, unshared or left."""

    channel: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSpoke(Fact):
    """Somebody of the vendor wrote at the top of a customer's channel while tickets were open there."""

    channel: str
    ts: str
    actor: Actor
    number: int
    ticket: SubjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class PagingPaused(Fact):
    """Pages are to be held until `until`: those of one account, or all (`account` None)."""

    actor: Actor
    until: datetime
    why: str
    account: AccountId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PagingUnpaused(Fact):
    """A pause is to end now."""

    actor: Actor
    account: AccountId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that should not be: its kind, what it is about (`""`: the installation), and how bad it is."""

    kind: str
    about: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited(Fact):
    """The auditor looked at everything that should have been done by now. `findings` are all that stand."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDropped(Fact):
    """An operator gave up something that could not be delivered or understood. `letter` is its key."""

    letter: str
    reason: str


Event = (
    TicketOpened
    | RootJoined
    | CustomerReplied
    | StaffReplied
    | MessageEdited
    | MessageDeleted
    | Reacted
    | Acted
    | DetailsAdded
    | TimerFired
    | ChannelLost
    | ChannelRestored
    | PageRequested
    | PageDelivered
    | PageFailed
    | PageSeen
    | PageStopped
    | StepReported
    | MessageRedirected
    | UnboundSpoken
    | ChannelClosed
    | StaffSpoke
    | PressRefused
    | PagingPaused
    | PagingUnpaused
    | Audited
    | LetterDropped
)

EVENTS: dict[str, type[Event]] = {event.__name__: event for event in Event.__args__}
