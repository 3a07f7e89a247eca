"""Counting what is in the database, by questions that stay small however much is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ackline.domain.ids import SubjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Rows of one kind that are not finished: how many, and since when the oldest of them waits."""

    kind: str
    rows: int
    oldest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """Everything that waits, and how many dead letters there are."""

    outbox: Sequence[Backlog]
    inbox: Backlog | None
    dead_outbox: int
    dead_inbox: int
    soonest: datetime | None


class Counting(Protocol):
    """Counts inside a transaction, which may be a read-only one."""

    async def census(self) -> Census:
        """What is unfinished and dead, and the soonest `wake_at` of all."""

    async def overdue(self, before: datetime, limit: int) -> Sequence[SubjectId]:
        """Subjects whose `wake_at` is before an instant, the longest overdue first."""

    async def failed_pages(self, since: datetime, limit: int) -> Sequence[SubjectId]:
        """Pages of which a delivery has ended dead since an instant, the latest first."""

    async def chains(self, after: str, limit: int) -> Sequence[SubjectId]:
        """Subjects that have a journal, in the order of their ids, those after `after`."""
