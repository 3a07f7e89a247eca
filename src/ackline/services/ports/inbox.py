"""What came in and waits to be understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A raw event as it came in. `key` is natural: the same fact has the same key under any event id.

    `lane` orders: rows of one lane are worked in the order of arrival. `source` says how `body` is read:
    "slack", "interaction" or "tell".
    """

    key: str
    event_id: str | None
    lane: str
    source: str
    body: Json
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An inbox row that was claimed to be worked on."""

    key: str
    lane: str
    source: str
    body: Json
    received_at: datetime
    attempts: int


class Inbox(Protocol):
    """Raw events, durable before Slack is answered."""

    async def put(self, rows: Sequence[Incoming]) -> int:
        """Insert what is new, skip what is known by key or event id; how many were new."""

    async def waiting(self, now: datetime, limit: int) -> tuple[Waiting, ...]:
        """The first unfinished row of each lane whose `retry_at` has passed, oldest first."""

    async def finish(self, key: str, now: datetime) -> None:
        """The row is done. Its body is kept until retention removes it."""

    async def postpone(self, key: str, until: datetime, why: str) -> None:
        """Count an attempt and come back at `until`; later rows of the lane wait for it."""

    async def set_aside(self, key: str, now: datetime, why: str) -> None:
        """Dead letter: never worked again by itself, kept with its reason, its lane goes on."""

    async def next_retry(self) -> datetime | None:
        """The soonest `retry_at` of unfinished rows that are postponed."""
