"""The sandbox's time: moved by hand, never by itself.

Every message and event needs a `ts` of its own, so taking one moves the clock by a microsecond when it stands
still. Nothing in the world therefore ever carries a time later than `now`, and fifteen minutes forward from a
message is fifteen minutes after that message.
"""

from datetime import UTC, datetime, timedelta

_TICK = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse(text: str) -> datetime:
    """The aware UTC instant of an ISO 8601 text; ValueError when it names no zone."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} names no time zone; write it as 2026-11-20T17:58:00Z")
    return instant.astimezone(UTC)


def render(instant: datetime) -> str:
    """ISO 8601 in UTC, with Z."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def ts_of(instant: datetime) -> str:
    """Slack's form of an instant: seconds since 1970, a dot, six digits."""
    microseconds = (instant - _EPOCH) // _TICK
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06}"


def instant_of(ts: str) -> datetime:
    """The instant of a Slack `ts`; ValueError when it is none."""
    seconds, _, fraction = ts.partition(".")
    return _EPOCH + timedelta(seconds=int(seconds), microseconds=int(fraction.ljust(6, "0")[:6] or 0))


class Clock:
    """The one mutable instant of a sandbox."""

    def __init__(self, start: datetime) -> None:
        self.now = start.astimezone(UTC)
        self._last_ts: datetime | None = None
        self._happened = 0

    @property
    def epoch(self) -> int:
        """Whole seconds since 1970."""
        return (self.now - _EPOCH) // timedelta(seconds=1)

    def next_number(self) -> int:
        """Counts what happens, since much happens at one instant."""
        self._happened += 1
        return self._happened

    def move_to(self, instant: datetime) -> None:
        """Time never runs back: ValueError for an earlier instant."""
        if instant < self.now:
            raise ValueError(f"the clock stands at {render(self.now)} and does not go back to {render(instant)}")
        self.now = instant.astimezone(UTC)

    def stamp(self) -> str:
        """A `ts` that no other call returns, later than all before it."""
        if self._last_ts is not None and self.now <= self._last_ts:
            self.now = self._last_ts + _TICK
        self._last_ts = self.now
        return ts_of(self.now)
