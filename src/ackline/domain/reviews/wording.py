"""What people read of a review: when it is to be held, and what settles it."""

from datetime import datetime

from ackline.domain.decision import Context
from ackline.domain.reviews.mark import Mark, Settled
from ackline.domain.reviews.review import Review, late
from ackline.domain.surfaces.words import Button, Line, Part, clause, day, line, moment, person, strong

WAIVE = "see:waive_review"
"""What opens the form that asks for the reason of a waiver."""


def title(review: Review, ctx: Context) -> str:
    """Which review it is."""
    return f"{review.rule.name} of {ctx.account.name}, {review.quarter.label}"


def headline(review: Review, ctx: Context, now: datetime) -> Line:
    """Which review it is, by when it is to be held, and the clause."""
    return line(strong(f"{title(review, ctx)}: "), *held_by(review, ctx, now), " (", clause(review.rule.clause), ").")


def outcome(review: Review, settled: Settled, ctx: Context) -> Line:
    """Which review it is, what became of it, and who said so."""
    why = f": {settled.why}" if settled.why else ""
    said = (f"{settled.mark.value}, says ", person(settled.by), ", ", moment(settled.at), why)
    return line(strong(f"{title(review, ctx)}: "), *said, " (", clause(review.rule.clause), ").")


def held_by(review: Review, ctx: Context, now: datetime) -> tuple[str | Part, ...]:
    """By when a review is to be held, or was. It is a day: it has no hour, and no zone but the calendar's."""
    if late(review, ctx, now):
        return (strong(f"was to be held by {day(review.day)}"),)
    return (f"to be held by {day(review.day)}",)


def buttons(review: Review, ctx: Context) -> tuple[Button, ...]:
    """What settles it."""
    about = f"{ctx.account.id} {review.quarter.name}"
    held = Button(act="order:review", label="Held", value=f"{about} {Mark.HELD.value}", style="primary")
    return (held, Button(act=WAIVE, label="Waive…", value=about))
