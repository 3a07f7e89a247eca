"""The check of a contract, with the people who carry it out where they are known."""

from collections.abc import Mapping
from datetime import datetime

from ackline.adapters.config.lint.documents import check_clauses, check_conflicts, check_settings, check_windows
from ackline.adapters.config.lint.duty import check_ahead, check_duty
from ackline.adapters.config.lint.finding import Finding, Level
from ackline.adapters.config.lint.ladders import check_ladders
from ackline.adapters.config.lint.price import check_price
from ackline.domain.contract import Contract
from ackline.domain.duty.people import Roster


def lint(
    contract: Contract, roster: Roster | None, pagers: Mapping[str, bool], ahead: datetime | None = None
) -> tuple[Finding, ...]:
    """Everything to be said about a contract, errors first.

    `pagers` says of each pager whether it wakes a person. Without a roster nothing is said about people. `ahead` is
    from when on it is looked at whether anybody is on duty, overrides and calendars included; None: it is not.
    """
    findings = [
        *check_windows(contract),
        *check_ladders(contract),
        *check_price(contract),
        *(check_duty(contract, roster, pagers) if roster is not None else ()),
        *(check_ahead(contract, roster, ahead) if roster is not None and ahead is not None else ()),
        *check_conflicts(contract),
        *check_settings(contract),
        *check_clauses(contract),
    ]
    weight = list(Level)
    return tuple(sorted(findings, key=lambda finding: weight.index(finding.level)))
