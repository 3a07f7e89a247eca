"""Letters that could not be delivered (outbox) or understood (inbox), for the operator to look at, retry or drop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from ackline.domain.ids import SubjectId


class Box(StrEnum):
    """Which way a letter was going."""

    OUTBOX = "outbox"
    INBOX = "inbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A row as the operator sees it. `subject` "": nobody knows whom an unread message is about.

    `state` is "dead", or "waiting" until `next_at`. `to` is its destination or its lane, `body` its JSON.
    """

    id: int
    key: str
    kind: str
    subject: SubjectId
    to: str
    state: str
    why: str
    attempts: int
    since: datetime
    next_at: datetime | None
    body: str


class Letters(Protocol):
    """The letters of both boxes."""

    async def dead(self, box: Box, limit: int) -> Sequence[Letter]:
        """Those that were given up, the latest first."""

    async def waiting(self, box: Box, limit: int) -> Sequence[Letter]:
        """Those that are still being tried, the oldest first."""

    async def find(self, box: Box, letter: int) -> Letter | None:
        """One of them, dead or waiting."""

    async def retry(self, box: Box, letter: int) -> bool:
        """Let a dead one be tried again as any other that failed before: it is looked for first. False: not dead."""

    async def drop(self, box: Box, letter: int, reason: str) -> bool:
        """End a dead one for good, without its words. False: not dead."""
