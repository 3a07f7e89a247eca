"""Who is on duty: the same people always, week by week, and by windows that follow the sun."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from builders import ADA, BEN, TOM, VERA, account, roster
from hypothesis import given, settings
from hypothesis import strategies as st

from ackline.domain.duty.people import Fixed, Weekly, Window, Windows
from ackline.domain.ids import ONCALL, SUPPORT, TAM, UserId

DAY = timedelta(days=1)
BERLIN = Weekly(people=(ADA, BEN), timezone="Europe/Berlin", since=datetime(2026, 3, 16, 9, tzinfo=UTC))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_same_people_are_always_on_duty() -> None:
    assert Fixed(people=(ADA, BEN)).on_duty(at("2026-03-01T00:00")) == (ADA, BEN)
    assert Fixed(people=()).gaps(at("2026-03-01"), at("2026-03-02")) == ((at("2026-03-01"), at("2026-03-02")),)


def test_a_week_is_handed_over_at_nine_local_time_also_when_the_clocks_change() -> None:
    assert BERLIN.on_duty(at("2026-03-23T07:59"))[0] == ADA  # 08:59 CET
    assert BERLIN.on_duty(at("2026-03-23T08:00"))[0] == BEN
    assert BERLIN.on_duty(at("2026-03-30T06:59"))[0] == BEN  # 08:59 CEST, a day after the change
    assert BERLIN.on_duty(at("2026-03-30T07:00"))[0] == ADA


def test_stand_ins_follow_in_their_turn() -> None:
    three = Weekly(people=(ADA, BEN, TOM), timezone="UTC", since=at("2026-03-02T09:00"))
    assert three.on_duty(at("2026-03-10T00:00")) == (BEN, TOM, ADA)
    assert Weekly(people=(), timezone="UTC").on_duty(at("2026-03-10T00:00")) == ()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 86_400 * 3650).map(lambda s: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=s)))
def test_in_any_week_everybody_has_a_turn_in_order(when: datetime) -> None:
    # At the same local time each week: the hand-over is local too, and a week with a clock change is not 168 hours.
    local = when.astimezone(ZoneInfo(BERLIN.timezone))
    firsts = [BERLIN.on_duty((local + week * 7 * DAY).astimezone(UTC))[0] for week in range(4)]
    assert all(a != b for a, b in pairwise(firsts))


def test_windows_follow_the_sun_and_the_others_stand_in() -> None:
    rota = Windows(
        windows=(
            Window(person=ADA, timezone="Europe/Istanbul", start=time(8), end=time(20)),
            Window(person=BEN, timezone="Europe/Istanbul", start=time(20), end=time(8)),
        )
    )
    assert rota.on_duty(at("2026-03-02T05:00")) == (ADA, BEN)  # 08:00 in Istanbul
    assert rota.on_duty(at("2026-03-02T04:59")) == (BEN, ADA)
    assert rota.gaps(at("2026-03-01"), at("2026-03-08")) == ()


def test_a_window_has_days_and_its_gaps_are_told() -> None:
    weekdays = Windows(windows=(Window(person=ADA, timezone="UTC", start=time(0), end=time(0), days=(0, 1, 2, 3, 4)),))
    assert weekdays.on_duty(at("2026-03-07T12:00")) == ()
    assert weekdays.gaps(at("2026-03-02"), at("2026-03-09")) == ((at("2026-03-07"), at("2026-03-09")),)


def test_roles_come_from_support_and_from_being_on_duty() -> None:
    people = roster()
    acme = account()
    when = at("2026-03-02T12:00")
    assert people.roles_of(ADA, acme, when) == {SUPPORT, ONCALL}
    assert people.roles_of(BEN, acme, when) == {SUPPORT, ONCALL}, "a stand-in is on call as well"
    assert people.roles_of(TOM, acme, when) == {TAM}
    assert people.roles_of(VERA, None, when) == frozenset()
    assert people.roles_of(UserId("U0NOBODY"), acme, when) == frozenset()


def test_a_channel_belongs_to_the_account_it_is_bound_to() -> None:
    people = roster()
    assert people.account_of("C1") == people.accounts[account().id]
    assert people.account_of("C0NOWHERE") is None
