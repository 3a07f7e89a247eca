"""What is to leave, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from ackline.domain.ids import SubjectId
from ackline.services.ports.inbox import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Something to deliver. `lane` orders (ticket, destination); pages have a lane of their own each.

    `coalesce`: rows that share it show the same thing, only the newest is delivered. `guard` is (subject,
    generation). `look` asks for the last look first. `destination` is whom a slow delivery may not hold up. `withheld`
    is why it never leaves: it is kept suppressed.
    """

    key: str
    subject: SubjectId
    kind: str
    body: bytes
    lane: str
    destination: str
    withheld: str = ""
    urgent: bool = False
    coalesce: str | None = None
    guard: tuple[SubjectId, int] | None = None
    look: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """An outbox row that this worker may deliver until `lease_until`. `attempt` is the fence.

    `gathering`: an earlier attempt left together with others in one message, which is known by this key.
    """

    id: int
    key: str
    subject: SubjectId
    kind: str
    body: bytes
    destination: str
    coalesce: str | None
    attempt: int
    created_at: datetime
    lease_until: datetime
    verified: bool
    urgent: bool
    gathering: str = ""


class Result(StrEnum):
    """How an outbox row ended."""

    DONE = "done"
    SUPPRESSED = "suppressed"
    DEAD = "dead"


class Outbox(Protocol):
    """Everything the bot says, waiting for the courier."""

    async def put(self, rows: Sequence[Outgoing], now: datetime) -> frozenset[str]:
        """Add rows in their order; the keys that were new. Older pending rows of one `coalesce` are suppressed."""

    async def to_look(self, now: datetime, limit: int) -> tuple[Leased, ...]:
        """Pending rows that still need the last look (not leased by this)."""

    async def looked(self, row: int, verified: bool) -> None:
        """The last look was taken; `verified` False when Slack could not be read."""

    async def lease(self, now: datetime, until: datetime, limit: int) -> tuple[Leased, ...]:
        """Lease what may leave now: due, looked at, first unfinished of its lane, guard still true.

        Rows whose guard no longer holds are suppressed by this same transaction. A row whose lease ran out is
        leased again with the next attempt number. Urgent rows come first. At most one row per destination
        unless urgent.
        """

    async def finish(self, row: int, attempt: int, result: Result, receipt: Json, now: datetime) -> bool:
        """End a row; False when `attempt` is not the row's present one: nothing was changed."""

    async def postpone(self, row: int, attempt: int, until: datetime, why: str, *, spent: bool) -> bool:
        """Give the lease back until `until`; `spent` False leaves the attempt uncounted (429)."""

    async def gather(self, rows: Sequence[int], gathering: str) -> None:
        """Rows are about to leave as one message, known by `gathering`, which they share from now on; "": alone."""

    async def gathered(self, gathering: str) -> tuple[bytes, ...]:
        """The bodies of the rows that share a message, in their order."""

    async def release(self, why: str, now: datetime) -> int:
        """Rows that were postponed for `why` may leave now; how many."""

    async def receipt_of(self, coalesce: str) -> Json | None:
        """The latest receipt among done rows that share `coalesce`: where a card was posted."""

    async def suppress(self, subject: SubjectId, why: str, now: datetime) -> int:
        """Suppress every pending row of a subject that is not a page; how many."""

    async def next_at(self, now: datetime) -> datetime | None:
        """The soonest instant after `now` at which something may be leased that may not be yet."""
