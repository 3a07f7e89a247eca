"""Durations and clocks: the words, the due times under pauses, and their explanation."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ackline.domain.time.calendar import BusinessCalendar, NeverOpen
from ackline.domain.time.clock import (
    BusinessDays,
    BusinessHours,
    Elapsed,
    Stretch,
    Why,
    due,
    elapsed,
    explain,
    fraction,
    parse_duration,
)

CASES = (Path(__file__).parent / "cases" / "calendar_pauses.jsonl").read_text().splitlines()
OFFICE = BusinessCalendar(
    "UTC", {day: [("09:00", "17:00")] for day in ("mon", "tue", "wed", "thu", "fri")}, {date(2026, 1, 19)}
)
HOUR = timedelta(hours=1)
ZERO = timedelta()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "duration", "words"),
    [
        ("90s", Elapsed(timedelta(seconds=90)), "90 seconds"),
        ("15m", Elapsed(timedelta(minutes=15)), "15 minutes"),
        ("30 min", Elapsed(timedelta(minutes=30)), "30 minutes"),
        ("4h", Elapsed(4 * HOUR), "4 hours"),
        ("1 hour", Elapsed(HOUR), "1 hour"),
        ("2d", Elapsed(48 * HOUR), "48 hours"),
        ("0m", Elapsed(ZERO), "0 hours"),
        ("8 business hours", BusinessHours(8 * HOUR), "8 business hours"),
        ("48 business h", BusinessHours(48 * HOUR), "48 business hours"),
        ("30 business minutes", BusinessHours(HOUR / 2), "30 business minutes"),
        ("1 Business Day", BusinessDays(1), "1 business day"),
        (" 5 business days ", BusinessDays(5), "5 business days"),
        ("1 business day, end of day", BusinessDays(1, end_of_day=True), "1 business day, end of day"),
    ],
)
def test_durations_are_read_and_said_in_a_contracts_words(text, duration, words):
    assert parse_duration(text) == duration
    assert str(duration) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4",
        "h",
        "-4h",
        "1.5h",
        "4 fortnights",
        "business hours",
        "8 hours, end of day",
        "4h 30m",
        "99999999h",
        "500ms",
        "soon",
    ],
)
def test_other_words_are_refused_with_words_that_would_do(text):
    with pytest.raises(ValueError, match='write a whole number and a unit, such as "90s"'):
        parse_duration(text)


@pytest.mark.parametrize("text", ["40000d", "999999 business days"])
def test_a_promise_of_more_than_a_century_is_refused(text):
    with pytest.raises(ValueError, match="give one of 0 to 36500 days"):
        parse_duration(text)


def test_a_negative_duration_is_refused():
    for make in (lambda: Elapsed(-HOUR), lambda: BusinessHours(-HOUR), lambda: BusinessDays(-1)):
        with pytest.raises(ValueError, match="give one of 0 to"):
            make()


seconds = st.integers(0, 999_999).map(lambda n: timedelta(seconds=n))
durations = st.one_of(
    seconds.map(Elapsed),
    seconds.map(BusinessHours),
    st.builds(BusinessDays, st.integers(0, 999), st.booleans()),
)


@given(durations)
def test_what_a_duration_says_reads_back_as_it(duration):
    assert parse_duration(str(duration)) == duration


@pytest.mark.parametrize("line", CASES, ids=lambda line: json.loads(line)["about"])
def test_due_times_under_pauses_agree_with_stepping(line):
    case = json.loads(line)
    raw = case["calendar"]
    holidays = {date.fromisoformat(day) for day in raw["holidays"]}
    calendar = BusinessCalendar(raw["timezone"], raw["weekly"], holidays)
    start, expected = datetime.fromisoformat(case["start"]), datetime.fromisoformat(case["expect"])
    pauses = [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in case["pauses"]]
    amount = BusinessHours(timedelta(minutes=case["minutes"]))
    assert due(start, amount, calendar, pauses) == expected
    assert elapsed(start, expected, amount, calendar, pauses) == amount.amount


def test_wall_clock_time_needs_no_calendar_and_runs_through_the_weekend():
    assert due(at("2026-01-16T16:00"), Elapsed(24 * HOUR), None) == at("2026-01-17T16:00")


def test_business_time_without_a_calendar_is_refused():
    for duration in (BusinessHours(HOUR), BusinessDays(1)):
        with pytest.raises(ValueError, match="need a calendar"):
            due(at("2026-01-16T16:00"), duration, None)


def test_a_clock_on_a_calendar_without_hours_is_never_due_and_says_so():
    with pytest.raises(NeverOpen):
        due(at("2026-01-16T16:00"), BusinessHours(HOUR), BusinessCalendar("UTC", {}))


def test_overlapping_unordered_and_empty_pauses_stop_the_clock_once():
    start = at("2026-01-15T10:00")
    pauses = [
        (at("2026-01-15T12:00"), at("2026-01-15T14:00")),
        (at("2026-01-15T11:00"), at("2026-01-15T13:00")),
        (at("2026-01-15T15:00"), at("2026-01-15T15:00")),
        (at("2026-01-15T16:00"), at("2026-01-15T15:30")),
        (at("2026-01-15T08:00"), at("2026-01-15T10:30")),
    ]
    assert due(start, Elapsed(2 * HOUR), None, pauses) == at("2026-01-15T15:30")


def test_an_open_pause_leaves_no_due_time():
    start, pause = at("2026-01-15T10:00"), (at("2026-01-15T11:00"), None)
    for duration in (Elapsed(2 * HOUR), BusinessHours(2 * HOUR), BusinessDays(1)):
        assert due(start, duration, OFFICE, [pause]) is None
        assert fraction(start, duration, OFFICE, [pause], 0.8) is None


def test_a_pause_from_the_due_time_on_changes_nothing():
    start, pauses = at("2026-01-15T15:00"), [(at("2026-01-15T17:00"), None)]
    assert due(start, BusinessHours(2 * HOUR), OFFICE, pauses) == at("2026-01-15T17:00")
    assert due(start, Elapsed(2 * HOUR), None, pauses) == at("2026-01-15T17:00")


def test_business_days_move_by_the_business_time_paused():
    start = at("2026-01-13T10:00")
    pause = (at("2026-01-13T16:00"), at("2026-01-14T10:00"))
    assert due(start, BusinessDays(2), OFFICE) == at("2026-01-15T10:00")
    assert due(start, BusinessDays(2), OFFICE, [pause]) == at("2026-01-15T12:00")


def test_a_pause_while_closed_does_not_move_business_days():
    pause = (at("2026-01-13T18:00"), at("2026-01-14T08:00"))
    assert due(at("2026-01-13T10:00"), BusinessDays(2), OFFICE, [pause]) == at("2026-01-15T10:00")


def test_business_days_are_never_due_within_a_pause():
    start = at("2026-01-13T09:00")
    pause = (at("2026-01-13T20:00"), at("2026-01-14T20:00"))
    assert due(start, BusinessDays(1), OFFICE, [pause]) == at("2026-01-15T09:00")


def test_half_of_business_hours_is_counted_in_open_time():
    start = at("2026-01-15T15:00")
    assert fraction(start, BusinessHours(8 * HOUR), OFFICE, (), 0.5) == at("2026-01-16T11:00")
    assert fraction(start, Elapsed(8 * HOUR), None, (), 0.5) == at("2026-01-15T19:00")


def test_half_of_business_days_is_half_of_the_business_time_until_they_are_due():
    start = at("2026-01-13T09:00")
    assert fraction(start, BusinessDays(2), OFFICE, (), 0.5) == at("2026-01-13T17:00")
    assert fraction(start, BusinessDays(2), OFFICE, (), 1) == due(start, BusinessDays(2), OFFICE)


def test_a_share_above_one_is_refused():
    with pytest.raises(ValueError, match="give a number from 0 to 1"):
        fraction(at("2026-01-13T09:00"), Elapsed(HOUR), None, (), 80)


def test_an_explanation_names_what_counted_and_what_did_not():
    start, duration = at("2026-01-16T15:00"), BusinessHours(4 * HOUR)
    pauses = [(at("2026-01-20T10:00"), at("2026-01-20T10:30"))]
    until = due(start, duration, OFFICE, pauses)
    assert [(s.start, s.why) for s in explain(start, until, duration, OFFICE, pauses)] == [
        (at("2026-01-16T15:00"), Why.COUNTED),
        (at("2026-01-16T17:00"), Why.CLOSED),
        (at("2026-01-19T00:00"), Why.HOLIDAY),
        (at("2026-01-20T00:00"), Why.CLOSED),
        (at("2026-01-20T09:00"), Why.COUNTED),
        (at("2026-01-20T10:00"), Why.PAUSED),
        (at("2026-01-20T10:30"), Why.COUNTED),
    ]
    assert until == at("2026-01-20T11:30")


def test_an_open_pause_is_explained_up_to_now():
    start, now = at("2026-01-15T10:00"), at("2026-01-15T12:00")
    assert explain(start, now, Elapsed(4 * HOUR), None, [(at("2026-01-15T11:00"), None)]) == (
        Stretch(start=start, end=at("2026-01-15T11:00"), why=Why.COUNTED),
        Stretch(start=at("2026-01-15T11:00"), end=now, why=Why.PAUSED),
    )


def test_nothing_has_passed_and_nothing_needs_explaining_before_the_start():
    start, before = at("2026-01-15T10:00"), at("2026-01-15T09:00")
    assert elapsed(start, before, Elapsed(HOUR), None) == ZERO
    assert explain(start, before, Elapsed(HOUR), None) == ()


def test_naive_times_are_refused():
    naive = datetime(2026, 1, 15, 9)  # noqa: DTZ001
    for duration in (Elapsed(HOUR), BusinessHours(HOUR), BusinessDays(1)):
        with pytest.raises(ValueError, match="give an aware datetime"):
            due(naive, duration, OFFICE)


moments = st.timedeltas(ZERO, timedelta(days=30)).map(lambda since: at("2026-01-01T00:00") + since)
pause_lists = st.lists(st.tuples(moments, moments), max_size=4)
lengths = st.timedeltas(timedelta(seconds=1), 60 * HOUR)
amounts = st.one_of(lengths.map(Elapsed), lengths.map(BusinessHours))
calm = settings(deadline=None)


@calm
@given(moments, amounts, pause_lists)
def test_what_counted_up_to_the_due_time_is_the_duration(start, duration, pauses):
    until = due(start, duration, OFFICE, pauses)
    stretches = explain(start, until, duration, OFFICE, pauses)
    counted = [s.end - s.start for s in stretches if s.why is Why.COUNTED]
    assert sum(counted, ZERO) == elapsed(start, until, duration, OFFICE, pauses) == duration.amount


@calm
@given(moments, moments, st.one_of(amounts, st.just(BusinessDays(1))), pause_lists)
def test_an_explanation_covers_the_time_once_and_merges_what_is_alike(start, until, duration, pauses):
    stretches = explain(start, until, duration, OFFICE, pauses)
    if start < until:
        assert stretches[0].start == start
        assert stretches[-1].end == until
    for one, following in pairwise(stretches):
        assert one.start < one.end == following.start
        assert one.why is not following.why
    counted = [s.end - s.start for s in stretches if s.why is Why.COUNTED]
    assert sum(counted, ZERO) == elapsed(start, until, duration, OFFICE, pauses)


@calm
@given(moments, st.one_of(amounts, st.integers(0, 5).map(BusinessDays)), pause_lists)
def test_a_clock_is_never_due_within_a_pause_nor_earlier_for_having_one(start, duration, pauses):
    unpaused, moment = due(start, duration, OFFICE), due(start, duration, OFFICE, pauses)
    assert moment >= unpaused
    assert not any(max(a, start) < moment < b for a, b in pauses)


@calm
@given(moments, st.one_of(amounts, st.integers(1, 5).map(BusinessDays)), pause_lists, st.floats(0, 1), st.floats(0, 1))
def test_a_smaller_share_is_used_up_no_later(start, duration, pauses, one, other):
    low, high = sorted((one, other))
    early, late = (fraction(start, duration, OFFICE, pauses, share) for share in (low, high))
    assert early <= late <= due(start, duration, OFFICE, pauses)
