"""What a ticket remembers: judgements, marks, pauses, pages, reports, and what was merged into it."""

from dataclasses import dataclass
from datetime import datetime

from ackline.domain.contract import TargetKind
from ackline.domain.ids import RoleId, SeverityId, SubjectId, TextId, UserId


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
class Security:
    """Staff said that it is an active security incident: how to get onto the customer's bridge, and who says we are."""

    by: UserId
    at: datetime
    bridge: TextId | None = None
    joined_at: datetime | None = None
    joined_by: UserId | None = None


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
class ReplyBy:
    """The moment until which staff mean to answer: they set it for themselves, and no clause knows it."""

    at: datetime
    by: UserId
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissal:
    """Staff said that it is not a request, and why."""

    by: UserId
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Words of the customer's thread that the triage thread has not quoted yet."""

    user: UserId
    text: TextId
    at: datetime
    staff: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Continued:
    """The ticket that this one was merged into: all that is said here is that one's from then on."""

    ticket: SubjectId
    number: int
    channel: str
    thread: str
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A ticket that was merged into this one, and what it was promised: `kinds` of targets that nobody had met yet.

    Each of them runs on here from its own start, beside this ticket's. `severity` is what it was promised under;
    `becomes` is what this ticket came to by the merging.
    """

    ticket: SubjectId
    number: int
    channel: str
    thread: str
    roots: tuple[str, ...]
    requester: UserId
    text: TextId
    at: datetime
    severity: SeverityId
    becomes: SeverityId
    kinds: tuple[TargetKind, ...]
    opened_at: datetime
    severity_at: datetime
    responded_at: datetime | None = None
    first_updated_at: datetime | None = None
    waiting_since: datetime | None = None
    pauses: tuple[Pause, ...] = ()
