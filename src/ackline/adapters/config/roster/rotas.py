"""Rotas as written: the same people always, one a week in turn, or people by their hours."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from ackline.adapters.config.contracts.block import Block, why_and_mend
from ackline.adapters.config.contracts.calendars import day_range, hours_of
from ackline.adapters.config.roster.ical import read_calendar
from ackline.adapters.config.roster.people import check_person, read_timezone
from ackline.domain.duty.people import DAYS, Fixed, Person, Rota, Weekly, Window, Windows
from ackline.domain.duty.scheduled import Scheduled
from ackline.domain.ids import UserId

# Rotas are looked at over one whole year, so that both changes of the clock are in it.
YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
EVERY_DAY = "mon-sun"
SHOWN_GAPS = 4
_HANDOVER = re.compile(r"([a-z]{3}) ([01]\d|2[0-3]):([0-5]\d)")


TextOf = Callable[[str], str | None]
"""The text of a calendar by its file or address; None while nobody has looked. OSError: it is not there."""


def read_rota(block: Block, people: Mapping[UserId, Person], text_of: TextOf) -> Rota:
    """The rota of a block: `ical`, `windows`, or `people` with or without a `handover`."""
    if block.has("ical"):
        return _calendar(block, people, text_of)
    if block.has("windows"):
        return _windows(block, people)
    names = tuple(
        UserId(name)
        for name in block.words("people", None)
        if check_person(block, block.value("people")[0], name, people)
    )
    if block.has("people") and not block.words("people"):
        block.reading.wrong(block.at("people"), "nobody is on the rota", "name at least one person")
    return _weekly(block, names) if block.has("handover") else Fixed(people=names)


def gaps_of(rota: Rota) -> tuple[str, ...]:
    """The hours of the day, in UTC, at which nobody is on duty somewhere in a year; the most frequent first.

    A calendar ends somewhere: its gaps are told as they come near (`installations/routines/watch.py`), and none here.
    """
    if isinstance(rota, Scheduled):
        return ()
    gaps = Counter(f"{start:%H:%M}-{end:%H:%M} UTC" for start, end in rota.gaps(*YEAR))
    named = [f"{hours} on {days} days, e.g. {_example(rota, hours)}" for hours, days in gaps.most_common(SHOWN_GAPS)]
    more = len(gaps) - SHOWN_GAPS
    return (*named, f"and {more} more") if more > 0 else tuple(named)


def _example(rota: Rota, hours: str) -> str:
    days = (start for start, end in rota.gaps(*YEAR) if f"{start:%H:%M}-{end:%H:%M} UTC" == hours)
    return f"{next(days):%a %Y-%m-%d}"


def _calendar(block: Block, people: Mapping[UserId, Person], text_of: TextOf) -> Scheduled:
    source, timezone = block.text("ical"), read_timezone(block, "UTC") or "UTC"
    group = block.part("who")
    who = {name: group.text(name) for name in group.keys} if group is not None else {}
    for user in who.values():
        check_person(block, block.at("who"), user, people)
    try:
        text = text_of(source)
        return read_calendar(text, who, people, timezone) if text is not None else Scheduled(entries=())
    except OSError as error:
        block.reading.wrong(
            block.at("ical"), f"{source} can't be read ({error})", "write a file of this folder, or https://…"
        )
    except ValueError as error:
        block.reading.wrong(block.at("ical"), *why_and_mend(error))
    return Scheduled(entries=())


def _weekly(block: Block, people: tuple[UserId, ...]) -> Weekly:
    handover, timezone = block.text("handover"), read_timezone(block)
    since = _since(block, timezone) if block.has("since") else None
    match = _HANDOVER.fullmatch(handover.lower())
    if match is None or match[1] not in DAYS:
        block.reading.wrong(block.at("handover"), f"{handover!r} is no moment of the week", "write mon 09:00")
        return Weekly(people=people, timezone=timezone)
    at = time(int(match[2]), int(match[3]))
    weekly = Weekly(people=people, timezone=timezone, weekday=DAYS.index(match[1]), at=at)
    return weekly if since is None else replace(weekly, since=since)


def _since(block: Block, timezone: str) -> datetime | None:
    """A moment of the week in which the first person is on duty."""
    written = block.text("since")
    try:
        day = date.fromisoformat(written)
    except ValueError:
        block.reading.wrong(block.at("since"), f"{written!r} is no date", "write 2026-01-05")
        return None
    # Late enough that a hand-over of that very day has been.
    return datetime.combine(day, time(23, 59), ZoneInfo(timezone or "UTC")).astimezone(UTC)


def _windows(block: Block, people: Collection[UserId]) -> Windows:
    before = len(block.reading.mistakes)
    windows = Windows(
        windows=tuple(window for row in block.rows("windows") if (window := _window(row, people))),
        whole_day=block.flag("whole_day"),
    )
    if windows.whole_day and len(block.reading.mistakes) == before and (gaps := gaps_of(windows)):
        why = f"somebody is to be on duty at any hour, and nobody is at {'; '.join(gaps)}"
        block.reading.wrong(block.at("windows"), why, "let the windows meet, at both changes of the clock too")
    return windows


def _window(row: Block, people: Collection[UserId]) -> Window | None:
    person, written, timezone = row.text("person"), row.text("hours"), read_timezone(row)
    known = not person or check_person(row, row.at("person"), person, people)
    hours = hours_of(written)
    if written and hours is None:
        row.reading.wrong(row.at("hours"), f"{written!r} is no stretch of hours", "write 09:00-17:00")
    days = _days(row)
    if not (person and known and hours and timezone):
        return None
    try:
        start, end = (time.fromisoformat(text.replace("24:00", "00:00")) for text in hours)
    except ValueError:
        row.reading.wrong(row.at("hours"), f"{written!r} holds no times of a day", "write 09:00-17:00")
        return None
    return Window(person=UserId(person), timezone=timezone, start=start, end=end, days=days)


def _days(row: Block) -> tuple[int, ...]:
    days: set[int] = set()
    for word in row.words("days", (EVERY_DAY,)):
        found = day_range(word)
        if not found:
            row.reading.wrong(row.at("days"), f"{word!r} is neither a day nor a range of days", "write mon-fri")
        days.update(DAYS.index(day) for day in found)
    return tuple(sorted(days))
