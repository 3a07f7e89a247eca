"""What a customer's own acts decide: solved, escalated, rated, and what the card offers for it."""

from datetime import timedelta

import pytest
from builders import MONDAY, ada, colleague, context, hours, minutes, requester, said, story

from ackline.domain.authority import Act
from ackline.domain.effects import Direct, Say
from ackline.domain.surfaces.cardbuttons import IN_SIGHT, card_buttons
from ackline.domain.surfaces.cards import customer_card
from ackline.domain.tickets.rating import GRACE
from ackline.domain.tickets.ticket import Status


@pytest.mark.parametrize("contract", ["stringer", "spacelift", "gruntwork", "weka"])
def test_in_no_state_are_more_than_three_buttons_in_sight(contract: str) -> None:
    told = story(ctx=context(contract), critical=("down",))
    for act in (None, Act.NOT_CRITICAL, Act.ACKNOWLEDGE, Act.SOLVED, Act.RATE):
        if act is not None:
            by = ada if act is Act.ACKNOWLEDGE else requester
            told.act(act, by, after=minutes(len(told.decisions)), value="good" if act is Act.RATE else "")
        buttons = card_buttons(told.ticket, told.ctx)
        assert len([b for b in buttons if not b.aside]) <= IN_SIGHT
        assert len([b for b in buttons if b.aside]) <= 5, "one menu holds five"
        assert not [b.label for b in buttons if b.aside and b.confirm], "a menu cannot ask whether one is sure"


def test_a_critical_ticket_asks_before_it_is_solved_and_another_does_not() -> None:
    for claim, asks in (("P1", True), ("P3", False)):
        told = story(claim)
        (solved,) = [b for b in card_buttons(told.ticket, told.ctx) if b.act == "solved"]
        assert bool(solved.confirm) is asks


def test_solved_twice_is_solved_once() -> None:
    told = story("P3")
    assert told.act(Act.SOLVED, requester, after=hours(1)).outcome == "decided"
    assert told.act(Act.SOLVED, colleague, after=hours(2)).outcome == "moot"
    assert told.ticket.resolved_by == requester.user


def test_not_solved_after_the_week_is_refused_to_the_customer_in_words() -> None:
    told = story("P3")
    told.act(Act.SOLVED, requester, after=hours(1))
    told.until(MONDAY + hours(24 * 9))
    told.fresh()
    assert told.act(Act.REOPEN, requester, after=hours(24 * 9)).outcome == "refused"
    (direct,) = [e for e in told.effects if isinstance(e, Direct)]
    assert "Please write a new message." in said(direct.words)
    assert told.act(Act.REOPEN, ada, after=hours(24 * 9)).outcome == "decided"


def test_an_escalation_starts_over_what_somebody_had_acknowledged() -> None:
    told = story("P3")
    told.act(Act.ACKNOWLEDGE, after=minutes(5))
    decision = told.act(Act.ESCALATE, requester, after=hours(1))
    assert "STR-9" in decision.clauses
    assert told.ticket.status is Status.OPEN
    told.until(MONDAY + hours(1) + minutes(15))
    assert [page.role for page in told.pages()] == ["oncall", "tam"]


def test_an_escalation_without_a_clause_pages_nobody() -> None:
    told = story("major", ctx=context("spacelift"))
    told.act(Act.ESCALATE, requester, after=hours(1))
    told.until(MONDAY + hours(2))
    assert told.pages() == []
    assert any("publishes no escalation" in notice for notice in told.notices())
    assert "The team has been told" in said(customer_card(told.ticket, told.ctx))


@pytest.mark.parametrize(("after", "changed"), [(GRACE, True), (GRACE + minutes(1), False)])
def test_a_rating_can_be_changed_within_its_grace(after: timedelta, changed: bool) -> None:
    told = story("P3")
    told.act(Act.SOLVED, requester, after=hours(1))
    told.act(Act.RATE, requester, after=hours(2), value="bad")
    told.act(Act.RATE, requester, after=hours(2) + after, value="good")
    assert [r.good for r in told.ticket.ratings] == [changed]


def test_what_is_still_open_is_not_rated() -> None:
    told = story("P3")
    assert told.act(Act.RATE, requester, after=hours(1), value="good").outcome == "refused"
    told.act(Act.SOLVED, requester, after=hours(2))
    assert told.act(Act.RATE, requester, after=hours(3), value="splendid").outcome == "refused"


def test_an_update_that_names_no_next_one_is_refused_where_the_contract_promises_them() -> None:
    told = story("sev1", ctx=context("gruntwork"))
    assert told.act(Act.UPDATE, ada, after=minutes(5)).outcome == "refused", "it says nothing at all"
    assert told.ticket.responded_at is None
    assert not [e for e in told.effects if isinstance(e, Say)]
