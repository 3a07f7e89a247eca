"""What the services need from the world, as small protocols. Adapters provide them; wiring joins them.

All store ports live inside one transaction: what is done through them is visible together or not at all.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from ackline.domain.contract import Contract
from ackline.domain.events import Event
from ackline.domain.ids import ContractVersion, SubjectId, TextId
from ackline.domain.people import Roster
from ackline.domain.site import Site
from ackline.domain.standing import Standing
from ackline.services.anchors import Anchors
from ackline.services.archive import Archive
from ackline.services.census import Counting
from ackline.services.letters import Letters
from ackline.services.queue import Queue, Search

Json = dict[str, Any]


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime: ...


# ---------------------------------------------------------------- inbox


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

    async def pending(self, lane: str | None = None) -> int:
        """How many rows are unfinished, in all or in one lane."""

    async def next_retry(self) -> datetime | None:
        """The soonest `retry_at` of unfinished rows that are postponed."""


# ---------------------------------------------------------------- subjects and journal


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


class Subjects(Protocol):
    """The things that decisions are about."""

    async def lock(self, subject: SubjectId, kind: str) -> Kept | None:
        """The subject, locked until the transaction ends (also when it does not exist yet). None: unknown."""

    async def read(self, subject: SubjectId) -> Kept | None:
        """The subject without a lock."""

    async def keep(
        self,
        subject: SubjectId,
        kind: str,
        state: bytes,
        *,
        wake_at: datetime | None,
        stamp: str,
        generation: int,
        number: int | None,
        account: str | None,
        open: bool,
        now: datetime,
        standing: Standing | None = None,
    ) -> None:
        """Insert or replace the state and everything derived from it. `standing` is a ticket's."""

    async def derive(self, derived: Sequence[Derived], stamp: str) -> None:
        """Replace what was derived from states that themselves stay as they are."""

    async def due(self, now: datetime, limit: int) -> tuple[SubjectId, ...]:
        """Subjects whose `wake_at` has come, soonest first (SKIP LOCKED where the database has it)."""

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

    async def append(self, entry: Entry, now: datetime) -> bool:
        """Add a row to its subject's chain; False (and nothing written) when the event id is known."""

    async def of(self, subject: SubjectId) -> tuple[Recorded, ...]:
        """A subject's rows in order."""

    async def verify(self, subject: SubjectId) -> str | None:
        """None when the chain holds; else what is wrong with it."""


# ---------------------------------------------------------------- outbox


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

    `rode`: an earlier attempt left inside another row's message, where a look for its own key does not find it.
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
    rode: bool = False


class Result(StrEnum):
    """How an outbox row ended."""

    DONE = "done"
    SUPPRESSED = "suppressed"
    DEAD = "dead"


class Outbox(Protocol):
    """Everything the bot says, waiting for the courier."""

    async def put(self, row: Outgoing, now: datetime) -> bool:
        """Add a row; False when its key is known. Older pending rows of one `coalesce` are suppressed."""

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

    async def ride(self, rows: Sequence[int]) -> None:
        """Rows are about to leave inside another's message: a look for their own keys does not find them there."""

    async def release(self, why: str, now: datetime) -> int:
        """Rows that were postponed for `why` may leave now; how many."""

    async def receipt_of(self, coalesce: str) -> Json | None:
        """The latest receipt among done rows that share `coalesce`: where a card was posted."""

    async def suppress(self, subject: SubjectId, why: str, now: datetime) -> int:
        """Suppress every pending row of a subject that is not a page; how many."""

    async def pending(self, now: datetime) -> int:
        """How many rows could be worked on now (leased ones not counted)."""

    async def next_at(self) -> datetime | None:
        """The soonest instant at which a pending row may be leased."""


# ---------------------------------------------------------------- threads, texts, config


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadOf:
    """What a message belongs to. `place` is "root", "card", "triage" or "reply"."""

    subject: SubjectId
    place: str


class Threads(Protocol):
    """Which subject a Slack message belongs to: every root of a burst, every card."""

    async def add(self, channel: str, ts: str, subject: SubjectId, place: str, now: datetime) -> bool:
        """Map a message; False when it is mapped already (the first mapping stays)."""

    async def find(self, channel: str, ts: str) -> ThreadOf | None:
        """What a message belongs to."""

    async def reassign(self, channel: str, ts: str, subject: SubjectId) -> None:
        """Map a message to another subject from here on: its old ticket was resolved too long ago to reopen."""

    async def recent_by(self, channel: str, requester: str, since: datetime) -> SubjectId | None:
        """The newest open ticket that `requester` opened in `channel` at or after `since`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a person wrote. `words` None: erased."""

    id: TextId
    words: str | None
    author: str
    at: datetime


class Texts(Protocol):
    """What people wrote, kept apart so that it can be erased while the chain still holds."""

    async def put(
        self, text: TextId, words: str, author: str, account: str, at: datetime, subject: SubjectId | None = None
    ) -> str:
        """Keep (or replace) a text; its salted digest, which the journal may carry.

        `subject` is the ticket it belongs to, of a message None: `Threads` knows that.
        """

    async def get(self, text: TextId) -> Text | None:
        """A text."""

    async def get_all(self, ids: Sequence[TextId]) -> dict[TextId, Text]:
        """Those of these texts that there are."""

    async def erase(self, text: TextId) -> bool:
        """Remove the words and the salt; the row stays as a stub. False when there is no such text."""


class Channels(Protocol):
    """The ids that a channel goes by: the one it was bound under, and the one that Slack uses now."""

    async def moved(self, old: str, new: str, now: datetime) -> None:
        """`new` is another name of whatever `old` was."""

    async def bound_id(self, channel: str) -> str:
        """The id a channel was bound under; the id itself when it never moved."""

    async def present_id(self, channel: str) -> str:
        """The id that Slack uses now for a channel bound as `channel`."""

    async def present_ids(self, channels: Sequence[str]) -> dict[str, str]:
        """The same for several channels."""


class Watermarks(Protocol):
    """How far each channel was read: catch-up starts there."""

    async def get(self, channel: str) -> str | None:
        """The ts up to which a channel's history is in the inbox."""

    async def raise_to(self, channel: str, ts: str) -> None:
        """Move a watermark forward; never back."""

    async def forget(self, channel: str) -> None:
        """Nothing is known of a channel any more: it is read anew when it comes back."""


class Config(Protocol):
    """Contracts and rosters, content-addressed: what a ticket was promised stays readable for ever."""

    async def put(self, kind: str, version: str, body: str, now: datetime) -> None:
        """Keep a frozen contract ("contract") or roster ("roster"); known versions are left alone."""

    async def get(self, kind: str, version: str) -> str | None:
        """The frozen body of a version."""

    async def current(self, kind: str, name: str) -> str | None:
        """The version that new tickets take, by contract id (or "roster")."""

    async def make_current(self, kind: str, name: str, version: str, now: datetime) -> None:
        """Point `name` at a version."""


class Work(Protocol):
    """One transaction and everything in it."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def subjects(self) -> Subjects: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def threads(self) -> Threads: ...
    @property
    def texts(self) -> Texts: ...
    @property
    def channels(self) -> Channels: ...
    @property
    def watermarks(self) -> Watermarks: ...
    @property
    def config(self) -> Config: ...
    @property
    def counting(self) -> Counting: ...
    @property
    def queue(self) -> Queue: ...
    @property
    def search(self) -> Search: ...
    @property
    def letters(self) -> Letters: ...
    @property
    def anchors(self) -> Anchors: ...
    @property
    def archive(self) -> Archive: ...


class Store(Protocol):
    """Transactions. Everything in one commits or nothing does."""

    def begin(self) -> AbstractAsyncContextManager[Work]:
        """A transaction that commits when the block ends and rolls back when it raises."""

    def begin_intake(self) -> AbstractAsyncContextManager[Work]:
        """The same, served before every waiting `begin` (SQLite has one writer; intake goes first)."""

    def read(self) -> AbstractAsyncContextManager[Work]:
        """A read-only view that waits for no writer."""


# ---------------------------------------------------------------- what decisions are made with


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The contracts by version and the roster in force, loaded and ready."""

    roster: Roster
    contracts: dict[ContractVersion, Contract] = field(default_factory=dict)
    current: dict[str, ContractVersion] = field(default_factory=dict)
    tzdata: str = ""


# ---------------------------------------------------------------- Slack, as the services see it


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A user's home: the team (or enterprise) they belong to and whether they are a guest there."""

    user: str
    team: str
    enterprise: str | None
    guest: bool
    stranger: bool
    deleted: bool
    bot: bool


class Directory(Protocol):
    """Who is this."""

    async def home_of(self, user: str) -> Home:
        """A user's home, from the cache or `users.info`. Unreachable: `Retry`."""

    async def is_in(self, user: str, channel: str) -> bool:
        """Whether a user is a member of a channel, by the id that Slack uses now. Unreachable: `Retry`."""

    def is_vendor(self, team: str) -> bool:
        """Whether a team or enterprise id is the installing one's."""


class Sites(Protocol):
    """Where channels live."""

    async def of(self, channel: str) -> Site | None:
        """What Slack says of a channel; None: it shows no such channel. Retry, Permanent: it can't be told."""


class Retry(Exception):
    """It did not work now and may work later. `after` seconds; `spent` False costs no attempt (429).

    `ambiguous`: it may have happened (a time-out, a reset, a 5xx after the request was sent). `away`: Slack itself
    gave no answer, as it would to any other call.
    """

    def __init__(
        self, why: str, *, after: float = 1.0, spent: bool = True, ambiguous: bool = False, away: bool = False
    ) -> None:
        super().__init__(why)
        self.after = after
        self.spent = spent
        self.ambiguous = ambiguous
        self.away = away


class Permanent(Exception):
    """It did not work and never will: do something else."""


class Needless(Exception):
    """There is nothing to say (any more): it ends here, and nothing is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where it was delivered. `wakes`: by a pager that wakes. `marks`: "possible duplicate", "unverified".

    `closable`: the pager can be told when the page is over. `found` is what was learned where something was asked.
    """

    channel: str = ""
    ts: str = ""
    wakes: bool = False
    closable: bool = False
    marks: tuple[str, ...] = ()
    found: str = ""


class Messenger(Protocol):
    """Performs what is in the outbox. Raises Retry, Permanent or Needless."""

    async def deliver(self, row: Leased, *, duplicate_risk: bool) -> Receipt:
        """Perform one row. `duplicate_risk`: a look-up was impossible and the words must say so."""

    async def find(self, row: Leased) -> Receipt | None:
        """Look whether an earlier attempt arrived, by its key; None: it did not. Retry: it can't be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A message at the top of a channel, as inbox rows. `replied`: there is a thread below it, to be looked at."""

    ts: str
    rows: tuple[Incoming, ...]
    replied: bool


class History(Protocol):
    """Reads what was said in a channel before the bot listened."""

    async def roots(self, channel: str, oldest: datetime) -> Sequence[Root]:
        """What was said at the top of a channel since then, oldest first. Retry: unreadable."""


class Eyes(Protocol):
    """Reads Slack's state of a thread: what the last look and catch-up compare."""

    async def look(self, channel: str, ts: str) -> Sequence[Incoming]:
        """A thread's messages (edits included) and the reactions on them, as inbox rows. Retry: unreadable."""

    async def since(self, channel: str, watermark: str | None) -> Sequence[Incoming]:
        """A channel's messages after the watermark, oldest first, as inbox rows. Retry: unreadable."""
