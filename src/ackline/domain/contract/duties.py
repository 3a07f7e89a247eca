"""What a contract promises beside its targets, and what it leaves open: reports, reviews, contacts, settings."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from ackline.domain.ids import ClauseId, RoleId, SeverityId, TierId
from ackline.domain.time.clock import Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class AllClear:
    """The customer is told when all works again, with a summary; `text` says what follows."""

    clause: ClauseId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeTicket:
    """Where a look may help before anybody is asked."""

    clause: ClauseId
    text: str
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A published way to reach the vendor. `address` is a URL, mailbox or telephone number."""

    id: str
    label: str
    address: str
    clause: ClauseId
    tiers: frozenset[TierId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A topic that belongs somewhere else, recognised by its words."""

    topic: str
    words: tuple[str, ...]
    contact: str
    clause: ClauseId
    role: RoleId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A reason why a request is outside the contract, with an example and what is inside instead."""

    code: str
    label: str
    clause: ClauseId
    example: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRule:
    """A written report that is owed after a ticket, in business days of a calendar.

    `internal` marks a deadline that the contract does not publish; `on_request` shares it only when asked for.
    `security`: it is owed after a security incident, and after nothing else.
    """

    id: str
    name: str
    clause: ClauseId
    severities: frozenset[SeverityId]
    tiers: frozenset[TierId]
    due: Duration
    calendar: str
    places: tuple[str, ...]
    sections: tuple[str, ...]
    from_opening: bool = False
    internal: bool = False
    on_request: bool = False
    security: bool = False


class Content(StrEnum):
    """What a review shows. Ackline measures the tickets; the rest is for whoever presents it."""

    UPTIME = "uptime"
    TICKETS = "ticket trends"
    RECOMMENDATIONS = "recommendations"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRule:
    """A review of each quarter, presented to the customer by `role`.

    It is held by the last business day of the `month`th month after the quarter: a setting where none is published.
    """

    id: str
    name: str
    clause: ClauseId
    tiers: frozenset[TierId]
    role: RoleId
    month: int
    calendar: str
    contents: tuple[Content, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityRule:
    """What an active security incident comes to: it is of `severity`, and in `pages` tiers the on-call is called.

    An engineer is on the customer's `bridge` within the first response of that severity, from when staff said that it
    is one or, with `from_opening`, from the customer's first message.
    """

    clause: ClauseId
    severity: SeverityId
    pages: frozenset[TierId]
    bridge: ClauseId
    from_opening: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosting:
    """The promises hold in Slack only in channels that live in the vendor's own workspace."""

    clause: ClauseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """Something that must be in place before a customer may rely on the contract.

    `each` names what it is asked of, one by one, such as "cluster"; `bound`: a bound channel is all that it takes.
    """

    id: str
    label: str
    clause: ClauseId
    each: str = ""
    bound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Something the document leaves open: the reading taken, the others, and the one recommended."""

    id: str
    question: str
    value: str
    recommended: str
    options: tuple[str, ...]
    clause: ClauseId


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two clauses that disagree, and the one that is followed."""

    between: tuple[ClauseId, ClauseId]
    follows: ClauseId
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsSeverity:
    """The timer of a ticket that nobody has assessed: staff are reminded after `after`, then every `repeat`."""

    clause: ClauseId
    after: Duration
    repeat: timedelta
    calendar: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """When staff watch the channels. A message outside it is flagged, and `pages` severities page."""

    clause: ClauseId
    calendar: str
    pages: frozenset[SeverityId]
