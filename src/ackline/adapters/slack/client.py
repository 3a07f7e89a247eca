"""The Web API client: one try a call, ten seconds, and a base URL that is a setting."""

from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

TIMEOUT_SECONDS = 10

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def session() -> aiohttp.ClientSession:
    """A session to share between clients. Its timeout counts: with a session slack_sdk leaves its own unused."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS))


def slack_client(token: str, base_url: str, http: aiohttp.ClientSession | None = None) -> AsyncWebClient:
    """A client that never sends anything twice by itself: by default slack_sdk repeats a dropped POST.

    Without `http` each call opens a connection of its own.
    """
    client = AsyncWebClient(token=token, base_url=base_url, session=http, timeout=TIMEOUT_SECONDS, retry_handlers=[])
    if urlsplit(base_url).hostname in _LOOPBACK:
        # slack_sdk takes a proxy from the environment without looking at NO_PROXY.
        client.proxy = None
    return client
