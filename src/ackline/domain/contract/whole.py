"""A contract: its terms and duties together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ackline.domain.contract.duties import (
    AllClear,
    BeforeTicket,
    Conflict,
    Contact,
    Exclusion,
    Hosting,
    NeedsSeverity,
    Preparation,
    ReportRule,
    ReviewRule,
    Route,
    SecurityRule,
    Setting,
    Watch,
)
from ackline.domain.contract.terms import Clause, Severity, Target, TargetKind, Tier
from ackline.domain.ids import ClauseId, ContractVersion, SeverityId, TierId
from ackline.domain.time.calendar import BusinessCalendar


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
