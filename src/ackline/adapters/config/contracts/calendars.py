"""Calendars as written: hours by day, holidays by country."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ackline.adapters.config.contracts.block import Block, why_and_mend
from ackline.adapters.config.contracts.source import Raw
from ackline.adapters.config.holidays import public_holidays
from ackline.domain.time.calendar import BusinessCalendar
from ackline.domain.time.week import DAYS, read_week
from ackline.domain.time.zone import Zone

YEARS = range(2020, 2046)
_HOURS = re.compile(r"\s*(\d\d:\d\d)\s*-\s*(\d\d:\d\d)\s*")

Hours = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCalendar:
    """A calendar and what it was read from, holidays told by date; `hours` is None when a mistake prevents it.

    `clause` is the one that it is written in, "" where the contract names none.
    """

    raw: Mapping[str, Raw]
    hours: BusinessCalendar | None
    clause: str = ""


def read_calendar(block: Block, clauses: tuple[str, ...] = ()) -> WrittenCalendar:
    """The calendar of a block: `timezone`, `weekly`, `holidays`, and the one of the `clauses` it stands for."""
    reading = block.reading
    before = len(reading.mistakes)
    timezone = block.text("timezone")
    if timezone:
        try:
            Zone(timezone)
        except ValueError as error:
            reading.wrong(block.at("timezone"), *why_and_mend(error))
    clause = block.one_of("clause", clauses, "clause of this contract") if block.has("clause") else ""
    weekly = _weekly(block)
    holidays = tuple(sorted(_holidays(block)))
    raw: dict[str, Raw] = {**block.raw, "holidays": {"dates": [day.isoformat() for day in holidays]}}
    if len(reading.mistakes) > before:
        return WrittenCalendar(raw=raw, hours=None)
    try:
        return WrittenCalendar(raw=raw, hours=BusinessCalendar(timezone, weekly, frozenset(holidays)), clause=clause)
    except ValueError as error:
        reading.wrong(block.at("weekly"), *why_and_mend(error))
        return WrittenCalendar(raw=raw, hours=None)


def _weekly(block: Block) -> dict[str, Hours]:
    """The hours of each day. A key is a day or a range of days, a value one stretch or a list of them."""
    reading = block.reading
    weekly: dict[str, Hours] = {}
    before = len(reading.mistakes)
    group = block.part("weekly", required=True)
    if group is None:
        return weekly
    for key in group.keys:
        path = group.at(key)
        hours = tuple(_hours(group, key))
        days = day_range(key)
        if not days:
            reading.wrong(path, f"{key!r} is neither a day nor a range of days", "write mon … sun, or mon-fri")
            continue
        try:
            read_week({days[0]: hours})
        except ValueError as error:
            reading.wrong(path, *why_and_mend(error))
            continue
        for day in days:
            if day in weekly:
                reading.wrong(path, f"{day} already has hours above", "give each day once")
            weekly[day] = hours
    if not any(weekly.values()) and len(reading.mistakes) == before:
        reading.wrong(group.path, "the calendar never opens", "give hours, such as mon-fri: 09:00-17:00")
    return weekly


def day_range(key: str) -> tuple[str, ...]:
    """The days that `mon`, `mon-fri` or `sat-mon` stand for; none when it is neither."""
    first, dash, last = key.strip().lower().partition("-")
    if first not in DAYS or (dash and last not in DAYS):
        return ()
    start, end = DAYS.index(first), DAYS.index(last or first)
    return tuple(DAYS[day % 7] for day in range(start, (end if end >= start else end + 7) + 1))


def hours_of(stretch: str) -> tuple[str, str] | None:
    """The opening and the close of `09:00-17:00`; None when it is something else."""
    match = _HOURS.fullmatch(stretch)
    return (match[1], match[2]) if match else None


def _hours(group: Block, key: str) -> Iterator[tuple[str, str]]:
    for stretch in group.words(key):
        hours = hours_of(stretch)
        if hours is None:
            group.reading.wrong(group.at(key), f"{stretch!r} is no stretch of hours", "write 09:00-17:00")
        else:
            yield hours


def _holidays(block: Block) -> frozenset[date]:
    """The dates of `holidays`: `none`, a country's, or plain `dates`."""
    path, raw = block.value("holidays")
    if isinstance(raw, str) and raw == "none":
        return frozenset()
    if not isinstance(raw, dict):
        block.reading.wrong(path, "it isn't said which holidays are closed", "write none, or {country: US}")
        return frozenset()
    rule = block.reading.block(path, raw)
    if rule.has("dates"):
        return frozenset(_dates(rule, "dates"))
    country = rule.text("country")
    subdivision = rule.text("subdivision", "")
    observed = rule.flag("observed") if rule.has("observed") else True
    extra, removed = tuple(_dates(rule, "extra")), tuple(_dates(rule, "removed"))
    if not country:
        return frozenset()
    try:
        return frozenset(
            public_holidays(
                country,
                subdivision=subdivision or None,
                years=_years(rule),
                observed=observed,
                extra=extra,
                removed=removed,
            )
        )
    except ValueError as error:
        key = "subdivision" if subdivision and "subdivision" in str(error) else "country"
        rule.reading.wrong(rule.at(key), *why_and_mend(error))
        return frozenset()


def _years(rule: Block) -> range:
    """The years of `years: 2020-2045`, by default 2020 to 2045."""
    written = rule.text("years", "")
    if not written:
        return YEARS
    match = re.fullmatch(r"(\d{4})-(\d{4})", written)
    if match is None or match[1] > match[2] or int(match[2]) - int(match[1]) > 200:
        rule.reading.wrong(rule.at("years"), f"{written!r} is no range of years", "write 2020-2045")
        return YEARS
    return range(int(match[1]), int(match[2]) + 1)


def _dates(rule: Block, key: str) -> Iterator[date]:
    for word in rule.words(key):
        try:
            yield date.fromisoformat(word)
        except ValueError:
            rule.reading.wrong(rule.at(key), f"{word!r} is no date", "write 2026-12-31")
