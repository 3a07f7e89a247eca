"""Whoever presents a review is reminded: two weeks ahead with a draft, on its day, and weekly once it is overdue.

They come at the start of their working day and wake nobody. Of several that were slept through only the last comes.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ackline.domain.decision import Change, Context, Timer, moot
from ackline.domain.duty.people import Person
from ackline.domain.effects import Draft, Inform, Whisper
from ackline.domain.events import TimerFired
from ackline.domain.ids import role_name
from ackline.domain.reviews.review import Review, Reviews, owed, zone_of
from ackline.domain.reviews.wording import buttons, headline
from ackline.domain.surfaces.notices import timer_key
from ackline.domain.surfaces.words import Internal, line

NAME = "review"
AHEAD = timedelta(days=14)
WEEK = timedelta(days=7)

_DAY_STARTS = time(9)
_NOON = time(12)


def review_timers(reviews: Reviews, ctx: Context) -> Iterator[Timer]:
    """The reminders of each review that is owed, up to the first of which nobody was reminded yet."""
    for review in owed(reviews, ctx):
        yield from _of(review, reviews, ctx)
        if not reviews.fired.get(f"soon@{review.quarter.name}"):
            return


def remind(reviews: Reviews, event: TimerFired, ctx: Context, now: datetime) -> Change[Reviews]:
    """Remind whoever presents it now; the triage channel when nobody does."""
    fired = (event.step, event.occurrence)
    timer = next((t for t in review_timers(reviews, ctx) if (t.step, t.occurrence) == fired), None)
    if timer is None:
        return moot(reviews, "made moot by a later fact")
    step, _, name = timer.step.partition("@")
    review = next(each for each in owed(reviews, ctx) if each.quarter.name == name)
    passed = timer.occurrence if step != "overdue" else max(timer.occurrence, _weeks(review, ctx, now))
    kept = replace(reviews, fired={**reviews.fired, timer.step: passed})
    clauses = (review.rule.clause,)
    if any(t.due <= now for t in _of(review, kept, ctx)):
        return Change(subject=kept, clauses=clauses, why=("a later reminder of this review is due as well",))
    presenter = presenter_of(review, ctx, now)
    whom = presenter.user if presenter is not None else "triage, since nobody presents it"
    why = f"{review.rule.name} of {name}, by {review.day.isoformat()}: {step}, {whom} is reminded"
    effect = _reminder(f"{ctx.account.id}/{timer_key(timer)}", step, presenter, review, ctx, now)
    return Change(subject=kept, effects=(effect,), clauses=clauses, why=(why,))


def _reminder(
    key: str, step: str, presenter: Person | None, review: Review, ctx: Context, now: datetime
) -> Draft | Whisper | Inform:
    account, quarter, role = ctx.account, review.quarter.name, role_name(review.rule.role)
    if presenter is not None and step == "soon":
        return Draft(key=key, person=presenter.user, account=account.id, quarter=quarter)
    nobody = f" Nobody answers as {role} for {account.name}, who presents it." if presenter is None else ""
    how = line(f"`/ackline review draft {account.id} {quarter}` shows its figures.{nobody}")
    words = Internal(lines=(headline(review, ctx, now), how), buttons=buttons(review, ctx))
    if presenter is None:
        return Inform(key=key, ticket=None, words=words)
    return Whisper(key=key, user=presenter.user, words=words)


def presenter_of(review: Review, ctx: Context, at: datetime) -> Person | None:
    """Who presents a review, as duty stands at an instant."""
    return next(iter(ctx.roster.on_duty(ctx.account, review.rule.role, at)), None)


def _of(review: Review, reviews: Reviews, ctx: Context) -> Iterator[Timer]:
    name, since = review.quarter.name, int(reviews.since.timestamp()) if reviews.since is not None else 0
    if not reviews.fired.get(f"soon@{name}"):
        ahead = _morning(review.day - AHEAD, review, ctx)
        yield Timer(rule=NAME, step=f"soon@{name}", episode=since, occurrence=1, due=ahead)
    if not reviews.fired.get(f"day@{name}"):
        on = _morning(review.day, review, ctx)
        yield Timer(rule=NAME, step=f"day@{name}", episode=since, occurrence=1, due=on)
    week = reviews.fired.get(f"overdue@{name}", 0) + 1
    due = _morning(review.day + week * WEEK, review, ctx)
    yield Timer(rule=NAME, step=f"overdue@{name}", episode=since, occurrence=week, due=due)


def _weeks(review: Review, ctx: Context, now: datetime) -> int:
    """How many weekly reminders are due by now."""
    weeks = (now.date() - review.day) // WEEK
    return weeks if _morning(review.day + weeks * WEEK, review, ctx) <= now else weeks - 1


def _morning(day: date, review: Review, ctx: Context) -> datetime:
    """The start of a day for whoever presents the review then."""
    presenter = presenter_of(review, ctx, datetime.combine(day, _NOON, UTC))
    zone = ctx.roster.zone_of(presenter.user) if presenter is not None else zone_of(review.rule, ctx)
    starts = presenter.day_starts if presenter is not None else _DAY_STARTS
    return datetime.combine(day, starts, ZoneInfo(zone)).astimezone(UTC)
