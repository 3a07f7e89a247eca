"""The next update that a staff reply promises: "next update in 30 min", "we'll update you by 15:00 UTC"."""

import re
from datetime import UTC, datetime, time, timedelta

_LEAD = r"(?:next\s+update|update\s+you(?:\s+again)?|update\s+again|another\s+update)\b[^.\n]{0,40}?\b"
_IN = re.compile(
    _LEAD + r"(?:in|within)\s+(?:the\s+next\s+)?(an?|half\s+an|\d{1,3})\s*(minutes?|mins?|m|hours?|hrs?|h)\b", re.I
)
_AT = re.compile(_LEAD + r"(?:at|by|before|around)\s+([01]?\d|2[0-3]):([0-5]\d)\s*(?:utc|gmt|z)\b", re.I)
_LONGEST_READ = 4000


def promised_update(text: str, at: datetime) -> datetime | None:
    """The instant that `text`, written at `at`, promises the next update for; None when it names none.

    Times of day count only with UTC beside them: a guess at a zone would be a guess at a promise.
    """
    words = text[:_LONGEST_READ]
    if (named := _IN.search(words)) is not None:
        return at + _amount(named[1].lower(), named[2].lower())
    if (named := _AT.search(words)) is not None:
        day = at.astimezone(UTC)
        then = datetime.combine(day.date(), time(int(named[1]), int(named[2])), UTC)
        return then if then > day else then + timedelta(days=1)
    return None


def _amount(count: str, unit: str) -> timedelta:
    hours = unit.startswith("h")
    if count.startswith("half"):
        return timedelta(minutes=30) if hours else timedelta(seconds=30)
    number = int(count) if count.isdigit() else 1
    return timedelta(hours=number) if hours else timedelta(minutes=number)
