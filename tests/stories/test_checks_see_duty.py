"""`contract check` and `doctor` look at who is on duty as `/ackline gaps` does: with calendars and with overrides."""

import pytest
import world
from aiohttp import web
from harness import Stage

from ackline.runtime.cli import main
from ackline.web.server import Server

EVER = "DTSTART:20200101T000000Z\nDURATION:P1D\nRRULE:FREQ=DAILY"
OVER = "DTSTART:20200101T000000Z\nDURATION:P1D"


@pytest.fixture
def turns() -> list[str]:
    """What the calendar of the engineers holds."""
    return [EVER]


@pytest.fixture
async def address(turns: list[str]):
    """Where that calendar is served."""

    async def serve(request: web.Request) -> web.Response:
        event = f"UID:1\nSUMMARY:On call: Ben\n{turns[-1]}"
        text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\nBEGIN:VEVENT\n{event}\nEND:VEVENT\nEND:VCALENDAR\n"
        return web.Response(text=text.replace("\n", "\r\n"))

    server = Server([web.get("/duty.ics", serve)])
    yield f"{await server.start('127.0.0.1', 0)}/duty.ics"
    await server.stop()


@pytest.fixture
def people(address: str) -> str:
    rota = "engineers: {people: [U0ADA, U0BEN], handover: mon 09:00, timezone: Europe/Berlin, since: 2026-11-16}"
    return world.PEOPLE.replace(rota, f'engineers: {{ical: "{address}", timezone: Europe/Berlin}}')


@pytest.fixture
def checked(on: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """What a command says over the story's folder and database."""
    monkeypatch.setenv("ACKLINE_DATABASE_URL", f"sqlite:///{on.folder / 'story.db'}")
    monkeypatch.setenv("ACKLINE_CONFIG", str(on.folder))

    async def run(*words: str) -> str:
        capsys.readouterr()
        await on.aside(main, list(words))
        return capsys.readouterr().out

    return run


@pytest.mark.http
@pytest.mark.parametrize("turns", [[OVER]], ids=["a calendar that has ended"])
async def test_the_gap_of_a_calendar_is_found_in_its_last_copy(on: Stage, checked, turns) -> None:
    told = await checked("contract", "check", "stringer")
    assert "warning: rotas.engineers: nobody is on duty from " in told
    assert "mend: mend the calendar, or write `/ackline override engineers @somebody …`" in told
    assert "rotas.engineers: nobody is on duty from " in await checked("doctor")


@pytest.mark.http
async def test_a_calendar_without_a_gap_is_none(on: Stage, checked) -> None:
    assert "nobody is on duty" not in await checked("contract", "check", "stringer")


@pytest.mark.http
async def test_whoever_takes_over_by_an_override_is_looked_at_as_well(on: Stage, checked) -> None:
    assert "people.U0INES" not in await checked("contract", "check", "stringer")
    await on.slack.command("C0TRIAGE", "ada", "/ackline", "override engineers @ines 2h")
    told = await checked("contract", "check", "stringer")
    assert "people.U0INES.lines: On-call pages Ines at any hour, and none of their pagers wakes anybody" in told
