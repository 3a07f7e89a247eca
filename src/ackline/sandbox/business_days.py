"""The seed's idea of a business day, for the button that goes to the next one; the app has its own."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ackline.sandbox.wire import Refused

_FURTHEST = 400
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDays:
    """Monday to Friday, opening at one time of one zone, except on holidays."""

    zone: ZoneInfo = _UTC
    opens: time = time(9)
    holidays: frozenset[date] = frozenset()

    @classmethod
    def from_dict(cls, given: Any) -> "BusinessDays":
        """From a seed's `business_days: {zone: America/New_York, opens: "09:00", holidays: [2026-09-07]}`.

        Raises Refused when it cannot be read.
        """
        try:
            return cls(
                zone=ZoneInfo(given.get("zone", "UTC")),
                opens=time.fromisoformat(given.get("opens", "09:00")),
                holidays=frozenset(date.fromisoformat(str(day)) for day in given.get("holidays", ())),
            )
        except (AttributeError, TypeError, ValueError, ZoneInfoNotFoundError) as error:
            raise Refused("bad_seed", f"business_days cannot be read: {error}") from error

    def next_opening(self, now: datetime) -> datetime:
        """The first opening after `now`, in UTC."""
        today = now.astimezone(self.zone).date()
        for days in range(_FURTHEST):
            day = today + timedelta(days=days)
            opening = datetime.combine(day, self.opens, self.zone).astimezone(UTC)
            if opening > now and day.weekday() < 5 and day not in self.holidays:
                return opening
        raise Refused("no_business_day", f"no business day within {_FURTHEST} days")
