"""Retrying and dropping dead letters."""

from ackline.domain.account import NOBODY
from ackline.domain.events import LetterDropped
from ackline.domain.ids import EventId
from ackline.services.desk import Desk
from ackline.services.operating.letters import Box
from ackline.services.ports import Clock, Store


class NotDead(ValueError):
    """There is no such dead letter."""

    def __init__(self, box: Box, letter: int) -> None:
        super().__init__(f"{letter} is no dead letter of the {box.value}: see ackline {box.value} list")


class Dropping:
    """What an operator may do with a dead letter."""

    def __init__(self, store: Store, desk: Desk, clock: Clock) -> None:
        self._store = store
        self._desk = desk
        self._clock = clock

    async def retry(self, box: Box, letter: int) -> None:
        """Let it be tried again: what may have arrived is looked for first. NotDead when it is none."""
        async with self._store.begin() as work:
            if not await work.letters.retry(box, letter):
                raise NotDead(box, letter)

    async def drop(self, box: Box, letter: int, reason: str) -> None:
        """Give it up, which its ticket's journal will say, and why. NotDead when it is none."""
        async with self._store.begin() as work:
            found = await work.letters.find(box, letter)
            if found is None or not await work.letters.drop(box, letter, f"dropped: {reason}"):
                raise NotDead(box, letter)
            known = found.subject and await work.subjects.read(found.subject) is not None
            event = LetterDropped(
                id=EventId(f"dropped/{box.value}/{found.key}"),
                at=self._clock.now(),
                subject=found.subject if known else NOBODY,
                letter=found.key,
                reason=reason,
            )
            await self._desk.decide(work, event)
