"""Posting to Slack, and finding again what was posted: each message carries its outbox key as metadata."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from ackline.adapters.slack.errors import ask, post
from ackline.adapters.slack.fields import as_stamp, at, ident, items, stamp, text
from ackline.services.ports import Json, Permanent, Receipt, Retry

EVENT_TYPE = "ackline"

_PAGE = 200
_PAGES = 20


class Message(Protocol):
    """What can be posted."""

    @property
    def text(self) -> str: ...
    @property
    def blocks(self) -> Sequence[Json]: ...
    @property
    def marks(self) -> tuple[str, ...]: ...


class Poster:
    """`say` and `resay` may go to customers; `tell` and `retell` refuse a channel that is bound to one."""

    def __init__(self, client: AsyncWebClient, is_customer_channel: Callable[[str], bool]) -> None:
        self._client = client
        self._is_customer_channel = is_customer_channel

    async def say(self, channel: str, thread: str | None, message: Message, key: str) -> Receipt:
        """Post once. Raises Retry, which says whether it may have arrived, or Refusal."""
        answer = await post(
            self._client.chat_postMessage(
                channel=channel,
                thread_ts=thread,
                text=message.text,
                blocks=list(message.blocks),
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                unfurl_links=False,
                unfurl_media=False,
                link_names=False,
                parse="none",
            )
        )
        return Receipt(channel=ident(answer, "channel") or channel, ts=stamp(answer, "ts") or "", marks=message.marks)

    async def tell(self, channel: str, thread: str | None, message: Message, key: str) -> Receipt:
        """Post internal words."""
        self._refuse_customers(channel)
        return await self.say(channel, thread, message, key)

    async def resay(self, channel: str, ts: str, message: Message) -> Receipt:
        """Replace what a message shows; doing it twice does no harm."""
        await ask(
            self._client.chat_update(
                channel=channel, ts=ts, text=message.text, blocks=list(message.blocks), link_names=False, parse="none"
            )
        )
        return Receipt(channel=channel, ts=ts, marks=message.marks)

    async def retell(self, channel: str, ts: str, message: Message) -> Receipt:
        """Replace internal words."""
        self._refuse_customers(channel)
        return await self.resay(channel, ts, message)

    async def open_dm(self, user: str) -> str:
        """The channel of the conversation with one person, asked for each time: it fails once they have left."""
        answer = await ask(self._client.conversations_open(users=[user]))
        channel = ident(answer, "channel", "id")
        if channel is None:
            raise Retry("Slack opened no conversation")
        return channel

    async def find(self, channel: str, thread: str | None, key: str, since: datetime) -> Receipt | None:
        """The message with that key, posted at or after `since`. Raises Retry when it can't be told."""
        cursor = ""
        for _ in range(_PAGES):
            answer = await self._page(channel, thread, as_stamp(since), cursor)
            for message in items(answer, "messages"):
                ts = stamp(message, "ts")
                if ts and text(message, "metadata", "event_payload", "key") == key:
                    return Receipt(channel=channel, ts=ts)
            cursor = text(answer, "response_metadata", "next_cursor") or ""
            if at(answer, "has_more") is not True or not cursor:
                return None
        raise Retry("too much was said since: the message may be among it")

    async def _page(self, channel: str, thread: str | None, oldest: str, cursor: str) -> Json:
        if thread is None:
            return await ask(
                self._client.conversations_history(
                    channel=channel, oldest=oldest, limit=_PAGE, cursor=cursor, include_all_metadata=True
                )
            )
        return await ask(
            self._client.conversations_replies(
                channel=channel, ts=thread, oldest=oldest, limit=_PAGE, cursor=cursor, include_all_metadata=True
            )
        )

    def _refuse_customers(self, channel: str) -> None:
        if self._is_customer_channel(channel):
            raise Permanent("internal words are never posted to a customer's channel")
