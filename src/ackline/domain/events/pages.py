"""Facts about a page, and what a page tells its ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ackline.domain.authority import Actor
from ackline.domain.events.fact import Fact
from ackline.domain.ids import (
    AccountId,
    ClauseId,
    ContractVersion,
    RoleId,
    SeverityId,
    SubjectId,
    TextId,
    UserId,
)


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

    `wakes` False only tells: the step was overtaken while nobody was watching. `reach_by` is the promise. `roles` are
    the ticket's own. `security` is the clause by which it is a security incident, if staff said that it is one.
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
    security: ClauseId | None = None
    roles: Mapping[RoleId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDelivered(Fact):
    """A pager took a page and gave a receipt. `closable`: it can be told when the page is over.

    `gathering`: the message that it left in together with others, if that can be amended.
    """

    person: UserId
    pager: str
    occurrence: int
    wakes: bool
    closable: bool = False
    channel: str = ""
    ts: str = ""
    gathering: str = ""
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
class TrialAsked(Fact):
    """Somebody wants to be paged, to see whether it works."""

    actor: Actor
