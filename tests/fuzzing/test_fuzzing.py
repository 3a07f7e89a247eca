"""No payload, however broken, is an uncaught error or costs a sound one its place; nothing unsigned is kept."""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import world
from fuzz import fuzz
from harness import Stage, stage
from slack_payloads import envelope, message

from ackline.sandbox.signing import signed_headers


async def test_broken_payloads_of_every_kind_are_no_errors_and_lose_no_sound_message():
    done = await fuzz(seed=5, seconds=15, most=600)
    assert done.sound > 2 and done.inbox["done"] >= done.sound, done
    assert done.inbox["waiting"] == 0, done


@pytest.fixture
async def on(tmp_path: Path):
    async with stage(tmp_path, world.slack(world.FRIDAY), world.PEOPLE, world.ACCOUNTS) as on:
        yield on


BODY = json.dumps(envelope(message("P1: forged"))).encode()


async def sent(on: Stage, headers: dict[str, str]) -> int:
    plain = {"Content-Type": "application/json"}
    async with aiohttp.ClientSession() as http, http.post(on.events_url, data=BODY, headers=plain | headers) as answer:
        await answer.read()
    await on.slack.settle()
    return answer.status


def kept(on: Stage) -> int:
    with closing(sqlite3.connect(f"file:{on.folder / 'story.db'}?mode=ro", uri=True)) as database:
        found: Any = database.execute("SELECT count(*) FROM inbox WHERE source = 'slack'").fetchone()
        return int(found[0])


async def test_what_is_signed_wrongly_lately_or_not_at_all_is_401_and_never_kept(on: Stage):
    before = kept(on)
    sound, stale = signed_headers(on.slack.signing_secret, BODY), str(int(time.time()) - 600)
    for headers in (
        {},
        signed_headers("another-secret", BODY),
        signed_headers(on.slack.signing_secret, BODY + b" "),
        sound | {"X-Slack-Request-Timestamp": stale},
        sound | {"X-Slack-Signature": ""},
        sound | {"X-Slack-Signature": "v1" + sound["X-Slack-Signature"][2:]},
        sound | {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": sound["X-Slack-Request-Timestamp"]},
        {"X-Slack-Signature": sound["X-Slack-Signature"]},
    ):
        assert await sent(on, headers) == 401, headers
    assert kept(on) == before


async def test_a_request_that_is_replayed_is_kept_once(on: Stage):
    before, sound = kept(on), signed_headers(on.slack.signing_secret, BODY)
    assert [await sent(on, sound) for _ in range(3)] == [200, 200, 200]
    assert kept(on) == before + 1
