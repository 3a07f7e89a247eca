"""What a contract wants in place before a customer may rely on it, ticked by staff (WEK-8)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ackline.domain.contract import Contract, Preparation
from ackline.domain.ids import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Somebody saw that it is in place."""

    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """An account's: `names` are those of whatever an item is asked of each, such as clusters; `ticks` by point.

    `saved`: staff left it so in Slack.
    """

    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ticks: Mapping[str, Tick] = field(default_factory=dict)
    saved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing to tick: an item of the contract, or an item for one of several."""

    id: str
    label: str
    item: Preparation


EMPTY = Checklist()


def points(contract: Contract, kept: Checklist) -> Iterator[Point]:
    """All that is to be ticked; an item that is asked of each and names none yet stands for itself."""
    for item in contract.onboarding:
        names = kept.names.get(item.id, ()) if item.each else ()
        if not names:
            yield Point(id=item.id, label=item.label, item=item)
        for name in names:
            yield Point(id=f"{item.id}/{name}", label=f"{item.label}: {name}", item=item)


def in_force(kept: Checklist, imported: Checklist) -> Checklist:
    """The list as staff left it in Slack, else as accounts.yml has it: an import never ticks what they took off."""
    return kept if kept.saved or kept.ticks else imported


def still_asked(kept: Checklist, contract: Contract) -> Checklist:
    """What of a list the contract asks for: it may ask for less than when it was kept."""
    each = {item.id for item in contract.onboarding if item.each}
    names = {item: named for item, named in kept.names.items() if item in each}
    there = {point.id for point in points(contract, Checklist(names=names))}
    return Checklist(names=names, ticks={point: tick for point, tick in kept.ticks.items() if point in there})


def open_points(contract: Contract, kept: Checklist, *, bound: bool) -> tuple[Point, ...]:
    """What is not in place yet. `bound`: the account has a channel; an item that is met by one needs no tick."""
    return tuple(p for p in points(contract, kept) if p.id not in kept.ticks and not (p.item.bound and bound))
