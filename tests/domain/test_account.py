"""What an account is told: the way to the right place, once a week, and at once when it looks critical."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from builders import MONDAY, colleague, context, plain, requester, writing

from ackline.domain.account import NOBODY, AccountBook, decide_account
from ackline.domain.authority import Actor
from ackline.domain.decision import Change, Context
from ackline.domain.effects import Inform, Say
from ackline.domain.events import ChannelClosed, MessageRedirected, UnboundSpoken
from ackline.domain.ids import EventId, SubjectId

ACME = SubjectId("account:acme")
WEEK = timedelta(days=7)


def tell(
    book: AccountBook, ctx: Context, after: timedelta = timedelta(), by: Actor = requester, **said: Any
) -> Change[AccountBook]:
    at = MONDAY + after
    ts = f"{at.timestamp():.6f}"
    event = MessageRedirected(
        id=EventId(f"redirect/{ts}"),
        at=at,
        subject=ACME,
        channel="C1",
        actor=by,
        writing=writing(ts, **said),
        thread=ts,
    )
    return decide_account(book, event, ctx, at)


def fresh() -> AccountBook:
    return AccountBook(id=ACME)


def test_a_request_where_slack_is_no_channel_is_shown_the_way_once_a_week_and_person() -> None:
    ctx = context("weka")
    first = tell(fresh(), ctx)
    assert isinstance(first.effects[0], Say)
    again = tell(first.subject, ctx, timedelta(days=6, hours=23))
    assert again.outcome == "moot" and not again.effects
    other = tell(first.subject, ctx, timedelta(hours=1), by=colleague)
    assert [e for e in other.effects if isinstance(e, Say)]
    assert [e for e in tell(first.subject, ctx, WEEK).effects if isinstance(e, Say)]


def test_a_critical_looking_one_has_the_phone_every_time() -> None:
    ctx = context("weka")
    first = tell(fresh(), ctx, critical=("down",))
    second = tell(first.subject, ctx, timedelta(minutes=1), critical=("down",))
    for change in (first, second):
        [say] = [e for e in change.effects if isinstance(e, Say)]
        assert "phone" in plain(say.words.lines).lower()
        assert [e for e in change.effects if isinstance(e, Inform)], "staff are told as well"


def test_chatter_is_not_redirected() -> None:
    assert not tell(fresh(), context("weka"), chatter="thanks").effects


def test_a_tier_with_slack_support_redirects_nobody() -> None:
    assert tell(fresh(), context()).outcome == "moot"


def test_an_address_from_the_account_comes_before_the_contracts() -> None:
    ctx = context("stringer", "pro")
    ctx = replace(ctx, account=replace(ctx.account, contacts={"portal": "https://portal.example/acme"}))
    [say] = [e for e in tell(fresh(), ctx).effects if isinstance(e, Say)]
    assert "https://portal.example/acme" in plain(say.words.lines)
    assert "in your welcome packet" in plain(say.words.lines)


def test_staff_are_told_of_a_channel_without_an_account_once() -> None:
    nobody = AccountBook(id=NOBODY)
    spoken = UnboundSpoken(id=EventId("u1"), at=MONDAY, subject=NOBODY, channel="C9")
    first = decide_account(nobody, spoken, context(), MONDAY)
    [told] = [e for e in first.effects if isinstance(e, Inform)]
    assert "accounts.yml" in plain(told.words.lines)
    again = decide_account(first.subject, replace(spoken, id=EventId("u2")), context(), MONDAY)
    assert again.outcome == "moot" and not again.effects


def test_staff_are_told_of_a_channel_that_closed() -> None:
    closed = ChannelClosed(id=EventId("c1"), at=MONDAY, subject=ACME, channel="C1", why="archived")
    change = decide_account(fresh(), closed, context(), MONDAY)
    [told] = [e for e in change.effects if isinstance(e, Inform)]
    assert "archived" in plain(told.words.lines)
