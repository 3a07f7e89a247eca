"""The demo's beginning and end, asked for over HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from ackline.web.life import life_routes
from ackline.web.server import Server


class Lives:
    """Remembers what it was asked, and knows one world."""

    def __init__(self) -> None:
        self.told: list[object] = []

    async def begin(self, world: str, now: datetime) -> None:
        if world != "harbour":
            raise ValueError(f"no world is called {world!r}")
        self.told.append((world, now))

    async def end(self) -> None:
        self.told.append("ended")


@pytest.fixture
def lives() -> Lives:
    return Lives()


@pytest.fixture
async def http(lives: Lives) -> AsyncIterator[aiohttp.ClientSession]:
    server = Server(life_routes("/life", lives.begin, lives.end))
    async with aiohttp.ClientSession(await server.start("127.0.0.1", 0)) as session:
        yield session
    await server.stop()


async def test_one_bot_ends_and_another_begins(http, lives):
    async with http.delete("/life") as answer:
        assert answer.status == 200
    async with http.post("/life", json={"world": "harbour", "now": "2026-09-04T22:00:00Z"}) as answer:
        assert await answer.json() == {"begun": "harbour"}
    assert lives.told == ["ended", ("harbour", datetime(2026, 9, 4, 22, tzinfo=UTC))]


@pytest.mark.parametrize(
    "given",
    [
        {"world": "atlantis", "now": "2026-09-04T22:00:00Z"},
        {"world": "harbour", "now": "2026-09-04T22:00:00"},
        {"world": "harbour", "now": "soon"},
        {"world": "harbour"},
        [],
    ],
)
async def test_a_beginning_that_cannot_be_is_refused_with_the_reason(http, lives, given):
    async with http.post("/life", json=given) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]
    assert lives.told == []
