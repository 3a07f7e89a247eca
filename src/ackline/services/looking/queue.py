"""The queue and the search, as the services ask for them: pages by position, counts that end somewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ackline.domain.contract import TargetKind
from ackline.domain.ids import AccountId, SeverityId, SubjectId, TextId, UserId
from ackline.domain.tickets.ticket import TRANSITIONS, Move, Status

WAITED = tuple(status for status, moves in TRANSITIONS.items() if Move.RESOLVE in moves)
"""The statuses of the tickets that somebody waits for: only these are in the queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which tickets of those that somebody waits for; what is None, empty or False does not narrow.

    `unowned`: those that nobody has.
    """

    accounts: tuple[AccountId, ...] = ()
    owner: UserId | None = None
    unowned: bool = False
    status: Status | None = None
    severity: SeverityId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a ticket stands: by what is due next, then by number. `due_at` None is after every due time."""

    due_at: datetime | None
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A ticket as it is listed. `report_at` is set while a report is owed; `state` is the ticket, encoded."""

    id: SubjectId
    number: int
    account: AccountId
    severity: SeverityId
    status: Status
    owner: UserId | None
    due_at: datetime | None
    due_kind: TargetKind | None
    report_at: datetime | None
    state: bytes

    @property
    def place(self) -> Place:
        """Where it stands in the queue."""
        return Place(due_at=self.due_at, number=self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows in order, and whether there are others before and after them."""

    rows: tuple[Row, ...]
    earlier: bool
    later: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What lies on an account; each count ends at the number that was asked for."""

    account: AccountId
    waiting: int
    overdue: int
    soon: int
    reports: int


class Queue(Protocol):
    """The tickets that somebody waits for, what is due next first."""

    async def page(self, wanted: Wanted, size: int, *, after: Place | None = None, before: Place | None = None) -> Page:
        """The rows just after or just before a place (one of the two), or the first ones."""

    async def count(self, wanted: Wanted, most: int) -> int:
        """How many there are, `most` at most."""

    async def loads(
        self, accounts: Sequence[AccountId], now: datetime, soon: datetime, limit: int, most: int
    ) -> tuple[Load, ...]:
        """What lies on those `limit` accounts on which something is due first: overdue, due until `soon`, owed."""

    async def owed(self, accounts: Sequence[AccountId], size: int) -> tuple[Row, ...]:
        """Tickets of these accounts for which a report is owed, by when it is due."""

    async def opened(
        self, account: AccountId, start: datetime, end: datetime, size: int, after: int = 0
    ) -> tuple[Row, ...]:
        """Tickets of an account that were opened from `start` to before `end`, whatever became of them, in order.

        Of those that were opened at `start` itself only the ones with a number after `after`.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A ticket and the text in which the words stand. `seq` is where to go on."""

    row: Row
    text: TextId
    seq: int


class Search(Protocol):
    """What people wrote, by its words, and tickets by their number."""

    async def tickets(self, words: Sequence[str], size: int, *, before: int | None = None) -> tuple[Found, ...]:
        """Tickets, also resolved ones, with a text that holds every word: the newest text first, each ticket once.

        Words are letters and digits; one may end in `*` for whatever begins with it. Only texts older than `before`.
        """

    async def numbered(self, number: int) -> Row | None:
        """The ticket of that number."""
