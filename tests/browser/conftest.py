"""A real browser: Debian's Chromium, driven by Playwright, against sandboxes on this machine."""

import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiohttp import ClientSession, web
from slack_sdk.web.async_client import AsyncWebClient

from ackline.sandbox.sandbox import Sandbox

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 15_000

Open = Callable[..., Awaitable[Any]]


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screenshots go: SCREENSHOTS, or a new folder that the end of the run names."""
    chosen = os.environ.get("SCREENSHOTS")
    folder = Path(chosen or tempfile.mkdtemp(prefix="ackline-screenshots-"))
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["SCREENSHOTS"] = str(folder)
    return folder


FIGURES: list[str] = []


@pytest.fixture
def measured() -> Callable[[str, float], None]:
    """Notes a figure in milliseconds for the end of the run."""
    return lambda what, took: FIGURES.append(f"{what}: {took:.0f} ms")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for figure in FIGURES:
        terminalreporter.write_line(figure)
    if os.environ.get("SCREENSHOTS"):
        terminalreporter.write_line(f"screenshots: {os.environ['SCREENSHOTS']}")


@pytest.fixture
async def browser() -> AsyncIterator[Any]:
    api = pytest.importorskip("playwright.async_api", reason="playwright is not installed: pip install -e '.[test]'")
    if not CHROMIUM:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    async with api.async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        await started.close()


@pytest.fixture
async def open_page(browser: Any) -> AsyncIterator[Open]:
    """Opens pages, each a client of its own. None of them may log an error or ask anybody but the sandbox."""
    wrong: list[str] = []
    async with AsyncExitStack() as stack:

        async def open_one(url: str, *, may_log: bool = False, **context: Any) -> Any:
            client = await browser.new_context(**({"viewport": {"width": 1440, "height": 900}} | context))
            stack.push_async_callback(client.close)
            page = await client.new_page()
            page.set_default_timeout(PATIENCE_MS)
            origin = "/".join(url.split("/")[:3])
            page.on("pageerror", lambda error: wrong.append(f"exception: {error}"))
            if not may_log:
                page.on("console", lambda line: wrong.append(f"console: {line.text}") if line.type == "error" else None)
            page.on(
                "request", lambda asked: None if asked.url.startswith((origin, "data:")) else wrong.append(asked.url)
            )
            await page.goto(url)
            await page.wait_for_selector("#channels button", state="attached")
            return page

        yield open_one
    assert wrong == []


SEED = {
    "now": "2026-11-20T18:00:00Z",
    "business_days": {"zone": "Europe/Berlin", "opens": "09:00", "holidays": ["2026-11-23"]},
    "teams": [{"id": "T0VENDOR", "name": "Vendor", "vendor": True}, {"id": "T0ACME", "name": "Acme"}],
    "users": [
        {"id": "U0ANA", "name": "ana", "real_name": "Ana Lima", "team": "T0VENDOR", "tz": "Europe/Berlin"},
        {"id": "U0BOB", "name": "bob", "real_name": "Bob Ray", "team": "T0ACME", "tz": "America/New_York"},
    ],
    "channels": [
        {"id": "C0ACME", "name": "ext-acme", "shared_with": ["T0ACME"], "members": ["U0ANA", "U0BOB"]},
        {"id": "C0BUSY", "name": "busy", "members": ["U0ANA"]},
    ],
}


class SmallApp:
    """An app with a form: a button or shortcut opens it, the form is refused once and then taken."""

    def __init__(self) -> None:
        self.form: dict[str, Any] = {}
        self.answers: list[dict[str, Any]] = []
        self.options: list[dict[str, Any]] = []
        self.payloads: list[dict[str, Any]] = []
        self.commands: list[dict[str, str]] = []
        self.client: AsyncWebClient

    async def handle(self, request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            return web.Response()
        form = dict(parse_qsl((await request.read()).decode()))
        if "payload" not in form:
            self.commands.append(form)
            return web.json_response({"text": f"You asked for: {form['text']}"})
        payload = json.loads(form["payload"])
        self.payloads.append(payload)
        if payload["type"] == "block_suggestion":
            return web.json_response({"options": self.options})
        asked = payload["type"] in ("message_action", "shortcut") or "channel" in payload
        if asked and self.form:
            await self.client.views_open(trigger_id=payload["trigger_id"], view=self.form)
        if payload["type"] == "view_submission" and self.answers:
            return web.json_response(self.answers.pop(0))
        return web.Response()


@pytest.fixture
def seed() -> dict[str, Any]:
    return json.loads(json.dumps(SEED))


@pytest.fixture
async def slack(seed: dict[str, Any]) -> AsyncIterator[Sandbox]:
    async with Sandbox(seed) as sandbox:
        await sandbox.line("lost")
        yield sandbox


@pytest.fixture
async def app(slack: Sandbox) -> AsyncIterator[SmallApp]:
    small = SmallApp()
    application = web.Application()
    application.router.add_post("/slack/events", small.handle)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with ClientSession() as session:
        small.client = AsyncWebClient(token=slack.token, base_url=slack.api_url, session=session, retry_handlers=[])
        await slack.line("open")
        await slack.connect(events_url=f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        yield small
    await runner.cleanup()
