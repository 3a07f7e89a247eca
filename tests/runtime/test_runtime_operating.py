"""A bot in operation: what it tells of itself, and how it stops while Slack hangs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from sqlite3 import connect
from typing import Any

import aiohttp
import pytest
from ackline_process import Running, ackline_process

from ackline.sandbox import seed
from ackline.sandbox.sandbox import Sandbox
from ackline.services.engine import STOP_SECONDS

CONFIG = Path(str(files("ackline.runtime.demo"))) / "harbour"


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(seed.load(CONFIG / "slack.yml") | {"now": datetime.now(UTC).isoformat()}) as sandbox:
        yield sandbox


@pytest.fixture
async def bot(slack: Sandbox, tmp_path: Path) -> AsyncIterator[Running]:
    """`serve` over HTTP, ready and connected."""
    settings = {
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "ACKLINE_DATABASE_URL": f"sqlite:///{tmp_path}/ackline.db",
        "ACKLINE_CONFIG": str(CONFIG),
        "ACKLINE_PORT": "0",
        "ACKLINE_RETENTION_DAYS": "400",
        "ACKLINE_HEARTBEAT_URL": "http://127.0.0.1:9/nobody",
    }
    async with ackline_process("serve", **settings) as running:
        running.origin = (await running.log_line("ready"))["address"]
        await slack.connect(events_url=f"{running.origin}/slack/events")
        yield running


def outbox(tmp_path: Path, where: str) -> list[tuple[Any, ...]]:
    with closing(connect(f"file:{tmp_path / 'ackline.db'}?mode=ro", uri=True)) as database:
        return database.execute(f"SELECT state, attempt, lease_until FROM outbox WHERE {where}").fetchall()


async def test_it_tells_what_it_decided_and_what_it_called(slack: Sandbox, bot: Running) -> None:
    await slack.post("C0ACME", "U0AMY", "P1: the canary has stopped singing")
    decided = await bot.log_line("decided", kind="TicketOpened")
    assert decided["outcome"] == "decided" and decided["subject"].startswith("ticket:C0ACME:")
    assert "STR-1" in str(decided["clauses"]) or decided["effects"]
    await bot.log_line("delivered", key="card/")
    async with aiohttp.ClientSession() as http, http.get(f"{bot.origin}/metrics") as answer:
        page = (await answer.text()).splitlines()
    assert 'ackline_decisions_total{event="TicketOpened",outcome="decided"} 1.0' in page
    assert any(line.startswith('ackline_slack_calls_total{method="chat.postMessage",outcome="ok"}') for line in page)
    assert "ackline_ready 1.0" in page and any("ackline_wake_lag_seconds_count" in line for line in page)
    assert "canary" not in "\n".join(page) + bot.written


async def test_it_stops_within_its_limit_while_slack_hangs_and_hands_back_what_it_held(
    slack: Sandbox, bot: Running, tmp_path: Path
) -> None:
    await slack.fault("chat.postMessage", "timeout_before", times=100, seconds=60)
    await slack.post("C0ACME", "U0AMY", "P3: the report has a typo")
    await bot.log_line("decided", kind="TicketOpened")
    for _ in range(400):
        if outbox(tmp_path, "state = 'leased'"):
            break
        await asyncio.sleep(0.05)
    bot.tell_to_stop()
    async with asyncio.timeout(STOP_SECONDS + 12):  # the calls that hang would take a minute each
        assert await bot.ended() == 0, bot.written
    held = outbox(tmp_path, "finished_at IS NULL AND attempt > 0")
    assert held and all(state == "pending" and lease is None for state, _, lease in held)
    assert "Traceback" not in bot.written
