"""A security incident: what becomes of the ticket, by when the bridge is joined, and what is said until it is."""

from datetime import timedelta

import pytest
from builders import MONDAY, Told, context, hours, minutes, story

from ackline.domain.authority import Act
from ackline.domain.ids import SeverityId
from ackline.domain.rules.incident_report import owed
from ackline.domain.rules.security_incident import NAME, timers
from ackline.domain.tickets.bridge import bridge


def moments(told: Told) -> list[tuple[str, timedelta]]:
    """The reminders to come, as ages of the ticket."""
    return [(timer.step, timer.due - MONDAY) for timer in timers(told.ticket, told.ctx)]


@pytest.mark.parametrize(("tier", "within"), [("enterprise", hours(1)), ("pro", hours(4))])
def test_the_bridge_is_joined_within_the_response_time_of_a_p1(tier: str, within: timedelta) -> None:
    told = story("P3", ctx=context(tier=tier))
    told.act(Act.SECURITY, after=minutes(10))
    assert told.ticket.severity(told.ctx.contract) == SeverityId("P1")
    promised = bridge(told.ticket, told.ctx.contract)
    assert promised is not None and promised.due == MONDAY + minutes(10) + within
    assert moments(told) == [("half", minutes(10) + within / 2), ("overdue", minutes(10) + within)]


def test_nothing_is_waited_for_once_somebody_is_in_or_it_is_resolved() -> None:
    told = story("P1")
    told.act(Act.SECURITY, after=minutes(1))
    told.act(Act.JOINED, after=minutes(20))
    assert moments(told) == []
    assert told.decisions[-1].clauses == ("STR-14",)
    told.act(Act.JOINED, after=minutes(21))
    assert told.decisions[-1].outcome == "moot"
    other = story("P1")
    other.act(Act.SECURITY, after=minutes(1))
    other.act(Act.CONFIRM_RESOLVE, after=minutes(2))
    assert moments(other) == []


def test_after_its_time_staff_are_told_each_hour_also_in_a_new_episode() -> None:
    told = story("P1")
    told.act(Act.SECURITY, after=minutes(0))
    told.until(MONDAY + hours(2.5))
    assert [timer.step for timer in told.fired if timer.rule == NAME] == ["half", "overdue", "overdue"]
    told.act(Act.ACKNOWLEDGE, after=hours(2.6))
    told.act(Act.PAGE, after=hours(2.7))
    assert moments(told) == [("overdue", hours(3))]


def test_its_report_is_owed_after_it_and_after_nothing_else() -> None:
    told = story("P1")
    told.act(Act.CONFIRM_RESOLVE, after=minutes(5))
    assert [r.rule for r in owed(told.ticket, told.ctx.contract).reports] == ["post-incident-enterprise"]
    other = story("P1")
    other.act(Act.SECURITY, after=minutes(1))
    other.act(Act.CONFIRM_RESOLVE, after=minutes(5))
    assert [r.rule for r in other.ticket.reports] == ["post-incident-enterprise", "security-incident"]


def test_a_contract_without_the_clause_refuses_it_in_words() -> None:
    told = story(ctx=context("gruntwork"))
    told.act(Act.SECURITY, after=minutes(1))
    assert (told.decisions[-1].outcome, told.ticket.security) == ("refused", None)
