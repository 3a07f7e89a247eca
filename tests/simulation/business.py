"""Business time the slow and plain way, for the judge: day after day, from the printed hours and a list of holidays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

_ZERO = timedelta()


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    """The count-th weekday of a month; -1 is the last one."""
    days = [date(year, month, 1) + timedelta(days=n) for n in range(31)]
    found = [day for day in days if day.month == month and day.weekday() == weekday]
    return found[count - 1] if count > 0 else found[count]


@cache
def us_holidays(year: int) -> frozenset[date]:
    """The federal holidays of the United States, each on the day that it is given off (5 U.S.C. 6103)."""
    fixed = [date(year, *day) for day in ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))] + [date(year + 1, 1, 1)]
    moved = {day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0)) for day in fixed}
    floating = ((1, 0, 3), (2, 0, 3), (5, 0, -1), (9, 0, 1), (10, 0, 2), (11, 3, 4))
    return frozenset((*fixed, *moved, *(_nth(year, month, weekday, count) for month, weekday, count in floating)))


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekdays between two hours of a zone; `until` 24 is midnight."""

    zone: str
    begin: int
    until: int
    holidays: bool

    def days(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open stretches from the local day of `since` on, in UTC."""
        zone = ZoneInfo(self.zone)
        day = since.astimezone(zone).date()
        free = (
            {free for year in range(day.year - 1, day.year + 3) for free in us_holidays(year)} if self.holidays else ()
        )
        while True:
            if day.weekday() < 5 and day not in free:
                ends = datetime.combine(day, time(self.until), zone) if self.until < 24 else None
                ends = ends or datetime.combine(day + timedelta(days=1), time(), zone)
                yield datetime.combine(day, time(self.begin), zone).astimezone(UTC), ends.astimezone(UTC)
            day += timedelta(days=1)

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The instant at which so much open time has passed; a closing instant stays what it is."""
        for opens, closes in self.days(start):
            begin = max(opens, start)
            if begin >= closes:
                continue
            if amount <= closes - begin:
                return begin + amount
            amount -= closes - begin
        raise AssertionError("the days never end")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much open time there is between two instants."""
        passed = _ZERO
        for opens, closes in self.days(start):
            if opens >= end:
                return passed
            passed += max(min(closes, end) - max(opens, start), _ZERO)
        raise AssertionError("the days never end")

    def business_days(self, start: datetime, count: int) -> datetime:
        """The same local time so many business days later; outside the hours it counts from the next opening."""
        zone = ZoneInfo(self.zone)
        for opens, closes in self.days(start):
            if start < closes:
                begin = max(opens, start)
                break
        wall = begin.astimezone(zone).time()
        for passed, (opens, _) in enumerate(self.days(begin)):
            if passed == count:
                return datetime.combine(opens.astimezone(zone).date(), wall, zone).astimezone(UTC)
        raise AssertionError("the days never end")


@dataclass(frozen=True, slots=True)
class Span:
    """A promised time: by the clock on the wall, in business hours, or in business days."""

    amount: timedelta = _ZERO
    days: int = 0
    hours: Hours | None = None

    def due(self, start: datetime, share: float = 1.0) -> datetime:
        """When it is over, or that share of it is."""
        if self.hours is None:
            return start + self.amount * share
        if not self.days:
            return self.hours.add(start, self.amount * share)
        ends = self.hours.business_days(start, self.days)
        return ends if share == 1 else self.hours.add(start, self.hours.between(start, ends) * share)
