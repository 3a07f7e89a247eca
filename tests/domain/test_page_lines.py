"""Which of a person's lines a wave takes, and how pagers that ring on are told that a page is over."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import ADA, BEN, DM, MONDAY, TOM, ada, context, roster
from test_paging import PAGE, Paging, paging, seconds

from ackline.domain.duty.people import Fixed, PagerLine, Person
from ackline.domain.effects import Close, Ending
from ackline.domain.events import PageDelivered, PageSeen, PageStopped
from ackline.domain.ids import TAM, EventId, UserId
from ackline.domain.timetable import page_timetable

DUTY = PagerLine(pager="pagerduty", secret="DUTY_KEY")
MAIL = PagerLine(pager="email", address="ada@harbour.example")
OTHER_MAIL = PagerLine(pager="email", address="ada@home.example")
HOOK = PagerLine(pager="webhook", address="https://phone.example", secret="PHONE")


def reached_by(*lines: PagerLine, user: UserId = ADA, **changes: object) -> Paging:
    people = {**roster().people, user: Person(user=user, name="Somebody", lines=lines)}
    rotas = {**roster().rotas, "engineers": Fixed(people=(user,)), "tams": Fixed(people=(user,))}
    return paging(replace(context(), roster=roster(people=people, rotas=rotas)), **changes)


def taken(on: Paging, after: timedelta, *, user: UserId = ADA, wave: int = 1, closable: bool = True) -> None:
    fact = PageDelivered(
        id=EventId(f"{user}{wave}{after}"),
        at=MONDAY + after,
        subject=PAGE,
        person=user,
        pager="pagerduty",
        occurrence=wave,
        wakes=True,
        closable=closable,
    )
    on.hear(fact, MONDAY + after)


def stopped(on: Paging, after: timedelta) -> None:
    stop = PageStopped(id=EventId(f"stop{after}"), at=MONDAY + after, subject=PAGE, why="acknowledged", by=BEN)
    on.hear(stop, MONDAY + after)


def seen(on: Paging, by: UserId, after: timedelta) -> None:
    fact = PageSeen(id=EventId(f"seen{by}"), at=MONDAY + after, subject=PAGE, actor=replace(ada, user=by))
    on.hear(fact, MONDAY + after)


def closed(on: Paging) -> list[tuple[UserId | None, str, Ending]]:
    return [(e.person, e.secret, e.ending) for e in on.effects if isinstance(e, Close)]


def test_a_wave_takes_the_first_line_that_wakes_and_one_of_each_kind_that_does_not() -> None:
    on = reached_by(MAIL, OTHER_MAIL, DUTY, HOOK, DM)
    assert [pager for _, pager, _ in on.sent()] == ["pagerduty", "email", "slack_dm"]


def test_an_e_mail_reaches_nobody_who_has_a_pager() -> None:
    on = reached_by(MAIL, DUTY, HOOK, repeat_seconds=None)
    on.sent()
    on.receipt(seconds(1), ADA, "email")
    on.until(seconds(30))
    assert on.sent() == [(ADA, "webhook", 1)]


def test_when_what_wakes_has_failed_the_next_that_wakes_comes_before_another_message() -> None:
    on = reached_by(MAIL, OTHER_MAIL, DUTY, HOOK, repeat_seconds=None)
    on.sent()
    on.failure(seconds(1), ADA, "pagerduty")
    assert on.sent() == [(ADA, "webhook", 1)]


def test_a_person_with_messages_only_is_reached_by_the_first_of_them() -> None:
    on = reached_by(DM, MAIL, repeat_seconds=None)
    assert [pager for _, pager, _ in on.sent()] == ["slack_dm", "email"]
    on.receipt(seconds(1), ADA, "email")
    assert page_timetable(on.page, on.ctx) == ()


def test_a_step_that_is_only_told_rings_nowhere() -> None:
    on = reached_by(DUTY, DM, MAIL, wakes=False, repeat_seconds=None)
    assert [pager for _, pager, _ in on.sent()] == ["slack_dm", "email"]


def test_what_rings_is_stopped_once_however_often_it_was_repeated() -> None:
    on = reached_by(DUTY, DM)
    taken(on, seconds(1))
    on.until(timedelta(minutes=10))
    taken(on, timedelta(minutes=5, seconds=1), wave=2)
    taken(on, timedelta(minutes=10, seconds=1), wave=3)
    stopped(on, timedelta(minutes=11))
    stopped(on, timedelta(minutes=12))
    assert closed(on) == [(ADA, "DUTY_KEY", Ending.OVER)]


def test_what_never_rang_or_cannot_be_stopped_is_left_alone() -> None:
    on = reached_by(DUTY, DM)
    on.receipt(seconds(1), ADA, "slack_dm")
    stopped(on, seconds(2))
    assert closed(on) == []
    gathered = reached_by(DUTY, DM)
    taken(gathered, seconds(1), closable=False)
    stopped(gathered, seconds(2))
    assert closed(gathered) == []


def test_what_rings_only_after_the_end_is_stopped_then() -> None:
    on = reached_by(DUTY, DM)
    taken(on, seconds(1))
    on.until(timedelta(minutes=5))
    stopped(on, timedelta(minutes=5, seconds=1))
    taken(on, timedelta(minutes=5, seconds=2), wave=2)
    assert closed(on) == [(ADA, "DUTY_KEY", Ending.OVER)] * 2
    assert len({e.key for e in on.effects if isinstance(e, Close)}) == 2


@pytest.mark.parametrize("first", ["receipt", "seen"])
def test_whoever_has_seen_a_page_is_rung_for_no_more_and_the_page_goes_on(first: str) -> None:
    on = reached_by(DUTY, user=TOM, role=TAM)
    if first == "receipt":
        taken(on, seconds(1), user=TOM)
    seen(on, TOM, seconds(2))
    if first == "seen":
        taken(on, seconds(3), user=TOM)
    assert closed(on) == [(TOM, "DUTY_KEY", Ending.SEEN)]
    assert on.page is not None and on.page.live
    stopped(on, seconds(4))
    assert closed(on)[1:] == [(TOM, "DUTY_KEY", Ending.OVER)]


def test_somebody_elses_look_stops_nobody_elses_ringing() -> None:
    on = reached_by(DUTY, user=TOM, role=TAM)
    taken(on, seconds(1), user=TOM)
    seen(on, BEN, seconds(2))
    assert closed(on) == []
