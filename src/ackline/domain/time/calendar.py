"""Business hours: when a calendar is open, and how open time adds up."""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence, Set
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import chain

from ackline.domain.time.openings import NeverOpen, Openings, Span
from ackline.domain.time.week import read_week
from ackline.domain.time.zone import DAY, EPOCH, Zone, since_epoch

_ZERO = timedelta()
_TICK = timedelta(microseconds=1)

__all__ = ["BusinessCalendar", "Closure", "NeverOpen"]


class Closure(StrEnum):
    """Why a calendar is closed at an instant."""

    CLOSED = "closed"
    HOLIDAY = "holiday"


class BusinessCalendar:
    """The open hours of a week in one time zone, less the holidays.

    `weekly` maps mon ... sun to intervals of "HH:MM": half-open, 24:00 is a valid end, and an end at or
    before its start runs overnight and belongs to the day it starts on, so that a holiday there removes the
    whole shift. `holidays` are local dates; a set or a sequence is copied, any other container is asked when
    a year is first needed. Calendars of equal content are equal. Answers are aware datetimes in UTC, exact to
    the microsecond, for the years 1900 to 2399.

    Raises ValueError for an unknown zone, hours that can't be read or overlap, and holidays that are no
    dates; every question raises it for a naive datetime and for one outside those years.
    """

    __slots__ = ("_openings", "_week", "_zone", "holidays")

    def __init__(
        self,
        timezone: str,
        weekly: Mapping[str, Sequence[tuple[str, str]]],
        holidays: Container[date] = frozenset(),
    ) -> None:
        self.holidays = _frozen(holidays)
        self._zone = Zone(timezone)
        self._week = read_week(weekly)
        self._openings = Openings(self._zone, self._week, self.holidays)

    @property
    def timezone(self) -> str:
        """The IANA name of the zone whose wall clock the hours are read on."""
        return self._zone.name

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BusinessCalendar):
            return NotImplemented
        return (self.timezone, self._week, self.holidays) == (other.timezone, other._week, other.holidays)

    def __hash__(self) -> int:
        return hash((self.timezone, self._week))

    def __repr__(self) -> str:
        return f"<BusinessCalendar {self.timezone}, {self._openings.hours_a_week:g} h a week>"

    def is_open(self, t: datetime) -> bool:
        """Whether the calendar is open at t: at an opening it is, at a close it is not."""
        moment = since_epoch(t)
        index = self._openings.covering(moment)
        i = bisect_right(index.opens, moment) - 1
        return moment - index.lag[i] < index.after[i]

    def next_opening(self, t: datetime) -> datetime:
        """t itself if the calendar is open then, else its next opening. Raises NeverOpen."""
        return EPOCH + self._next_opening(since_epoch(t))

    def add(self, t: datetime, amount: timedelta) -> datetime:
        """The instant at which `amount` of open time has passed since t.

        Forward it is the earliest such instant, so that an exact fit lands on the close; backward, for a
        negative amount, the latest; for none it is t. Raises NeverOpen.
        """
        moment = since_epoch(t)
        if not amount:
            return EPOCH + moment
        index = self._openings.index
        if not index.since <= moment < index.until:
            index = self._openings.covering(moment)
        _, _, opens, after, lag = index
        i = bisect_right(opens, moment) - 1
        goal = moment - lag[i]
        if goal > after[i]:
            goal = after[i]
        try:
            goal += amount
        except OverflowError:
            raise self._openings.never_open() from None
        if amount > _ZERO:
            if goal > after[-1]:
                self._openings.later(index)
                return self.add(t, amount)
            return EPOCH + (lag[bisect_left(after, goal)] + goal)
        if goal < _ZERO:
            self._openings.earlier(index)
            return self.add(t, amount)
        return EPOCH + (lag[bisect_right(after, goal)] + goal)

    def between(self, a: datetime, b: datetime) -> timedelta:
        """The open time from a to b, negative when b is the earlier one."""
        start, end = since_epoch(a), since_epoch(b)
        index = self._openings.index
        if not (index.since <= start < index.until and index.since <= end < index.until):
            index = self._openings.covering(start, end)
        _, _, opens, after, lag = index
        i = bisect_right(opens, start) - 1
        passed = start - lag[i]
        if passed > after[i]:
            passed = after[i]
        i = bisect_right(opens, end) - 1
        reached = end - lag[i]
        if reached > after[i]:
            reached = after[i]
        return reached - passed

    def add_days(self, t: datetime, n: int, end_of_day: bool = False) -> datetime:
        """The same wall time n business days after t or, with `end_of_day`, the close of that day.

        The start rolls to the next opening, whose local date is day 0. The answer is on the nth later local
        date that has open time, clamped to the first opening and the last close of that date. Raises
        NeverOpen, and ValueError for a negative n.
        """
        if n < 0:
            raise ValueError(f"business days are counted forward, not {n}: give 0 or more")
        start = opens = self._next_opening(since_epoch(t))
        wall = self._zone.wall(start)
        midnight = self._zone.midnight(wall.date() + DAY)
        for _ in range(n):
            opens = self._next_opening(midnight)
            midnight = self._zone.midnight(self._zone.wall(opens).date() + DAY)
        closes = self._last_close(midnight)
        if end_of_day:
            return EPOCH + closes
        if n == 0:
            return EPOCH + start
        same_time = self._zone.instant(datetime.combine(self._zone.wall(opens).date(), wall.time()))
        return EPOCH + min(max(same_time, opens), closes)

    def intervals(self, a: datetime, b: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open pieces of [a, b) in order; those that touch at midnight are one."""
        for opens, closes in self._open_pieces(since_epoch(a), since_epoch(b)):
            yield EPOCH + opens, EPOCH + closes

    def gaps(self, a: datetime, b: datetime) -> Iterator[tuple[datetime, datetime, Closure]]:
        """The closed pieces of [a, b) in order, each with its reason, as `closed_reason` gives it."""
        closed_since, end = since_epoch(a), since_epoch(b)
        for opens, closes in chain(self._open_pieces(closed_since, end), [(end, end)]):
            for begin, until, reason in self._reasons(closed_since, opens):
                yield EPOCH + begin, EPOCH + until, reason
            closed_since = closes

    def closed_reason(self, t: datetime) -> Closure | None:
        """HOLIDAY when closed on a holiday's local date or in a shift that it removes, else CLOSED; None if open."""
        if self.is_open(t):
            return None
        moment = since_epoch(t)
        return next(reason for *_, reason in self._reasons(moment, moment + _TICK))

    def _next_opening(self, moment: timedelta) -> timedelta:
        index = self._openings.covering(moment)
        while moment >= index.opens[-1]:
            if moment - index.lag[-1] < index.after[-1]:
                return moment
            index = self._openings.later(index)
        i = bisect_right(index.opens, moment) - 1
        return moment if moment - index.lag[i] < index.after[i] else index.opens[i + 1]

    def _last_close(self, moment: timedelta) -> timedelta:
        """The last instant, up to `moment`, that open time reaches."""
        index = self._openings.covering(moment)
        i = bisect_left(index.opens, moment) - 1
        return min(index.lag[i] + index.after[i], moment)

    def _open_pieces(self, start: timedelta, end: timedelta) -> Iterator[Span]:
        if start >= end:
            return
        index = self._openings.covering(start, end)
        begin = until = start
        for i in range(bisect_right(index.opens, start) - 1, bisect_left(index.opens, end)):
            opens, closes = max(index.opens[i], start), min(index.lag[i] + index.after[i], end)
            if opens >= closes:
                continue
            if opens != until:
                if begin < until:
                    yield begin, until
                begin = opens
            until = closes
        if begin < until:
            yield begin, until

    def _reasons(self, start: timedelta, end: timedelta) -> Iterator[tuple[timedelta, timedelta, Closure]]:
        """A closed piece, cut where holidays begin and end."""
        # A shift removed by the holiday of the day before may still reach into this one.
        day, last = self._zone.wall(start).date() - DAY, self._zone.wall(end).date()
        while day <= last and start < end:
            if day in self.holidays:
                begin, until = self._holiday(day)
                begin, until = max(begin, start), min(until, end)
                if begin < until:
                    if start < begin:
                        yield start, begin, Closure.CLOSED
                    yield begin, until, Closure.HOLIDAY
                    start = until
            day += DAY
        if start < end:
            yield start, end, Closure.CLOSED

    def _holiday(self, day: date) -> Span:
        """The local date, and what its shifts would have had of the next one."""
        length = max([DAY, *(closes for _, closes in self._week[day.weekday()])])
        return self._zone.midnight(day), self._zone.instant(datetime.combine(day, time()) + length)


def _frozen(holidays: Container[date]) -> Container[date]:
    if not isinstance(holidays, Set | Sequence):
        return holidays
    for day in holidays:
        if isinstance(day, datetime) or not isinstance(day, date):
            raise ValueError(f"the holiday {day!r} is not a date: give a datetime.date, without a time")
    return frozenset(holidays)
