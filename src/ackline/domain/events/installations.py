"""Facts about the installation as a whole, and what operators and the auditor did."""

from dataclasses import dataclass
from datetime import datetime

from ackline.domain.authority import Actor
from ackline.domain.duty.people import Account
from ackline.domain.events.fact import Fact, InstallationFact
from ackline.domain.ids import (
    AccountId,
    UserId,
)
from ackline.domain.setup.site import Site


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
