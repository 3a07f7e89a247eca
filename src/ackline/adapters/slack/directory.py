"""Who is this: homes from `users.info`, kept for an hour."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from ackline.adapters.slack.errors import Refusal, ask
from ackline.adapters.slack.fields import at, ident, items, text
from ackline.adapters.slack.me import Me
from ackline.services.ports import Clock, Home, Retry

LOOK_UP_SECONDS = 3.0
KEPT = timedelta(hours=1)
KEPT_UNKNOWN = timedelta(minutes=1)

_ROOM = 20_000
_PAGE = 1_000
_NO_CHANNEL = frozenset({"channel_not_found", "not_in_channel"})
_UNKNOWN = frozenset({"user_not_found", "users_not_found", "user_not_visible"})


@dataclass(frozen=True, slots=True)
class _Known:
    home: Home
    until: datetime


class SlackDirectory:
    """Look-ups of one user at one time are one call. A failed one is never kept."""

    def __init__(self, client: AsyncWebClient, me: Me, clock: Clock) -> None:
        self._client = client
        self._me = me
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._asked: dict[str, asyncio.Task[Home]] = {}

    async def home_of(self, user: str) -> Home:
        """A user's home; somebody Slack doesn't know is a stranger. Raises Retry when Slack can't tell."""
        known = self._known.get(user)
        if known is not None and self._clock.now() < known.until:
            return known.home
        task = self._asked.get(user)
        if task is None:
            task = self._asked[user] = asyncio.create_task(self._look_up(user))
            task.add_done_callback(lambda done: self._answered(user, done))
        # Shielded: one who gives up waiting must not take the answer from the others.
        return await asyncio.shield(task)

    async def is_in(self, user: str, channel: str) -> bool:
        """Whether a user is a member of a channel now: never kept. Raises Retry when Slack can't tell."""
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                return await self._among_members(user, channel)
        except TimeoutError as error:
            raise Retry("Slack did not say in time who is in a channel") from error
        except Refusal as refusal:
            if refusal.code not in _NO_CHANNEL:
                raise Retry(str(refusal)) from refusal
            return False

    async def _among_members(self, user: str, channel: str) -> bool:
        cursor = ""
        while True:
            answer = await ask(self._client.conversations_members(channel=channel, cursor=cursor, limit=_PAGE))
            if user in items(answer, "members"):
                return True
            cursor = text(answer, "response_metadata", "next_cursor") or ""
            if not cursor:
                return False

    async def asked_anew(self, user: str) -> Home:
        """A user's home as Slack has it now. Raises Retry when it can't tell."""
        self.forget(user)
        return await self.home_of(user)

    def is_vendor(self, team: str) -> bool:
        """Whether a team or enterprise id is the installing one's."""
        return bool(team) and team in (self._me.team, self._me.enterprise)

    def forget(self, user: str) -> None:
        """Something about a user changed: the next look-up asks Slack."""
        self._known.pop(user, None)
        self._asked.pop(user, None)

    def _answered(self, user: str, task: "asyncio.Task[Home]") -> None:
        if not task.cancelled():
            task.exception()
        # A `forget` during the look-up took the task away: what it answers may be old.
        if self._asked.get(user) is not task:
            return
        del self._asked[user]
        if task.cancelled() or task.exception() is not None:
            return
        home = task.result()
        if len(self._known) >= _ROOM:
            self._known.pop(next(iter(self._known)))
        self._known[user] = _Known(home, self._clock.now() + (KEPT_UNKNOWN if home.stranger else KEPT))

    async def _look_up(self, user: str) -> Home:
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                answer = await ask(self._client.users_info(user=user))
        except TimeoutError as error:
            raise Retry("Slack did not say in time who somebody is") from error
        except Refusal as refusal:
            if refusal.code not in _UNKNOWN:
                raise Retry(str(refusal)) from refusal
            return Home(user=user, team="", enterprise=None, guest=False, stranger=True, deleted=False, bot=False)
        return _home(user, answer.get("user"))


def _home(user: str, shape: object) -> Home:
    team = ident(shape, "team_id")
    if team is None:
        raise Retry("Slack did not say which team somebody is of")
    enterprise = ident(shape, "enterprise_user", "enterprise_id") or ident(shape, "enterprise_id")
    return Home(
        user=user,
        team=team,
        enterprise=enterprise,
        guest=at(shape, "is_restricted") is True or at(shape, "is_ultra_restricted") is True,
        stranger=at(shape, "is_stranger") is True,
        deleted=at(shape, "deleted") is True,
        bot=at(shape, "is_bot") is True,
    )
