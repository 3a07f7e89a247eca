"""A bot whose time is moved by hand: it lives up to an instant and comes to rest there."""

from collections.abc import Sequence
from datetime import datetime

from ackline.adapters.wallclock import HandClock
from ackline.services.engine import Engine
from ackline.services.looking.showing import Coming, Showing


class HandTimed:
    """What the timekeeper's page moves."""

    def __init__(self, clock: HandClock, engine: Engine, showing: Showing) -> None:
        self._clock = clock
        self._engine = engine
        self._showing = showing

    def set(self, at: datetime) -> None:
        """Move the clock forward."""
        self._clock.set(at)

    async def settle(self) -> None:
        """Work until nothing is left to do at this instant."""
        await self._engine.settle()

    async def coming(self) -> Sequence[Coming]:
        """What is still to come, soonest first."""
        return await self._showing.coming()

    async def next_moment(self) -> datetime | None:
        """The soonest instant at which there is something to do."""
        return await self._engine.next_moment()
