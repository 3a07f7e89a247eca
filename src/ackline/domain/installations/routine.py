"""What a routine is: something that the installation does by the clock, whatever tickets there are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ackline.domain.decision import Change, Context, Timer
from ackline.domain.installations.installation import Installation

InstallationChange = Change[Installation]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """`timers` answers the moments that are still to come or to be made good; `fire` acts on one."""

    name: str
    timers: Callable[[Installation, Context], Iterable[Timer]]
    fire: Callable[[Installation, Timer, Context, datetime], InstallationChange]


def count(at: datetime) -> int:
    """An instant as the count that `fired` keeps of a step that comes again and again by the clock."""
    return (at - _EPOCH) // _TICK


def passed(state: Installation, rule: str, step: str) -> datetime | None:
    """Up to when a step that is counted so is over: its last moment, or Ackline's first start. None before that."""
    if state.since is None:
        return None
    return max(state.since, _EPOCH + state.fired.get(f"{rule}/{step}", 0) * _TICK)
