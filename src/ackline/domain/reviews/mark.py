"""How a review ended, and who said so."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ackline.domain.ids import UserId


class Mark(StrEnum):
    """What staff say of a review; OWED takes back what was said before."""

    HELD = "held"
    WAIVED = "waived"
    OWED = "owed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A review that is owed no more. `why` is the reason of a waiver, or a word about the review."""

    mark: Mark
    by: UserId
    at: datetime
    why: str
