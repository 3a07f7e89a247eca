"""What holds for every calendar: adding and measuring are inverses, monotone, and agree with stepping."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stepper import DAY, MINUTE, NAMES, Stepper

from ackline.domain.time.calendar import BusinessCalendar, NeverOpen

ZONES = (
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Antarctica/Troll",
)
FIRST = datetime(2011, 1, 1, tzinfo=UTC)
ZERO = timedelta()


calm = settings(deadline=None)


@st.composite
def weeks(draw) -> dict:
    """Days with one or two shifts from 06:00 on, the last of which may run overnight until 06:00."""
    week = {}
    for day in draw(st.lists(st.sampled_from(NAMES), unique=True)):
        ends = draw(st.lists(st.integers(24, 96), min_size=4, max_size=4, unique=True).map(sorted))
        shifts = [[clock(ends[0]), clock(ends[1])], [clock(ends[2]), clock(ends[3])]]
        if draw(st.booleans()):
            shifts[1][1] = clock(draw(st.integers(0, 24)))
        week[day] = shifts[draw(st.integers(0, 1)) :]
    return week


def clock(quarters: int) -> str:
    return f"{quarters // 4:02}:{quarters % 4 * 15:02}"


def read(raw: dict) -> BusinessCalendar:
    return BusinessCalendar(raw["timezone"], raw["weekly"], {date.fromisoformat(day) for day in raw["holidays"]})


raw_calendars = st.fixed_dictionaries(
    {
        "timezone": st.sampled_from(ZONES),
        "weekly": weeks(),
        "holidays": st.lists(st.dates(date(2011, 12, 20), date(2012, 1, 10)).map(date.isoformat), max_size=4),
    }
)
calendars = raw_calendars.map(read)
open_calendars = raw_calendars.filter(lambda raw: raw["weekly"]).map(read)
moments = st.timedeltas(ZERO, timedelta(days=800)).map(lambda since: FIRST + since)
amounts = st.timedeltas(timedelta(microseconds=1), timedelta(hours=300))


@calm
@given(open_calendars, moments, amounts)
def test_measuring_gives_back_what_was_added(calendar, start, amount):
    assert calendar.between(start, calendar.add(start, amount)) == amount
    assert calendar.between(start, calendar.add(start, -amount)) == -amount


@calm
@given(open_calendars, moments, amounts)
def test_adding_lands_on_the_earliest_instant_and_taking_away_on_the_latest(calendar, start, amount):
    tick = timedelta(microseconds=1)
    assert calendar.between(start, calendar.add(start, amount) - tick) == amount - tick
    assert calendar.between(start, calendar.add(start, -amount) + tick) == tick - amount


@calm
@given(calendars, moments, moments, moments)
def test_time_between_is_signed_and_adds_up(calendar, a, b, c):
    assert calendar.between(a, b) == -calendar.between(b, a)
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)


@calm
@given(open_calendars, moments, moments, amounts, amounts)
def test_a_later_start_or_a_longer_amount_is_never_earlier(calendar, a, b, short, long):
    assert calendar.add(min(a, b), short) <= calendar.add(max(a, b), short)
    assert calendar.add(a, min(short, long)) <= calendar.add(a, max(short, long))


@calm
@given(open_calendars, moments, amounts, amounts)
def test_adding_twice_is_adding_the_sum(calendar, start, one, other):
    assert calendar.add(calendar.add(start, one), other) == calendar.add(start, one + other)


@calm
@given(calendars, moments, st.timedeltas(ZERO, timedelta(days=40)))
def test_the_pieces_and_the_gaps_cover_a_span_exactly_once(calendar, start, span):
    end = start + span
    pieces = sorted([*calendar.intervals(start, end), *((a, b) for a, b, _ in calendar.gaps(start, end))])
    assert [a for a, _ in pieces] + [end] == [start] + [b for _, b in pieces]
    assert all(a < b for a, b in pieces)
    assert sum((b - a for a, b in calendar.intervals(start, end)), ZERO) == calendar.between(start, end)


@calm
@given(open_calendars, moments)
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar, start):
    opening = calendar.next_opening(start)
    assert opening >= start
    assert calendar.is_open(opening)
    assert calendar.between(start, opening) == ZERO
    assert (calendar.closed_reason(start) is None) == calendar.is_open(start) == (opening == start)


@calm
@given(open_calendars, moments, st.integers(0, 12))
def test_business_days_are_never_early_and_their_day_ends_later(calendar, start, days):
    same_time = calendar.add_days(start, days)
    assert start <= same_time <= calendar.add_days(start, days, end_of_day=True)
    assert same_time <= calendar.add_days(start, days + 1)


@settings(max_examples=30, deadline=None)
@given(raw_calendars, st.integers(0, 3 * 1440), st.integers(-1000, 1500), st.integers(0, 4 * 1440))
def test_stepping_agrees_around_the_days_that_apia_skipped(raw, offset, minutes, length):
    since = datetime(2011, 12, 26, tzinfo=UTC)
    steps = Stepper(raw, since, since + 10 * DAY)
    calendar = read(raw)
    start = since + 3 * DAY + offset * MINUTE
    end = start + length * MINUTE
    assert calendar.is_open(start) == steps.is_open(start)
    assert calendar.between(start, end) == steps.between(start, end) * MINUTE
    expected = steps.add(start, minutes)
    assume(expected is not None)
    assert calendar.add(start, minutes * MINUTE) == expected


@calm
@given(st.sampled_from(ZONES), moments, amounts)
def test_a_calendar_without_hours_answers_never_in_bounded_time(zone, start, amount):
    with pytest.raises(NeverOpen):
        BusinessCalendar(zone, {}).add(start, amount)
