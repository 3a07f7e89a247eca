"""Hours of the day on somebody's own clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
WORKING_DAYS = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """From `start` to `end` each day; an end at or before the start is on the next day."""

    start: time
    end: time

    def until(self, at: datetime, timezone: str) -> datetime | None:
        """When the hours that `at` lies in are over, in UTC; None outside them."""
        zone = ZoneInfo(timezone)
        today = at.astimezone(zone).date()
        for day in (today - DAY, today):
            last = day if self.end > self.start else day + DAY
            if _instant(day, self.start, zone) <= at < (over := _instant(last, self.end, zone)):
                return over
        return None


def next_at(after: datetime, clock: time, timezone: str, days: Collection[int] = EVERY_DAY) -> datetime:
    """The first instant later than `after` at which it is `clock` there, on one of `days` (0 = Monday), in UTC."""
    zone = ZoneInfo(timezone)
    day = after.astimezone(zone).date()
    while day.weekday() not in days or (found := _instant(day, clock, zone)) <= after:
        day += DAY
    return found


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
