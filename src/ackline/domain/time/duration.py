"""Promised durations, read from and written in a contract's words."""

import re
from dataclasses import dataclass
from datetime import timedelta

_ZERO = timedelta()
_UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
_LONGEST = timedelta(days=36_500)
_SPELLINGS = {
    "second": ("s", "sec", "secs", "second", "seconds"),
    "minute": ("m", "min", "mins", "minute", "minutes"),
    "hour": ("h", "hr", "hrs", "hour", "hours"),
    "day": ("d", "day", "days"),
}
_UNIT_OF = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings}
_DURATION = re.compile(r"(\d{1,6})\s*(business\s+)?([a-z]+)(\s*,\s*end of day)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Elapsed:
    """An amount of wall-clock time. Raises ValueError below 0 and above 100 years."""

    amount: timedelta

    def __post_init__(self) -> None:
        _check(self.amount)

    def __str__(self) -> str:
        return _amount(self.amount)


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """An amount of a calendar's open time. Raises ValueError below 0 and above 100 years."""

    amount: timedelta

    def __post_init__(self) -> None:
        _check(self.amount)

    def __str__(self) -> str:
        return _amount(self.amount, "business ")


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """The same wall time, or the close, so many business days later. Raises ValueError as for hours."""

    count: int
    end_of_day: bool = False

    def __post_init__(self) -> None:
        _check(self.count * _UNITS["day"])

    def __str__(self) -> str:
        return _counted(self.count, "business day") + (", end of day" if self.end_of_day else "")


Duration = Elapsed | BusinessHours | BusinessDays


def parse_duration(text: str) -> Duration:
    """Read "90s", "30 min", "4h", "2 days", "8 business hours", "1 business day" or "1 business day, end of day".

    A day is 24 hours unless it is a business day. Reads back the words that `str` gives for whole seconds. Raises
    ValueError, with the mend, for anything else.
    """
    match = _DURATION.fullmatch(text.strip())
    if match:
        number, business, end_of_day = int(match[1]), bool(match[2]), bool(match[4])
        unit = _UNIT_OF.get(match[3].lower())
        if business and unit == "day":
            return BusinessDays(number, end_of_day)
        if unit and not end_of_day:
            return (BusinessHours if business else Elapsed)(number * _UNITS[unit])
    raise ValueError(
        f'{text!r} is not a duration: write a whole number and a unit, such as "90s", "15m", "4h", '
        '"8 business hours", "1 business day" or "1 business day, end of day"'
    )


def _check(length: timedelta) -> None:
    if not _ZERO <= length <= _LONGEST:
        raise ValueError(f"a promise of {length} can't be kept: give one of 0 to {_LONGEST.days} days")


def _amount(amount: timedelta, kind: str = "") -> str:
    for unit in ("hour", "minute"):
        if not amount % _UNITS[unit]:
            return _counted(amount // _UNITS[unit], kind + unit)
    return _counted(amount / _UNITS["second"], kind + "second")


def _counted(number: float, noun: str) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".") + f" {noun}{'' if number == 1 else 's'}"
