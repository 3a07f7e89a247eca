"""What a pager is, and what it is made with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol, runtime_checkable

import aiohttp

from ackline.adapters.pagers.smtp_url import MailServer
from ackline.domain.duty.people import PagerLine
from ackline.domain.effects import Deliver
from ackline.services.ports import Clock, Json, Receipt


class Message(Protocol):
    """A page in words: `text`, `blocks` for Slack, `plain`, `links` (label, URL) for all else, `marks` for both."""

    @property
    def text(self) -> str: ...
    @property
    def plain(self) -> str: ...
    @property
    def links(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def blocks(self) -> Sequence[Json]: ...
    @property
    def marks(self) -> tuple[str, ...]: ...


class Slack(Protocol):
    """Posting for the vendor's own eyes; a customer's channel is refused."""

    async def open_dm(self, user: str) -> str: ...
    async def tell(self, channel: str, thread: str | None, message: Message, key: str) -> Receipt: ...
    async def find(self, channel: str, thread: str | None, key: str, since: datetime) -> Receipt | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What pagers may use. `secrets` resolves the environment variables that people.yml names.

    `mail` is the server that e-mail is handed in to; None while there is none.
    """

    slack: Slack
    http: aiohttp.ClientSession
    secrets: Mapping[str, str]
    clock: Clock
    mail: MailServer | None = None


class Pager(Protocol):
    """One way to reach a person. `wakes`: it rings until somebody wakes up; a message alone does not."""

    wakes: ClassVar[bool]

    def __init__(self, means: Means) -> None: ...

    async def page(self, page: Deliver, message: Message, key: str) -> Receipt:
        """Send a page. Raises Retry (saying whether it may have arrived) or Permanent."""

    async def find(self, page: Deliver, key: str, since: datetime) -> Receipt | None:
        """Whether a page arrived since. Raises Retry when that can't be told."""


@runtime_checkable
class Checking(Protocol):
    """A pager that can be tried out without ringing for anybody. `check_does` says what it will do."""

    check_does: ClassVar[str]

    async def check(self, line: PagerLine) -> None:
        """Try a line out. Raises Retry or Permanent when a page would not get through either."""
