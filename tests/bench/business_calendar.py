"""Microseconds a question: our calendar beside pandas' CustomBusinessHour and, where installed, businesstimedelta.

`python tests/bench/business_calendar.py [--json]`. All runs in one process, so that the ratios hold on any machine.
The ratio is to our calendar of one year. "zoned" asks with a datetime in America/New_York, which costs its conversion.
"""

import argparse
import json
import timeit
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from importlib import import_module
from importlib.util import find_spec
from zoneinfo import ZoneInfo

import pandas as pd

from ackline.adapters.config.holidays import public_holidays
from ackline.domain.time.calendar import BusinessCalendar

START = datetime(2026, 1, 5, 14, 12, 7, 123, tzinfo=UTC)
SPANS = {"1 hour": 1, "1 week": 40, "1 year": 2000}
HOLIDAYS = sorted(public_holidays("US", years=range(2026, 2056)))
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


def microseconds(question: Callable[[], object]) -> float:
    timer = timeit.Timer(question)
    number, _ = timer.autorange(lambda number, seconds: None)
    return min(timer.repeat(repeat=3, number=max(1, number // 4))) / max(1, number // 4) * 1e6


def ours(years: int, hours: int, start: datetime = START) -> Iterator[tuple[str, Callable[[], object]]]:
    calendar = BusinessCalendar("UTC", {day: [("09:00", "17:00")] for day in WORKDAYS}, frozenset(HOLIDAYS))
    amount = timedelta(hours=hours)
    end = calendar.add(start, amount).astimezone(start.tzinfo)
    calendar.add(start.replace(year=start.year + years - 1), timedelta(hours=1))
    yield "add", lambda: calendar.add(start, amount)
    yield "between", lambda: calendar.between(start, end)


def pandas_hours(hours: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """It answers no `between`: its users add, or count periods."""
    start = pd.Timestamp(START)
    offset = pd.offsets.CustomBusinessHour(n=hours, start="09:00", end="17:00", holidays=HOLIDAYS)
    yield "add", lambda: start + offset


def businesstimedelta_hours(hours: int) -> Iterator[tuple[str, Callable[[], object]]]:
    library = import_module("businesstimedelta")
    day = library.WorkDayRule(start_time=time(9), end_time=time(17), working_days=[0, 1, 2, 3, 4])
    rules = library.Rules([day])
    amount = library.BusinessTimeDelta(rules, hours=hours)
    end = START + amount
    yield "add", lambda: START + amount
    yield "between", lambda: rules.difference(START, end)


def measure() -> Iterator[dict[str, object]]:
    for span, hours in SPANS.items():
        subjects = [(f"ackline, {years} years", ours(years, hours)) for years in (1, 30)]
        zoned = START.astimezone(ZoneInfo("America/New_York"))
        subjects.append(("ackline, 30 years, zoned", ours(30, hours, zoned)))
        subjects.append(("pandas CustomBusinessHour", pandas_hours(hours)))
        if find_spec("businesstimedelta"):
            subjects.append(("businesstimedelta", businesstimedelta_hours(hours)))
        floor: dict[str, float] = {}
        for subject, questions in subjects:
            for question, ask in questions:
                took = microseconds(ask)
                ratio = took / floor.setdefault(question, took)
                yield {
                    "question": question,
                    "span": span,
                    "subject": subject,
                    "us": round(took, 3),
                    "ratio": round(ratio, 1),
                }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON list instead of a table")
    arguments = parser.parse_args()
    rows = list(measure())
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return
    print(f"{'span':8} {'question':9} {'subject':26} {'µs':>10} {'ratio':>8}")
    for row in rows:
        print("{span:8} {question:9} {subject:26} {us:10.3f} {ratio:8.1f}".format(**row))


if __name__ == "__main__":
    main()
