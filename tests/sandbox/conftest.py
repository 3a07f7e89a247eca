"""A small vendor with two customers, and an app that records what Slack tells it."""

import copy
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

import pytest
import sandbox_schema
from aiohttp import ClientSession, web
from sandbox_world import SEED
from slack_sdk.web.async_client import AsyncWebClient

from ackline.sandbox.sandbox import Sandbox


class RecordingApp:
    """The other party: a real server that keeps what it is sent and answers as it is told."""

    def __init__(self) -> None:
        self.events: list[dict] = []
        self.retries: list[tuple[str, str] | None] = []
        self.interactions: list[dict] = []
        self.commands: list[dict] = []
        self.times: list[str] = []
        self.due: list[dict] = []
        self.statuses: list[int] = []
        self.answer: dict = {}
        self.on_time = None
        self.lives: list[object] = []
        self.url = ""

    async def start(self) -> None:
        application = web.Application()
        application.router.add_post("/slack/events", self._slack)
        application.router.add_get("/clock/due", self._due)
        application.router.add_post("/clock", self._time)
        application.router.add_delete("/life", self._end)
        application.router.add_post("/life", self._begin)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _slack(self, request: web.Request) -> web.Response:
        body = await request.read()
        signed = b"v0:" + request.headers["X-Slack-Request-Timestamp"].encode() + b":" + body
        expected = "v0=" + hmac.new(b"sandbox-signing-secret", signed, hashlib.sha256).hexdigest()
        assert request.headers["X-Slack-Signature"] == expected
        if request.content_type == "application/json":
            return self._event(request, json.loads(body))
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if "payload" in form:
            self.interactions.append(json.loads(form["payload"]))
        else:
            self.commands.append(form)
        return web.json_response(self.answer)

    def _event(self, request: web.Request, payload: dict) -> web.Response:
        if payload["type"] == "url_verification":
            return web.json_response({"challenge": payload["challenge"]})
        number, reason = (request.headers.get(f"X-Slack-Retry-{what}") for what in ("Num", "Reason"))
        self.retries.append((number, reason) if number else None)
        self.events.append(payload)
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def _due(self, request: web.Request) -> web.Response:
        return web.json_response({"due": self.due})

    async def _time(self, request: web.Request) -> web.Response:
        now = (await request.json())["now"]
        self.times.append(now)
        if self.on_time is not None:
            await self.on_time(now)
        return web.json_response({})

    async def _end(self, request: web.Request) -> web.Response:
        self.lives.append("ended")
        return web.json_response({})

    async def _begin(self, request: web.Request) -> web.Response:
        given = await request.json()
        self.lives.append((given["world"], given["now"]))
        return web.json_response({})

    def of(self, kind: str, subtype: str | None = None) -> list[dict]:
        """The inner events of one type."""
        inner = [payload["event"] for payload in self.events]
        return [event for event in inner if event["type"] == kind and event.get("subtype") == subtype]


@pytest.fixture
def seed() -> dict:
    return copy.deepcopy(SEED)


@pytest.fixture
async def app() -> AsyncIterator[RecordingApp]:
    recording = RecordingApp()
    await recording.start()
    yield recording
    await recording.stop()


@pytest.fixture
async def slack(app: RecordingApp, seed: dict) -> AsyncIterator[Sandbox]:
    """A sandbox whose every answer, in whichever test, is one that Slack could have given."""
    async with Sandbox(seed, events_url=f"{app.url}/slack/events") as sandbox:
        yield sandbox
        answered = [call for call in sandbox.stage.calls if call.fault is None]
        wrong = [
            f"{call.method}: {fault}" for call in answered for fault in sandbox_schema.faults(call.method, call.answer)
        ]
        assert wrong == []


@pytest.fixture
async def client(slack: Sandbox) -> AsyncIterator[AsyncWebClient]:
    async with ClientSession() as session:
        yield AsyncWebClient(token=slack.token, base_url=slack.api_url, session=session, retry_handlers=[])


@pytest.fixture
async def http(slack: Sandbox) -> AsyncIterator[ClientSession]:
    async with ClientSession(slack.origin) as session:
        yield session
