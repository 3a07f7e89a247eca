"""Something that acts on the present stage, which a reset sets anew."""

from typing import TypeVar

from ackline.sandbox.stage import Stage
from ackline.sandbox.wire import Refused

R = TypeVar("R")


class Staged:
    """Holds the stage; everything that acts on it returns when the app is at rest."""

    def __init__(self) -> None:
        self._stage: Stage | None = None

    @property
    def stage(self) -> Stage:
        """What the present seed set up; Refused before the start."""
        if self._stage is None:
            raise Refused("not_started", "start the sandbox first")
        return self._stage

    async def settle(self) -> None:
        """All events are out and the app is at rest."""
        await self.stage.settle()

    async def _done(self, result: R) -> R:
        await self.settle()
        return result
