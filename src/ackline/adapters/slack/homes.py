"""Homes that somebody may be looking at: drawn anew when others have changed what they show.

Slack tells when a Home is opened and never when it is closed, so one is followed for an hour. Whatever was decided
since, by any replica, is looked at together: at most every PAUSE, and only a Home that reads differently is published.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from ackline.adapters.slack.errors import ask
from ackline.adapters.slack.fields import text
from ackline.adapters.slack.looking import Look, See
from ackline.domain.ids import UserId
from ackline.services.ports import Clock, Json, Permanent, Retry, Store

FOLLOWED = timedelta(hours=1)
PAUSE = timedelta(seconds=10)
MOST = 50
"""How many are followed: each costs a few queries when something changed. The longest untouched is let go."""

_SECONDS = 2.0

_log = logging.getLogger("ackline.slack")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """A Home as it was published last, and when its reader last did something in it."""

    view: Json
    hash: str
    touched_at: datetime


class Homes:
    """Remembers in this process which Homes are open, and follows them."""

    def __init__(self, client: AsyncWebClient, store: Store, clock: Clock, draw: See) -> None:
        self._client = client
        self._store = store
        self._clock = clock
        self._draw = draw
        self._open: dict[UserId, _Open] = {}
        self._seen = 0
        self._drawn_at: datetime | None = None

    def published(self, user: UserId, view: Json, hash: str) -> None:
        """Somebody was shown their Home, as they asked."""
        self._open.pop(user, None)
        self._open[user] = _Open(view=view, hash=hash, touched_at=self._clock.now())
        for longest in list(self._open)[:-MOST]:
            del self._open[longest]

    async def follow(self) -> int:
        """Draw anew what reads differently since the last time; how many Homes were published."""
        now = self._clock.now()
        self._open = {user: one for user, one in self._open.items() if now - one.touched_at < FOLLOWED}
        if not self._open or (self._drawn_at is not None and abs(now - self._drawn_at) < PAUSE):
            return 0
        async with self._store.read() as work:
            newest = await work.anchors.last_row()
        if newest == self._seen:
            return 0
        self._seen, self._drawn_at = newest, now
        return sum([await self._followed(user) for user in list(self._open)])

    async def _followed(self, user: UserId) -> bool:
        """Whether a Home was published. One that its reader drew anew meanwhile is theirs: its hash is another."""
        one = self._open.get(user)
        if one is None:
            return False
        try:
            async with asyncio.timeout(_SECONDS):
                screen = await self._draw(Look(user=user, team=None, memory=str(one.view["private_metadata"])))
                if screen is None or screen.view == one.view or self._open.get(user) is not one:
                    return False
                answer = await ask(self._client.views_publish(user_id=user, view=screen.view, hash=one.hash))
        except (TimeoutError, Retry, Permanent) as fault:  # nothing is lost: opening Home again draws it
            _log.info("Home was not drawn anew: %s", type(fault).__name__)
            return False
        if self._open.get(user) is one:
            hash = text(answer, "view", "hash") or ""
            self._open[user] = _Open(view=screen.view, hash=hash, touched_at=one.touched_at)
        return True
