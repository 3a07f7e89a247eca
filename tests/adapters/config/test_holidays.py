"""Public holidays: the federal ones of the United States with their observed days, and the dates one asks for."""

from datetime import date

import pytest

from ackline.adapters.config.holidays import public_holidays


def test_the_federal_holidays_of_a_year_are_there_with_their_observed_days():
    found = public_holidays("US", years=range(2026, 2027))
    assert sorted(day for day in found if day.year == 2026) == [
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 5, 25),
        date(2026, 6, 19),
        date(2026, 7, 3),
        date(2026, 7, 4),
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
    ]


def test_a_new_year_observed_in_the_year_before_is_there():
    assert date(2021, 12, 31) in public_holidays("US", years=range(2022, 2023))
    assert date(2021, 12, 31) in public_holidays("US", years=range(2021, 2022))


def test_without_the_observed_rule_a_holiday_stays_on_its_weekend():
    found = public_holidays("US", years=range(2026, 2027), observed=False)
    assert date(2026, 7, 4) in found
    assert date(2026, 7, 3) not in found


def test_asking_whether_a_day_is_a_holiday_adds_no_years():
    found = public_holidays("US", years=range(2026, 2027))
    assert date(2030, 7, 4) not in found
    assert {day.year for day in found} == {2025, 2026, 2027}


def test_a_subdivision_and_categories_widen_the_set():
    assert date(2026, 6, 4) not in public_holidays("DE", years=range(2026, 2027))
    assert date(2026, 6, 4) in public_holidays("DE", subdivision="BY", years=range(2026, 2027))
    widened = public_holidays("US", years=range(2026, 2027), categories=("public", "unofficial"))
    assert widened > public_holidays("US", years=range(2026, 2027))


def test_extra_days_are_added_and_removed_ones_taken_away():
    columbus_day, the_day_after = date(2026, 10, 12), date(2026, 11, 27)
    found = public_holidays("US", years=range(2026, 2027), extra=[the_day_after], removed=[columbus_day])
    assert the_day_after in found
    assert columbus_day not in found


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"country": "us"}, "in capitals, such as US or DE"),
        ({"country": "Atlantis"}, "list the dates as extra"),
        ({"country": "HolidayBase"}, "write an ISO 3166 country code"),
        ({"country": "DE", "subdivision": "XX"}, "DE has no subdivision 'XX': write one of .*BY"),
        ({"country": "US", "categories": ["federal"]}, "federal.*write some of .*public"),
        ({"country": "US", "years": range(2026, 2026)}, "give at least one"),
    ],
)
def test_what_cannot_be_looked_up_says_how_to_mend_it(asked, message):
    with pytest.raises(ValueError, match=message):
        public_holidays(**({"years": range(2026, 2027)} | asked))
