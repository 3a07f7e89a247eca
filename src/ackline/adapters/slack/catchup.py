"""Reading Slack's state: what was said and marked while nobody listened, as the rows that events would have made."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from ackline.adapters.slack.errors import Refusal, ask, ask_dated
from ackline.adapters.slack.fields import as_stamp, at, ident, items, moment, stamp, text
from ackline.adapters.slack.me import Me
from ackline.adapters.slack.rows import CONTENT, inbox_row
from ackline.adapters.slack.state import state_row
from ackline.services.ports import Clock, Incoming, Json, Permanent, Retry, Root

LOOK_SECONDS = 5.0

PATIENCE_SECONDS = 150.0
"""How long catch-up waits for one page when Slack answers 429. An app that is sold outside Slack's Marketplace gets one
page of 15 messages a minute; a company's own app is exempt."""

HARDLY = timedelta(seconds=2)
"""How far apart Slack's clock and ours may seem to be: its `Date` knows no fractions, and an answer is on its way."""

_PAGE = 200
_PAGES = 500
_GONE = frozenset({"thread_not_found", "message_not_found"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """What a listing showed, in Slack's order, and when by Slack's clock: an event that comes meanwhile is newer."""

    messages: Sequence[Json]
    as_of: datetime


class SlackEyes:
    """The rows carry the keys of the events they stand for, so what is known already is no news."""

    def __init__(
        self,
        client: AsyncWebClient,
        me: Me,
        clock: Clock,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._me = me
        self._clock = clock
        self._pause = pause

    async def look(self, channel: str, ts: str) -> Sequence[Incoming]:
        """A thread's messages, edits and one row for all reactions in it. Raises Retry when it can't be read."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await self._thread(channel, ts)
        except TimeoutError as error:
            raise Retry("the thread could not be read in time") from error
        except Permanent as error:
            raise Retry(f"the thread can't be read: {error}") from error

    async def since(self, channel: str, watermark: str | None) -> Sequence[Incoming]:
        """What was said in a channel after the watermark, oldest first, with the threads below it.

        Without a watermark nothing is read: what was said before the bot came opens no tickets. Replies in older
        threads are not in a channel's history: `look` finds those.
        """
        if watermark is None:
            return ()
        try:
            listed = await self._listed(
                self._client.conversations_history, PATIENCE_SECONDS, channel=channel, oldest=watermark
            )
            rows: list[Incoming] = []
            for root in reversed(listed.messages):
                ts = stamp(root, "ts")
                if ts and at(root, "reply_count"):
                    rows += await self._thread(channel, ts, PATIENCE_SECONDS)
                elif ts:
                    rows += await self._alone(channel, ts, root, listed.as_of)
        except Permanent as error:
            raise Retry(f"the channel can't be read: {error}") from error
        return rows

    async def roots(self, channel: str, oldest: datetime) -> Sequence[Root]:
        """What was said at the top of a channel since then, oldest first. Raises Retry when it can't be read."""
        try:
            listed = await self._listed(
                self._client.conversations_history, 0.0, channel=channel, oldest=as_stamp(oldest)
            )
            return [
                Root(
                    ts=ts,
                    rows=tuple(await self._alone(channel, ts, root, listed.as_of)),
                    replied=bool(at(root, "reply_count")),
                )
                for root in reversed(listed.messages)
                if (ts := stamp(root, "ts"))
            ]
        except Permanent as error:
            raise Retry(f"the channel can't be read: {error}") from error

    async def _alone(self, channel: str, ts: str, root: Json, as_of: datetime) -> list[Incoming]:
        """The rows of a message that nobody replied to."""
        rows = list(self._rows(channel, root, as_of))
        if at(root, "reactions"):
            rows.append(state_row(channel, ts, [await self._whole(channel, root)], as_of, self._clock.now()))
        return rows

    async def _thread(self, channel: str, ts: str, patience: float = 0.0) -> list[Incoming]:
        now = self._clock.now()
        try:
            listed = await self._listed(self._client.conversations_replies, patience, channel=channel, ts=ts)
        except Refusal as refusal:
            if refusal.code not in _GONE:
                raise
            return list(_event_rows({"subtype": "message_deleted", "deleted_ts": ts}, channel, as_stamp(now), now))
        found = [await self._whole(channel, message) for message in listed.messages]
        rows = [row for message in found for row in self._rows(channel, message, listed.as_of)]
        return [*rows, state_row(channel, ts, found, listed.as_of, self._clock.now())]

    def _rows(self, channel: str, message: Json, as_of: datetime) -> Iterator[Incoming]:
        """The events that a message's present state speaks of."""
        now = self._clock.now()
        ts, subtype = stamp(message, "ts"), text(message, "subtype")
        if ts is None or ident(message, "user") == self._me.user or ident(message, "bot_id") == self._me.bot:
            return
        if subtype == "tombstone":
            yield from _event_rows({"subtype": "message_changed", "message": message}, channel, as_stamp(as_of), now)
        elif subtype in CONTENT:
            yield from _event_rows(message, channel, ts, now)
            if edited := stamp(message, "edited", "ts"):
                yield from _event_rows({"subtype": "message_changed", "message": message}, channel, edited, now)

    async def _whole(self, channel: str, message: Json) -> Json:
        """The message with everybody who reacted: Slack leaves out users of a reaction that many gave."""
        ts = stamp(message, "ts")
        if ts is None or not any(_shortened(reaction) for reaction in items(message, "reactions")):
            return message
        answer = await ask(self._client.reactions_get(channel=channel, timestamp=ts, full=True))
        return message | {"reactions": list(items(answer, "message", "reactions"))}

    async def _listed(self, method: Any, patience: float, **asked: str) -> _Listed:
        """The messages on all pages of a listing, each waited for with as much patience, as of the first."""
        cursor, found, as_of = "", list[Json](), None
        for _ in range(_PAGES):
            answer, begun = await self._page(method, patience, limit=_PAGE, cursor=cursor, **asked)
            as_of = as_of or begun
            found += [message for message in items(answer, "messages") if isinstance(message, dict)]
            cursor = text(answer, "response_metadata", "next_cursor") or ""
            if not cursor:
                return _Listed(messages=found, as_of=as_of)
        raise Retry("there is more to read than can be read at once")

    async def _page(self, method: Any, patience: float, **asked: str | int) -> tuple[Json, datetime]:
        """One page, and when it was asked for by Slack's clock."""
        while True:
            begun = self._clock.now()
            try:
                answer, said = await ask_dated(method(**asked))
                return answer, _by_slack(begun, self._clock.now(), said)
            except Retry as limit:
                if limit.spent or limit.after > patience:
                    raise
                patience -= limit.after
                await self._pause(limit.after)


def _by_slack(begun: datetime, ended: datetime, said: datetime | None) -> datetime:
    """`begun` by Slack's clock, which said `said` before `ended`: events are dated by it, so looks are too."""
    if said is None or begun - HARDLY <= said <= ended + HARDLY:
        return begun
    return begun + (said - ended.replace(microsecond=0))


def _shortened(reaction: object) -> bool:
    count = at(reaction, "count")
    return isinstance(count, int) and count > sum(1 for _ in items(reaction, "users"))


def _event_rows(event: Json, channel: str, event_ts: str, received_at: datetime) -> Iterator[Incoming]:
    """The row that the event would have made: the same key under no event id."""
    whole = event | {"type": "message", "channel": channel, "event_ts": event_ts}
    body = {"type": "event_callback", "event": whole, "event_time": int(moment(event_ts).timestamp())}
    row = inbox_row(body, received_at)
    if row is not None:
        yield row
