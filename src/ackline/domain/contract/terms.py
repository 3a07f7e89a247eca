"""What a plan promises by severity: clauses, targets, ladders, and where else it sends people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from ackline.domain.ids import ClauseId, RoleId, SeverityId, TierId
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
