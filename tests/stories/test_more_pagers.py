"""People who are reached by PagerDuty: one incident a page, over when the page is."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import world
from aiohttp import web
from harness import SECRET, Stage
from room import Room

from ackline.web.server import Server

DOWN = "P1: production is down, nobody can log in"


@dataclass
class Duty:
    """PagerDuty's events endpoint. `refuses`: it knows no such service."""

    url: str = ""
    refuses: bool = False
    events: list[dict[str, Any]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        if self.refuses:
            return web.json_response({"message": "Event object is invalid"}, status=400)
        self.events.append(await request.json())
        return web.json_response({"status": "success"}, status=202)

    def actions(self, person: str) -> list[str]:
        """What became of a person's incidents, oldest first."""
        return [e["event_action"] for e in self.events if e["dedup_key"].endswith(f"|U0{person.upper()}")]


@pytest.fixture
async def duty() -> AsyncIterator[Duty]:
    duty = Duty()
    server = Server([web.post("/v2/enqueue", duty.take)])
    duty.url = f"{await server.start('127.0.0.1', 0)}/v2/enqueue"
    yield duty
    await server.stop()


@pytest.fixture
def people(duty: Duty) -> str:
    """Ada and Tom have PagerDuty; Ben, next after Ada, has the phone."""
    line = f'{{pager: pagerduty, address: "{duty.url}", secret: PHONE_SECRET}}'
    return world.PEOPLE.replace('{pager: webhook, address: "{phone}/ada", secret: PHONE_SECRET}', line).replace(
        "{name: Tom}", f"{{name: Tom, lines: [{line}, slack_dm]}}"
    )


@pytest.mark.cites("STR-8")
async def test_an_incident_is_one_for_all_calls_and_is_resolved_when_somebody_has_it(
    on: Stage, acme: Room, duty: Duty
) -> None:
    ts = await acme.post(DOWN)
    await on.forward(minutes=11)
    assert duty.actions("ada") == ["trigger"] * 3
    assert len({e["dedup_key"] for e in duty.events}) == 1
    first = duty.events[0]
    assert first["routing_key"] == SECRET
    assert first["payload"]["summary"].startswith("P1 at Acme: #1 · ")
    assert DOWN in first["payload"]["custom_details"]["text"]
    assert first["links"][0]["href"].endswith(f"/archives/C0ACME/p{ts.replace('.', '')}")
    await acme.react(ts, "ben", "👀")
    assert duty.actions("ada") == ["trigger", "trigger", "trigger", "resolve"]
    await on.forward(minutes=20)
    assert len(duty.events) == 4


@pytest.mark.cites("STR-9")
async def test_seen_quiets_the_incident_and_the_ladder_goes_on(on: Stage, acme: Room, duty: Duty) -> None:
    ts = await acme.post(DOWN)
    await on.forward(minutes=16)
    await on.press_page("tom", "seen")
    assert duty.actions("tom") == ["trigger", "acknowledge"]
    await on.forward(minutes=14)
    assert len(await on.rings("vera")) > 0
    await acme.react(ts, "ben", "👀")
    assert duty.actions("tom") == ["trigger", "acknowledge", "resolve"]


@pytest.mark.cites("STR-8")
async def test_a_refused_event_wakes_the_next_person_at_once(on: Stage, acme: Room, duty: Duty) -> None:
    duty.refuses = True
    await acme.post(DOWN)
    assert len(await on.rings("ben")) == 1
    assert duty.events == []
