"""The two ways to the app: signed HTTP requests, or whichever Socket Mode connection is open.

Both have three seconds of real time, as with Slack.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

import aiohttp

from ackline.sandbox.delivery import Verdict
from ackline.sandbox.signing import signed_headers
from ackline.sandbox.wire import Json, Refused

PATIENCE = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the app answered to an interaction: its JSON, or plain text, or nothing."""

    body: Json
    text: str = ""


class Transport(Protocol):
    """A way to the app."""

    async def event(self, payload: Json, retry: int, reason: str | None) -> Verdict:
        """Deliver an event once; a failure is a verdict."""

    async def interaction(self, payload: Json) -> Reply:
        """Deliver a click, submission or shortcut; Refused when the app doesn't answer with 2xx in time."""

    async def command(self, fields: dict[str, str]) -> Reply:
        """Deliver a slash command; Refused as for an interaction."""


class HttpTransport:
    """Signed POSTs to the app's request URL."""

    def __init__(self, session: aiohttp.ClientSession, url: str | None, signing_secret: str) -> None:
        self._session = session
        self.url = url
        self._secret = signing_secret

    async def event(self, payload: Json, retry: int, reason: str | None) -> Verdict:
        """Deliver an event once; a failure is a verdict."""
        headers = {"Content-Type": "application/json"}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason or "unknown_error"}
        try:
            status, got, _ = await self._post(json.dumps(payload).encode(), headers)
        except TimeoutError:
            return Verdict(failure="http_timeout")
        except aiohttp.ClientError:
            return Verdict(failure="connection_failed")
        failed = not 200 <= status < 300
        return Verdict(failure="http_error" if failed else None, no_retry=got.get("X-Slack-No-Retry") == "1")

    async def interaction(self, payload: Json) -> Reply:
        """Deliver a click, submission or shortcut; Refused when the app doesn't answer with 2xx in time."""
        return await self._form({"payload": json.dumps(payload)})

    async def command(self, fields: dict[str, str]) -> Reply:
        """Deliver a slash command; Refused as for an interaction."""
        return await self._form(fields)

    async def verify(self) -> bool:
        """Slack's `url_verification` handshake: whether the app echoes the challenge."""
        challenge = {"type": "url_verification", "challenge": "sandbox-challenge", "token": "sandbox"}
        headers = {"Content-Type": "application/json"}
        status, _, body = await self._post(json.dumps(challenge).encode(), headers)
        return status == 200 and "sandbox-challenge" in body

    async def _form(self, fields: dict[str, str]) -> Reply:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            status, _, body = await self._post(urlencode(fields).encode(), headers)
        except TimeoutError:
            raise Refused("operation_timeout", "the app did not answer within three seconds") from None
        except aiohttp.ClientError as error:
            raise Refused("app_unreachable", f"no app answers at {self.url}: {error}") from error
        if not 200 <= status < 300:
            raise Refused("dispatch_failed", f"the app answered HTTP {status}")
        return reply_of(body)

    async def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], str]:
        signed = headers | signed_headers(self._secret, body)
        async with asyncio.timeout(PATIENCE):
            async with self._session.post(self.url or "", data=body, headers=signed, allow_redirects=False) as response:
                return response.status, dict(response.headers), await response.text()


def reply_of(body: str) -> Reply:
    """An answer's JSON object, or its text."""
    try:
        parsed = json.loads(body) if body.strip() else {}
    except json.JSONDecodeError:
        return Reply(body={}, text=body)
    return Reply(body=parsed) if isinstance(parsed, dict) else Reply(body={}, text=body)
