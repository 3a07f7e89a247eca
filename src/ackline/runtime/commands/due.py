"""`ackline due`: what a contract promises for a message at an instant."""

import argparse
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from ackline.adapters.config.contracts.load import load_all
from ackline.domain.contract import Contract
from ackline.domain.ids import TierId
from ackline.domain.rules.targets import NAMES
from ackline.runtime.printing import iso
from ackline.runtime.settings import read_settings
from ackline.services.looking.forecast import Forecast, Promise, forecast


def run(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Print the due times. ValueError for a word that the contract does not know."""
    editions = load_all(read_settings(environment).config)
    if given.contract not in editions:
        raise ValueError(f"no contract {given.contract!r}: there are {', '.join(sorted(editions))}")
    contract = editions[given.contract].contract
    severity = contract.find_severity(given.severity)
    if severity is None:
        known = ", ".join(f"{s.id} ({s.name})" for s in contract.severities)
        raise ValueError(f"{contract.id} has no severity {given.severity!r}: it has {known}")
    tier = tier_named(contract, given.tier)
    found = forecast(contract, tier, severity.id, _instant(given.start))
    print(json.dumps(as_json(found), indent=2) if given.json else _in_words(found, contract, tier, severity.name))
    return 0


def tier_named(contract: Contract, name: str | None) -> TierId:
    """The tier of that name in any case; a contract's only tier need not be named. ValueError otherwise."""
    known = {tier.id.lower(): tier.id for tier in contract.tiers.values()}
    known |= {tier.name.lower(): tier.id for tier in contract.tiers.values()}
    if name is None and len(contract.tiers) == 1:
        return next(iter(contract.tiers))
    if name is None or name.lower() not in known:
        asked = "say --tier" if name is None else f"no tier {name!r}"
        raise ValueError(f"{contract.id}: {asked}; it has {', '.join(contract.tiers)}")
    return known[name.lower()]


def as_json(found: Forecast) -> dict[str, object]:
    """Plain data: best effort is {"due": null, "effort": "best"}, nothing promised is null."""
    targets = {kind.value: _promise(promise) for kind, promise in found.targets.items()}
    ladder = [
        {"role": step.role, "at": iso(step.at), "clause": step.clause}
        | ({"by": iso(step.by)} if step.by is not None else {})
        for step in found.escalation
    ]
    return {**targets, "escalation": ladder, "reports": {name: _promise(p) for name, p in found.reports.items()}}


def _promise(promise: Promise | None) -> dict[str, object] | None:
    if promise is None:
        return None
    if promise.best_effort:
        return {"due": None, "effort": "best"}
    return {"due": iso(promise.due), "clause": promise.clause}


def _instant(given: str | None) -> datetime:
    if given is None:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        raise ValueError(f"{given!r} is no instant: write it like 2026-11-20T22:00:00Z") from None
    if at.tzinfo is None:
        raise ValueError(f"{given!r} has no zone: end it with Z for UTC, or with an offset like -05:00")
    return at.astimezone(UTC)


def _in_words(found: Forecast, contract: Contract, tier: TierId, severity: str) -> str:
    lines = [f"{contract.title}, {contract.tiers[tier].name}, {severity}"]
    lines += [f"  {NAMES[kind]}: {_words(promise)}" for kind, promise in found.targets.items()]
    for step in found.escalation:
        by = f", reached by {iso(step.by)}" if step.by is not None else ""
        lines.append(f"  Page {step.role}: {iso(step.at)}{by} ({step.clause})")
    for name, report in found.reports.items():
        told = f"{_words(report)}, if it were resolved then" if report else "no date, its calendar is yet to be given"
        lines.append(f"  Report {name}: {told}")
    return "\n".join(lines)


def _words(promise: Promise | None) -> str:
    if promise is None:
        return "nothing promised"
    when = "best effort" if promise.best_effort else f"{iso(promise.due)}, {promise.duration}"
    return f"{when} ({promise.clause})"
