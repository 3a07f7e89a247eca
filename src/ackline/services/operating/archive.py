"""What is kept of people and accounts: handed out whole, erased when its time is over, forgotten when that is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ackline.domain.ids import SubjectId, TextId


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one step did, and the row to go on after; `after` None: there is nothing more that is old enough."""

    erased: int
    after: int | None


class Archive(Protocol):
    """Old and unwanted words, inside a transaction."""

    async def expire_texts(self, before: datetime, after: int, limit: int) -> Batch:
        """Erase the words that were written before an instant and belong to no open ticket, `limit` rows at most."""

    async def expire_outbox(self, before: datetime, after: int, limit: int) -> Batch:
        """Remove what ended before an instant, but for the receipts that an open ticket's cards are found by."""

    async def expire_inbox(self, before: datetime, after: int, limit: int) -> Batch:
        """Remove what was done, or set aside, before an instant."""

    async def holdings(self, account: str) -> Mapping[str, int]:
        """What there is of an account that `forget` would erase: how many of each."""

    async def forget(self, account: str) -> Mapping[str, int]:
        """Erase everything that was said by or about an account. The journal keeps its links."""

    async def holdings_of_user(self, user: str) -> int:
        """How many texts of one person still have their words."""

    async def forget_user(self, user: str) -> int:
        """Erase all that one person wrote."""

    async def subjects_of(self, account: str, after: str, limit: int) -> Sequence[SubjectId]:
        """An account's tickets, pages and itself, in the order of their ids, those after `after`."""

    async def texts_of(self, account: str, after: str, limit: int) -> Sequence[TextId]:
        """What was written in an account's channels, in the order of ids, those after `after`."""
