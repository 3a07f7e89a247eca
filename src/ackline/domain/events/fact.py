"""What every fact has, and what words bring with them."""

from dataclasses import dataclass
from datetime import datetime

from ackline.domain.ids import (
    EventId,
    SeverityId,
    SubjectId,
    TextId,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every event has."""

    id: EventId
    at: datetime
    subject: SubjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationFact(Fact):
    """A fact about the installation as a whole: it means nothing to any other subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A message in a thread: its timestamp, its text, and what the words say.

    `chatter` says why it needs no ticket; `topic` is a route of the contract; `next_update` a promise of staff.
    """

    ts: str
    text: TextId
    claim: SeverityId | None = None
    critical: tuple[str, ...] = ()
    chatter: str | None = None
    topic: str | None = None
    next_update: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFired(Fact):
    """A moment of the timetable came. `due` says which; `at` says when it was noticed."""

    rule: str
    step: str
    episode: int
    occurrence: int
    due: datetime
