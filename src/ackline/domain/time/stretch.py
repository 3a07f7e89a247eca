"""A stretch of time as people write it: "2h", "until 22:00", "today 18:00-22:00", "fri 18:00-mon 09:00 UTC"."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ackline.domain.duty.people import DAYS
from ackline.domain.time.duration import Elapsed, parse_duration
from ackline.domain.time.zone import Zone

EXAMPLES = "2h · until 22:00 · today 18:00-22:00 · fri 18:00-mon 09:00 · 2026-12-24 · sat 08:00-20:00 Europe/Berlin"

_DAY = r"today|tomorrow|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|\d{4}-\d{2}-\d{2}"
_TIME = r"(?:[01]?\d|2[0-4]):[0-5]\d"
_SPAN = re.compile(rf"(?:({_DAY})\s+)?({_TIME})\s*(?:-|–|to)\s*(?:({_DAY})\s+)?({_TIME})")
_UNTIL = re.compile(rf"until\s+(?:({_DAY})\s+)?({_TIME})")
_WHOLE = re.compile(_DAY)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From `start` to `end`, in UTC."""

    start: datetime
    end: datetime


def parse_stretch(text: str, now: datetime, timezone: str) -> Stretch:
    """The stretch that words name at `now`, by the clock of `timezone` unless they end in a zone of their own.

    A day of the week is the next one, today included; without a day it is today; an end before its start is on the next
    day. Raises ValueError, with examples, for anything else.
    """
    words, zone = _zoned(text.strip(), timezone)
    said = words.lower()
    today = now.astimezone(zone).date()
    if span := _SPAN.fullmatch(said):
        first, opens, last, closes = span.groups()
        day = _date(first, today)
        start = _instant(day, opens, zone)
        ends = day if last is None else _date(last, day)
        if last is None and _minutes(closes) <= _minutes(opens):
            ends += _ONE_DAY
        return Stretch(start=start, end=_instant(ends, closes, zone))
    if until := _UNTIL.fullmatch(said):
        named, closes = until.groups()
        end = _instant(_date(named, today), closes, zone)
        return Stretch(start=now, end=end if named or end > now else _instant(today + _ONE_DAY, closes, zone))
    if _WHOLE.fullmatch(said):
        day = _date(said, today)
        return Stretch(start=_instant(day, "00:00", zone), end=_instant(day, "24:00", zone))
    return Stretch(start=now, end=now + _length(said))


def _zoned(text: str, timezone: str) -> tuple[str, ZoneInfo]:
    """The words without the zone at their end, and the zone."""
    words, _, last = text.rpartition(" ")
    if words and (last.upper() == "UTC" or "/" in last):
        return words.strip(), ZoneInfo(Zone(last if "/" in last else "UTC").name)
    return text, ZoneInfo(timezone)


def _length(said: str) -> timedelta:
    try:
        length = parse_duration(said)
    except ValueError:
        length = None
    if not isinstance(length, Elapsed):
        raise ValueError(f"{said!r} is no stretch of time: write one like {EXAMPLES}")
    return length.amount


def _date(named: str | None, today: date) -> date:
    match named:
        case None | "today":
            return today
        case "tomorrow":
            return today + _ONE_DAY
        case _ if named[:3] in DAYS:
            return today + timedelta(days=(DAYS.index(named[:3]) - today.weekday()) % 7)
    try:
        return date.fromisoformat(named)
    except ValueError:
        raise ValueError(f"{named!r} is no date: write one like 2026-12-24") from None


def _instant(day: date, clock: str, zone: ZoneInfo) -> datetime:
    past = timedelta(minutes=_minutes(clock))
    if past >= _ONE_DAY:
        day, past = day + _ONE_DAY, past - _ONE_DAY
    local = (datetime.combine(day, time()) + past).replace(tzinfo=zone)
    return local.astimezone(UTC)


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return min(int(hour) * 60 + int(minute), 24 * 60)
