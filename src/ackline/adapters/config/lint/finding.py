"""Something that the check has to say."""

from dataclasses import dataclass
from enum import StrEnum

from ackline.domain.ids import ClauseId


class Level(StrEnum):
    """How much a finding weighs: an error breaks a promise, a warning may, a note is to be known."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding. `path` leads to what it is about, through the keys of the file that holds it."""

    level: Level
    path: str
    why: str
    mend: str
    clause: ClauseId | None = None
