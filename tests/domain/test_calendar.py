"""Business calendars: each stepped case, and the sentences that the conventions are made of."""

import copy
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ackline.domain.time.calendar import BusinessCalendar, Closure, NeverOpen

CASES = Path(__file__).parent / "cases"
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
HOUR = timedelta(hours=1)


def cases(kind: str) -> list:
    lines = (CASES / f"calendar_{kind}.jsonl").read_text().splitlines()
    return [pytest.param(case := json.loads(line), id=f"{n} {case['about']}") for n, line in enumerate(lines)]


def read(calendar: dict) -> BusinessCalendar:
    holidays = {date.fromisoformat(day) for day in calendar["holidays"]}
    return BusinessCalendar(timezone=calendar["timezone"], weekly=calendar["weekly"], holidays=holidays)


def office(*holidays: date, timezone: str = "UTC") -> BusinessCalendar:
    return BusinessCalendar(timezone, {day: [("09:00", "17:00")] for day in WORKDAYS}, set(holidays))


def nights(*holidays: date) -> BusinessCalendar:
    return BusinessCalendar("UTC", {day: [("22:00", "06:00")] for day in WORKDAYS}, set(holidays))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("case", cases("add"))
def test_adding_agrees_with_stepping(case):
    calendar, start, amount = read(case["calendar"]), at(case["start"][:19]), timedelta(minutes=case["minutes"])
    if case["expect"] is None:
        with pytest.raises(NeverOpen):
            calendar.add(start, amount)
    else:
        assert calendar.add(start, amount) == datetime.fromisoformat(case["expect"])


@pytest.mark.parametrize("case", cases("between"))
def test_the_time_between_agrees_with_stepping(case):
    start, end = datetime.fromisoformat(case["start"]), datetime.fromisoformat(case["end"])
    assert read(case["calendar"]).between(start, end) == timedelta(minutes=case["expect"])


@pytest.mark.parametrize("case", cases("add_days"))
def test_business_days_agree_with_stepping(case):
    calendar, start = read(case["calendar"]), datetime.fromisoformat(case["start"])
    assert calendar.add_days(start, case["days"]) == datetime.fromisoformat(case["expect"])
    close = datetime.fromisoformat(case["expect_end_of_day"])
    assert calendar.add_days(start, case["days"], end_of_day=True) == close


def test_an_exact_fit_lands_on_the_close_forward_and_on_the_opening_backward():
    assert office().add(at("2026-01-15T09:00"), 8 * HOUR) == at("2026-01-15T17:00")
    assert office().add(at("2026-01-16T09:00"), -8 * HOUR) == at("2026-01-15T09:00")


def test_adding_nothing_returns_the_start_even_when_closed():
    assert office().add(at("2026-01-17T03:00"), timedelta()) == at("2026-01-17T03:00")


def test_a_calendar_is_open_at_its_opening_and_closed_at_its_close():
    assert office().is_open(at("2026-01-15T09:00"))
    assert not office().is_open(at("2026-01-15T17:00"))
    assert office().is_open(at("2026-01-15T16:59:59.999999"))


def test_the_next_opening_is_now_when_open_and_the_next_day_at_the_close():
    assert office().next_opening(at("2026-01-15T12:34")) == at("2026-01-15T12:34")
    assert office().next_opening(at("2026-01-15T17:00")) == at("2026-01-16T09:00")
    assert office().next_opening(at("2026-01-02T17:00")) == at("2026-01-05T09:00")


def test_the_last_opening_of_a_year_looks_into_the_next():
    assert office(date(2027, 1, 1)).next_opening(at("2026-12-31T17:00")) == at("2027-01-04T09:00")


def test_microseconds_are_exact_over_a_century():
    start = at("2026-01-15T09:00:00.000001")
    there = office().add(start, 20_000 * HOUR + timedelta(microseconds=1))
    assert there.microsecond == 2
    assert office().add(there, -20_000 * HOUR - timedelta(microseconds=1)) == start


def test_answers_are_in_utc_and_the_zone_of_the_question_does_not_matter():
    start = at("2026-03-06T20:00")
    local = start.astimezone(ZoneInfo("America/New_York"))
    calendar = office(timezone="America/New_York")
    assert calendar.add(local, 3 * HOUR) == calendar.add(start, 3 * HOUR) == at("2026-03-09T14:00")
    assert calendar.add(local, 3 * HOUR).tzinfo is UTC
    # Subtracted as wall clock in one zone, this span would be an hour longer.
    later = at("2026-03-09T20:00").astimezone(ZoneInfo("America/New_York"))
    assert calendar.between(local, later) == 9 * HOUR


def test_a_holiday_removes_the_whole_night_shift_that_starts_on_it_and_not_the_one_before():
    calendar = nights(date(2026, 1, 14))
    assert calendar.is_open(at("2026-01-14T05:00"))
    assert not calendar.is_open(at("2026-01-14T23:00"))
    assert not calendar.is_open(at("2026-01-15T05:00"))
    assert calendar.is_open(at("2026-01-15T23:00"))


def test_equal_ends_are_a_shift_of_a_day():
    calendar = BusinessCalendar("UTC", {"mon": [("09:00", "09:00")]})
    assert calendar.between(at("2026-01-12T00:00"), at("2026-01-19T00:00")) == 24 * HOUR


def test_a_calendar_that_never_closes_is_the_wall_clock():
    names = (*WORKDAYS, "sat", "sun")
    calendar = BusinessCalendar("America/New_York", {day: [("00:00", "24:00")] for day in names})
    start = at("2026-03-06T12:34:56.789")
    assert calendar.add(start, timedelta(days=400)) == start + timedelta(days=400)
    assert calendar.between(start, start + timedelta(days=400)) == timedelta(days=400)
    assert list(calendar.intervals(start, start + timedelta(days=400))) == [(start, start + timedelta(days=400))]


def test_a_business_day_after_the_close_counts_from_the_next_opening():
    assert office().add_days(at("2026-01-16T18:00"), 1) == at("2026-01-20T09:00")
    assert office().add_days(at("2026-01-16T18:00"), 1, end_of_day=True) == at("2026-01-20T17:00")


def test_business_days_are_counted_forward_only():
    with pytest.raises(ValueError, match="give 0 or more"):
        office().add_days(at("2026-01-16T18:00"), -1)


class EveryDay:
    def __contains__(self, day: object) -> bool:
        return True


@pytest.mark.parametrize(
    "calendar",
    [BusinessCalendar("UTC", {}), BusinessCalendar("UTC", {"mon": [("09:00", "17:00")]}, EveryDay())],
    ids=["no hours", "only holidays"],
)
def test_a_calendar_that_never_opens_says_so_and_has_no_time_in_between(calendar):
    now = at("2026-01-15T09:00")
    for question in (
        lambda: calendar.add(now, HOUR),
        lambda: calendar.add(now, -HOUR),
        lambda: calendar.next_opening(now),
        lambda: calendar.add_days(now, 1),
    ):
        with pytest.raises(NeverOpen, match="give it hours on more days"):
            question()
    assert not calendar.is_open(now)
    assert calendar.between(now, now + timedelta(days=99)) == timedelta()


@pytest.mark.parametrize("amount", [timedelta.max, timedelta.min])
def test_more_open_time_than_there_is_says_so(amount):
    with pytest.raises(NeverOpen):
        office().add(at("2026-01-15T09:00"), amount)


def test_a_naive_datetime_is_refused_by_every_question():
    calendar, naive, aware = office(), datetime(2026, 1, 15, 9), at("2026-01-15T09:00")  # noqa: DTZ001
    for question in (
        lambda: calendar.is_open(naive),
        lambda: calendar.next_opening(naive),
        lambda: calendar.add(naive, HOUR),
        lambda: calendar.between(aware, naive),
        lambda: calendar.between(naive, aware),
        lambda: calendar.add_days(naive, 1),
        lambda: calendar.closed_reason(naive),
        lambda: list(calendar.intervals(naive, aware)),
    ):
        with pytest.raises(ValueError, match="give an aware datetime"):
            question()


def test_a_time_outside_the_years_answered_for_is_refused():
    for year in (1899, 2400):
        with pytest.raises(ValueError, match="1900 to 2399"):
            office().add(datetime(year, 6, 1, tzinfo=UTC), HOUR)


@pytest.mark.parametrize(
    ("weekly", "message"),
    [
        ({"monday": [("09:00", "17:00")]}, "'monday' is not a day of the week: write one of mon, tue"),
        ({"mon": "09:00-17:00"}, "write a list of intervals"),
        ({"mon": ["09:00-17:00"]}, "write an opening and a close"),
        ({"mon": [("09:00", "12:00", "17:00")]}, "write an opening and a close"),
        ({"mon": [("9", "17:00")]}, "mon has the time '9': write \"HH:MM\" in quotes"),
        ({"mon": [("09:00", 1020)]}, "mon has the time 1020: write .* in quotes"),
        ({"mon": [("09:60", "17:00")]}, "09:60"),
        ({"mon": [("09:00", "24:01")]}, "24:01"),
        ({"mon": [("24:00", "17:00")]}, "a close only: write 00:00 under the next day"),
        ({"mon": [("09:00", "13:00"), ("12:00", "17:00")]}, "mon shift that closes at 13:00 overlaps the mon"),
        ({"mon": [("22:00", "06:00")], "tue": [("05:00", "09:00")]}, "mon shift .* overlaps the tue shift"),
        ({"sun": [("22:00", "06:00")], "mon": [("05:00", "09:00")]}, "sun shift .* overlaps the mon shift"),
    ],
)
def test_a_malformed_week_says_what_is_wrong_and_how_to_mend_it(weekly, message):
    with pytest.raises(ValueError, match=message):
        BusinessCalendar("UTC", weekly)


def test_shifts_may_touch_also_from_sunday_into_monday():
    calendar = BusinessCalendar("UTC", {"sun": [("12:00", "24:00")], "mon": [("00:00", "06:00"), ("06:00", "07:00")]})
    start, end = at("2026-01-18T12:00"), at("2026-01-19T07:00")
    assert list(calendar.intervals(start, end)) == [(start, end)]


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "America"])
def test_an_unknown_zone_says_how_to_name_one(name):
    with pytest.raises(ValueError, match="IANA names"):
        BusinessCalendar(name, {})


@pytest.mark.parametrize("day", ["2026-12-25", at("2026-12-25T00:00")])
def test_a_holiday_that_is_no_date_is_refused_rather_than_overlooked(day):
    with pytest.raises(ValueError, match="is not a date"):
        BusinessCalendar("UTC", {}, {day})


def test_open_pieces_come_in_order_cut_to_the_span():
    start, end = at("2026-01-16T12:00"), at("2026-01-19T10:00")
    pieces = [(start, at("2026-01-16T17:00")), (at("2026-01-19T09:00"), end)]
    assert list(office().intervals(start, end)) == pieces
    assert list(office().intervals(end, start)) == []


def test_the_gaps_name_the_holiday():
    calendar = office(date(2026, 1, 19))
    assert list(calendar.gaps(at("2026-01-16T12:00"), at("2026-01-20T10:00"))) == [
        (at("2026-01-16T17:00"), at("2026-01-19T00:00"), Closure.CLOSED),
        (at("2026-01-19T00:00"), at("2026-01-20T00:00"), Closure.HOLIDAY),
        (at("2026-01-20T00:00"), at("2026-01-20T09:00"), Closure.CLOSED),
    ]


def test_the_reason_for_being_closed_follows_a_removed_night_shift_into_the_morning():
    calendar = nights(date(2026, 1, 14))
    assert calendar.closed_reason(at("2026-01-14T05:00")) is None
    assert calendar.closed_reason(at("2026-01-14T12:00")) is Closure.HOLIDAY
    assert calendar.closed_reason(at("2026-01-15T05:00")) is Closure.HOLIDAY
    assert calendar.closed_reason(at("2026-01-15T06:00")) is Closure.CLOSED


def test_calendars_of_equal_content_are_equal_and_hash_alike():
    one, other = office(date(2026, 12, 25)), office(date(2026, 12, 25))
    one.add(at("2026-01-15T09:00"), 100 * HOUR)
    assert one == other
    assert len({one, other}) == 1
    assert one != office()
    assert one != office(date(2026, 12, 25), timezone="Europe/Berlin")
    assert one != nights(date(2026, 12, 25))
    assert one != "office"


def test_a_copied_or_pickled_calendar_answers_as_before():
    calendar = office(date(2026, 12, 25))
    for twin in (copy.deepcopy(calendar), pickle.loads(pickle.dumps(calendar))):
        assert twin == calendar
        assert twin.add(at("2026-12-24T16:00"), 2 * HOUR) == at("2026-12-28T10:00")


def test_a_set_of_holidays_changed_later_changes_no_promise():
    days = {date(2026, 12, 25)}
    calendar = BusinessCalendar("UTC", {"fri": [("09:00", "17:00")]}, days)
    days.clear()
    assert not calendar.is_open(at("2026-12-25T12:00"))


def test_threads_that_lengthen_one_calendar_at_once_all_get_right_answers():
    calendar = office()
    starts = [datetime(year, 1, 15, 9, tzinfo=UTC) for year in range(1990, 2060)]
    expected = [office().add(start, 400 * HOUR) for start in starts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda start: calendar.add(start, 400 * HOUR), starts)) == expected
