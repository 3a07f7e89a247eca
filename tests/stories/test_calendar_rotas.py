"""A rota that is kept in a calendar: who is in it is paged, a change is followed, and the last good copy stays."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import world
from aiohttp import web
from harness import Stage
from room import Room

from ackline.runtime.edition import follow_calendars
from ackline.web.server import Server

DOWN = "P1: production is down, nobody can log in"


@dataclass
class Calendar:
    """A calendar that is served over HTTP: who has it, or a status that says that it is not to be had."""

    url: str = ""
    who: str = "Ben"
    status: int = 200

    async def serve(self, request: web.Request) -> web.Response:
        event = f"UID:1\nSUMMARY:On call: {self.who}\nDTSTART:20261101T000000Z\nDURATION:P90D"
        text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\nBEGIN:VEVENT\n{event}\nEND:VEVENT\nEND:VCALENDAR\n"
        return web.Response(text=text.replace("\n", "\r\n"), status=self.status)


@pytest.fixture
async def calendar() -> AsyncIterator[Calendar]:
    calendar = Calendar()
    server = Server([web.get("/duty.ics", calendar.serve)])
    calendar.url = f"{await server.start('127.0.0.1', 0)}/duty.ics"
    yield calendar
    await server.stop()


@pytest.fixture
def people(calendar: Calendar) -> str:
    rota = "engineers: {people: [U0ADA, U0BEN], handover: mon 09:00, timezone: Europe/Berlin, since: 2026-11-16}"
    assert rota in world.PEOPLE
    return world.PEOPLE.replace(rota, f'engineers: {{ical: "{calendar.url}", timezone: Europe/Berlin}}')


async def follow(on: Stage) -> None:
    """What is done by the hour."""
    await follow_calendars(on.running.store, on.running.book, on.folder, on.clock)
    await on.running.engine.settle()


async def test_whoever_the_calendar_names_is_paged_and_a_change_is_followed(
    on: Stage, acme: Room, calendar: Calendar
) -> None:
    await acme.post(DOWN)
    assert (len(await on.rings("ben")), len(await on.rings("ada"))) == (1, 0)
    await on.press_page("ben", "acknowledge")
    calendar.who = "Ada"
    await on.forward(hours=1)
    await follow(on)
    await acme.post("P1: it is down again", by="axel")
    assert len(await on.rings("ada")) == 1


async def test_a_calendar_that_cannot_be_had_is_told_of_once_and_its_last_copy_holds(
    on: Stage, acme: Room, calendar: Calendar
) -> None:
    calendar.status = 503
    for _ in range(2):
        await on.forward(hours=1)
        await follow(on)
    told = [m["text"] for m in await on.slack.messages("C0TRIAGE")]
    assert told == ["*The calendar of a rota can't be read:* it is answered 503. The last copy that was read holds."]
    await acme.post(DOWN)
    assert len(await on.rings("ben")) == 1
    calendar.status = 200
    await on.forward(hours=1)
    await follow(on)
    assert "*The calendar of a rota is read again*." in [m["text"] for m in await on.slack.messages("C0TRIAGE")]


async def test_the_bot_starts_with_the_last_copy(on: Stage, acme: Room, calendar: Calendar) -> None:
    await on.stop_bot()
    calendar.status = 500
    await on.return_of_the_bot()
    await acme.post(DOWN)
    assert len(await on.rings("ben")) == 1
