"""A stretch of time as people write it, by their own clock or a zone that they name."""

from datetime import UTC, datetime

import pytest

from ackline.domain.time.stretch import parse_stretch

FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)  # 16:00 in Berlin, 10:00 in New York


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2h", "2026-11-20T15:00", "2026-11-20T17:00"),
        ("90 min", "2026-11-20T15:00", "2026-11-20T16:30"),
        ("until 22:00", "2026-11-20T15:00", "2026-11-20T21:00"),
        ("until 9:00", "2026-11-20T15:00", "2026-11-21T08:00"),
        ("until mon 09:00", "2026-11-20T15:00", "2026-11-23T08:00"),
        ("today 18:00-22:00", "2026-11-20T17:00", "2026-11-20T21:00"),
        ("18:00-22:00", "2026-11-20T17:00", "2026-11-20T21:00"),
        ("22:00-06:00", "2026-11-20T21:00", "2026-11-21T05:00"),
        ("18:00 - 24:00", "2026-11-20T17:00", "2026-11-20T23:00"),
        ("Tomorrow 18:00–22:00", "2026-11-21T17:00", "2026-11-21T21:00"),
        ("fri 18:00-mon 09:00", "2026-11-20T17:00", "2026-11-23T08:00"),
        ("Thursday 08:00 to 20:00", "2026-11-26T07:00", "2026-11-26T19:00"),
        ("sat", "2026-11-20T23:00", "2026-11-21T23:00"),
        ("2026-12-24", "2026-12-23T23:00", "2026-12-24T23:00"),
        ("2026-12-24 18:00-2026-12-26 09:00", "2026-12-24T17:00", "2026-12-26T08:00"),
        ("today 18:00-22:00 UTC", "2026-11-20T18:00", "2026-11-20T22:00"),
        ("today 18:00-22:00 America/New_York", "2026-11-20T23:00", "2026-11-21T03:00"),
    ],
)
def test_a_stretch_is_read_by_the_clock_of_its_author(text: str, start: str, end: str) -> None:
    stretch = parse_stretch(text, FRIDAY, "Europe/Berlin")
    assert (f"{stretch.start:%Y-%m-%dT%H:%M}", f"{stretch.end:%Y-%m-%dT%H:%M}") == (start, end)


def test_hours_over_a_change_of_the_clock_end_by_the_clock() -> None:
    stretch = parse_stretch("2026-03-28 20:00-2026-03-29 08:00", FRIDAY, "Europe/Berlin")
    assert (stretch.end - stretch.start).total_seconds() == 11 * 3600


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no stretch of time"),
        ("soon", "no stretch of time"),
        ("2 business hours", "no stretch of time"),
        ("18:00", "no stretch of time"),
        ("2026-02-30", "no date"),
        ("today 18:00-22:00 Europe/Berlim", "is not a time zone"),
        ("25:00-26:00", "no stretch of time"),
    ],
)
def test_what_is_no_stretch_is_answered_with_examples(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_stretch(text, FRIDAY, "Europe/Berlin")
