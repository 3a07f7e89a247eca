"""The figures of a quarter: what is counted, what was met and missed, and what is left to whoever presents it."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from builders import MONDAY, Told, context, hours, minutes, plain, story

from ackline.domain.authority import Act
from ackline.domain.decision import Context
from ackline.domain.ids import SeverityId, UserId
from ackline.domain.reviews.mark import Mark, Settled
from ackline.domain.reviews.quarter import Quarter
from ackline.domain.reviews.review import review_of, rule_of
from ackline.domain.reviews.trends import Quarterly, draft
from ackline.domain.tickets.ticket import Status

NOW = datetime(2026, 4, 20, tzinfo=UTC)


def answered(after_hours: float, number: int = 1) -> Told:
    told = story("P2")
    told.reply(after=hours(after_hours))
    return replace(told, ticket=replace(told.ticket, number=number))


def drafted(*stories: Told, settled: Settled | None = None, **known: object) -> str:
    ctx: Context = context()
    rule = rule_of(ctx)
    assert rule is not None
    given = {"tickets": [(told.ticket, told.ctx) for told in stories], "earlier": None, "whole": True} | known
    review = review_of(Quarter(year=2026, number=1), rule, ctx)
    return plain(draft(review, Quarterly(**given), settled, ctx, NOW).lines)  # type: ignore[arg-type]


def test_targets_are_met_or_missed_and_the_missed_ones_named() -> None:
    said = drafted(answered(1), answered(5, number=2), answered(6, number=3))
    assert "First response in time: 1 of 3; missed: #2, #3" in said


def test_what_was_no_request_is_not_counted() -> None:
    gone = [
        replace(answered(9), ticket=replace(answered(9).ticket, status=s)) for s in (Status.DISMISSED, Status.MERGED)
    ]
    said = drafted(answered(1), *gone)
    assert "1 opened" in said and "First response in time: 1 of 1" in said


def test_the_quarter_before_is_told_where_it_is_known_severities_of_then_included() -> None:
    said = drafted(answered(1), earlier=Counter({SeverityId("P1"): 4}))
    assert "1 opened, 4 in the quarter before; 0 of them resolved." in said
    assert "P1 · Critical: 0 (4 before)" in said and "P2 · High: 1 (0 before)" in said and "P3" not in said
    assert "before" not in drafted(answered(1))


def test_a_draft_of_more_tickets_than_were_read_says_so() -> None:
    assert "the first 1 of them are looked at" in drafted(answered(1), whole=False)


def test_reports_that_are_owed_are_named() -> None:
    told = story("P1")
    told.reply(after=minutes(5))
    told.act(Act.CONFIRM_RESOLVE, after=hours(3))
    assert "Reports after incidents: 1; still owed: #" in drafted(told)


def test_a_settled_review_says_how_it_ended_and_has_nothing_to_press() -> None:
    held = Settled(mark=Mark.HELD, by=UserId("U0TOM"), at=MONDAY, why="all well")
    assert "held, says" in drafted(settled=held) and ": all well" in drafted(settled=held)
