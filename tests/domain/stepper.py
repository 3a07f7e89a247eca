"""Business time by brute force: one minute at a time, with nothing in common with the calendar it is compared with.

A minute is open when a shift holds the latest wall time that the local clock has shown by then. That is the rule for
repeated and skipped hours ("the first instant at which the clock reads it or later") without any arithmetic on offsets.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Stepper:
    """The minutes of [since, until) in UTC, both whole minutes, for a calendar as the case files write it."""

    def __init__(self, calendar: dict, since: datetime, until: datetime) -> None:
        self.calendar = calendar
        self.zone = ZoneInfo(calendar["timezone"])
        self.holidays = {date.fromisoformat(day) for day in calendar["holidays"]}
        self.since = since
        self.until = until

    @cached_property
    def minutes(self) -> list[bool]:
        opened = []
        # Two days of run-up are more than any local clock was ever put back by.
        moment = self.since - 2 * DAY
        shown = self.local(moment)
        while moment < self.until:
            shown = max(shown, self.local(moment))
            if moment >= self.since:
                opened.append(any(opens <= shown < closes for opens, closes in self.shifts_near(shown.date())))
            moment += MINUTE
        return opened

    def shifts_near(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for start in (day - DAY, day):
            if start in self.holidays:
                continue
            for opens, closes in self.calendar["weekly"].get(NAMES[start.weekday()], ()):
                begin, end = on(start, opens), on(start, closes)
                yield begin, end if end > begin else end + DAY

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def at(self, moment: datetime) -> int:
        return int((moment - self.since) / MINUTE)

    def moment(self, at: int) -> datetime:
        return self.since + at * MINUTE

    def is_open(self, moment: datetime) -> bool:
        return self.minutes[self.at(moment)]

    def add(self, start: datetime, minutes: int, pauses: Iterable[tuple[datetime, datetime]] = ()) -> datetime | None:
        """None when the minutes of this stepper are too few."""
        at = self.at(start)
        step = 1 if minutes > 0 else -1
        left = abs(minutes)
        while left:
            minute = at if step > 0 else at - 1
            if not 0 <= minute < len(self.minutes):
                return None
            left -= self.minutes[minute] and not paused(self.moment(minute), pauses)
            at += step
        return self.moment(at)

    def between(self, a: datetime, b: datetime, pauses: Iterable[tuple[datetime, datetime]] = ()) -> int:
        first, last = sorted((self.at(a), self.at(b)))
        open_minutes = (at for at in range(first, last) if self.minutes[at] and not paused(self.moment(at), pauses))
        return sum(1 for _ in open_minutes) * (1 if b >= a else -1)

    def add_days(self, start: datetime, count: int) -> tuple[datetime, datetime] | None:
        """The answer at the same wall time and the one at the end of the day; None when the minutes are too few."""
        at = next((at for at in range(self.at(start), len(self.minutes)) if self.minutes[at]), None)
        if at is None:
            return None
        wall = self.local(self.moment(at))
        open_days = {self.local(self.moment(m)).date() for m in range(at, len(self.minutes)) if self.minutes[m]}
        later = sorted(day for day in open_days if day >= wall.date())
        if count + 1 >= len(later):
            return None
        day = later[count]
        on_day = [m for m in range(len(self.minutes)) if self.local(self.moment(m)).date() == day]
        opened = [m for m in on_day if self.minutes[m]]
        close = opened[-1] + 1
        if count == 0:
            return self.moment(at), self.moment(close)
        reading = datetime.combine(day, wall.time())
        same = next((m for m in on_day if self.local(self.moment(m)) >= reading), on_day[-1] + 1)
        return self.moment(min(max(same, opened[0]), close)), self.moment(close)


def on(day: date, text: str) -> datetime:
    hours, minutes = text.split(":")
    return datetime.combine(day, time()) + timedelta(hours=int(hours), minutes=int(minutes))


def paused(moment: datetime, pauses: Iterable[tuple[datetime, datetime]]) -> bool:
    return any(begin <= moment < end for begin, end in pauses)
