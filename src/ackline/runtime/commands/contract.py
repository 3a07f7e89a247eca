"""`ackline contract list | show | check | coverage`."""

import argparse
import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from ackline.adapters.config.contracts.load import load_all, load_contract
from ackline.adapters.config.lint.check import lint
from ackline.adapters.config.lint.coverage import coverage
from ackline.adapters.config.lint.finding import Finding, Level
from ackline.adapters.config.roster.load import load_roster
from ackline.adapters.pagers import PAGERS
from ackline.adapters.wallclock import Wallclock
from ackline.domain.contract import Contract, Tier
from ackline.domain.duty.people import Roster
from ackline.domain.installations.layering import over
from ackline.domain.time.clock import Elapsed
from ackline.runtime.checks.laid import laid_over
from ackline.runtime.settings import read_settings


def run(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Carry out the subcommand; 1 when a check found an error."""
    settings = read_settings(environment)
    if given.action == "check" and given.name and Path(given.name).suffix in (".yml", ".yaml"):
        return _check([load_contract(Path(given.name)).contract], None)
    contracts = {name: edition.contract for name, edition in load_all(settings.config).items()}
    chosen = _chosen(contracts, given.name)
    match given.action:
        case "list":
            for contract in chosen:
                print(f"{contract.id:12} {contract.version:18} {contract.title} ({', '.join(contract.tiers)})")
            return 0
        case "show":
            print("\n\n".join(_shown(contract) for contract in chosen))
            return 0
        case "coverage":
            return _coverage(chosen, as_json=given.json)
        case _:
            if settings.config is None:
                return _check(chosen, None)
            laid = asyncio.run(laid_over(settings))
            roster = over(load_roster(settings.config, contracts, laid.calendars), laid.installation)
            return _check(chosen, roster, Wallclock().now() if laid.calendars is not None else None)


def _chosen(contracts: Mapping[str, Contract], name: str | None) -> list[Contract]:
    if name is None:
        return list(contracts.values())
    if name not in contracts:
        raise ValueError(f"no contract {name!r}: there are {', '.join(sorted(contracts))}")
    return [contracts[name]]


def _check(contracts: list[Contract], roster: Roster | None, ahead: datetime | None = None) -> int:
    wakes = {name: pager.wakes for name, pager in PAGERS.items()}
    found = [(contract, lint(contract, roster, wakes, ahead)) for contract in contracts]
    for contract, findings in found:
        print(f"{contract.id}: {_count(findings)}")
        for finding in sorted(findings, key=lambda f: list(Level).index(f.level)):
            cited = f" [{finding.clause}]" if finding.clause else ""
            print(f"  {finding.level.value}: {finding.path}: {finding.why}{cited}\n    mend: {finding.mend}")
    return 1 if any(f.level is Level.ERROR for _, findings in found for f in findings) else 0


def _count(findings: tuple[Finding, ...]) -> str:
    counts = {level: sum(f.level is level for f in findings) for level in Level}
    return ", ".join(f"{n} {level.value}{'' if n == 1 else 's'}" for level, n in counts.items())


def _coverage(contracts: list[Contract], *, as_json: bool) -> int:
    rows = coverage(contracts)
    if as_json:
        print(json.dumps(rows, indent=2))
        return 0
    for row in rows:
        print(f"{row['clause']:8} {row['status']:12} {row['story'] or ''}".rstrip())
    return 0


def _shown(contract: Contract) -> str:
    lines = [f"{contract.title} ({contract.id}, version {contract.version})"]
    for severity in contract.severities:
        lines.append(f"  {severity.id}: {severity.name}: {severity.definition} [{severity.clause}]")
    for tier in contract.tiers.values():
        lines += _tier(tier, contract)
    lines += [f"  {c.label}: {c.address or 'given per account'} [{c.clause}]" for c in contract.contacts]
    lines += [f"  outside: {x.label} ({x.code}) [{x.clause}]" for x in contract.exclusions]
    lines += [f"  says: {text}" for text in contract.texts.values()]
    lines += [f"  reading: {s.question} {s.value} [{s.clause}]" for s in contract.settings]
    return "\n".join(lines)


def _tier(tier: Tier, contract: Contract) -> list[str]:
    lines = [f"  {tier.name} ({tier.entitlement.value} in Slack) [{tier.clause}]"]
    for severity in contract.severities:
        for kind, target in tier.targets.get(severity.id, {}).items():
            promised = target.duration or "best effort"
            lines.append(f"    {severity.id} {kind.value.replace('_', ' ')}: {promised} [{target.clause}]")
    for step in tier.ladder:
        when = f"within {Elapsed(step.within)}" if step.within is not None else f"after {Elapsed(step.offset)}"
        lines.append(f"    page {step.role} {when} [{', '.join(dict.fromkeys((*step.clauses.values(), step.clause)))}]")
    return lines
