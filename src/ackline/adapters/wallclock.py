"""Clocks: the wall's, and one that is moved by hand."""

from datetime import UTC, datetime


class Wallclock:
    """The machine's time."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)


class HandClock:
    """Stands still until it is set; never goes back."""

    def __init__(self, at: datetime) -> None:
        self._now = at.astimezone(UTC)

    def now(self) -> datetime:
        """The instant it was set to."""
        return self._now

    def set(self, at: datetime) -> None:
        """Move it forward. An earlier instant changes nothing."""
        self._now = max(self._now, at.astimezone(UTC))
