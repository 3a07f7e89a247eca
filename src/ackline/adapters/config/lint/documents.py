"""What a published document leaves open, contradicts, or promises without anybody keeping it."""

from collections.abc import Iterator

from ackline.adapters.config.lint.finding import Finding, Level
from ackline.domain.contract import ClauseStatus, Contract
from ackline.domain.ids import ClauseId


def check_windows(contract: Contract) -> Iterator[Finding]:
    """Business time that nobody has defined: the contract is a template until its calendars are given."""
    for calendar in contract.missing:
        users = ", ".join(_users(contract, calendar)) or "nothing yet"
        yield Finding(
            level=Level.ERROR,
            path=f"calendars.{calendar}",
            why=f"the contract leaves its {calendar} hours to be given, and on them rests: {users}",
            mend=f"give contracts.{contract.id}.calendars.{calendar} in accounts.yml",
        )


def check_conflicts(contract: Contract) -> Iterator[Finding]:
    """Clauses that disagree."""
    for number, conflict in enumerate(contract.conflicts):
        one, other = conflict.between
        yield Finding(
            level=Level.WARNING,
            path=f"conflicts[{number}]",
            why=f"{one} and {other} disagree, {conflict.follows} is followed. {conflict.why}",
            mend="settle it in the published document",
            clause=conflict.follows,
        )


def check_settings(contract: Contract) -> Iterator[Finding]:
    """Open questions, each with the reading taken."""
    for setting in contract.settings:
        others = ", ".join(option for option in setting.options if option != setting.value)
        taken = f"{setting.question} Reading taken: {setting.value}"
        advice = "" if setting.value == setting.recommended else f" (recommended: {setting.recommended})"
        yield Finding(
            level=Level.NOTE,
            path=f"settings.{setting.id}",
            why=taken + advice,
            mend=f"it may also be: {others}" if others else "no other reading can be carried out",
            clause=setting.clause,
        )


def check_clauses(contract: Contract) -> Iterator[Finding]:
    """Clauses that are carried out without a proof, and clauses that nothing refers to."""
    cited = frozenset(_cited(contract))
    for clause in contract.clauses.values():
        if clause.status is ClauseStatus.CARRIED_OUT and clause.story is None:
            yield Finding(
                level=Level.WARNING,
                path=f"clauses.{clause.id}",
                why=f"{clause.id} is said to be carried out, and no story proves it",
                mend="name the test as its story, or say shown",
                clause=clause.id,
            )
        if clause.status is not ClauseStatus.PLANNED and clause.id not in cited:
            yield Finding(
                level=Level.NOTE,
                path=f"clauses.{clause.id}",
                why=f"no element of the contract refers to {clause.id}, only its text stands for it",
                mend="cite it where it is carried out, or leave it as text",
                clause=clause.id,
            )


def _users(contract: Contract, calendar: str) -> Iterator[str]:
    for tier in contract.tiers.values():
        for severity, kinds in tier.targets.items():
            for kind, target in kinds.items():
                if target.calendar == calendar:
                    yield f"{kind} of {severity} ({tier.id})"
    yield from (f"report {report.id}" for report in contract.reports if report.calendar == calendar)
    yield from (f"review {review.id}" for review in contract.reviews if review.calendar == calendar)
    if contract.watch is not None and contract.watch.calendar == calendar:
        yield "watch"
    if contract.needs_severity is not None and contract.needs_severity.calendar == calendar:
        yield "needs_severity"


def _cited(contract: Contract) -> Iterator[ClauseId]:
    for tier in contract.tiers.values():
        yield tier.clause
        yield from (target.clause for kinds in tier.targets.values() for target in kinds.values())
        yield from (cited for step in tier.ladder for cited in (step.clause, *step.clauses.values()))
        if tier.redirect is not None:
            yield tier.redirect.clause
            if tier.redirect.critical_clause is not None:
                yield tier.redirect.critical_clause
        if tier.escalation is not None:
            yield tier.escalation.clause
    for elements in (
        contract.severities,
        contract.contacts,
        contract.routes,
        contract.exclusions,
        contract.reports,
        contract.reviews,
        contract.settings,
        contract.onboarding,
    ):
        yield from (element.clause for element in elements)
    for conflict in contract.conflicts:
        yield from conflict.between
    if contract.security is not None:
        yield from (contract.security.clause, contract.security.bridge)
    for rule in (contract.watch, contract.needs_severity, contract.before_ticket, contract.all_clear, contract.hosting):
        if rule is not None:
            yield rule.clause
