"""What a routine is: something that the installation does by the clock, whatever tickets there are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from ackline.domain.decision import Change, Context, Timer
from ackline.domain.installation import Installation

InstallationChange = Change[Installation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """`timers` answers the moments that are still to come or to be made good; `fire` acts on one."""

    name: str
    timers: Callable[[Installation, Context], Iterable[Timer]]
    fire: Callable[[Installation, Timer, Context, datetime], InstallationChange]
