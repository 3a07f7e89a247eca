"""The HTTP side: health, readiness, and the demo's timekeeper."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from ackline.web.health import health_routes
from ackline.web.server import Server
from ackline.web.timekeeper import timekeeper_routes

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

Serve = Callable[..., Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    servers: list[Server] = []

    async def start(routes: Sequence[aiohttp.web.RouteDef]) -> str:
        servers.append(Server(routes))
        return await servers[-1].start("127.0.0.1", 0)

    yield start
    for server in servers:
        await server.stop()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A moment to come."""

    at: datetime
    what: str


@dataclass
class Life:
    """Something that lives by a clock moved by hand, and remembers how."""

    coming_next: list[Coming] = field(default_factory=list)
    soonest: datetime | None = None
    lived: list[str] = field(default_factory=list)

    def set(self, at: datetime) -> None:
        self.lived.append(f"set {at:%H:%M}")

    async def settle(self) -> None:
        self.lived.append("settled")

    async def coming(self) -> Sequence[Coming]:
        return self.coming_next

    async def next_moment(self) -> datetime | None:
        return self.soonest


async def test_it_is_alive_whatever_is_wrong_and_ready_only_when_nothing_is(serve, http):
    wrong: list[str] = ["the database does not answer"]

    async def why_not() -> str | None:
        return wrong[0] if wrong else None

    origin = await serve(health_routes(why_not))
    async with http.get(f"{origin}/readyz") as answer:
        assert (answer.status, await answer.json()) == (503, {"ready": False, "why": "the database does not answer"})
    async with http.get(f"{origin}/healthz") as answer:
        assert answer.status == 200
    wrong.clear()
    async with http.get(f"{origin}/readyz") as answer:
        assert (answer.status, await answer.json()) == (200, {"ready": True, "why": None})


async def test_moving_the_clock_answers_when_all_is_at_rest(serve, http):
    life = Life()
    origin = await serve(timekeeper_routes("/clock", life))
    async with http.post(f"{origin}/clock", json={"now": "2026-11-20T12:30:00+00:00"}) as answer:
        assert answer.status == 200
    assert life.lived == ["set 12:30", "settled"]


async def test_what_is_due_is_listed_soonest_first_with_what_has_no_name(serve, http):
    later = Coming(at=NOON + timedelta(minutes=15), what="#1: escalation")
    origin = await serve(timekeeper_routes("/clock", Life(coming_next=[later], soonest=NOON)))
    async with http.get(f"{origin}/clock/due") as answer:
        due = (await answer.json())["due"]
    assert [(d["at"], d["what"]) for d in due] == [
        ("2026-11-20T12:00:00+00:00", "what did not go through is tried again"),
        ("2026-11-20T12:15:00+00:00", "#1: escalation"),
    ]


@pytest.mark.parametrize("body", ["{}", "[]", "null", '{"now": 5}', '{"now": "noon"}', '{"now": "2026-11-20"}', "{"])
async def test_no_instant_and_an_instant_without_a_zone_move_nothing(serve, http, body):
    life = Life()
    origin = await serve(timekeeper_routes("/clock", life))
    async with http.post(f"{origin}/clock", data=body) as answer:
        assert answer.status == 400
        assert "error" in await answer.json()
    assert life.lived == []


async def test_a_body_of_more_than_two_megabytes_is_refused(serve, http):
    origin = await serve(timekeeper_routes("/clock", Life()))
    async with http.post(f"{origin}/clock", data=b" " * 3_000_000) as answer:
        assert answer.status == 413


async def test_a_stopped_server_gives_its_port_back():
    first = Server(())
    port = int((await first.start("127.0.0.1", 0)).rpartition(":")[2])
    with pytest.raises(OSError):
        await Server(()).start("127.0.0.1", port)
    await first.stop()
    second = Server(())
    await second.start("127.0.0.1", port)
    await second.stop()
