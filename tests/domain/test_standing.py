"""How a ticket stands among the others follows from its clocks, its owner and what is owed."""

from dataclasses import replace

from builders import ada, ben, context, hours, minutes, story

from ackline.domain.authority import Act
from ackline.domain.contract import TargetKind
from ackline.domain.tickets.standing import standing
from ackline.domain.tickets.ticket import Status


def stands(told):
    return standing(told.ticket, told.ctx.contract)


def test_a_new_ticket_stands_at_its_first_response():
    told = story("P1")
    assert (stands(told).due_kind, stands(told).due_at) == (TargetKind.FIRST_RESPONSE, told.now + hours(1))
    assert (stands(told).severity, stands(told).status, stands(told).owner) == ("P1", Status.OPEN, None)
    assert stands(told).queued


def test_what_is_met_makes_room_for_what_comes_next():
    ctx = context("gruntwork")
    told = story(ctx.contract.severities[0].id, ctx=ctx)
    told.reply(after=minutes(1))
    assert stands(told).due_kind is TargetKind.FIRST_UPDATE


def test_an_overdue_promise_stands_first_until_it_is_met():
    told = story("P1")
    due = stands(told).due_at
    told.until(told.now + hours(3))
    assert stands(told).due_at == due
    told.reply(after=hours(4))
    assert stands(told).due_at != due


def test_whoever_acknowledged_has_it_until_somebody_takes_it():
    told = story("P1")
    told.act(Act.ACKNOWLEDGE, ada, after=minutes(1))
    assert stands(told).owner == ada.user
    told.ticket = replace(told.ticket, owner=ben.user)
    assert stands(told).owner == ben.user


def test_what_is_resolved_is_queued_no_more_and_its_report_is_still_owed():
    told = story("P1")
    told.reply(after=minutes(1))
    told.act(Act.CONFIRM_RESOLVE, ada, after=minutes(2))
    after = stands(told)
    assert (after.queued, after.due_at, after.due_kind) == (False, None, None)
    assert after.report_at is not None and after.report_at > told.now
    report = told.ticket.reports[0].rule
    told.act(Act.WAIVE, ada, after=minutes(3), value=report, reason="ours")
    assert stands(told).report_at is None


def test_nothing_is_due_in_a_channel_that_is_lost():
    told = story("P1")
    told.ticket = replace(told.ticket, lost="it was archived")
    assert (stands(told).queued, stands(told).due_at) == (True, None)


def test_an_excluded_ticket_has_no_promise_and_still_waits():
    told = story("P1")
    told.ticket = replace(told.ticket, excluded="beta", excluded_at=told.now)
    assert (stands(told).queued, stands(told).due_at) == (True, None)
