"""Slack, as the services see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ackline.domain.setup.site import Site
from ackline.services.ports.inbox import Incoming
from ackline.services.ports.outbox import Leased


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
    `gathering`: it left together with others, and `channel` and `ts` are those of the message that they share.
    """

    channel: str = ""
    ts: str = ""
    wakes: bool = False
    closable: bool = False
    marks: tuple[str, ...] = ()
    found: str = ""
    gathering: str = ""


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
