"""Trying out, for the doctor, what the bot will need of Slack: really posting, really opening a socket."""

import asyncio
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from ackline.adapters.slack.blocks import render
from ackline.adapters.slack.errors import ask
from ackline.adapters.slack.fields import at, text
from ackline.adapters.slack.poster import Poster
from ackline.domain.surfaces.words import Internal, line
from ackline.services.ports import Permanent, Receipt, Retry

HELLO_SECONDS = 10

_WORDS = "This is a test by `ackline doctor`: Ackline reaches people here when nobody else answers. Nothing is wrong."


class Checkup:
    """Every method raises Retry or Permanent, whose text says who can mend it."""

    def __init__(self, client: AsyncWebClient, poster: Poster) -> None:
        self._client = client
        self._poster = poster

    async def post(self, channel: str) -> Receipt:
        """Post a test message to a channel of the vendor's own."""
        words = Internal(lines=(line(_WORDS),))
        return await self._poster.tell(channel, None, render(words, {}), "doctor")

    async def write_to(self, user: str) -> Receipt:
        """Send somebody of the vendor a test message."""
        return await self.post(await self._poster.open_dm(user))

    async def visit(self, channel: str) -> None:
        """Permanent when the bot is not in a channel, or the channel is archived."""
        answer = await ask(self._client.conversations_info(channel=channel))
        if at(answer, "channel", "is_archived") is True:
            raise Permanent("it is archived: unarchive it, or bind another channel")
        if at(answer, "channel", "is_member") is not True:
            raise Permanent("the bot is not in it: invite the bot there")

    async def meet(self, user: str) -> None:
        """Permanent when a person is deactivated, or no person."""
        answer = await ask(self._client.users_info(user=user))
        if at(answer, "user", "deleted") is True:
            raise Permanent("deactivated in Slack: change people.yml")

    async def open_socket(self, app_token: str) -> None:
        """Open a socket, wait for Slack's hello, and close it."""
        answer = await ask(self._client.apps_connections_open(app_token=app_token))
        socket = SocketModeClient(app_token=app_token, web_client=self._client, auto_reconnect_enabled=False)
        socket.wss_uri = text(answer, "url")
        socket.proxy = self._client.proxy
        hello = asyncio.Event()

        async def listen(_: Any, message: dict[str, Any], __: str | None) -> None:
            if text(message, "type") == "hello":
                hello.set()

        socket.message_listeners.append(listen)
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                await socket.connect()  # type: ignore[no-untyped-call]
                await hello.wait()
        except (TimeoutError, OSError) as error:
            raise Retry(f"Slack does not greet on a socket: {type(error).__name__}") from error
        finally:
            await socket.close()  # type: ignore[no-untyped-call]
