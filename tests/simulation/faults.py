"""What goes wrong, for how long, and how often it did: each fault is a name, a window and a likelihood."""

import random
from dataclasses import dataclass
from datetime import datetime

from .virtual import WorldTime

CRASHES = ("crash begin", "crash before commit", "crash after commit", "crash slack before", "crash slack after")
STALLS = ("stall",)
SLACK = (
    "rate limited",
    "error before",
    "error after",
    "timeout before",
    "timeout after",
    "reset before",
    "reset after",
    "stale history",
    "unreadable",
    "slow",
)
SLACK_DOWN = "slack down"
PAGER = ("pager error before", "pager error after", "pager timeout after", "pager busy", "pager gone")
DELIVERY = ("duplicated", "duplicated under another id", "delayed", "undelivered")
DATABASE = "database away"
CLOCK = ("clock forward", "clock back")
OUTAGE = "outage"
RESTART = "rolling restart"

WINDOWS = (*SLACK, SLACK_DOWN, *PAGER, *DELIVERY, DATABASE)
FAULTS = (*CRASHES, *STALLS, *WINDOWS, *CLOCK, OUTAGE, RESTART)


class Crash(BaseException):
    """A process ends here and now; nothing of ours may catch it."""


@dataclass(frozen=True, slots=True)
class _Window:
    name: str
    until: datetime
    likelihood: float


class Faults:
    """The faults of one run. `happened` has the moments at which each took effect."""

    def __init__(self, dice: random.Random, time: WorldTime) -> None:
        self._dice = dice
        self._time = time
        self._windows: list[_Window] = []
        self.armed: list[str] = []
        self.happened: dict[str, list[datetime]] = {}

    def open(self, name: str, until: datetime, likelihood: float) -> None:
        """From here until then it happens that often."""
        self._windows.append(_Window(name, until, likelihood))

    def arm(self, name: str, after: int) -> None:
        """The next point of that name, once `after` others were passed, is where it happens."""
        self.armed += [name] if after == 0 else [f"{name}#{after}"]

    def stop(self) -> None:
        """Nothing goes wrong from here on."""
        self._windows.clear()
        self.armed.clear()

    def strikes(self, names: tuple[str, ...]) -> str | None:
        """Which of these faults happens at this opportunity, if any."""
        if not self._windows:
            return None
        now = self._time.true()
        self._windows = [w for w in self._windows if w.until > now]
        for window in self._windows:
            if window.name in names and self._dice.random() < window.likelihood:
                self.count(window.name)
                return window.name
        return None

    def awaits(self, name: str) -> bool:
        """Whether such a fault is armed."""
        return any(armed.partition("#")[0] == name for armed in self.armed)

    def due(self, name: str) -> bool:
        """Whether an armed fault happens at this point."""
        for index, armed in enumerate(self.armed):
            plain, _, left = armed.partition("#")
            if plain != name:
                continue
            if left:
                more = int(left) - 1
                self.armed[index] = f"{plain}#{more}" if more else plain
                return False
            del self.armed[index]
            self.count(name)
            return True
        return False

    def count(self, name: str) -> None:
        """It happened."""
        self.happened.setdefault(name, []).append(self._time.true())
