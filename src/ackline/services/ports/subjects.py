"""Subjects as they are kept, and the journal of what was decided on them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ackline.domain.events import Event
from ackline.domain.ids import SubjectId
from ackline.domain.tickets.standing import Standing
from ackline.services.ports.inbox import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A subject as stored: `state` is its encoded value (bytes of JSON)."""

    id: SubjectId
    kind: str
    state: bytes
    wake_at: datetime | None
    stamp: str
    generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What follows from a subject's state under the contracts and people in force. `standing` is a ticket's."""

    id: SubjectId
    wake_at: datetime | None
    standing: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A subject as a decision leaves it, with everything derived from it. `standing` and `number` are a ticket's."""

    id: SubjectId
    kind: str
    state: bytes
    wake_at: datetime | None
    stamp: str
    generation: int
    account: str | None
    open: bool
    number: int | None = None
    standing: Standing | None = None


class Subjects(Protocol):
    """The things that decisions are about."""

    async def lock(self, subject: SubjectId, kind: str) -> Kept | None:
        """The subject, locked until the transaction ends (also when it does not exist yet). None: unknown."""

    async def read(self, subject: SubjectId) -> Kept | None:
        """The subject without a lock."""

    async def keep(self, settled: Sequence[Settled], now: datetime) -> None:
        """Insert or replace states and everything derived from them."""

    async def derive(self, derived: Sequence[Derived], stamp: str) -> None:
        """Replace what was derived from states that themselves stay as they are."""

    async def due(self, now: datetime, limit: int, but: Collection[SubjectId] = ()) -> tuple[Kept, ...]:
        """Subjects whose `wake_at` has come, soonest first, locked.

        Those that another worker holds are left out, and `but`. In a view they are not locked; there is one only where
        the store is `alone`.
        """

    async def unchanged(self, kept: Sequence[Kept]) -> frozenset[SubjectId]:
        """Those that still are as they were read, locked."""

    async def soonest(self) -> datetime | None:
        """The soonest `wake_at` of all."""

    async def look_again(self, kind: str, now: datetime, accounts: Sequence[str] | None = None) -> None:
        """Every open subject of a kind, of some accounts or of all, is looked at now: what it rests on has changed."""

    async def next_number(self) -> int:
        """The next ticket number; gaps are possible, repeats are not."""

    async def by_number(self, number: int) -> SubjectId | None:
        """The ticket of that number."""

    async def stale(self, stamp: str, limit: int) -> tuple[Kept, ...]:
        """Subjects that are open or will wake and bear another stamp, in any order, locked."""

    async def open_of_kind(self, kind: str, account: str | None = None) -> tuple[Kept, ...]:
        """Open subjects of a kind, of one account or of all, oldest first."""

    async def open_in(self, channel: str, most: int) -> tuple[Kept, ...]:
        """Open tickets of a channel, the newest first."""

    async def open_tickets(self, most: int) -> tuple[SubjectId, ...]:
        """Open tickets, those first that have a moment to come soonest."""

    async def waking(self) -> tuple[Kept, ...]:
        """Every subject that has a moment to come, the soonest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One journal row: a fact, what was decided about it, and the clauses that the decision rests on.

    `outcome` is "decided", "moot", "refused" or "failed"; `why` says it in words for `ackline why`.
    """

    event: Event
    outcome: str
    why: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A journal row as read back."""

    seq: int
    subject: SubjectId
    event_id: str
    kind: str
    at: datetime
    recorded_at: datetime
    body: Json
    outcome: str
    why: tuple[str, ...]
    clauses: tuple[str, ...]
    effects: tuple[str, ...]


class Journal(Protocol):
    """What happened, append-only, hash-chained per subject over salted digests."""

    async def knows(self, event_id: str) -> bool:
        """Whether this fact was decided before."""

    async def outcome_of(self, event_id: str) -> str | None:
        """What was decided about a fact; None when it is not known."""

    async def append(self, entries: Sequence[Entry], now: datetime) -> bool:
        """Add rows to their subjects' chains, or False when an event id is known.

        Of several rows some may be written then: the transaction must not be committed.
        """

    async def of(self, subject: SubjectId) -> tuple[Recorded, ...]:
        """A subject's rows in order."""

    async def verify(self, subject: SubjectId) -> str | None:
        """None when the chain holds; else what is wrong with it."""
