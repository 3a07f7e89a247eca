"""What a first message brings with it, and what staff write beside the thread."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from builders import MONDAY, TICKET, ada, cara, colleague, context, minutes, opened, plain, requester, story

from ackline.domain.authority import Act
from ackline.domain.decide import decide
from ackline.domain.effects import ShowCard, Whisper
from ackline.domain.events import ChannelLost, ChannelRestored, PageSeen, StaffSpoke
from ackline.domain.ids import EventId

SUNDAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_an_opening_shows_both_cards_and_names_the_clauses_it_rests_on() -> None:
    told = story("P1")
    assert [e.audience.value for e in told.effects if isinstance(e, ShowCard)] == ["customer", "triage"]
    assert "STR-1" in told.decisions[0].clauses


def test_a_ticket_that_nobody_claimed_runs_as_the_contract_assumes_and_pages_nobody() -> None:
    told = story()
    assert told.ticket.severity(told.ctx.contract) == "P2" and told.ticket.claimed is None
    assert told.due("escalation") is None


def test_its_clocks_start_at_the_message_however_late_it_was_read() -> None:
    event = opened("P1")
    decision = decide(None, event, context(), MONDAY + minutes(50))
    assert decision.subject.opened_at == MONDAY
    assert decision.wake_at == MONDAY


def test_an_opening_heard_twice_opens_once() -> None:
    told = story("P1")
    before = told.ticket
    again = decide(told.ticket, replace(opened("P1"), id=EventId("again")), told.ctx, MONDAY)
    assert again.outcome == "moot" and again.subject == before and not again.effects


def test_a_fact_about_a_ticket_that_does_not_exist_is_unknown() -> None:
    with pytest.raises(LookupError):
        decide(None, ChannelLost(id=EventId("x"), at=MONDAY, subject=TICKET, why="left"), context(), MONDAY)


def test_a_message_outside_the_watch_is_flagged_and_its_clock_runs_all_the_same() -> None:
    told = story("sev1", ctx=context("gruntwork"), at=SUNDAY)
    assert any("Outside the watch" in n for n in told.notices())
    assert told.coming()[0][0] == "escalation On-call"
    assert not any(
        "Outside the watch" in n for n in story("sev1", ctx=context("gruntwork"), at=MONDAY.replace(hour=15)).notices()
    )


def test_a_topic_is_sent_where_it_belongs() -> None:
    told = story(ctx=context("spacelift"), topic="subscriptions")
    assert any("belongs to Customer success" in n and cara.user in n for n in told.notices())


def test_an_author_slack_did_not_know_is_flagged() -> None:
    event = opened("P1")
    unsure = replace(event, actor=replace(event.actor, unsure=True))
    assert decide(None, unsure, context(), MONDAY).subject.unsure


def test_staff_who_write_beside_the_thread_are_asked_what_it_answers() -> None:
    told = story("P2")
    spoke = StaffSpoke(
        id=EventId("top"),
        at=MONDAY + minutes(5),
        subject=TICKET,
        channel="C1",
        ts="5",
        actor=ada,
        number=12,
        ticket=TICKET,
    )
    told.fresh().hear(spoke)
    [asked] = [e for e in told.effects if isinstance(e, Whisper)]
    assert asked.user == ada.user and "#12" in plain(asked.words.lines)
    assert [b.act for b in asked.words.buttons] == ["answers"]
    assert told.ticket.responded_at is None
    told.act(Act.ANSWERS, ada, after=minutes(6))
    assert told.ticket.responded_at is not None and told.ticket.acknowledged


def test_a_customer_cannot_answer_for_staff() -> None:
    told = story("P2")
    assert told.act(Act.ANSWERS, requester, after=minutes(6)).outcome == "refused"
    assert told.ticket.responded_at is None


def test_a_lost_channel_stops_clocks_until_it_is_back() -> None:
    told = story("P1")
    told.until(MONDAY + minutes(1))
    told.hear(ChannelLost(id=EventId("lost"), at=MONDAY + minutes(2), subject=TICKET, why="archived"))
    assert told.due("escalation") is None and told.ticket.lost == "archived"
    assert any("out of reach" in n for n in told.notices())
    told.hear(ChannelRestored(id=EventId("back"), at=MONDAY + minutes(20), subject=TICKET))
    assert told.due("escalation") is not None


def test_a_post_that_failed_is_told_and_stops_nothing() -> None:
    told = story("P1")
    told.fresh().hear(ChannelLost(id=EventId("l"), at=MONDAY, subject=TICKET, why="msg_too_long", closed=False))
    assert told.due("escalation") is not None
    assert any("could not be told" in n for n in told.notices())


def test_a_fact_that_is_not_for_tickets_is_moot() -> None:
    told = story("P1")
    before = told.ticket
    seen = PageSeen(id=EventId("s"), at=MONDAY, subject=TICKET, actor=colleague)
    assert told.hear(seen).outcome == "moot" and told.ticket == before
