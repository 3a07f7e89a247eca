"""Quarters of the calendar year."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

_NAME = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Quarter:
    """One quarter of a year, 1 to 4."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """What it is kept and commanded by: "2026-Q4"."""
        return f"{self.year}-Q{self.number}"

    @property
    def label(self) -> str:
        """What people call it: "Q4 2026"."""
        return f"Q{self.number} {self.year}"

    @property
    def starts(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def after(self) -> "Quarter":
        """The quarter after it."""
        return quarter_of(self.month_after(1))

    @property
    def before(self) -> "Quarter":
        """The quarter before it."""
        return Quarter(year=self.year - (self.number == 1), number=(self.number - 2) % 4 + 1)

    def month_after(self, which: int) -> date:
        """The first day of the first, second … month after it."""
        months = self.year * 12 + 3 * self.number + which - 1
        return date(months // 12, months % 12 + 1, 1)

    def span(self, timezone: str) -> tuple[datetime, datetime]:
        """Its first instant and the first one after it, on the clocks of a zone."""
        zone = ZoneInfo(timezone)
        begin, end = (datetime.combine(day, time(), zone) for day in (self.starts, self.after.starts))
        return begin, end


def quarter_of(day: date) -> Quarter:
    """The quarter that a day lies in."""
    return Quarter(year=day.year, number=(day.month + 2) // 3)


def quarter_named(words: str) -> Quarter | None:
    """The quarter of its name, such as "2026-Q4"; None when it is none."""
    found = _NAME.fullmatch(words)
    return Quarter(year=int(found[1]), number=int(found[2])) if found is not None and int(found[1]) else None
