"""All the openings of a calendar as one index, grown by the year as it is asked.

The week and the holidays are written in local wall time; what is asked of them is elapsed time. So each UTC year
becomes a list of open intervals once, and the years that have been asked about become one `Index`. With `after[i]` the
open time up to the close of interval i and `lag[i]` the closed time up to its opening, an open instant is `lag[i]` plus
the open time until then: two bisects, one each way, answer every question whatever the span.

An index is never changed, only replaced by a longer one. That lets threads and tasks share a calendar without a lock:
two that lengthen it at once do the same work twice, and the index of either is right.
"""

from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from ackline.domain.time.week import Week
from ackline.domain.time.zone import DAY, EPOCH, Zone

FIRST_YEAR = 1900
LAST_YEAR = 2399

_ZERO = timedelta()

Span = tuple[timedelta, timedelta]


class NeverOpen(ValueError):
    """The calendar has less open time than was asked for in all the years it answers for."""


class Index(NamedTuple):
    """The open intervals of whole UTC years, as times since the epoch. The first is empty: it begins the index."""

    since: timedelta
    until: timedelta
    opens: list[timedelta]
    after: list[timedelta]
    lag: list[timedelta]

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year, inclusive."""
        return (EPOCH + self.since).year, (EPOCH + self.until).year - 1


class Openings:
    """The index as it stands, and the ways to lengthen it; each returns the index that it leaves."""

    __slots__ = ("_holidays", "_week", "_years", "_zone", "index")

    def __init__(self, zone: Zone, week: Week, holidays: Container[date]) -> None:
        self._zone = zone
        self._week = week
        self._holidays = holidays
        self._years: dict[int, list[Span]] = {}
        self.index = Index(_ZERO, _ZERO, [], [], [])

    def covering(self, *moments: timedelta) -> Index:
        """The index with the years of these instants and all between. Raises ValueError outside 1900 to 2399."""
        index = self.index
        if all(index.since <= moment < index.until for moment in moments):
            return index
        years = [(EPOCH + moment).year for moment in moments]
        if min(years) < FIRST_YEAR or max(years) > LAST_YEAR:
            raise ValueError(f"a calendar answers for the years {FIRST_YEAR} to {LAST_YEAR}: ask within them")
        if index.opens:
            years += index.years
        return self._build(min(years), max(years))

    def later(self, index: Index) -> Index:
        """Twice as many years, so that a far answer costs what its years cost. Raises NeverOpen after the last."""
        first, last = index.years
        if last == LAST_YEAR:
            raise self.never_open()
        return self._build(first, min(2 * last - first + 1, LAST_YEAR))

    def earlier(self, index: Index) -> Index:
        """As `later`, backward."""
        first, last = index.years
        if first == FIRST_YEAR:
            raise self.never_open()
        return self._build(max(2 * first - last - 1, FIRST_YEAR), last)

    def never_open(self) -> NeverOpen:
        """The error that says how little the calendar is open."""
        return NeverOpen(
            f"a calendar in {self._zone.name} with {self.hours_a_week:g} h a week has less open time than that between "
            f"{FIRST_YEAR} and {LAST_YEAR}: give it hours on more days, or fewer holidays"
        )

    @property
    def hours_a_week(self) -> float:
        """Open hours of a week without holidays."""
        shifts = (closes - opens for day in self._week for opens, closes in day)
        return sum(shifts, _ZERO) / timedelta(hours=1)

    def _build(self, first: int, last: int) -> Index:
        since, until = _new_year(first), _new_year(last + 1)
        opens, after, lag, total = [since], [_ZERO], [since], _ZERO
        for year in range(first, last + 1):
            if year not in self._years:
                self._years[year] = self._open_in(year)
            for begin, end in self._years[year]:
                opens.append(begin)
                lag.append(begin - total)
                total += end - begin
                after.append(total)
        self.index = Index(since, until, opens, after, lag)
        return self.index

    def _open_in(self, year: int) -> list[Span]:
        """The open intervals of a UTC year, cut at its ends."""
        since, until = _new_year(year), _new_year(year + 1)
        spans: list[Span] = []
        # Zones are up to 14 hours away, and a shift may last until the end of the next day.
        day, last = date(year, 1, 1) - 3 * DAY, date(year, 12, 31) + DAY
        while day <= last:
            shifts = self._week[day.weekday()]
            if shifts and day not in self._holidays:
                midnight = datetime.combine(day, time())
                for opens, closes in shifts:
                    begin = max(self._zone.instant(midnight + opens), since)
                    end = min(self._zone.instant(midnight + closes), until)
                    if begin < end:
                        spans.append((begin, end))
            day += DAY
        return spans


def _new_year(year: int) -> timedelta:
    return datetime(year, 1, 1, tzinfo=UTC) - EPOCH
