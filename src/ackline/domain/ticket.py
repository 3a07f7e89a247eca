"""A ticket: one request, one thread. Everything that affects its status lives in this file.

A ticket is open until an eligible person acknowledges it; acknowledging stops the ladder of the episode. An
episode begins with a severity's first start, with a reopening, and when an acknowledgement proved silent.
`generation` moves whenever pages that are under way must not leave any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from ackline.domain.contract import Contract, Tier
from ackline.domain.ids import (
    AccountId,
    ContractVersion,
    RoleId,
    SeverityId,
    SubjectId,
    TextId,
    TierId,
    UserId,
)


class Status(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    PENDING = "pending"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What can happen to a status."""

    ACKNOWLEDGE = "acknowledge"
    UNACKNOWLEDGE = "unacknowledge"
    PEND = "pend"
    RESUME = "resume"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


_S, _V = Status, Move
TRANSITIONS: Mapping[Status, Mapping[Move, Status]] = {
    _S.OPEN: {
        _V.ACKNOWLEDGE: _S.ACKNOWLEDGED,
        _V.PEND: _S.PENDING,
        _V.RESOLVE: _S.RESOLVED,
        _V.WITHDRAW: _S.WITHDRAWN,
    },
    _S.ACKNOWLEDGED: {
        _V.ACKNOWLEDGE: _S.ACKNOWLEDGED,
        _V.UNACKNOWLEDGE: _S.OPEN,
        _V.PEND: _S.PENDING,
        _V.RESOLVE: _S.RESOLVED,
        _V.WITHDRAW: _S.WITHDRAWN,
    },
    _S.PENDING: {
        _V.ACKNOWLEDGE: _S.PENDING,
        _V.RESUME: _S.ACKNOWLEDGED,
        _V.UNACKNOWLEDGE: _S.OPEN,
        _V.RESOLVE: _S.RESOLVED,
        _V.WITHDRAW: _S.WITHDRAWN,
    },
    _S.RESOLVED: {_V.REOPEN: _S.OPEN},
    _S.WITHDRAWN: {},
}
"""status × move → status. Every cell that is not here is illegal and changes nothing."""


class IllegalTransition(Exception):
    """A move that the ticket's status does not allow. The person who tried it is told; nothing changed."""

    def __init__(self, move: Move, status: Status) -> None:
        super().__init__(f"cannot {move.value} a ticket that is {status.value}")
        self.move = move
        self.status = status


def step_to(status: Status, move: Move) -> Status:
    """The status after `move`. IllegalTransition where the table has no such cell."""
    try:
        return TRANSITIONS[status][move]
    except KeyError:
        raise IllegalTransition(move, status) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A severity that somebody named: a customer's claim or the staff's assessment."""

    severity: SeverityId
    by: UserId
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """When a severity first applied within one acknowledgement's reach, and the episode it opened."""

    severity: SeverityId
    episode: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An emoji of one person on one message: there, or known to be gone, as of `as_of` (Slack's event_ts)."""

    user: UserId
    emoji: str
    ts: str
    present: bool
    eligible: bool
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A stretch in which the customer is waited for. `end` None: still."""

    start: datetime
    end: datetime | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMade:
    """A page that a ladder step asked for, and how it went."""

    page: SubjectId
    step: str
    role: RoleId
    episode: int
    at: datetime
    live: bool = True
    person: UserId | None = None
    outcome: str = "requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a customer filled in after the first message: how far it reaches, and what it costs them."""

    by: UserId
    at: datetime
    extent: TextId | None = None
    impact: TextId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A customer asked for more than was given, and why."""

    by: UserId
    at: datetime
    reason: TextId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """How content one person of the customer was with a resolution."""

    by: UserId
    at: datetime
    good: bool
    comment: TextId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A written report that is owed since `since`: where it was published, or why it was waived.

    `drafted`: it is written and, where it is shared on request only, kept until somebody asks.
    """

    rule: str
    since: datetime
    drafted: bool = False
    requested: bool = False
    published: tuple[str, ...] = ()
    waived: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The state of a ticket. Times are UTC. `fired` counts what each timer has fired, by rule/step/episode.

    `severity_at` is the last raise, `ladder_since` the last time that the ladder of an episode took up again.
    `responded_at` is the first public reply and `replied_at` the newest, whatever order they arrived in.
    """

    id: SubjectId
    number: int
    account: AccountId
    contract: ContractVersion
    tier: TierId
    channel: str
    thread: str
    roots: tuple[str, ...]
    requester: UserId
    requester_team: str
    opened_at: datetime
    text: TextId
    status: Status = Status.OPEN
    claimed: Judgement | None = None
    assessed: Judgement | None = None
    episode: int = 1
    episode_at: datetime
    severity_at: datetime
    starts: tuple[Start, ...] = ()
    generation: int = 0
    ladder_since: datetime | None = None
    paged_at: datetime | None = None
    marks: tuple[Mark, ...] = ()
    acknowledged_by: UserId | None = None
    acknowledged_at: datetime | None = None
    owner: UserId | None = None
    unmarked_at: datetime | None = None
    responded_at: datetime | None = None
    replied_at: datetime | None = None
    first_updated_at: datetime | None = None
    updated_at: datetime | None = None
    next_update_at: datetime | None = None
    waiting_since: datetime | None = None
    last_spoken_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    resolved_at: datetime | None = None
    resolved_by: UserId | None = None
    closed_at: datetime | None = None
    asked_to_confirm: UserId | None = None
    excluded: str = ""
    excluded_at: datetime | None = None
    critical: tuple[str, ...] = ()
    critical_at: datetime | None = None
    outside_watch: bool = False
    unsure: bool = False
    lost: str = ""
    topic: str = ""
    reports: tuple[Report, ...] = ()
    pages: tuple[PageMade, ...] = ()
    fired: Mapping[str, int] = field(default_factory=dict)
    previous: SubjectId | None = None
    details: tuple[Details, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    ratings: tuple[Rating, ...] = ()
    cleared_at: datetime | None = None

    def severity(self, contract: Contract) -> SeverityId:
        """The severity that clocks run on: assessed, else claimed, else the contract's assumption."""
        judged = self.assessed or self.claimed
        return judged.severity if judged else contract.assumed

    def tier_of(self, contract: Contract) -> Tier:
        """The tier's entitlements under the contract version the ticket was opened with."""
        return contract.tiers[self.tier]

    @property
    def live(self) -> bool:
        """Whether anybody still waits for anything but a report."""
        return self.status not in (Status.RESOLVED, Status.WITHDRAWN)

    @property
    def acknowledged(self) -> bool:
        """Whether the ladder of this episode is stopped."""
        return self.acknowledged_at is not None

    @property
    def listening(self) -> bool:
        """Whether its thread still matters: until it is withdrawn, or closed a while after its resolution."""
        return self.closed_at is None and self.status is not Status.WITHDRAWN

    def moved(self, move: Move) -> "Ticket":
        """The ticket after a move of its status. IllegalTransition where it is not allowed."""
        return replace(self, status=step_to(self.status, move))


def fired_key(rule: str, step: str, episode: int) -> str:
    """What a timer is counted under."""
    return f"{rule}/{step}/{episode}"
