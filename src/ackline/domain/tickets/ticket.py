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
from ackline.domain.tickets.facets import (
    Continued,
    Details,
    Dismissal,
    Escalation,
    Judgement,
    Mark,
    Merged,
    PageMade,
    Pause,
    Rating,
    ReplyBy,
    Report,
    Security,
    Spoken,
    Start,
)


class Status(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    PENDING = "pending"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What can happen to a status."""

    ACKNOWLEDGE = "acknowledge"
    UNACKNOWLEDGE = "unacknowledge"
    PEND = "pend"
    RESUME = "resume"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    DISMISS = "dismiss"
    MERGE = "merge"
    WITHDRAW = "withdraw"


_S, _V = Status, Move
TRANSITIONS: Mapping[Status, Mapping[Move, Status]] = {
    _S.OPEN: {
        _V.ACKNOWLEDGE: _S.ACKNOWLEDGED,
        _V.PEND: _S.PENDING,
        _V.RESOLVE: _S.RESOLVED,
        _V.DISMISS: _S.DISMISSED,
        _V.MERGE: _S.MERGED,
        _V.WITHDRAW: _S.WITHDRAWN,
    },
    _S.ACKNOWLEDGED: {
        _V.ACKNOWLEDGE: _S.ACKNOWLEDGED,
        _V.UNACKNOWLEDGE: _S.OPEN,
        _V.PEND: _S.PENDING,
        _V.RESOLVE: _S.RESOLVED,
        _V.DISMISS: _S.DISMISSED,
        _V.MERGE: _S.MERGED,
        _V.WITHDRAW: _S.WITHDRAWN,
    },
    _S.PENDING: {
        _V.ACKNOWLEDGE: _S.PENDING,
        _V.RESUME: _S.ACKNOWLEDGED,
        _V.UNACKNOWLEDGE: _S.OPEN,
        _V.RESOLVE: _S.RESOLVED,
        _V.DISMISS: _S.DISMISSED,
        _V.MERGE: _S.MERGED,
        _V.WITHDRAW: _S.WITHDRAWN,
    },
    _S.RESOLVED: {_V.REOPEN: _S.OPEN},
    _S.DISMISSED: {_V.REOPEN: _S.OPEN},
    _S.MERGED: {},
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
class Was:
    """What an emoji changed, as it was before."""

    status: Status
    claimed: Judgement | None
    assessed: Judgement | None
    acknowledged_by: UserId | None
    acknowledged_at: datetime | None
    waiting_since: datetime | None
    unanswered: Mapping[str, datetime] = field(default_factory=dict)
    next_update_at: datetime | None
    pauses: tuple[Pause, ...]
    resolved_at: datetime | None
    resolved_by: UserId | None
    paging: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """The last thing that an emoji did, and what it left: taking it off soon puts back what was before."""

    user: UserId
    emoji: str
    ts: str
    at: datetime
    status: Status
    generation: int
    was: Was


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The state of a ticket. Times are UTC. `fired` counts what each timer has fired, by rule/step/episode.

    `severity_at` is the last raise, `ladder_since` the last time that the ladder of an episode took up again.
    `responded_at` is the first public reply and `replied_at` the newest, whatever order they arrived in.
    `unanswered` are the customer's messages without a reply, by their ts, and `waiting_since` the one that counts.
    `uncovered` is why its contract is not in force (coverage.py), since `uncovered_at`. `backfilled_at`: it was asked
    before Ackline came, and read then. `roles` are the rotas that answered for it when it was asked.
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
    unanswered: Mapping[str, datetime] = field(default_factory=dict)
    last_spoken_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    resolved_at: datetime | None = None
    resolved_by: UserId | None = None
    closed_at: datetime | None = None
    asked_to_confirm: UserId | None = None
    excluded: str = ""
    excluded_at: datetime | None = None
    excluded_why: str = ""
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
    security: Security | None = None
    details: tuple[Details, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    ratings: tuple[Rating, ...] = ()
    cleared_at: datetime | None = None
    shadow: bool = False
    uncovered: str = ""
    uncovered_at: datetime | None = None
    backfilled_at: datetime | None = None
    reply_by: ReplyBy | None = None
    dismissal: Dismissal | None = None
    continues: Continued | None = None
    merged: tuple[Merged, ...] = ()
    split_from: int | None = None
    detached: bool = False
    undo: Undo | None = None
    unquoted: tuple[Spoken, ...] = ()
    roles: Mapping[RoleId, str] = field(default_factory=dict)

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
        return self.status in (Status.OPEN, Status.ACKNOWLEDGED, Status.PENDING)

    @property
    def acknowledged(self) -> bool:
        """Whether the ladder of this episode is stopped."""
        return self.acknowledged_at is not None

    @property
    def listening(self) -> bool:
        """Whether its thread still matters: while it is live, and a while after its resolution."""
        return self.live or (self.status is Status.RESOLVED and self.closed_at is None)

    @property
    def requesters(self) -> frozenset[UserId]:
        """Whoever asked: here, and in what was merged into it."""
        return frozenset((self.requester, *(m.requester for m in self.merged)))

    @property
    def first_messages(self) -> frozenset[str]:
        """The messages that it is about, those of what was merged into it included."""
        return frozenset((*self.roots, *(ts for m in self.merged for ts in m.roots)))

    def moved(self, move: Move) -> "Ticket":
        """The ticket after a move of its status. IllegalTransition where it is not allowed."""
        return replace(self, status=step_to(self.status, move))


def fired_key(rule: str, step: str, episode: int) -> str:
    """What a timer is counted under."""
    return f"{rule}/{step}/{episode}"
