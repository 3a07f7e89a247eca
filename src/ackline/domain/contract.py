"""A support contract as data: what a customer was promised, clause by clause."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from ackline.domain.ids import ClauseId, ContractVersion, RoleId, SeverityId, TierId
from ackline.domain.time.calendar import BusinessCalendar
from ackline.domain.time.clock import Duration


class ClauseStatus(StrEnum):
    """What Ackline does about a clause."""

    CARRIED_OUT = "carried out"
    SHOWN = "shown"
    PLANNED = "planned"


class Effort(StrEnum):
    """How binding a target is. Best effort has no due time and is never a breach."""

    PROMISED = "promised"
    BEST = "best"


class TargetKind(StrEnum):
    """Which promise a clock measures."""

    FIRST_RESPONSE = "first_response"
    FIRST_UPDATE = "first_update"
    NEXT_UPDATE = "next_update"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"


class Entitlement(StrEnum):
    """What a message in Slack is worth under a tier."""

    TICKET = "ticket"
    REDIRECT = "redirect"
    COURTESY = "courtesy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One obligation of the published document, in our own words."""

    id: ClauseId
    text: str
    status: ClauseStatus
    story: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """One level of urgency. `rank` 0 is the most urgent; `pages` starts the ladder when claimed or assessed.

    `tell_at_once` and `tell_when_resolved` ask staff for what the contract has them tell beside Slack.
    """

    id: SeverityId
    name: str
    rank: int
    definition: str
    clause: ClauseId
    aliases: tuple[str, ...] = ()
    emoji: tuple[str, ...] = ()
    pages: bool = False
    tell_at_once: str = ""
    tell_when_resolved: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A promised duration under a named calendar (None: wall clock). Best effort has no duration."""

    clause: ClauseId
    effort: Effort = Effort.PROMISED
    duration: Duration | None = None
    calendar: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rung of an escalation ladder.

    `after` fires at exactly that age; `within` promises that the person is reached by then and is dispatched
    earlier by `lead`. Ages count from the first start of the severity, in wall-clock time. `clauses` are cited in
    place of `clause` for the severities that have one of their own.
    """

    name: str
    role: RoleId
    clause: ClauseId
    severities: frozenset[SeverityId]
    after: timedelta | None = None
    within: timedelta | None = None
    lead: timedelta = timedelta(minutes=2)
    repeat: timedelta | None = None
    explicit_pages: bool = False
    always: bool = False
    clauses: Mapping[SeverityId, ClauseId] = field(default_factory=dict)

    def cites(self, severity: SeverityId) -> ClauseId:
        """The clause that a page of this step rests on."""
        return self.clauses.get(severity, self.clause)

    @property
    def offset(self) -> timedelta:
        """The age of the severity at which this step is dispatched."""
        if self.within is not None:
            return max(self.within - self.lead, timedelta())
        return self.after or timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """How a message is answered where Slack is no support channel."""

    clause: ClauseId
    text: str
    contacts: tuple[str, ...]
    critical_contacts: tuple[str, ...] = ()
    critical_clause: ClauseId | None = None
    once_per: timedelta | None = None
    handled: frozenset[SeverityId] = frozenset()
    courtesy_ping: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRule:
    """What is published for a customer who wants more: the ladder's explicit pages run, `contacts` are always shown."""

    clause: ClauseId
    text: str
    contacts: tuple[str, ...] = ()


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
class Tier:
    """What one plan is entitled to: targets by severity and kind, and who is paged."""

    id: TierId
    name: str
    entitlement: Entitlement
    clause: ClauseId
    targets: Mapping[SeverityId, Mapping[TargetKind, Target]] = field(default_factory=dict)
    ladder: tuple[Step, ...] = ()
    redirect: Redirect | None = None
    escalation: EscalationRule | None = None
    deployments: frozenset[str] = frozenset()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Everything one published document promises.

    `version` addresses the content, expanded holidays included. `assumed` is the severity that clocks run on
    until somebody claims or assesses one. `word` is what a target is called to customers ("SLA", "target").
    `pausing` names the statuses that stop the resolution clock. `emoji` maps an emoji name to an act.
    `missing` names the calendars that the document leaves to be given: such a contract is a template. `hours`
    names the clauses that calendars are written in.
    """

    id: str
    version: ContractVersion
    title: str
    word: str
    severities: tuple[Severity, ...]
    assumed: SeverityId
    tiers: Mapping[TierId, Tier]
    calendars: Mapping[str, BusinessCalendar]
    clauses: Mapping[ClauseId, Clause]
    needs_severity: NeedsSeverity | None = None
    watch: Watch | None = None
    security: SecurityRule | None = None
    hosting: Hosting | None = None
    onboarding: tuple[Preparation, ...] = ()
    before_ticket: BeforeTicket | None = None
    all_clear: AllClear | None = None
    contacts: tuple[Contact, ...] = ()
    routes: tuple[Route, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    reports: tuple[ReportRule, ...] = ()
    reviews: tuple[ReviewRule, ...] = ()
    settings: tuple[Setting, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    emoji: Mapping[str, str] = field(default_factory=dict)
    pausing: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    hours: Mapping[str, ClauseId] = field(default_factory=dict)

    def severity(self, severity: SeverityId) -> Severity:
        """The severity of that id. KeyError when the contract has none."""
        for candidate in self.severities:
            if candidate.id == severity:
                return candidate
        raise KeyError(severity)

    def find_severity(self, words: str) -> Severity | None:
        """The severity that a person means by `words`: id, name or alias in any case."""
        return next((s for s in self.severities if words.strip().lower() in names(s)), None)

    def contact(self, contact: str) -> Contact:
        """The contact of that id. KeyError when the contract has none."""
        for candidate in self.contacts:
            if candidate.id == contact:
                return candidate
        raise KeyError(contact)

    def review(self, tier: TierId) -> ReviewRule | None:
        """The review that a tier is promised; it is promised one at most."""
        return next((rule for rule in self.reviews if not rule.tiers or tier in rule.tiers), None)

    def setting(self, setting: str) -> str:
        """The reading taken of an open question. KeyError when the contract lists no such question."""
        for candidate in self.settings:
            if candidate.id == setting:
                return candidate.value
        raise KeyError(setting)

    def target(self, tier: TierId, severity: SeverityId, kind: TargetKind) -> Target | None:
        """The target of that kind, or None where the contract promises nothing."""
        return self.tiers[tier].targets.get(severity, {}).get(kind)


def names(severity: Severity) -> frozenset[str]:
    """Every word a severity is known by, in lower case."""
    return frozenset(word.lower() for word in (severity.id, severity.name, *severity.aliases))
