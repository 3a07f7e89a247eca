"""Rotas from iCalendar: whom an event names, rules and their exceptions, zones, and what is refused."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_roster import ACCOUNTS, PEOPLE, plain, refused, written

from ackline.adapters.config.roster.freeze import freeze_roster, thaw_roster
from ackline.adapters.config.roster.ical import read_calendar
from ackline.adapters.config.roster.load import addresses, load_roster
from ackline.domain.duty.people import PagerLine, Person
from ackline.domain.duty.scheduled import Scheduled
from ackline.domain.ids import UserId

ANN, BOB = UserId("U0ANN"), UserId("U0BOB")
PERSONS = {
    ANN: Person(user=ANN, name="Ann Lee"),
    BOB: Person(user=BOB, name="Bob", lines=(PagerLine(pager="email", address="bob@mail.example"),)),
}


def calendar(*events: str) -> str:
    inner = "\n".join(f"BEGIN:VEVENT\nDTSTAMP:20260101T000000Z\n{event}\nEND:VEVENT" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n{inner}\nEND:VCALENDAR\n".replace("\n", "\r\n")


def rota(*events: str, who: dict[str, str] | None = None) -> Scheduled:
    return read_calendar(calendar(*events), who or {}, PERSONS, "Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


WEEK = "UID:1\nSUMMARY:{}\nDTSTART;TZID=Europe/Berlin:{}T090000\nDTEND;TZID=Europe/Berlin:{}T090000"
ANNS = WEEK.format("Ann Lee", "20260316", "20260323") + "\nRRULE:FREQ=WEEKLY;INTERVAL=2"
BOBS = WEEK.format("Bob", "20260323", "20260330").replace("UID:1", "UID:2") + "\nRRULE:FREQ=WEEKLY;INTERVAL=2"


def test_two_people_take_turns_by_the_week_also_when_the_clocks_change() -> None:
    turns = rota(ANNS, BOBS)
    assert turns.on_duty(at("2026-03-23T07:59"))[0] == ANN  # 08:59 CET
    assert turns.on_duty(at("2026-03-23T08:00")) == (BOB, ANN)
    assert turns.on_duty(at("2026-03-30T06:59"))[0] == BOB  # 08:59 CEST
    assert turns.on_duty(at("2026-03-30T07:00"))[0] == ANN
    assert turns.gaps(at("2026-04-01"), at("2027-04-01")) == ()
    assert next(iter(turns.moments(at("2026-03-20"), at("2026-03-24")))) == at("2026-03-23T08:00")


@pytest.mark.parametrize(
    "named",
    [
        "SUMMARY:On call: Bob",
        "SUMMARY:U0BOB",
        "SUMMARY:Duty\nATTENDEE;CN=Robert:mailto:bob@mail.example",
        "SUMMARY:Duty\nATTENDEE:MAILTO:Rob@Home.Example",
        "SUMMARY:The other one",
    ],
)
def test_an_event_names_somebody_by_name_id_address_or_as_written_under_who(named: str) -> None:
    event = f"UID:1\n{named}\nDTSTART:20260316T080000Z\nDURATION:PT12H"
    found = rota(event, who={"rob@home.example": "U0BOB", "the other one": "U0BOB"})
    assert found.on_duty(at("2026-03-16T19:59")) == (BOB,)
    assert found.on_duty(at("2026-03-16T20:00")) == ()


def test_an_exception_goes_before_the_rule_and_a_removed_day_is_a_gap() -> None:
    daily = (
        "UID:1\nSUMMARY:Ann Lee\nDTSTART;TZID=Europe/Berlin:20260316T000000\nDURATION:P1D\nRRULE:FREQ=DAILY;UNTIL={}"
    )
    removed = "\nEXDATE;TZID=Europe/Berlin:20260318T000000"
    moved = (
        "UID:1\nRECURRENCE-ID;TZID=Europe/Berlin:20260317T000000\nSUMMARY:Bob\n"
        "DTSTART;TZID=Europe/Berlin:20260317T000000\nDURATION:P1D"
    )
    turns = rota(daily.format("20260320T225959Z") + removed, moved)
    days = [turns.on_duty(at(f"2026-03-{day}T12:00"))[:1] for day in range(15, 22)]
    assert days == [(), (ANN,), (BOB,), (), (ANN,), (ANN,), ()]


def test_a_whole_day_is_by_the_rotas_own_clock_and_a_cancelled_one_is_none() -> None:
    whole = "UID:1\nSUMMARY:Bob\nDTSTART;VALUE=DATE:20260316\nDTEND;VALUE=DATE:20260317"
    cancelled = "UID:2\nSTATUS:CANCELLED\nSUMMARY:Nobody\nDTSTART;VALUE=DATE:20260317"
    turns = rota(whole, cancelled)
    assert turns.gaps(at("2026-03-15T22:00"), at("2026-03-17T00:00")) == (
        (at("2026-03-15T22:00"), at("2026-03-15T23:00")),
        (at("2026-03-16T23:00"), at("2026-03-17T00:00")),
    )


def test_an_override_inside_a_longer_event_goes_first() -> None:
    evening = "UID:3\nSUMMARY:Bob\nDTSTART;TZID=Europe/Berlin:20260318T180000\nDURATION:PT4H"
    turns = rota(ANNS, evening)
    assert turns.on_duty(at("2026-03-18T17:30")) == (BOB, ANN)
    assert turns.on_duty(at("2026-03-18T21:30")) == (ANN, BOB)


def test_a_rota_may_be_a_file_of_the_folder_or_an_address(tmp_path: Path) -> None:
    (tmp_path / "duty.ics").write_text(calendar(ANNS, BOBS).replace("Ann Lee", "Ann"), encoding="utf-8")
    people = PEOPLE.replace("leads: {people: [U0CAT]}", "leads: {ical: duty.ics, timezone: Europe/Berlin}")
    roster = load_roster(written(tmp_path, people), plain())
    assert roster.rotas["leads"].members == (ANN, BOB)
    assert roster.zone_of(ANN) == "Europe/Berlin"
    assert thaw_roster(freeze_roster(roster)) == roster
    address = "https://calendar.example/duty.ics"
    written(tmp_path, people.replace("duty.ics", address))
    assert addresses(tmp_path) == (address,)
    assert load_roster(tmp_path, plain()).rotas["leads"] == Scheduled(entries=()), "nobody has looked yet"
    fetched = {address: (tmp_path / "duty.ics").read_text(encoding="utf-8")}
    assert load_roster(tmp_path, plain(), fetched).rotas["leads"].members == (ANN, BOB)


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        (calendar("UID:1\nSUMMARY:Zoe\nDTSTART:20260316T080000Z\nDURATION:PT1H"), "the event 'Zoe' names nobody"),
        ("BEGIN:VCALENDAR", "the calendar can't be read"),
        ("<html>sign in</html>", "the calendar can't be read"),
        (None, "can't be read"),
    ],
)
def test_a_calendar_that_cannot_be_read_is_refused(tmp_path: Path, text: str | None, fragment: str) -> None:
    if text is not None:
        (tmp_path / "duty.ics").write_text(text, encoding="utf-8")
    people = PEOPLE.replace("leads: {people: [U0CAT]}", "leads: {ical: duty.ics}")
    error = refused(tmp_path, people=people, accounts=ACCOUNTS)
    assert fragment in error.mistakes[0].why and error.mistakes[0].path == "rotas.leads.ical"


def test_long_running_rules_are_counted_once() -> None:
    daily = "UID:1\nSUMMARY:Bob\nDTSTART:20160101T000000Z\nDURATION:P1D\nRRULE:FREQ=DAILY"
    turns = rota(daily)
    moments = [at("2026-03-16T12:00") + timedelta(hours=n) for n in range(200)]
    assert all(turns.on_duty(moment) == (BOB,) for moment in moments)
