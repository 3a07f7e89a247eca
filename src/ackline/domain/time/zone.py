"""Between the instants that count and the wall clock that people write."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)

_TICK = timedelta(microseconds=1)


class Zone:
    """A time zone by its IANA name; instants are times since the epoch. Raises ValueError for an unknown name."""

    __slots__ = ("_rules", "name")

    def __init__(self, name: str) -> None:
        try:
            self._rules = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(
                f"{name!r} is not a time zone: write one of the IANA names, such as America/New_York or UTC"
            ) from None
        self.name = name

    def instant(self, wall: datetime) -> timedelta:
        """The first instant at which the local clock reads `wall` or later.

        That is the first occurrence where an hour repeats, and the transition itself where the clock jumps
        over `wall`. Because it never runs backwards, what doesn't overlap on the wall doesn't overlap in time
        either.
        """
        after = wall.replace(tzinfo=self._rules) - EPOCH
        if self.wall(after) == wall:
            return after
        # No such wall time: read with the offset before the jump it lies after the jump, and the other way round.
        before = wall.replace(tzinfo=self._rules, fold=1) - EPOCH
        while after - before > _TICK:
            middle = before + (after - before) // 2
            if self.wall(middle) < wall:
                before = middle
            else:
                after = middle
        return after

    def wall(self, instant: timedelta) -> datetime:
        """What the local clock reads, without a zone."""
        return (EPOCH + instant).astimezone(self._rules).replace(tzinfo=None)

    def midnight(self, day: date) -> timedelta:
        """The instant at which the local date begins."""
        return self.instant(datetime.combine(day, time()))


def since_epoch(t: datetime) -> timedelta:
    """The instant of an aware datetime. Raises ValueError for a naive one."""
    try:
        return t - EPOCH
    except TypeError:
        raise ValueError(f"{t!r} has no time zone: give an aware datetime, such as one in UTC") from None
