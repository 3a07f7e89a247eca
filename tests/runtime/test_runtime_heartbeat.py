"""The dead-man switch beats while the bot is ready, and nothing that it comes upon stops it."""

import logging
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from ackline.runtime.heartbeat import Heartbeat
from ackline.web.server import Server


class Watcher:
    """A service that is to alarm when nothing comes any more."""

    def __init__(self) -> None:
        self.beats: list[str] = []
        self.status = 200
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.beats.append(request.method)
        return web.Response(status=self.status)


@pytest.fixture
async def watcher() -> AsyncIterator[Watcher]:
    watcher = Watcher()
    server = Server([web.get("/secret-check-id", watcher.take)])
    watcher.url = f"{await server.start('127.0.0.1', 0)}/secret-check-id"
    yield watcher
    await server.stop()


async def beat(url: str, why: str | None = None) -> None:
    async def why_not() -> str | None:
        return why

    async with aiohttp.ClientSession() as http:
        await Heartbeat(http, url, why_not).beat()


async def test_it_asks_while_the_bot_is_ready_and_not_while_it_is_not(watcher: Watcher) -> None:
    await beat(watcher.url)
    await beat(watcher.url, "the database does not answer")
    assert watcher.beats == ["GET"]


@pytest.mark.parametrize("where", ["http://127.0.0.1:9/secret", "http://", "ftp://127.0.0.1/secret"])
async def test_an_address_that_cannot_be_asked_is_logged_without_it(
    where: str, caplog: pytest.LogCaptureFixture
) -> None:
    await beat(where)
    assert [record.getMessage() for record in caplog.records] == ["the heartbeat did not arrive"]
    assert "secret" not in str([vars(record) for record in caplog.records])


async def test_a_refusal_is_logged(watcher: Watcher, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    watcher.status = 404
    await beat(watcher.url)
    assert [record.getMessage() for record in caplog.records] == ["the heartbeat was refused"]
