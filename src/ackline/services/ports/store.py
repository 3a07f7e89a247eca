"""The store: everything above in one transaction, with threads, texts and what was imported."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ackline.domain.ids import SubjectId, TextId
from ackline.services.looking.queue import Queue, Search
from ackline.services.operating.anchors import Anchors
from ackline.services.operating.archive import Archive
from ackline.services.operating.census import Counting
from ackline.services.operating.letters import Letters
from ackline.services.operating.waits import Waits
from ackline.services.ports.inbox import Inbox
from ackline.services.ports.outbox import Outbox
from ackline.services.ports.subjects import Journal, Subjects


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoting:
    """A post that quotes a text, as it was put into the outbox, and where it stands."""

    kind: str
    body: bytes
    subject: SubjectId
    channel: str
    ts: str


class Quotes(Protocol):
    """Which posts quote what people wrote: they are amended when it is edited or deleted."""

    async def add(self, post: str, texts: Sequence[TextId], place: tuple[str, str] | None) -> None:
        """A post of the outbox, by its key, quotes these texts; `place` is where it stands, None while it leaves."""

    async def posted(self, post: str, channel: str, ts: str) -> bool:
        """A post stands somewhere now; whether what it quotes was changed while it was on its way."""

    async def replaced(self, channel: str, ts: str) -> None:
        """Other words stand there now."""

    async def left_out(self, posts: Sequence[str]) -> None:
        """Posts that left as one which quotes nothing."""

    async def of(self, text: TextId) -> tuple[Quoting, ...]:
        """The posts that quote a text. For those that are still on their way `posted` will answer that it changed."""


class Channels(Protocol):
    """The ids that a channel goes by: the one it was bound under, and the one that Slack uses now."""

    async def moved(self, old: str, new: str, now: datetime) -> None:
        """`new` is another name of whatever `old` was."""

    async def bound_id(self, channel: str) -> str:
        """The id a channel was bound under; the id itself when it never moved."""

    async def present_id(self, channel: str) -> str:
        """The id that Slack uses now for a channel, by any id that it ever had."""

    async def present_ids(self, channels: Sequence[str]) -> dict[str, str]:
        """The same for several channels, by the ids they were bound under."""


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
    def quotes(self) -> Quotes: ...
    @property
    def channels(self) -> Channels: ...
    @property
    def watermarks(self) -> Watermarks: ...
    @property
    def waits(self) -> Waits: ...
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

    @property
    def alone(self) -> bool:
        """Whether one process owns the database: nobody else fires what is due in it."""

    def begin(self) -> AbstractAsyncContextManager[Work]:
        """A transaction that commits when the block ends and rolls back when it raises."""

    def begin_intake(self) -> AbstractAsyncContextManager[Work]:
        """The same, served before every waiting `begin` (SQLite has one writer; intake goes first)."""

    def read(self) -> AbstractAsyncContextManager[Work]:
        """A read-only view that waits for no writer."""

    def glance(self) -> AbstractAsyncContextManager[Work]:
        """The same for one question, and cheaper: of several, a later one may be answered from a later state."""
