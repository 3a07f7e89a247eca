"""`serve` as a process of its own, against the sandbox: ready, answering, silent about secrets, and stopped in time."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import aiohttp
import pytest
from ackline_process import Running, ackline_process

from ackline.sandbox import seed
from ackline.sandbox.sandbox import Sandbox

CONFIG = Path(str(files("ackline.runtime.demo"))) / "harbour"
APP = {"token": "xoxb-sandbox-canary", "app_token": "xapp-sandbox-canary", "signing_secret": "canary-secret"}


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    """The demo's workspace at the present hour, under secrets that are easily found again."""
    world = seed.load(CONFIG / "slack.yml") | {"app": APP, "now": datetime.now(UTC).isoformat()}
    async with Sandbox(world) as sandbox:
        yield sandbox


@pytest.fixture
def settings(slack: Sandbox, tmp_path: Path) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.token,
        "SLACK_API_URL": slack.api_url,
        "ACKLINE_DATABASE_URL": f"sqlite:///{tmp_path}/ackline.db",
        "ACKLINE_CONFIG": str(CONFIG),
        "ACKLINE_PORT": "0",
    }


async def asked(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return answer.status, await answer.text()


async def a_customer_is_answered(slack: Sandbox, bot: Running) -> None:
    ts = await slack.post("C0ACME", "U0AMY", "P1: the canary has stopped singing")
    await bot.log_line("delivered", key=f"card/ticket:C0ACME:{ts}/customer")
    texts = [message["text"] for message in await slack.thread("C0ACME", ts)]
    assert any("#1" in text and "Critical" in text for text in texts)


async def stops_at_once(bot: Running) -> None:
    bot.tell_to_stop()
    async with asyncio.timeout(20):
        assert await bot.ended() == 0, bot.written
    assert "Traceback" not in bot.written


async def test_in_http_mode_it_becomes_ready_answers_a_signed_event_and_stops_when_told(slack, settings):
    async with ackline_process("serve", **settings, SLACK_SIGNING_SECRET=APP["signing_secret"]) as bot:
        ready = await bot.log_line("ready")
        assert ready["mode"] == "http"
        assert await asked(f"{ready['address']}/healthz") == (200, '{"status": "alive"}')
        assert await asked(f"{ready['address']}/readyz") == (200, '{"ready": true, "why": null}')
        await slack.connect(events_url=f"{ready['address']}/slack/events")
        await a_customer_is_answered(slack, bot)
        await stops_at_once(bot)
    assert "canary" not in bot.written


async def test_in_socket_mode_it_becomes_ready_answers_an_event_and_stops_when_told(slack, settings):
    async with ackline_process("serve", **settings, SLACK_APP_TOKEN=APP["app_token"]) as bot:
        ready = await bot.log_line("ready")
        assert ready["mode"] == "socket"
        assert (await asked(f"{ready['address']}/readyz"))[0] == 200
        async with aiohttp.ClientSession() as http, http.post(f"{ready['address']}/slack/events", json={}) as answer:
            assert answer.status == 404, "without a signing secret nobody can send events over HTTP"
        await slack.wait_for_socket()
        await a_customer_is_answered(slack, bot)
        await stops_at_once(bot)
    assert "canary" not in bot.written


async def test_why_is_answered_beside_the_running_bot(slack, settings):
    async with ackline_process("serve", **settings, SLACK_SIGNING_SECRET=APP["signing_secret"]) as bot:
        ready = await bot.log_line("ready")
        await slack.connect(events_url=f"{ready['address']}/slack/events")
        await a_customer_is_answered(slack, bot)
        async with ackline_process("why", "#1", "--json", **settings) as why:
            assert await why.ended() == 0
    told = json.loads(why.written)
    assert {"ticket", "clocks", "coming", "journal", "chain"} == set(told)
    assert told["chain"] == "holds"
    first = told["clocks"][0]
    assert (first["clock"], first["clause"], first["target"]) == ("first_response", "STR-1", "1 hour")
    assert first["intervals"] == [{"from": first["start"], "to": first["due"], "why": "counted"}]
    assert "canary" not in why.written, "texts are read in Slack, not in explanations"


async def test_an_event_that_nobody_signed_is_refused(slack, settings):
    async with ackline_process("serve", **settings, SLACK_SIGNING_SECRET=APP["signing_secret"]) as bot:
        origin = (await bot.log_line("ready"))["address"]
        body = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "message", "text": "canary"}}
        async with aiohttp.ClientSession() as http, http.post(f"{origin}/slack/events", json=body) as answer:
            assert answer.status == 401


async def test_it_is_told_to_stop_while_slack_does_not_answer_yet(settings):
    away = settings | {"SLACK_API_URL": "http://127.0.0.1:9/api/"}
    async with ackline_process("serve", **away, SLACK_SIGNING_SECRET="s") as bot:
        await bot.log_line("Slack does not answer yet")
        await stops_at_once(bot)


def refused(settings: Mapping[str, str], **changed: str) -> dict[str, str]:
    return {**settings, "SLACK_SIGNING_SECRET": APP["signing_secret"], **changed}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-sandbox-canary-of-another"}, "invalid_auth"),
        ({"SLACK_APP_TOKEN": "xapp-sandbox-canary-of-another"}, "invalid_auth"),
        ({"ACKLINE_CONFIG": ""}, "nothing was imported yet"),
        ({"ACKLINE_DATABASE_URL": "sqlite:////no/such/folder/ackline.db"}, "there is no folder /no/such/folder"),
        ({"ACKLINE_DATABASE_URL": "mysql://root:canary@127.0.0.1/x"}, "not a database that Ackline runs on"),
        ({"ACKLINE_HOST": "192.0.2.1"}, "cannot listen on 192.0.2.1:0 (it is no address of this machine)"),
    ],
    ids=["bot token", "app token", "nothing imported", "no folder", "other database", "other host"],
)
async def test_what_cannot_work_stops_the_start_and_says_why(settings, changed, words):
    async with ackline_process("serve", **refused(settings, **changed)) as bot:
        assert await bot.ended() == 2, bot.written
    assert words in bot.written
    assert "Traceback" not in bot.written
    assert "canary" not in bot.written


async def test_a_port_that_is_taken_stops_the_start_and_names_the_variable(slack, settings):
    taken = refused(settings, ACKLINE_PORT=slack.origin.rpartition(":")[2])
    async with ackline_process("serve", **taken) as bot:
        assert await bot.ended() == 2
    assert "another program listens there" in bot.written
    assert "ACKLINE_PORT" in bot.written


async def test_a_second_process_on_the_same_sqlite_file_is_refused(settings):
    async with ackline_process("serve", **refused(settings)) as first:
        await first.log_line("ready")
        async with ackline_process("serve", **refused(settings)) as second:
            assert await second.ended() == 2
        assert "another Ackline (process" in second.written
