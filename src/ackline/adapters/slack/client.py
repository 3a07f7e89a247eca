"""The Web API client: one try a call, ten seconds, and a base URL that is a setting."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from ackline.adapters.slack.errors import answer_of
from ackline.services.operating.meter import Answer

TIMEOUT_SECONDS = 10

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Called = Callable[[str, Answer], None]


class CountedClient(AsyncWebClient):
    """Tells `called` of every method that was called, and what it came to."""

    def __init__(self, *, called: Called, **given: Any) -> None:
        super().__init__(**given)
        self._called = called

    async def api_call(self, api_method: str, **given: Any) -> AsyncSlackResponse:
        try:
            answer = await super().api_call(api_method, **given)
        except Exception as error:
            self._called(api_method, answer_of(error))
            raise
        self._called(api_method, Answer.OK)
        return answer


def session() -> aiohttp.ClientSession:
    """A session to share between clients. Its timeout counts: with a session slack_sdk leaves its own unused."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS))


def slack_client(
    token: str,
    base_url: str,
    http: aiohttp.ClientSession | None = None,
    called: Called = lambda method, answer: None,  # noqa: ARG005 - its form
) -> AsyncWebClient:
    """A client that never sends anything twice by itself: by default slack_sdk repeats a dropped POST.

    Without `http` each call opens a connection of its own.
    """
    client = CountedClient(
        called=called, token=token, base_url=base_url, session=http, timeout=TIMEOUT_SECONDS, retry_handlers=[]
    )
    if urlsplit(base_url).hostname in _LOOPBACK:
        # slack_sdk takes a proxy from the environment without looking at NO_PROXY.
        client.proxy = None
    return client
