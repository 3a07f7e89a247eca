"""Staff say that a review was held, or that it is waived and why; and from when on an account is owed any."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from ackline.domain.decision import Change, Context, moot, refused
from ackline.domain.effects import Effect, ShowDraft, Whisper
from ackline.domain.events import AccountKnown, ReviewMarked
from ackline.domain.installations.orders import Order, may
from ackline.domain.reviews.mark import Mark, Settled
from ackline.domain.reviews.quarter import Quarter, quarter_named
from ackline.domain.reviews.reminding import presenter_of
from ackline.domain.reviews.review import Review, Reviews, first, review_of, rule_of, zone_of
from ackline.domain.reviews.wording import title
from ackline.domain.surfaces.refusals import refusal
from ackline.domain.surfaces.words import Internal, clause, day, line, person, strong


def known(reviews: Reviews, event: AccountKnown, ctx: Context) -> Change[Reviews]:
    """From now on reviews are owed, or no more: an account has this plan since it was known, or became another one."""
    rule = rule_of(ctx)
    if (rule is None) == (reviews.since is None):
        return moot(reviews, "its plan promises what it promised before")
    if rule is None:
        return Change(subject=replace(reviews, since=None), why=("its plan promises no review any more",))
    quarter = first(event.at, rule, ctx)
    why = f"{rule.name}: owed of each quarter from {quarter.name} on"
    return Change(subject=replace(reviews, since=event.at), clauses=(rule.clause,), why=(why,))


def marked(reviews: Reviews, event: ReviewMarked, ctx: Context) -> Change[Reviews]:
    """What somebody says of a review; refused in words that they read, wherever they said it."""
    change = _marked(reviews, event, ctx)
    if change.outcome == "refused" and not event.answered:
        return change.plus(refusal(event.id, event.actor, change.why[-1]))
    return change


def _marked(reviews: Reviews, event: ReviewMarked, ctx: Context) -> Change[Reviews]:
    rule, quarter = rule_of(ctx), quarter_named(event.quarter)
    if not may(Order.REVIEW, event.actor):
        return refused(reviews, "only support and those who answer for the account may say this of a review")
    if rule is None or reviews.since is None or quarter is None:
        return refused(reviews, f"{ctx.account.name} is promised no review under its plan")
    if quarter < (since := first(reviews.since, rule, ctx)):
        return refused(reviews, f"no review of {quarter.label} is owed: the first is that of {since.label}")
    review = review_of(quarter, rule, ctx)
    before = reviews.settled.get(quarter.name)
    if event.mark is Mark.OWED:
        if before is None:
            return refused(reviews, f"the review of {quarter.label} is owed as it is")
        left = {name: one for name, one in reviews.settled.items() if name != quarter.name}
        return _said(replace(reviews, settled=left), review, event, ctx)
    if before is not None:
        back = f"`/ackline review {ctx.account.id} {quarter.name} {Mark.OWED.value}` takes that back"
        who = ctx.roster.people.get(before.by)
        return refused(reviews, f"it was {before.mark.value} already, says {who.name if who else before.by}. {back}")
    if event.mark is Mark.WAIVED and not event.why:
        return refused(reviews, "a waiver needs a reason")
    if event.mark is Mark.HELD and _begins_after(quarter, event.at, zone_of(rule, ctx)):
        return refused(reviews, f"{quarter.label} has not begun: its review can't have been held")
    one = Settled(mark=event.mark, by=event.actor.user, at=event.at, why=event.why)
    return _said(replace(reviews, settled={**reviews.settled, quarter.name: one}), review, event, ctx)


def _said(after: Reviews, review: Review, event: ReviewMarked, ctx: Context) -> Change[Reviews]:
    """Whoever said it without an answer reads that it is kept, and whoever presents it what others said."""
    state = "is owed again" if event.mark is Mark.OWED else f"is {event.mark.value}"
    head = f"{title(review, ctx)}, {state}"
    reason = f": {event.why}" if event.why else ""
    told = line(strong(head), ", says ", person(event.actor.user), f"{reason} (", clause(review.rule.clause), ").")
    presenter = presenter_of(review, ctx, event.at)
    unanswered = (event.actor.user,) if event.form or not event.answered else ()
    others = (presenter.user,) if presenter is not None and presenter.user != event.actor.user else ()
    effects: list[Effect] = [
        Whisper(key=f"review/{event.id}", user=user, words=Internal(lines=(told,)), prompt=user in unanswered)
        for user in (*unanswered, *others)
    ]
    effects.append(ShowDraft(account=ctx.account.id, quarter=review.quarter.name))
    by = f"by {day(review.day)}"
    return Change(subject=after, effects=tuple(effects), clauses=(review.rule.clause,), why=(f"{head} ({by}){reason}",))


def _begins_after(quarter: Quarter, at: datetime, timezone: str) -> bool:
    return quarter.span(timezone)[0].astimezone(ZoneInfo(timezone)) > at
