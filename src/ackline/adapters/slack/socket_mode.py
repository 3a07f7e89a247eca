"""Slack's requests to the listeners, over a socket that the bot opens itself."""

from collections.abc import Callable
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from ackline.adapters.slack.errors import Refusal, ask
from ackline.adapters.slack.fields import text
from ackline.services.ports import Permanent, Retry


class SocketMode:
    """`greeted` is called at each new connection: something may have been missed before it."""

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient, greeted: Callable[[], None]) -> None:
        self._app = app
        self._app_token = app_token
        self._client = client
        self._greeted = greeted
        self._handler: AsyncSocketModeHandler | None = None

    async def connect(self) -> None:
        """Open the socket; it opens itself again whenever Slack refreshes it. Permanent when the token is refused."""
        handler = AsyncSocketModeHandler(self._app, self._app_token, web_client=self._client)
        handler.client.wss_uri = await self._first_address()
        handler.client.proxy = self._client.proxy
        handler.client.message_listeners.append(self._listen)
        self._handler = handler
        await handler.client.connect()  # type: ignore[no-untyped-call]

    async def _first_address(self) -> str | None:
        """Where to connect first. slack_sdk would ask for it as well, and take a refusal for a bad moment."""
        try:
            return text(await ask(self._client.apps_connections_open(app_token=self._app_token)), "url")
        except Refusal as refusal:
            mend = "set SLACK_APP_TOKEN anew, from Basic Information, with the scope connections:write"
            raise Permanent(f"{refusal.code}: Slack refuses the app-level token: {mend}") from refusal
        except Retry:
            return None

    async def close(self) -> None:
        """Close it for good."""
        if self._handler is not None:
            await self._handler.client.close()  # type: ignore[no-untyped-call]
            self._handler = None

    async def is_connected(self) -> bool:
        """Whether a socket is open now."""
        return self._handler is not None and await self._handler.client.is_connected()

    async def _listen(self, _: Any, message: dict[str, Any], __: str | None) -> None:
        if text(message, "type") == "hello":
            self._greeted()
