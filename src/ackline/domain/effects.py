"""Wishes: what a decision asks the world to do. They reach it through the outbox and no other way."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ackline.domain.events import Event
from ackline.domain.ids import AccountId, SubjectId, UserId
from ackline.domain.surfaces.words import Internal, Public


class Audience(StrEnum):
    """Whose card it is."""

    CUSTOMER = "customer"
    TRIAGE = "triage"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCard:
    """Bring a ticket's card up to date; the newest state is shown, however often it was asked for.

    `begins`: it stands at the top of its channel, and what is written below it is the ticket's thread.
    """

    ticket: SubjectId
    audience: Audience
    begins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A message in a customer's channel. `key` makes it happen once.

    `until`: should that ticket be opened, its card takes the message's place.
    """

    key: str
    channel: str
    thread: str | None
    words: Public
    until: SubjectId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inform:
    """A message to staff: in the thread of the ticket's triage card, or at the top of the triage channel.

    `channel` is another of the vendor's own channels, whose top it goes to.
    """

    key: str
    ticket: SubjectId | None
    words: Internal
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisper:
    """A direct message to one of the vendor's people that wakes nobody.

    `prompt`: it answers what they did just now, so that it does not wait for the end of their quiet hours.
    """

    key: str
    user: UserId
    words: Internal
    prompt: bool = False


class BriefKind(StrEnum):
    """What a brief is for: a shift that begins, one that is over, an account manager's day."""

    BEGINS = "begins"
    ENDS = "ends"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A direct message about how tickets stand, read when it is sent; with nothing to say it is not sent.

    `rota` is the one that changes hands, `other` the person at the other end of it.
    """

    key: str
    kind: BriefKind
    person: UserId
    at: datetime
    rota: str = ""
    other: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A direct message to whoever presents a review: its figures, read when it is sent; not sent once it is settled."""

    key: str
    person: UserId
    account: AccountId
    quarter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDraft:
    """Bring the draft of a review up to date, where one was sent: it says what became of the review."""

    account: AccountId
    quarter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPerson:
    """Ask Slack whether somebody is still there. The answer comes back as a fact."""

    key: str
    person: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Direct:
    """A direct message to one person of a customer, about what they tried. Nobody else needs to read it."""

    key: str
    user: UserId
    words: Public


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A page is sent only while its ticket is still of this generation (acknowledging ends one)."""

    ticket: SubjectId
    generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    """A page to one person by one pager. `look` asks for the last look at its ticket before it may leave.

    `person` None is the fallback channel.
    """

    key: str
    page: SubjectId
    ticket: SubjectId
    person: UserId | None
    pager: str
    address: str
    secret: str
    occurrence: int
    words: Internal
    guard: Guard | None
    look: bool
    requested_at: datetime
    reach_by: datetime | None = None
    summary: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Change a direct message that was delivered: it is over, and why."""

    key: str
    channel: str
    ts: str
    words: Internal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowGathered:
    """Bring the message that gathers pages up to date: each of its lines says how that page stands by now.

    `gathering` is what the message is known by.
    """

    gathering: str


class Ending(StrEnum):
    """How a page ends at its pager: its reader has seen it, or there is nothing left to ring for."""

    SEEN = "seen"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Let a pager stop ringing for a page that it took. Only for receipts that were `closable`."""

    key: str
    page: SubjectId
    person: UserId | None
    pager: str
    address: str
    secret: str
    ending: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """One subject reaches another: the event is put into the inbox by the transaction that decided it."""

    event: Event


Posted = (
    ShowCard
    | Say
    | Inform
    | Whisper
    | Direct
    | Brief
    | Draft
    | ShowDraft
    | CheckPerson
    | Deliver
    | Amend
    | ShowGathered
    | Close
)
Effect = Posted | Tell

POSTED: dict[str, type[Posted]] = {effect.__name__: effect for effect in Posted.__args__}
