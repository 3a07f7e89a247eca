"""What is kept of people and accounts: handed out whole, erased when its time is over, forgotten when that is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from ackline.domain.ids import SubjectId, TextId


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one step did, and the row to go on after; `after` None: there is nothing more that is old enough."""

    erased: int
    after: int | None


class Part(StrEnum):
    """What is kept of an account."""

    TEXTS = "texts"
    FACTS = "facts"
    SENT = "sent"
    RECEIVED = "received"
    THREADS = "threads"
    TICKETS = "tickets"


Key = tuple[str | int, ...]
"""Where a row stands among those of its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """How much of an account was erased among the next rows of a kind, and where to go on; `after` None: at the end."""

    erased: int
    after: Key | None


class Archive(Protocol):
    """Old and unwanted words, inside a transaction."""

    async def expire_texts(self, before: datetime, after: int, limit: int) -> Batch:
        """Erase the words that were written before an instant and belong to no open ticket, `limit` rows at most."""

    async def expire_outbox(self, before: datetime, after: int, limit: int) -> Batch:
        """Remove what ended before an instant, but for the receipts that an open ticket's cards are found by."""

    async def expire_inbox(self, before: datetime, after: int, limit: int) -> Batch:
        """Remove what was done, or set aside, before an instant."""

    async def lanes_of(self, account: str) -> Sequence[str]:
        """What the inbox knows an account's channels by."""

    async def holdings(self, account: str, lanes: Sequence[str]) -> Mapping[str, int]:
        """What there is of an account and could be forgotten: how many of each."""

    async def forget(self, account: str, lanes: Sequence[str], part: Part, after: Key | None, limit: int) -> Stretch:
        """Erase what is an account's among the next `limit` rows of a kind. The journal keeps its links.

        All is found by the tickets: they go last.
        """

    async def forget_rosters(self) -> None:
        """Erase the names and contacts of former imports."""

    async def holdings_of_user(self, user: str) -> int:
        """How many texts of one person still have their words."""

    async def forget_user(self, user: str) -> int:
        """Erase all that one person wrote."""

    async def subjects_of(self, account: str, after: str, limit: int) -> Sequence[SubjectId]:
        """An account's tickets, pages and itself, in the order of their ids, those after `after`."""

    async def texts_of(self, account: str, after: str, limit: int) -> Sequence[TextId]:
        """What was written in an account's channels, in the order of ids, those after `after`."""
