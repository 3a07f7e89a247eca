"""Steps that never come, and claims that page nobody."""

from collections.abc import Iterator

from ackline.adapters.config.lint.finding import Finding, Level
from ackline.domain.contract import Contract, Entitlement, Step, Tier


def check_ladders(contract: Contract) -> Iterator[Finding]:
    """Unreachable steps, and paging severities without a step."""
    for tier in contract.tiers.values():
        for number, step in enumerate(tier.ladder):
            why = _unreachable(contract, tier, step)
            if why:
                yield Finding(
                    level=Level.ERROR,
                    path=f"tiers.{tier.id}.ladder[{number}]",
                    why=f"{step.name} is never reached: {why}",
                    mend="name a severity that pages and is handled here, or say explicit_pages: yes",
                    clause=step.clause,
                )
    for severity in contract.severities:
        silent = [
            tier.id
            for tier in contract.tiers.values()
            if tier.entitlement is Entitlement.TICKET
            and not any(severity.id in step.severities for step in tier.ladder)
        ]
        if severity.pages and silent:
            yield Finding(
                level=Level.WARNING,
                path=f"severities.{severity.id}.pages",
                why=f"{severity.name} pages, and there is no ladder for it in {', '.join(silent)}",
                mend="add a step, or say pages: no",
                clause=severity.clause,
            )


def _unreachable(contract: Contract, tier: Tier, step: Step) -> str:
    """Why a step is never reached; empty when it is."""
    if step.explicit_pages:
        return ""
    paging = {severity for severity in step.severities if contract.severity(severity).pages}
    if not paging:
        return f"{', '.join(sorted(step.severities))} does not page"
    if tier.entitlement is Entitlement.TICKET:
        return ""
    handled = tier.redirect.handled if tier.redirect is not None else frozenset()
    return "" if paging & handled else f"what is posted under {tier.id} is redirected, no ticket opens"
