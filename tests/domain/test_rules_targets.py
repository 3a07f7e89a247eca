"""First response, updates, next response, resolution: when staff are warned, and when a breach is told."""

from builders import MONDAY, ada, ben, cara, colleague, context, hours, minutes, story, tom

from ackline.domain.authority import Act
from ackline.domain.contract import TargetKind
from ackline.domain.tickets.clocks import ClockState, clock

GRU = "gruntwork"


def test_first_response_is_warned_of_at_four_fifths_and_breached_when_it_is_due() -> None:
    told = story("P2")
    told.until(MONDAY + hours(5))
    fired = [(f.rule, f.step, f.due - MONDAY) for f in told.fired if f.rule == "first_response"]
    assert fired == [
        ("first_response", "warning:P2", minutes(192)),
        ("first_response", "breach:P2", hours(4)),
    ]
    assert "First response is due Mon 16:00 (STR-2)" in told.notices()[0]
    assert "this is a breach of STR-2" in told.notices()[1]
    assert told.decisions[-1].clauses == ("STR-2",)


def test_a_public_reply_meets_first_response_and_an_emoji_does_not() -> None:
    told = story("P2")
    told.mark("eyes", after=minutes(5))
    assert told.ticket.acknowledged and told.ticket.responded_at is None
    told.reply(after=minutes(6))
    assert told.due("first_response") is None
    assert told.ticket.responded_at == MONDAY + minutes(6)


def test_a_reply_of_any_staff_meets_first_response_and_acknowledges() -> None:
    told = story("P1")
    told.reply(cara, after=minutes(3))
    assert told.ticket.acknowledged_by == cara.user
    assert told.due("escalation") is None


def test_a_met_target_stays_met_when_the_severity_rises() -> None:
    told = story("P3")
    told.reply(after=minutes(50))
    told.write(after=hours(3), claim="P1")
    measured = clock(told.ticket, told.ctx.contract, TargetKind.FIRST_RESPONSE)
    assert measured is not None and measured.state(told.now) is ClockState.MET
    assert told.due("first_response") is None


def test_best_effort_has_no_moment_and_is_never_a_breach() -> None:
    told = story("guidance", ctx=context("spacelift", "bronze"))
    measured = clock(told.ticket, told.ctx.contract, TargetKind.FIRST_RESPONSE)
    assert measured is not None and measured.due is None
    assert measured.state(MONDAY + hours(1000)) is ClockState.BEST_EFFORT
    assert told.due("first_response") is None


def test_a_raise_measures_from_the_first_message() -> None:
    told = story("P2")
    told.act(Act.SEVERITY, after=minutes(30), value="P1")
    assert told.due("first_response") == hours(1)
    assert told.due("silent_ack") == minutes(48)  # the owner's raise is an acknowledgement


def test_a_target_that_is_past_when_the_severity_rises_is_shown_raised_late_and_never_breached() -> None:
    told = story("P2")
    told.write(after=hours(2), claim="P1")
    measured = clock(told.ticket, told.ctx.contract, TargetKind.FIRST_RESPONSE)
    assert measured is not None and measured.state(told.now) is ClockState.RAISED_LATE
    assert any("Raised late: first response" in n for n in told.notices())
    assert told.due("first_response") is None
    told.until(MONDAY + hours(9))
    assert not [f for f in told.fired if f.rule == "first_response"]


def test_lowering_does_not_turn_a_breach_into_raised_late() -> None:
    told = story("P1")
    told.until(MONDAY + hours(5))
    told.act(Act.SEVERITY, after=hours(5), value="P2", reason="a workaround")
    measured = clock(told.ticket, told.ctx.contract, TargetKind.FIRST_RESPONSE)
    assert measured is not None and measured.state(told.now) is ClockState.BREACHED


def test_a_severity_that_returns_does_not_turn_a_breach_into_raised_late() -> None:
    told = story("P1")
    told.until(MONDAY + hours(2))
    told.act(Act.SEVERITY, after=hours(2), value="P2", reason="a workaround")
    told.act(Act.SEVERITY, after=hours(2.1), value="P1")
    measured = clock(told.ticket, told.ctx.contract, TargetKind.FIRST_RESPONSE)
    assert measured is not None and measured.state(told.now) is ClockState.BREACHED
    told.until(MONDAY + hours(3))
    assert len([f for f in told.fired if f.step == "breach:P1"]) == 1


def test_a_breach_is_told_once_whatever_episodes_follow() -> None:
    told = story("P2")
    told.until(MONDAY + hours(4.5))
    told.act(Act.ACKNOWLEDGE, after=hours(4.6))
    told.act(Act.PAGE, tom, after=hours(4.7))
    assert told.ticket.episode == 2
    told.until(MONDAY + hours(20))
    assert len([f for f in told.fired if f.step == "breach:P2"]) == 1


# ---------------------------------------------------------------- next response


def test_a_customer_who_writes_again_is_answered_within_a_business_day() -> None:
    told = story("P2")
    told.write(after=minutes(10))
    assert told.due("next_response") is None, "first response is still owed"
    told.reply(after=minutes(20))
    told.write(after=hours(1))
    told.write(after=hours(2))
    warning, breach = [at for rule, at in told.coming() if rule.startswith("next_response")]
    assert warning < breach == hours(25), "measured from the first message without an answer"
    told.reply(after=hours(3))
    assert told.due("next_response") is None
    told.write(after=hours(30))
    assert told.coming()[0] != () and told.due("next_response") is not None, "the next wait is a clock of its own"


def test_thanks_start_no_clock_and_reopen_nothing() -> None:
    told = story("P2")
    told.reply(after=minutes(5))
    told.write(after=minutes(6), chatter="thanks")
    assert told.due("next_response") is None
    told.act(Act.RESOLVE, after=minutes(7))
    told.write(after=minutes(8), chatter="thanks")
    assert told.ticket.status.value == "resolved"


def test_a_reply_that_comes_late_answers_nothing_that_was_written_after_it() -> None:
    told = story("P2")
    told.write(after=minutes(10))
    told.reply(after=minutes(5))
    assert told.due("next_response") is not None
    again = story("P2")
    again.reply(after=minutes(1))
    again.write(after=minutes(10))
    again.reply(after=minutes(5))
    assert again.due("next_response") is not None


def test_the_first_response_is_the_earliest_reply_in_whatever_order_they_come() -> None:
    told = story("P2")
    told.reply(after=minutes(7))
    told.reply(ben, after=minutes(3))
    assert told.ticket.responded_at == MONDAY + minutes(3)


# ---------------------------------------------------------------- updates


def test_a_bare_looking_meets_the_response_and_not_the_first_update() -> None:
    told = story("sev1", ctx=context(GRU))
    told.reply(after=minutes(5))
    assert told.due("first_response") is None
    assert told.due("first_update") == minutes(24)
    told.until(MONDAY + minutes(31))
    assert [f.step for f in told.fired if f.rule == "first_update"] == ["warning:sev1", "breach:sev1"]
    assert any("breach of GRU-6" in n for n in told.notices())


def test_an_update_meets_the_first_and_its_promise_is_the_next_timer() -> None:
    told = story("sev1", ctx=context(GRU))
    told.reply(after=minutes(5), promising=minutes(35))
    assert told.due("first_update") is None
    assert [at for rule, at in told.coming() if rule.startswith("next_update")] == [minutes(29), minutes(35)]
    told.reply(after=minutes(30), promising=minutes(60))
    told.until(MONDAY + minutes(61))
    breaches = [f.due - MONDAY for f in told.fired if f.rule == "next_update" and f.step.startswith("breach")]
    assert breaches == [minutes(60)]
    assert any("breach of GRU-7" in n for n in told.notices())


def test_resolving_ends_the_promise_of_an_update() -> None:
    told = story("sev1", ctx=context(GRU))
    told.reply(after=minutes(5), promising=minutes(35))
    told.act(Act.CONFIRM_RESOLVE, after=minutes(20))
    assert told.due("next_update") is None


# ---------------------------------------------------------------- resolution


def test_resolution_runs_through_a_wait_for_the_customer_unless_the_contract_pauses_it() -> None:
    plain, pausing = context(GRU), context(GRU, pausing=frozenset({"pending"}))
    for ctx, due, while_waiting in ((plain, hours(4), hours(4)), (pausing, hours(5), None)):
        told = story("sev1", ctx=ctx)
        told.reply(after=minutes(5))
        told.act(Act.PEND, after=hours(1))
        breach = next((at for rule, at in told.coming() if rule == "resolution breach"), None)
        assert breach == while_waiting
        told.write(after=hours(2))
        assert [at for rule, at in told.coming() if rule == "resolution breach"] == [due]


def test_the_time_that_a_ticket_was_resolved_does_not_count_after_a_reopening() -> None:
    told = story("sev1", ctx=context(GRU))
    told.reply(after=minutes(5))
    told.act(Act.CONFIRM_RESOLVE, after=hours(1))
    assert told.due("resolution") is None
    told.write(after=hours(11))
    assert [at for rule, at in told.coming() if rule == "resolution breach"] == [hours(14)]


def test_a_ticket_that_is_open_again_is_not_paused_for_ever() -> None:
    told = story("sev1", ctx=context(GRU, pausing=frozenset({"pending"})))
    told.mark("eyes", after=minutes(1))
    told.act(Act.PEND, after=minutes(2))
    told.mark("eyes", after=minutes(3), added=False)
    told.until(MONDAY + minutes(4))
    assert told.ticket.status.value == "open"
    assert [at for rule, at in told.coming() if rule == "resolution breach"] == [hours(4) + minutes(2)]


# ---------------------------------------------------------------- exclusion, a lost channel


def test_an_exclusion_stops_every_clock_and_the_ladder() -> None:
    told = story("sev1", ctx=context(GRU))
    told.act(Act.EXCLUDE, after=minutes(1), value="third-party", reason="GitHub is down")
    assert told.coming() == []
    assert told.ticket.excluded == "third-party"


def test_an_unknown_exclusion_is_refused_with_the_ones_there_are() -> None:
    told = story("sev1", ctx=context(GRU))
    before = told.ticket
    decision = told.act(Act.EXCLUDE, after=minutes(1), value="weather")
    assert decision.outcome == "refused" and "third-party" in decision.why[-1]
    assert told.ticket == before
    assert told.whispers() and told.whispers()[-1][0] == ada.user


def test_a_customer_cannot_exclude_or_resolve() -> None:
    told = story("sev1", ctx=context(GRU))
    assert told.act(Act.EXCLUDE, colleague, after=minutes(1), value="third-party").outcome == "refused"
    assert told.mark("white_check_mark", colleague, after=minutes(2)).outcome == "moot"
    assert told.ticket.live
