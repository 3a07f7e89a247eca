"""What happened in a run, for the judge and for whoever reads a trace."""

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from .database import Database
from .slack import Workspace
from .telephone import Exchange

AROUND = timedelta(minutes=30)
"""So close to an act a fault happens together with it."""

_NEVER = datetime.max.replace(tzinfo=UTC)
_CRASHED = timedelta(minutes=5)
_STEP = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing was left to do: as of `now` on the machines' clock, with the journal up to `journal`."""

    now: datetime
    journal: int


@dataclass(slots=True)
class Record:
    """A run. `steps` and `faults` are true times, `downs` and `skews` the machines'."""

    start: datetime
    workspace: Workspace
    exchange: Exchange
    database: Database
    rests: list[Rest] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)
    steps: list[tuple[str, datetime]] = field(default_factory=list)
    faults: dict[str, list[datetime]] = field(default_factory=dict)
    downs: list[tuple[datetime, datetime]] = field(default_factory=list)
    imports: list[tuple[datetime, int]] = field(default_factory=list)
    commits: list[tuple[int, datetime]] = field(default_factory=list)
    skews: list[datetime] = field(default_factory=list)
    faults_of_ours: list[str] = field(default_factory=list)
    book: Any = None
    ended: datetime = _NEVER

    def committed(self, number: int) -> datetime:
        """When, in truth, a journal row was committed."""
        return self.commits[bisect_left(self.commits, number, key=lambda commit: commit[0])][1]

    def together(self) -> Counter[tuple[str, str]]:
        """How often each fault took effect within AROUND of each act of people."""
        return Counter(
            (fault, step)
            for fault, moments in self.faults.items()
            for step, at in self.steps
            if bisect_left(moments, at - AROUND) < bisect_right(moments, at + AROUND)
        )

    def was_down(self, since: datetime, until: datetime) -> bool:
        """Whether a process was away or the clock was set during that time, by the machines' clock."""
        times = [*self.downs, *((at - _STEP, at + _STEP) for at in self.skews)]
        return any(begin - _CRASHED <= until and end + _CRASHED >= since for begin, end in times)
