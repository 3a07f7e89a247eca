"""Clocks: when a promised duration is used up, and what of the time until then counts.

A clock runs in wall-clock time or in the open time of a calendar, and stands still in its pauses. Business days name a
moment rather than an amount; a pause before it moves it later by the business time paused.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol, assert_never

from ackline.domain.time.calendar import BusinessCalendar, Closure
from ackline.domain.time.duration import BusinessDays, BusinessHours, Duration, Elapsed, parse_duration

__all__ = [
    "BusinessDays",
    "BusinessHours",
    "Duration",
    "Elapsed",
    "Pause",
    "Stretch",
    "Why",
    "due",
    "elapsed",
    "explain",
    "fraction",
    "parse_duration",
]

_ZERO = timedelta()
_FOREVER = datetime.max.replace(tzinfo=UTC)

Pause = tuple[datetime, datetime | None]
_Stop = tuple[datetime, datetime]


class Why(StrEnum):
    """What became of a stretch of time on a clock."""

    COUNTED = "counted"
    CLOSED = Closure.CLOSED.value
    HOLIDAY = Closure.HOLIDAY.value
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Time from start up to end that counted, or why it didn't."""

    start: datetime
    end: datetime
    why: Why


class _Pace(Protocol):
    """What a clock counts: open time of a calendar, or all time."""

    def add(self, t: datetime, amount: timedelta, /) -> datetime: ...
    def between(self, a: datetime, b: datetime, /) -> timedelta: ...
    def gaps(self, a: datetime, b: datetime, /) -> Iterator[tuple[datetime, datetime, Closure]]: ...


class _WallClock:
    def add(self, t: datetime, amount: timedelta) -> datetime:
        return t + amount

    def between(self, a: datetime, b: datetime) -> timedelta:
        return b - a

    def gaps(self, _a: datetime, _b: datetime) -> Iterator[tuple[datetime, datetime, Closure]]:
        return iter(())


def due(
    start: datetime, duration: Duration, calendar: BusinessCalendar | None, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """The instant, in UTC, at which the duration since start is used up; None while a pause keeps it from being so.

    Pauses are half-open; they may overlap and come in any order, and one that ends before it starts is none. A pause
    that begins at the due time or later changes nothing. Business days are moved later by the business time paused
    before them and, should that end within the pause, to the next opening after it. Elapsed needs no calendar; the
    others raise ValueError without one, and NeverOpen as the calendar does.
    """
    stops = _stops(start, pauses)
    match duration:
        case Elapsed(amount) | BusinessHours(amount):
            return _used_up(_utc(start), amount, _pace(duration, calendar), stops)
        case BusinessDays():
            return _moved(start, duration, _needed(calendar), stops)
        case _:
            assert_never(duration)


def fraction(
    start: datetime,
    duration: Duration,
    calendar: BusinessCalendar | None,
    pauses: Iterable[Pause],
    share: float,
) -> datetime | None:
    """The instant at which that share, 0 to 1, of the duration is used up; None and errors as for `due`.

    For business days it is the share of the business time between the start and the due time without pauses.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share of {share} is not one: give a number from 0 to 1")
    if share == 1:
        return due(start, duration, calendar, pauses)
    match duration:
        case Elapsed(amount):
            return due(start, Elapsed(amount * share), calendar, pauses)
        case BusinessHours(amount):
            return due(start, BusinessHours(amount * share), calendar, pauses)
        case BusinessDays(count, end_of_day):
            days = _needed(calendar)
            amount = days.between(start, days.add_days(start, count, end_of_day))
            return due(start, BusinessHours(amount * share), days, pauses)
        case _:
            assert_never(duration)


def elapsed(
    start: datetime,
    end: datetime,
    duration: Duration,
    calendar: BusinessCalendar | None,
    pauses: Iterable[Pause] = (),
) -> timedelta:
    """The time from start to end that counts for a clock of this kind of duration; none for an end before the start."""
    since, until = _utc(start), max(_utc(start), _utc(end))
    pace = _pace(duration, calendar)
    paused = (pace.between(min(begin, until), min(stop, until)) for begin, stop in _stops(start, pauses))
    return pace.between(since, until) - sum(paused, _ZERO)


def explain(
    start: datetime,
    until: datetime,
    duration: Duration,
    calendar: BusinessCalendar | None,
    pauses: Iterable[Pause] = (),
) -> tuple[Stretch, ...]:
    """What counted and what did not from start to until, in UTC: in order, without a gap, no two alike in a row.

    A pause is shown as paused throughout, also where the calendar is closed. Up to the due time of an amount, what
    counted is that amount.
    """
    merged: list[Stretch] = []
    for stretch in _stretches(_utc(start), _utc(until), _pace(duration, calendar), _stops(start, pauses)):
        if stretch.start >= stretch.end:
            continue
        if merged and merged[-1].why is stretch.why:
            merged[-1] = replace(merged[-1], end=stretch.end)
        else:
            merged.append(stretch)
    return tuple(merged)


def _used_up(start: datetime, amount: timedelta, pace: _Pace, stops: list[_Stop]) -> datetime | None:
    for begin, end in stops:
        moment = pace.add(start, amount)
        if moment <= begin:
            return moment
        if end == _FOREVER:
            return None
        amount -= pace.between(start, begin)
        start = end
    return pace.add(start, amount)


def _moved(start: datetime, days: BusinessDays, calendar: BusinessCalendar, stops: list[_Stop]) -> datetime | None:
    moment = calendar.add_days(start, days.count, days.end_of_day)
    for begin, end in stops:
        if moment <= begin:
            break
        if end == _FOREVER:
            return None
        moment = calendar.add(moment, calendar.between(begin, end))
        if moment < end:
            moment = calendar.next_opening(end)
    return moment


def _stretches(start: datetime, until: datetime, pace: _Pace, stops: list[_Stop]) -> Iterator[Stretch]:
    for begin, end in [*stops, (until, until)]:
        begin, end = min(begin, until), min(end, until)
        for closed, opens, closure in pace.gaps(start, begin):
            yield Stretch(start=start, end=closed, why=Why.COUNTED)
            yield Stretch(start=closed, end=opens, why=Why(closure))
            start = opens
        yield Stretch(start=start, end=begin, why=Why.COUNTED)
        yield Stretch(start=begin, end=end, why=Why.PAUSED)
        start = end


def _stops(start: datetime, pauses: Iterable[Pause]) -> list[_Stop]:
    """What the pauses stop from start on: in UTC, in order, apart."""
    if not pauses:
        return []
    since = _utc(start)
    stops: list[_Stop] = []
    for begin, end in sorted((max(_utc(a), since), _FOREVER if b is None else _utc(b)) for a, b in pauses):
        if begin >= end:
            continue
        if stops and begin <= stops[-1][1]:
            stops[-1] = (stops[-1][0], max(stops[-1][1], end))
        else:
            stops.append((begin, end))
    return stops


def _pace(duration: Duration, calendar: BusinessCalendar | None) -> _Pace:
    return _WallClock() if isinstance(duration, Elapsed) else _needed(calendar)


def _needed(calendar: BusinessCalendar | None) -> BusinessCalendar:
    if calendar is None:
        raise ValueError("business hours and business days need a calendar: give one, or a wall-clock duration")
    return calendar


def _utc(t: datetime) -> datetime:
    if t.tzinfo is UTC:
        return t
    if t.utcoffset() is None:
        raise ValueError(f"{t!r} has no time zone: give an aware datetime, such as one in UTC")
    return t.astimezone(UTC)
