"""What a decision on a subject leaves to be written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ackline.domain.decision import Context, Decision
from ackline.domain.effects import Effect, Tell
from ackline.domain.events import Event
from ackline.domain.ids import EventId
from ackline.domain.kinds import Subject
from ackline.services.ports import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What is to be written of a subject: its facts, what they left, and what is wished for because of the first.

    `stamp` is of what was in force when the subject was read.
    """

    before: Subject | None
    after: Subject
    wake_at: datetime | None
    entries: Sequence[Entry]
    effects: Sequence[Effect]
    ctx: Context
    stamp: str
    by_staff: bool = False
    changed: bool = True

    @property
    def cause(self) -> EventId:
        """The fact that rows of the outbox are known by."""
        return self.entries[0].event.id


def entry_of(event: Event, decision: Decision[Subject]) -> Entry:
    """The row of the journal that tells a fact and what was decided about it."""
    return Entry(
        event=event,
        outcome=decision.outcome,
        why=decision.why,
        clauses=decision.clauses,
        effects=tuple(_name(effect) for effect in decision.effects),
    )


def _name(effect: Effect) -> str:
    return f"Tell {type(effect.event).__name__}" if isinstance(effect, Tell) else type(effect).__name__
