"""Merging two tickets, by the rules alone: what the survivor owes is never less than both owed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from builders import (
    AXEL,
    MONDAY,
    TICKET,
    Told,
    ada,
    ben,
    colleague,
    context,
    hours,
    minutes,
    opened,
    requester,
    story,
    tom,
)

from ackline.domain.authority import Act, Actor
from ackline.domain.contract import TargetKind
from ackline.domain.decide import decide
from ackline.domain.decision import Context, Decision
from ackline.domain.effects import Tell
from ackline.domain.events import CustomerReplied, Place, TicketsMerged
from ackline.domain.ids import ContractVersion, EventId, SubjectId
from ackline.domain.tickets.clocks import clocks
from ackline.domain.tickets.ticket import Status, Ticket

OTHER = SubjectId("ticket:C1:1772453400.000000")


def other(claim: str | None, *, after: timedelta, ctx: Context | None = None) -> Told:
    """A second ticket of the same customer, by somebody else, some time later."""
    told = story(claim, ctx=ctx, at=MONDAY + after)
    moved = replace(told.ticket, id=OTHER, number=15, requester=AXEL, thread="1772453400.000000")
    told.ticket = replace(moved, roots=("1772453400.000000",))
    return told


def merge(one: Told, into: Told, *, after: timedelta, by: Actor = ada) -> tuple[Decision[Ticket], Decision[Ticket]]:
    """What becomes of both: the merged one's decision and the survivor's."""
    at = MONDAY + after
    event = TicketsMerged(
        id=EventId("merge"), at=at, subject=one.ticket.id, actor=by, duplicate=one.ticket, survivor=into.ticket
    )
    ended = decide(one.ticket, event, one.ctx, at)
    taken = decide(into.ticket, replace(event, id=EventId("merge/into"), subject=into.ticket.id), into.ctx, at)
    one.ticket, into.ticket, into.now = ended.subject, taken.subject, max(into.now, at)
    into.effects += taken.effects
    return ended, taken


def dues(ticket: Ticket, ctx: Context, kind: TargetKind) -> dict[int | None, timedelta | None]:
    """When the clocks of a kind are due, from MONDAY on, by whose they are."""
    found = [c for c in clocks(ticket, ctx.contract) if c.kind is kind and c.met_at is None]
    return {c.of: c.due - MONDAY if c.due else None for c in found}


def test_both_first_responses_keep_their_due_times() -> None:
    into, one = story("P2"), other("P2", after=hours(1))
    merge(one, into, after=hours(2))
    assert dues(into.ticket, into.ctx, TargetKind.FIRST_RESPONSE) == {None: hours(4), 15: hours(5)}


def test_an_earlier_start_is_the_stricter_due_time() -> None:
    into, one = other("P2", after=hours(1)), story("P2")
    merge(one, into, after=hours(2))
    assert dues(into.ticket, into.ctx, TargetKind.FIRST_RESPONSE)[12] == hours(4)


def test_an_answer_that_the_survivor_had_does_not_answer_the_other() -> None:
    into, one = story("P2"), other("P2", after=hours(1))
    into.reply(after=minutes(5))
    merge(one, into, after=hours(2))
    assert dues(into.ticket, into.ctx, TargetKind.FIRST_RESPONSE) == {15: hours(5)}
    into.fresh().until(MONDAY + hours(5))
    assert any("First response of #15 was due" in said for said in into.notices())


def test_an_answer_after_merging_answers_both() -> None:
    into, one = story("P2"), other("P2", after=hours(1))
    merge(one, into, after=hours(2))
    into.reply(after=hours(3))
    into.fresh().until(MONDAY + hours(9))
    assert not [said for said in into.notices() if "breach" in said]


def test_a_due_time_that_was_kept_before_the_severity_rose_is_no_breach_of_the_raise() -> None:
    """The first was promised in business hours and would have been due long ago as a P1; the P1's hour still counts."""
    into, one = story("P3"), other("P1", after=hours(2))
    merge(one, into, after=hours(2) + minutes(5))
    own, theirs = (c for c in clocks(into.ticket, into.ctx.contract) if c.kind is TargetKind.FIRST_RESPONSE)
    assert (own.raised_late, own.ticking) == (True, False)
    assert (theirs.of, theirs.ticking, theirs.due) == (15, True, MONDAY + hours(3))


def test_what_was_promised_under_a_lower_severity_keeps_its_own_due_time() -> None:
    into, one = story("P1"), other("P2", after=hours(1))
    merge(one, into, after=hours(1) + minutes(1))
    assert dues(into.ticket, into.ctx, TargetKind.FIRST_RESPONSE)[15] == hours(5)


def test_a_breach_that_was_told_is_not_told_again() -> None:
    into, one = story("P2"), other("P2", after=minutes(1))
    one.until(MONDAY + hours(4) + minutes(2))
    into.until(MONDAY + hours(4) + minutes(2))
    merge(one, into, after=hours(5))
    into.fresh().until(MONDAY + hours(30))
    assert not [said for said in into.notices() if "of #15 was due" in said]


@pytest.mark.parametrize(
    ("ours", "theirs", "becomes", "assessed"),
    [
        (("P3", None), ("P1", None), "P1", None),
        (("P1", None), ("P3", None), "P1", None),
        (("P1", "P3"), ("P3", None), "P3", "P3"),
        (("P3", "P4"), ("P1", None), "P1", None),
        (("P3", "P3"), (None, None), "P2", "P2"),
        ((None, None), ("P3", "P4"), "P2", "P2"),
        (("P3", "P2"), ("P1", "P4"), "P2", "P2"),
    ],
)
def test_the_more_urgent_of_both_severities_counts(
    ours: tuple[str | None, str | None], theirs: tuple[str | None, str | None], becomes: str, assessed: str | None
) -> None:
    """(claimed, assessed) of each; nobody's word counts as the contract's assumption, P2 here."""
    into, one = judged(story(ours[0]), ours[1]), judged(other(theirs[0], after=minutes(1)), theirs[1])
    merge(one, into, after=minutes(10))
    ticket = into.ticket
    assert ticket.severity(into.ctx.contract) == becomes
    assert (ticket.assessed.severity if ticket.assessed else None) == assessed
    claims = [c for c in (ours[0], theirs[0]) if c]
    assert (ticket.claimed.severity if ticket.claimed else None) == (min(claims) if claims else None)


def judged(told: Told, severity: str | None) -> Told:
    if severity is None:
        return told
    event_at = told.now - MONDAY
    ticket = told.ticket
    told.ticket = replace(ticket, id=TICKET)
    told.act(Act.SEVERITY, after=event_at, value=severity, reason="looked at it")
    told.ticket = replace(told.ticket, id=ticket.id)
    return told


def test_an_unacknowledged_p1_makes_the_survivor_unacknowledged_at_its_age() -> None:
    into, one = story("P3"), other("P1", after=minutes(10))
    into.act(Act.ACKNOWLEDGE, after=minutes(1))
    merge(one, into, after=minutes(20), by=ben)
    assert not into.ticket.acknowledged
    into.fresh().until(MONDAY + minutes(25))
    assert [p.role for p in into.pages()] == ["oncall", "tam"], "the TAM fifteen minutes after the P1 was posted"


def test_an_acknowledged_p1_takes_in_another_quietly() -> None:
    into, one = story("P1"), other("P1", after=minutes(10))
    into.act(Act.ACKNOWLEDGE, after=minutes(1))
    merge(one, into, after=minutes(20))
    assert into.ticket.acknowledged
    assert into.fresh().pages() == []


def test_the_merged_ones_pages_are_over() -> None:
    into, one = story("P3"), other("P1", after=minutes(10))
    one.until(MONDAY + minutes(12))
    ended, _ = merge(one, into, after=minutes(13))
    stopped = [e.event for e in ended.effects if isinstance(e, Tell)]
    assert [getattr(e, "why", "") for e in stopped] == ["merged into #12"]
    assert ended.wake_at is None, "nothing of it is due any more"


def test_a_pending_survivor_waits_no_more_when_somebody_else_asks() -> None:
    into, one = story("P3"), other("P3", after=minutes(10))
    into.act(Act.PEND, after=minutes(5))
    merge(one, into, after=minutes(20))
    assert into.ticket.status is Status.ACKNOWLEDGED


def test_of_two_promised_updates_the_sooner_counts() -> None:
    ctx = context("gruntwork")
    into, one = story("sev1", ctx=ctx), other("sev1", after=minutes(10), ctx=ctx)
    into.reply(after=minutes(5), promising=minutes(60))
    replied(one, minutes(12), promising=minutes(40))
    merge(one, into, after=minutes(20))
    assert into.ticket.next_update_at == MONDAY + minutes(40)


def replied(told: Told, after: timedelta, **promise: Any) -> None:
    ticket = told.ticket
    told.ticket = replace(ticket, id=TICKET)
    told.reply(after=after, **promise)
    told.ticket = replace(told.ticket, id=ticket.id)


def test_merging_what_was_merged_into_keeps_all_three() -> None:
    third = story("P2")
    first, second = other("P2", after=minutes(10)), other("P2", after=minutes(20))
    second.ticket = replace(second.ticket, id=SubjectId("ticket:C1:9.000000"), number=16, roots=("9.000000",))
    merge(second, first, after=minutes(30))
    merge(first, third, after=minutes(40))
    assert dues(third.ticket, third.ctx, TargetKind.FIRST_RESPONSE) == {
        None: hours(4),
        15: hours(4) + minutes(10),
        16: hours(4) + minutes(20),
    }
    assert third.ticket.requesters == {requester.user, colleague.user}
    assert "9.000000" in third.ticket.first_messages


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"account": "birch"}, "no open ticket #12"),
        ({"status": Status.RESOLVED}, "no open ticket #12"),
        ({"contract": ContractVersion("v0")}, "another version of the contract"),
        ({"excluded": "training"}, "merge the other way round"),
        ({"lost": "archived"}, "merge the other way round"),
    ],
)
def test_both_refuse_for_the_same_reason(changes: dict[str, Any], why: str) -> None:
    into, one = story("P2"), other("P2", after=minutes(10))
    into.ticket = replace(into.ticket, **changes)
    before = into.ticket
    ended, taken = merge(one, into, after=minutes(20))
    assert (ended.outcome, taken.outcome) == ("refused", "moot")
    assert why in ended.why[-1]
    assert (into.ticket.merged, into.ticket.status) == ((), before.status)
    assert one.ticket.live


def test_those_who_may_not_merge_are_told_so() -> None:
    into, one = story("P2"), other("P2", after=minutes(10))
    ended, taken = merge(one, into, after=minutes(20), by=tom)
    assert (ended.outcome, taken.outcome) == ("refused", "moot")


def test_what_happens_to_its_messages_goes_on_and_what_stands_on_its_cards_does_not() -> None:
    into, one = story("P2"), other("P2", after=minutes(10))
    merge(one, into, after=minutes(20))
    word = opened().writing
    reply = CustomerReplied(id=EventId("r"), at=MONDAY, subject=OTHER, actor=colleague, writing=word)
    (tell,) = (e for e in decide(one.ticket, reply, one.ctx, MONDAY).effects if isinstance(e, Tell))
    assert (tell.event.subject, tell.event.id) == (TICKET, "r/continued")
    one.ticket = replace(one.ticket, id=OTHER)
    for place, effects in ((Place.CARD, 0), (Place.TRIAGE, 0), (Place.ROOT, 1), (Place.REPLY, 1)):
        one.fresh().mark("eyes", after=minutes(21), place=place)
        assert len([e for e in one.effects if isinstance(e, Tell)]) == effects
