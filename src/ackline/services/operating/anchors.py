"""Anchors of the journal: what it was on each day, in one digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The journal up to row `upto`, from the anchor before it on: how many rows, and the digest of their links.

    The digest covers the one before it.
    """

    day: str
    upto: int
    entries: int
    digest: bytes
    made_at: datetime


class Anchors(Protocol):
    """The anchors that were made."""

    async def newest(self) -> Anchor | None:
        """The last one."""

    async def all(self) -> Sequence[Anchor]:
        """Every one, the oldest first."""

    async def last_row(self) -> int:
        """The highest number that a row of the journal has; 0 while there is none."""

    async def digest(self, previous: Anchor | None, upto: int) -> tuple[bytes, int]:
        """The digest of an anchor that follows `previous` and ends at a row, and how many rows it is over."""

    async def put(self, anchor: Anchor) -> bool:
        """Keep an anchor; False when its day has one already."""
