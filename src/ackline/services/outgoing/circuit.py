"""Whether Slack answers at all: when it does not, one call in a while asks, instead of one for every ticket.

Slack is away after FAILURES calls in a row, to at least DESTINATIONS different places, that nothing answered. A refusal
and a 429 are answers. While it is away one call may leave at each probe, at growing intervals; the first that is
answered ends it.
"""

from collections import deque
from datetime import datetime, timedelta

FAILURES = 5
DESTINATIONS = 3
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(seconds=60)


class Circuit:
    """Remembers, in this process, what the last calls to Slack came to."""

    def __init__(self) -> None:
        self.away_since: datetime | None = None
        self._silent: deque[str] = deque(maxlen=FAILURES)
        self._probe_at: datetime | None = None
        self._pause = FIRST_PAUSE

    def answered(self) -> bool:
        """Slack answered, whatever it said; whether it had been away until now."""
        was_away = self.away_since is not None
        self.away_since = self._probe_at = None
        self._silent.clear()
        self._pause = FIRST_PAUSE
        return was_away

    def silent(self, destination: str, now: datetime) -> bool:
        """A call for a destination was not answered; whether Slack counts as away from now on."""
        self._silent.append(destination)
        known = self.away_since is not None
        if known or len(self._silent) < FAILURES or len(set(self._silent)) < DESTINATIONS:
            return False
        self.away_since, self._probe_at = now, now + self._pause
        return True

    def held_until(self, now: datetime) -> datetime | None:
        """None: a call may leave now, while Slack is away as the one probe. Else when to ask again."""
        if self._probe_at is None:
            return None
        if now < self._probe_at <= now + self._pause:  # further ahead than that: the clock was put back
            return self._probe_at
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        self._probe_at = now + self._pause
        return None
