"""What decisions are made with: the time, and the contracts and people in force."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ackline.domain.contract import Contract
from ackline.domain.duty.people import Roster
from ackline.domain.ids import ContractVersion


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The contracts by version and the roster in force, loaded and ready."""

    roster: Roster
    contracts: dict[ContractVersion, Contract] = field(default_factory=dict)
    current: dict[str, ContractVersion] = field(default_factory=dict)
    tzdata: str = ""
