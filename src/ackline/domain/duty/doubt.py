"""A doubt that somebody could be reached, and the weekly question that raises or settles one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ackline.domain.ids import UserId

DEACTIVATED = "has a deactivated account in Slack"


class DoubtKind(StrEnum):
    """What speaks against reaching somebody."""

    GONE = "gone"
    SILENT = "silent"
    LINE = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why somebody may not be reached, in words that follow their name.

    `about` is a pager, of a line that failed. `warned`: it was said shortly before a turn of theirs.
    """

    person: UserId
    kind: DoubtKind
    what: str
    since: datetime
    about: str = ""
    warned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """The last time somebody was asked to show that they are reached, and when they did."""

    asked_at: datetime
    answered_at: datetime | None = None
