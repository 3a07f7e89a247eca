"""The review of a quarter: by when it is held, whom it is owed to and from when on, and when who is reminded."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from builders import ada, colleague, context, roster, tom

from ackline.domain.account import AccountBook, account_timers, decide_account
from ackline.domain.authority import Actor
from ackline.domain.decision import Change, Context
from ackline.domain.effects import Draft, Inform, Whisper
from ackline.domain.events import AccountKnown, Event, ReviewMarked, TimerFired
from ackline.domain.ids import EventId, SubjectId
from ackline.domain.reviews.mark import Mark
from ackline.domain.reviews.quarter import Quarter, quarter_named, quarter_of
from ackline.domain.reviews.review import pressing, review_of, rule_of
from ackline.domain.time.calendar import BusinessCalendar

ACME = SubjectId("account:acme")
NOVEMBER = datetime(2026, 11, 20, 15, tzinfo=UTC)
Q4 = Quarter(year=2026, number=4)


def known(ctx: Context, at: datetime = NOVEMBER, book: AccountBook | None = None) -> AccountBook:
    event = AccountKnown(id=EventId(f"known/{at}"), at=at, subject=ACME)
    return decide_account(book or AccountBook(id=ACME), event, ctx, at).subject


def mark(book: AccountBook, ctx: Context, mark: Mark, by: Actor = tom, **said: Any) -> Change[AccountBook]:
    at = datetime(2027, 1, 20, 12, tzinfo=UTC)
    given: dict[str, Any] = {"quarter": "2026-Q4", "id": EventId("m1"), "at": at, "subject": ACME, "actor": by}
    return decide_account(book, ReviewMarked(**(given | {"mark": mark} | said)), ctx, at)


def fire(book: AccountBook, ctx: Context, now: datetime) -> tuple[AccountBook, list[Change[AccountBook]]]:
    """What the desk does: every timer that is due, one after the other."""
    changes = []
    while (timer := account_timers(book, ctx)[0]).due <= now:
        event: Event = TimerFired(
            id=EventId(f"{timer.step}/{timer.occurrence}"), at=now, subject=ACME, rule=timer.rule, step=timer.step,
            episode=timer.episode, occurrence=timer.occurrence, due=timer.due,
        )  # fmt: skip
        changes.append(decide_account(book, event, ctx, now))
        book = changes[-1].subject
    return book, changes


def test_a_quarter_is_told_by_its_days_and_has_neighbours() -> None:
    assert [quarter_of(date(2026, month, 28)).number for month in range(1, 13)] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert (Q4.after.name, Quarter(year=2027, number=1).before) == ("2027-Q1", Q4)
    assert [Q4.month_after(n) for n in (1, 2, 3)] == [date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)]
    assert Q4.span("Europe/Berlin")[1] == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert quarter_named("2026-q4") == quarter_named("2026Q4") == Q4
    assert quarter_named("2026-Q5") is quarter_named("acme") is quarter_named("0000-Q1") is None


@pytest.mark.parametrize(
    ("month", "holidays", "expected"),
    [
        (1, (), date(2027, 1, 29)),
        (2, (), date(2027, 2, 26)),
        (3, (), date(2027, 3, 31)),
        (1, (date(2027, 1, 29),), date(2027, 1, 28)),
    ],
)
def test_it_is_held_by_the_last_business_day_of_a_month_after_it(
    month: int, holidays: tuple[date, ...], expected: date
) -> None:
    days = ("mon", "wed", "thu", "fri")
    calendar = BusinessCalendar("America/New_York", {day: [("09:00", "17:00")] for day in days}, holidays)
    ctx = context()
    ctx = replace(ctx, contract=replace(ctx.contract, calendars={"weekdays": calendar}))
    rule = rule_of(ctx)
    assert rule is not None
    assert review_of(Q4, replace(rule, month=month), ctx).day == expected


def test_none_is_owed_of_a_quarter_before_ackline_came_nor_after_the_contract_ends() -> None:
    ctx = context()
    reviews = known(ctx).reviews
    (first,) = pressing(reviews, ctx, NOVEMBER)
    assert first.quarter == Q4
    ending = replace(ctx, account=replace(ctx.account, ends=date(2027, 1, 28)))
    assert list(pressing(reviews, ending, NOVEMBER)) == []
    assert account_timers(known(ctx), ending) == ()


def test_a_plan_without_reviews_owes_none_and_a_new_one_counts_from_when_it_was_taken() -> None:
    pro, enterprise = context(tier="pro"), context()
    book = known(pro)
    assert account_timers(book, pro) == () and list(pressing(book.reviews, pro, NOVEMBER)) == []
    later = NOVEMBER + timedelta(days=80)
    upgraded = known(enterprise, later, book)
    assert next(pressing(upgraded.reviews, enterprise, later)).quarter.name == "2027-Q1"
    assert known(enterprise, later + timedelta(days=100), upgraded) == upgraded, "another import changes nothing"
    assert known(pro, later, upgraded).reviews.since is None


def test_the_presenter_has_a_draft_two_weeks_ahead_a_word_on_the_day_and_one_each_week_it_is_late() -> None:
    ctx = context()
    book, told = known(ctx), []
    for day in range(100):
        book, changes = fire(book, ctx, datetime(2027, 1, 1, 12, tzinfo=UTC) + timedelta(days=day))
        told += [(day, type(effect)) for change in changes for effect in change.effects]
    assert told[:4] == [(14, Draft), (28, Whisper), (35, Whisper), (42, Whisper)]
    assert all(change.clauses == ("STR-18",) for change in changes)


def test_after_an_outage_one_reminder_comes_and_the_next_a_week_after_the_last_that_was_missed() -> None:
    ctx = context()
    book, changes = fire(known(ctx), ctx, datetime(2027, 2, 20, 12, tzinfo=UTC))
    (whisper,) = [effect for change in changes for effect in change.effects]
    assert isinstance(whisper, Whisper)
    assert account_timers(book, ctx)[0].due.date() == date(2027, 2, 26)


def test_a_review_that_is_settled_reminds_nobody_and_one_that_is_owed_again_does() -> None:
    ctx = context()
    held = mark(known(ctx), ctx, Mark.HELD).subject
    assert {timer.step for timer in account_timers(held, ctx)} == {f"{s}@2027-Q1" for s in ("soon", "day", "overdue")}
    assert mark(held, ctx, Mark.HELD).outcome == "refused"
    again = mark(held, ctx, Mark.OWED).subject
    assert account_timers(again, ctx)[0].step == "soon@2026-Q4"
    assert mark(again, ctx, Mark.OWED).outcome == "refused"


def test_a_waiver_needs_a_reason_and_a_customer_marks_nothing() -> None:
    ctx = context()
    assert mark(known(ctx), ctx, Mark.WAIVED).outcome == "refused"
    assert mark(known(ctx), ctx, Mark.HELD, by=colleague).outcome == "refused"
    assert mark(known(ctx), ctx, Mark.WAIVED, why="a merger").subject.reviews.settled["2026-Q4"].why == "a merger"


def test_whoever_pressed_and_whoever_presents_it_read_what_became_of_it() -> None:
    ctx = context()

    def read_by(change: Change[AccountBook]) -> set[tuple[str, bool]]:
        return {(effect.user, effect.prompt) for effect in change.effects if isinstance(effect, Whisper)}

    assert read_by(mark(known(ctx), ctx, Mark.HELD, by=ada)) == {(tom.user, False)}
    assert read_by(mark(known(ctx), ctx, Mark.HELD, by=tom)) == set()
    assert read_by(mark(known(ctx), ctx, Mark.HELD, by=tom, answered=False)) == {(tom.user, True)}
    assert read_by(mark(known(ctx), ctx, Mark.WAIVED, by=tom, answered=False)) == {(tom.user, True)}, "why not"


def test_where_nobody_presents_it_the_triage_channel_is_told() -> None:
    ctx = context()
    ctx = replace(ctx, roster=roster(rotas={}))
    _, changes = fire(known(ctx), ctx, datetime(2027, 1, 15, 12, tzinfo=UTC))
    assert [type(effect) for change in changes for effect in change.effects] == [Inform]
