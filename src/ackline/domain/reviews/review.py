"""The reviews that an account is owed, and the day by which each is to be held: derived, never kept.

A contract says "each quarter" and names no day, so the day is a setting: the last business day of a month after it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ackline.domain.contract import ReviewRule
from ackline.domain.decision import Context
from ackline.domain.reviews.mark import Settled
from ackline.domain.reviews.quarter import Quarter, quarter_of
from ackline.domain.time.calendar import BusinessCalendar

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """What an account keeps of its reviews.

    `since` is when they began to be owed: the first is that of the quarter it lies in. `settled` goes by the quarter's
    name, and `fired` counts what each reminder has fired.
    """

    since: datetime | None = None
    settled: Mapping[str, Settled] = field(default_factory=dict)
    fired: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review, and the last day on which it is held in time."""

    rule: ReviewRule
    quarter: Quarter
    day: date


NONE = Reviews()


def rule_of(ctx: Context) -> ReviewRule | None:
    """The review that an account's plan promises."""
    return ctx.contract.review(ctx.account.tier)


def review_of(quarter: Quarter, rule: ReviewRule, ctx: Context) -> Review:
    """The review of a quarter."""
    calendar = ctx.contract.calendars[rule.calendar]
    return Review(rule=rule, quarter=quarter, day=_last_business_day(quarter, rule, calendar))


def owed(reviews: Reviews, ctx: Context) -> Iterator[Review]:
    """Every review that is not settled, the oldest first, and those to come without end while the contract lasts."""
    rule = rule_of(ctx)
    if rule is None or reviews.since is None:
        return
    quarter = first(reviews.since, rule, ctx)
    while (review := review_of(quarter, rule, ctx)).day <= (ctx.account.ends or date.max):
        if quarter.name not in reviews.settled:
            yield review
        quarter = quarter.after


def pressing(reviews: Reviews, ctx: Context, now: datetime) -> Iterator[Review]:
    """The reviews that are late, and the one that comes next."""
    for review in owed(reviews, ctx):
        yield review
        if not late(review, ctx, now):
            return


def first(since: datetime, rule: ReviewRule, ctx: Context) -> Quarter:
    """The first quarter of which a review is owed."""
    return quarter_of(since.astimezone(ZoneInfo(zone_of(rule, ctx))).date())


def zone_of(rule: ReviewRule, ctx: Context) -> str:
    """The zone on whose clocks quarters begin and end: that of the rule's calendar."""
    return ctx.contract.calendars[rule.calendar].timezone


def late(review: Review, ctx: Context, now: datetime) -> bool:
    """Whether its day is over."""
    return now.astimezone(ZoneInfo(zone_of(review.rule, ctx))).date() > review.day


def _last_business_day(quarter: Quarter, rule: ReviewRule, calendar: BusinessCalendar) -> date:
    """The last day of the rule's month on which its calendar is open; of a month without any, its last day."""
    zone = ZoneInfo(calendar.timezone)
    begin, end = (datetime.combine(quarter.month_after(m), time(), zone) for m in (rule.month, rule.month + 1))
    closes = [closed for _, closed in calendar.intervals(begin, end)]
    return ((closes[-1] if closes else end) - _TICK).astimezone(zone).date()
