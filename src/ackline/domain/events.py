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
from ackline.domain.people import Account
from ackline.domain.site import Site
from ackline.domain.ticket import Ticket


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
class InstallationFact(Fact):
    """A fact about the installation as a whole: it means nothing to any other subject."""


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
    said_at: datetime
    ticket: SubjectId
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadBegun(Fact):
    """The card of a ticket without a thread was posted at the top of its channel, as `ts`."""

    ts: str


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
class Tried:
    """Somebody who was paged for the same ticket before, and how it went. `person` None: nobody was."""

    role: RoleId
    person: UserId | None
    at: datetime
    outcome: str


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
    tried: tuple[Tried, ...] = ()
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
class PageDeclined(Fact):
    """Somebody who was paged said that they can't: the page goes on at once."""

    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDeclined(Fact):
    """A page tells its ticket that somebody can't, and who is called instead (None: nobody else of that role)."""

    step: str
    role: RoleId
    person: UserId
    instead: UserId | None = None


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
class Begun(InstallationFact):
    """Ackline came up. What it does by the clock counts from the first time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftCovered(InstallationFact):
    """Somebody is to have a stretch of a rota's duty."""

    actor: Actor
    rota: str
    person: UserId
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftUncovered(InstallationFact):
    """A cover is to end now, or never to begin. `number` is what it is called by."""

    actor: Actor
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftsSwapped(InstallationFact):
    """`person` and `other` are to take each other's next turn on a rota."""

    actor: Actor
    rota: str
    person: UserId
    other: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTaken(InstallationFact):
    """An import is in force, and what was set in Slack was not held against it yet. `version` is the roster's."""

    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFound(InstallationFact):
    """The bot is in a shared channel that no account is bound to. `inviter` brought it there, where Slack says who."""

    site: Site
    inviter: Actor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelsSurveyed(InstallationFact):
    """Slack was asked about bound channels, and says something else of these than before."""

    sites: tuple[Site, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRead(InstallationFact):
    """What was said in a channel in the last `days` before it was bound was read: `taken` threads are tickets now."""

    channel: str
    days: int
    taken: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelBound(InstallationFact):
    """A channel is to belong to an account. `opened` is what a new account bought, and who answers for it."""

    actor: Actor
    channel: str
    name: str
    account: AccountId
    opened: Account | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelUnbound(InstallationFact):
    """A channel is to belong to no account any more."""

    actor: Actor
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowSet(InstallationFact):
    """Shadow mode is to be on or off for `whom`: `account:acme` or `contract:stringer`."""

    actor: Actor
    whom: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld(Fact):
    """Shadow mode withheld something of ticket `number`: `pages` are who and why, `said` counts messages."""

    number: int | None
    pages: tuple[str, ...]
    said: int
    card: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialAsked(Fact):
    """Somebody wants to be paged, to see whether it works."""

    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class BotReturned(Fact):
    """Nobody listened from `since` until now, while this ticket's customer waited."""

    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistKept(Fact):
    """Staff ticked what is in place for an account: `ticked` are points, `names` what an item is asked of each."""

    actor: Actor
    names: Mapping[str, tuple[str, ...]]
    ticked: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChecked(InstallationFact):
    """Slack was asked whether somebody is still there. `gone` says why not, in words that follow their name."""

    person: UserId
    gone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFailed(InstallationFact):
    """A pager could not deliver a page to somebody."""

    person: UserId
    pager: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached(InstallationFact):
    """Somebody who was asked to show that they are reached did. `channel` and `ts` are the message that asked."""

    actor: Actor
    channel: str = ""
    ts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRead(InstallationFact):
    """A calendar that a rota is kept in was fetched, or could not be. `name` is the digest of its address."""

    name: str
    why: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(Fact):
    """An operator had words forgotten. `what` says whose, and how many of each there were."""

    what: str


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
    | TicketsMerged
    | MessageSplit
    | ThreadBegun
    | TimerFired
    | ChannelLost
    | ChannelRestored
    | PageRequested
    | PageDelivered
    | PageFailed
    | PageSeen
    | PageDeclined
    | StepDeclined
    | PageStopped
    | StepReported
    | MessageRedirected
    | UnboundSpoken
    | ChannelClosed
    | StaffSpoke
    | PressRefused
    | PagingPaused
    | PagingUnpaused
    | Begun
    | ShiftCovered
    | ShiftUncovered
    | ShiftsSwapped
    | PersonChecked
    | LineFailed
    | Reached
    | CalendarRead
    | ImportTaken
    | ChannelFound
    | ChannelsSurveyed
    | HistoryRead
    | ChannelBound
    | ChannelUnbound
    | ShadowSet
    | Withheld
    | TrialAsked
    | BotReturned
    | ChecklistKept
    | Audited
    | LetterDropped
    | Erased
)

EVENTS: dict[str, type[Event]] = {event.__name__: event for event in Event.__args__}
