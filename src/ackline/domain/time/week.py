"""The hours of a week as people write them: read, checked, and turned into minutes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = 24 * 60

Shift = tuple[timedelta, timedelta]
Week = tuple[tuple[Shift, ...], ...]

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_EXAMPLE = '["09:00", "17:00"]'


def read_week(weekly: Mapping[str, Sequence[tuple[str, str]]]) -> Week:
    """For each weekday from Monday its shifts in order, as times from its midnight to their opening and close.

    An end at or before its start is on the next day. Raises ValueError, with the mend, for a day, an interval or a
    time that can't be read and for shifts that overlap, also across midnight and from Sunday into Monday.
    """
    for day in weekly:
        if day not in DAYS:
            raise ValueError(f"{day!r} is not a day of the week: write one of {', '.join(DAYS)}")
    week = [sorted(_shifts(day, weekly.get(day, ()))) for day in DAYS]
    _refuse_overlaps(week)
    return tuple(
        tuple((timedelta(minutes=opens), timedelta(minutes=closes)) for opens, closes in shifts) for shifts in week
    )


def _shifts(day: str, intervals: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int]]:
    if not isinstance(intervals, tuple | list):
        raise ValueError(f"{day} is {intervals!r}: write a list of intervals such as [{_EXAMPLE}]")
    for interval in intervals:
        if not isinstance(interval, tuple | list) or len(interval) != 2:
            raise ValueError(f"{day} has {interval!r}: write an opening and a close such as {_EXAMPLE}")
        opens, closes = (_minutes(day, text) for text in interval)
        if opens == MIDNIGHT:
            raise ValueError(f"{day} opens at 24:00, which is a close only: write 00:00 under the next day")
        yield opens, closes if closes > opens else closes + MIDNIGHT


def _minutes(day: str, text: str) -> int:
    if not isinstance(text, str) or not (match := _TIME.fullmatch(text)):
        raise ValueError(f'{day} has the time {text!r}: write "HH:MM" in quotes, from "00:00" to "24:00"')
    return int(match[1]) * 60 + int(match[2]) if match[1] else MIDNIGHT


def _refuse_overlaps(week: list[list[tuple[int, int]]]) -> None:
    length = len(DAYS) * MIDNIGHT
    shifts = [
        (at * MIDNIGHT + opens, at * MIDNIGHT + closes, DAYS[at])
        for at, day in enumerate(week)
        for opens, closes in day
    ]
    following = shifts[1:] + [(opens + length, closes + length, day) for opens, closes, day in shifts[:1]]
    for (_, closes, day), (opens, _, next_day) in zip(shifts, following, strict=True):
        if opens < closes:
            raise ValueError(
                f"the {day} shift that closes at {_clock(closes)} overlaps the {next_day} shift that opens "
                f"at {_clock(opens)}: join them, or close the first one no later than the second opens"
            )


def _clock(minutes: int) -> str:
    hours, rest = divmod(minutes % MIDNIGHT, 60)
    return f"{hours:02}:{rest:02}"
