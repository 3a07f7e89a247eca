"""A roster as the database keeps it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import msgspec

from ackline.domain.duty.people import Account, Fixed, Person, Roster, Vendor, Weekly, Windows
from ackline.domain.duty.scheduled import Scheduled
from ackline.domain.ids import AccountId, ContractVersion, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frozen:
    """A roster with its rotas apart by kind."""

    version: str
    vendor: Vendor
    people: Mapping[UserId, Person]
    fixed: Mapping[str, Fixed]
    weekly: Mapping[str, Weekly]
    windows: Mapping[str, Windows]
    accounts: Mapping[AccountId, Account]
    offered: tuple[str, ...] = ()
    scheduled: Mapping[str, Scheduled] = field(default_factory=dict)


def freeze_roster(roster: Roster) -> str:
    """The roster as JSON text."""
    frozen = _Frozen(
        version=roster.version,
        vendor=roster.vendor,
        people=roster.people,
        fixed={name: rota for name, rota in roster.rotas.items() if isinstance(rota, Fixed)},
        weekly={name: rota for name, rota in roster.rotas.items() if isinstance(rota, Weekly)},
        windows={name: rota for name, rota in roster.rotas.items() if isinstance(rota, Windows)},
        accounts=roster.accounts,
        offered=roster.offered,
        scheduled={name: rota for name, rota in roster.rotas.items() if isinstance(rota, Scheduled)},
    )
    return msgspec.json.encode(frozen, order="deterministic").decode()


def thaw_roster(frozen: str) -> Roster:
    """The roster of a frozen text. Raises msgspec.ValidationError when this release can't read it."""
    kept = msgspec.json.decode(frozen, type=_Frozen)
    return Roster(
        version=kept.version,
        vendor=kept.vendor,
        people=kept.people,
        rotas={**kept.fixed, **kept.weekly, **kept.windows, **kept.scheduled},
        accounts=kept.accounts,
        offered=kept.offered,
    )


def versioned(roster: Roster, contracts: Iterable[ContractVersion]) -> Roster:
    """The roster with the version that its content has, whatever order it was written in.

    The contracts are a part of it: what an account is promised under a new one, it learns by a new import.
    """
    content = "/".join((freeze_roster(replace(roster, version="")), *sorted(contracts)))
    return replace(roster, version=hashlib.sha256(content.encode()).hexdigest()[:16])
