"""Facts about an account and its channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ackline.domain.authority import Actor
from ackline.domain.events.fact import Fact, Writing
from ackline.domain.ids import (
    AccountId,
    SubjectId,
)
from ackline.domain.reviews.mark import Mark


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
    """A customer wrote in a shared channel that no account is bound to, or to the bot directly.

    `asked`: nobody wrote yet, but staff were asked about the channel already, as the bot came into it.
    """

    channel: str
    asked: bool = False


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
class Withheld(Fact):
    """Shadow mode withheld something of ticket `number`: `pages` are who and why, `said` counts messages.

    `breach` is a target that ran out there.
    """

    number: int | None
    pages: tuple[str, ...] = ()
    said: int = 0
    card: bool = False
    breach: str = ""


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
class AccountKnown(Fact):
    """An account is in force with the plan that it has now: it was imported, anew or again, or opened in Slack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewMarked(Fact):
    """Somebody said that the review of a quarter ("2026-Q4") was held, is waived, or is owed after all.

    `answered`: they read the outcome where they said it; in a `form` only what is wrong with it.
    """

    actor: Actor
    quarter: str
    mark: Mark
    why: str = ""
    answered: bool = True
    form: bool = False
