"""Write the calendar cases anew: `python tests/domain/generate_cases.py`. Every answer is the stepper's."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from stepper import DAY, MINUTE, NAMES, Stepper

CASES = Path(__file__).parent / "cases"
WORKDAYS = NAMES[:5]

WEEKS = {
    "office": {day: [["09:00", "17:00"]] for day in WORKDAYS},
    "east coast support": {day: [["04:00", "20:00"]] for day in WORKDAYS},
    "lunch break": {day: [["09:00", "12:00"], ["13:00", "17:30"]] for day in WORKDAYS},
    "24x5": {day: [["00:00", "24:00"]] for day in WORKDAYS},
    "24x7": {day: [["00:00", "24:00"]] for day in NAMES},
    "nights": {day: [["22:00", "06:00"]] for day in WORKDAYS},
    "nights all week": {day: [["22:00", "06:00"]] for day in NAMES},
    "day and night": {day: [["09:00", "17:00"], ["23:00", "07:00"]] for day in WORKDAYS},
    "noon to noon": {day: [["12:00", "12:00"]] for day in ("mon", "wed", "fri")},
    "small hours": {day: [["01:15", "01:45"], ["02:30", "03:30"]] for day in NAMES},
    "around midnight": {day: [["00:00", "00:30"], ["23:15", "24:00"]] for day in NAMES},
    "one long day": {"wed": [["00:00", "24:00"]]},
    "uneven": {
        "mon": [["09:00", "17:00"]],
        "tue": [["10:00", "16:00"]],
        "fri": [["08:00", "12:30"]],
        "sun": [["20:00", "02:00"]],
    },
}

# Each zone with a day on which its local clock does something worth a case.
DAYS_OF_NOTE = [
    ("UTC", date(2026, 2, 27)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Europe/Berlin", date(2025, 3, 30)),
    ("Europe/London", date(2025, 10, 26)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Sao_Paulo", date(2018, 2, 18)),
    ("America/Havana", date(2025, 3, 9)),
    ("Antarctica/Troll", date(2025, 3, 30)),
    ("Asia/Kathmandu", date(2024, 12, 31)),
    ("Pacific/Chatham", date(2025, 4, 6)),
]


def calendars(rng: random.Random) -> Iterator[tuple[str, dict, date]]:
    for zone, day in DAYS_OF_NOTE:
        for name in rng.sample(sorted(WEEKS), 4):
            off = sorted({day + rng.randint(-4, 6) * DAY for _ in range(rng.randint(0, 3))})
            holidays = [off_day.isoformat() for off_day in off]
            yield f"{name}, {zone}", {"timezone": zone, "weekly": WEEKS[name], "holidays": holidays}, day


def somewhere(rng: random.Random, day: date) -> datetime:
    """Within two days of noon: at a quarter of an hour, where openings and closes are, or at any minute."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return noon + rng.choice((15, 15, 1)) * rng.randint(-192, 192) * MINUTE


def generate(rng: random.Random) -> Iterator[tuple[str, dict]]:
    for about, calendar, day in calendars(rng):
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        steps = Stepper(calendar, noon - 12 * DAY, noon + 14 * DAY)
        case = {"about": about, "calendar": calendar}
        for sign in (1, 1, -1):
            start = somewhere(rng, day)
            minutes = sign * rng.choice((1, 15, 30, 60, 240, 480, 960, rng.randint(1, 1500)))
            if moment := steps.add(start, minutes):
                yield "add", case | {"start": start, "minutes": minutes, "expect": moment}
        a, b = somewhere(rng, day), somewhere(rng, day)
        yield "between", case | {"start": a, "end": b, "expect": steps.between(a, b)}
        start, count = somewhere(rng, day), rng.randint(0, 4)
        if days := steps.add_days(start, count):
            yield "add_days", case | {"start": start, "days": count, "expect": days[0], "expect_end_of_day": days[1]}
        start = somewhere(rng, day)
        pauses = [
            (begin, begin + rng.randint(0, 60) * 15 * MINUTE) for begin in (somewhere(rng, day) for _ in range(3))
        ]
        minutes = rng.choice((30, 60, 240, 480))
        if moment := steps.add(start, minutes, pauses):
            yield "pauses", case | {"start": start, "minutes": minutes, "pauses": pauses, "expect": moment}
    empty = {"timezone": "Europe/Berlin", "weekly": {}, "holidays": []}
    never = {"about": "never open", "calendar": empty, "start": datetime(2026, 1, 15, 9, tzinfo=UTC)}
    yield "add", never | {"minutes": 60, "expect": None}
    yield "add", never | {"minutes": -60, "expect": None}
    yield "between", never | {"end": never["start"] + timedelta(days=9), "expect": 0}


def main() -> None:
    cases: dict[str, list[str]] = {}
    for kind, case in generate(random.Random(20260115)):
        cases.setdefault(kind, []).append(json.dumps(case, default=datetime.isoformat))
    for kind, lines in cases.items():
        (CASES / f"calendar_{kind}.jsonl").write_text("\n".join(lines) + "\n")
        print(f"{len(lines):4} {kind}")


if __name__ == "__main__":
    main()
