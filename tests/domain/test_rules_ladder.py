"""The ladder: who is reached and when, what stops it, what an outage and a changed severity do to it."""

from builders import (
    MONDAY,
    ada,
    ben,
    cara,
    colleague,
    context,
    hours,
    minutes,
    requester,
    story,
    tom,
    with_step,
)

from ackline.domain.authority import Act
from ackline.domain.effects import Inform, Tell, Whisper
from ackline.domain.events import PageStopped, Place
from ackline.domain.ids import ONCALL, TAM, VP

LADDER = [("On-call", ONCALL), ("Technical Account Manager", TAM), ("VP of Engineering", VP)]


def test_a_p1_nobody_sees_reaches_the_on_call_then_the_tam_and_then_the_vp() -> None:
    told = story("P1")
    told.until(MONDAY + minutes(40))
    assert [(p.step, p.role) for p in told.pages()] == LADDER
    assert [p.at - MONDAY for p in told.pages()] == [minutes(0), minutes(15), minutes(28)]
    assert [p.reach_by for p in told.pages()] == [None, None, MONDAY + minutes(30)]
    assert [p.clause for p in told.pages()] == ["STR-8", "STR-9", "STR-10"]
    assert [p.look for p in told.pages()] == [False, True, True]
    assert [p.repeat_seconds for p in told.pages()] == [300, None, None]
    assert all(p.wakes and not p.late_seconds for p in told.pages())


def test_after_fires_on_its_minute_and_within_earlier_by_its_lead() -> None:
    ctx = with_step(context(), "VP of Engineering", lead=minutes(5))
    assert dict(story("P1", ctx=ctx).coming())["escalation VP of Engineering"] == minutes(25)
    ctx = with_step(context(), "VP of Engineering", lead=hours(9))
    assert dict(story("P1", ctx=ctx).coming())["escalation VP of Engineering"] == minutes(0)


def test_acknowledging_stops_the_ladder_and_the_pages_under_way() -> None:
    told = story("P1")
    told.until(MONDAY + minutes(16))
    told.fresh().mark("eyes", after=minutes(17))
    stopped = [e.event.subject for e in told.effects if isinstance(e, Tell) and isinstance(e.event, PageStopped)]
    assert stopped == [p.page for p in told.ticket.pages]
    assert not any(p.live for p in told.ticket.pages)
    assert told.due("escalation") is None
    told.until(MONDAY + minutes(40))
    assert not told.pages()


def test_other_staff_are_noted_and_stop_nothing() -> None:
    told = story("P1")
    decision = told.mark("eyes", cara, after=minutes(1))
    assert decision.outcome == "decided" and "noted" in decision.why[0]
    assert told.mark("eyes", tom, after=minutes(2)).why[0].endswith("the ladder goes on")
    assert told.mark("eyes", requester, after=minutes(3)).outcome == "moot"
    told.until(MONDAY + minutes(30))
    assert len(told.pages()) == 3


def test_seen_stops_no_step_and_ownership_stops_them_all() -> None:
    told = story("P1")
    told.until(MONDAY + minutes(16))
    told.act(Act.SEEN, tom, after=minutes(17))
    assert told.due("escalation") == minutes(28)
    told.act(Act.OWN, tom, after=minutes(18))
    assert told.due("escalation") is None and told.ticket.acknowledged_by == tom.user


def test_an_always_step_comes_although_somebody_acknowledged() -> None:
    told = story("P1", ctx=with_step(context(), "VP of Engineering", always=True))
    told.mark("eyes", after=minutes(1))
    told.reply(after=minutes(2))
    told.until(MONDAY + minutes(30))
    assert [(p.role, p.generation) for p in told.pages()][-1] == (VP, None)
    done = story("P1", ctx=with_step(context(), "VP of Engineering", always=True))
    done.act(Act.CONFIRM_RESOLVE, after=minutes(3))
    assert done.due("escalation") is None


def test_a_page_that_is_asked_for_runs_the_steps_for_explicit_pages_from_then() -> None:
    told = story("P3")
    assert told.due("escalation") is None
    told.act(Act.PAGE, requester, after=hours(1))
    told.until(MONDAY + hours(2))
    assert [(p.role, p.at - MONDAY) for p in told.pages()] == [(ONCALL, hours(1)), (TAM, hours(1) + minutes(15))]
    assert told.act(Act.PAGE, requester, after=hours(3)).outcome == "moot"


def test_a_page_asked_for_after_an_acknowledgement_is_a_new_episode() -> None:
    told = story("P3")
    told.mark("eyes", after=minutes(1))
    told.act(Act.PAGE, requester, after=minutes(10))
    told.until(MONDAY + minutes(11))
    assert [p.role for p in told.pages()] == [ONCALL]
    assert told.ticket.episode == 2 and not told.ticket.acknowledged


# ---------------------------------------------------------------- outages


def test_after_an_outage_the_highest_step_pages_and_the_lower_ones_are_told_once() -> None:
    told = story("P1")
    told.wake_late(MONDAY + hours(1))
    assert [(p.role, p.wakes) for p in told.pages()] == [(ONCALL, False), (TAM, False), (VP, True)]
    assert told.pages()[-1].late_seconds == 32 * 60
    assert told.pages()[0].repeat_seconds is None, "what only tells is not repeated"
    told.fresh().until(MONDAY + hours(2))
    assert not told.pages()


def test_a_wake_that_is_a_minute_late_replaces_nothing() -> None:
    told = story("P1")
    told.until(MONDAY + minutes(1))
    told.wake_late(MONDAY + minutes(16))
    assert [(p.role, p.wakes, p.late_seconds) for p in told.pages()] == [(ONCALL, True, 0), (TAM, True, 0)]


def test_a_ticket_acknowledged_before_a_step_never_has_its_page_however_late_the_wake() -> None:
    told = story("P1")
    told.until(MONDAY + minutes(1))
    told.mark("eyes", after=minutes(14))
    told.reply(after=minutes(14.5))
    told.wake_late(MONDAY + hours(4))
    assert [p.role for p in told.pages()] == [ONCALL]


# ---------------------------------------------------------------- changed severities


def test_flapping_keeps_the_first_start_and_doubles_nothing() -> None:
    told = story("P1")
    told.until(MONDAY + minutes(10))
    told.act(Act.SEVERITY, after=minutes(10), value="P2", reason="looks smaller")
    assert told.due("escalation") is None
    told.write(after=minutes(12), claim="P1")
    assert told.due("escalation") == minutes(15), "counted from the first P1, not from the raise"
    told.until(MONDAY + minutes(30))
    steps = [p.step for p in told.pages()]
    assert steps == ["On-call", "On-call", "Technical Account Manager", "VP of Engineering"]
    assert told.pages()[1].at - MONDAY == minutes(12), "the on-call is called once more, since the raise asks anew"
    assert len({f.id for f in told.fired}) == len(told.fired)


def test_lowering_an_unacknowledged_p1_needs_a_reason_and_tells_the_next_step() -> None:
    told = story("P1")
    told.until(MONDAY + minutes(5))
    refused = told.act(Act.SEVERITY, after=minutes(6), value="P3")
    assert refused.outcome == "refused" and "needs a reason" in refused.why[-1]
    told.fresh().act(Act.SEVERITY, after=minutes(7), value="P3", reason="one user")
    [(who, words)] = told.whispers()
    assert who == tom.user and "one user" in words
    assert told.ticket.claimed is not None and told.ticket.assessed is not None, "both are kept"


def test_lowering_an_acknowledged_p1_needs_none() -> None:
    told = story("P1")
    told.mark("eyes", after=minutes(1))
    assert told.act(Act.SEVERITY, after=minutes(2), value="P3").outcome == "decided"


def test_a_raise_by_the_customer_asks_for_a_new_acknowledgement_and_pages() -> None:
    told = story("P2")
    told.mark("eyes", after=minutes(1))
    told.write(after=minutes(5), claim="P1")
    assert not told.ticket.acknowledged and told.ticket.status.value == "open"
    told.until(MONDAY + minutes(6))
    assert [p.role for p in told.pages()] == [ONCALL]
    told.until(MONDAY + minutes(40))
    assert [p.at - MONDAY for p in told.pages()] == [minutes(5), minutes(20), minutes(33)]


def test_a_mark_put_before_a_raise_does_not_stand_for_the_acknowledgement_after_it() -> None:
    told = story("P2")
    told.mark("eyes", ada, after=minutes(1))
    told.write(after=minutes(5), claim="P1")
    told.mark("eyes", ben, after=minutes(6))
    told.mark("eyes", ben, after=minutes(7), added=False)
    told.until(MONDAY + minutes(9))
    assert not told.ticket.acknowledged


def test_a_raise_by_the_owner_is_an_acknowledgement() -> None:
    told = story("P2")
    told.act(Act.SEVERITY, ada, after=minutes(5), value="P1")
    assert told.ticket.acknowledged_by == ada.user
    told.until(MONDAY + minutes(20))
    assert not told.pages()


def test_a_customer_who_claims_again_what_staff_lowered_is_heard() -> None:
    told = story("P1")
    told.mark("eyes", after=minutes(1))
    told.act(Act.SEVERITY, after=minutes(2), value="P3")
    told.write(after=minutes(30), claim="P1")
    assert told.ticket.severity(told.ctx.contract) == "P1"
    assert not told.ticket.acknowledged


def test_an_edit_that_repeats_its_claim_raises_nothing_and_one_that_adds_it_does() -> None:
    told = story("P1")
    told.mark("eyes", after=minutes(1))
    told.act(Act.SEVERITY, after=minutes(2), value="P3")
    told.edit(after=minutes(30), claim="P1")
    assert told.ticket.severity(told.ctx.contract) == "P3"
    added = story("P2")
    added.edit(after=minutes(3), claim="P1")
    assert added.ticket.severity(added.ctx.contract) == "P1"
    reply = story("P2")
    reply.edit(after=minutes(3), ts="99", claim="P1")
    assert reply.ticket.severity(reply.ctx.contract) == "P2", "only the first messages' words are edited into claims"


def test_an_emoji_of_a_severity_claims_for_the_requester_and_for_no_colleague() -> None:
    told = story()
    told.mark("rotating_light", requester, after=minutes(1))
    assert told.ticket.severity(told.ctx.contract) == "P1"
    other = story()
    from_colleague = other.mark("rotating_light", colleague, after=minutes(1))
    assert from_colleague.outcome == "moot"
    assert other.ticket.severity(other.ctx.contract) == "P2"


# ---------------------------------------------------------------- marks taken off


def test_the_last_mark_taken_off_opens_the_ticket_again_after_a_minute() -> None:
    told = story("P1")
    told.until(MONDAY)
    told.mark("eyes", after=minutes(5))
    told.mark("eyes", after=minutes(20), added=False)
    told.until(MONDAY + minutes(20.9))
    assert told.ticket.acknowledged
    told.fresh().until(MONDAY + minutes(21))
    assert not told.ticket.acknowledged
    assert [p.role for p in told.pages()] == [TAM], "the step that came due meanwhile; the on-call was paged before"


def test_steps_whose_moment_passed_while_somebody_had_it_page_when_nobody_does_and_are_not_called_late() -> None:
    told = story("P1")
    told.until(MONDAY)
    told.mark("eyes", after=minutes(5))
    told.mark("eyes", after=minutes(39), added=False)
    told.fresh().until(MONDAY + minutes(40))
    assert [(p.role, p.wakes, p.late_seconds) for p in told.pages()] == [(TAM, True, 0), (VP, True, 0)]
    assert told.pages()[-1].reach_by == MONDAY + minutes(42)


def test_a_mark_put_back_within_the_grace_keeps_it() -> None:
    told = story("P1")
    told.mark("eyes", after=minutes(5))
    told.mark("eyes", after=minutes(6), added=False)
    told.mark("eyes", after=minutes(6.5))
    told.until(MONDAY + minutes(14))
    assert told.ticket.acknowledged


def test_it_stays_acknowledged_while_another_mark_remains_or_the_customer_was_answered() -> None:
    two = story("P1")
    two.mark("eyes", ada, after=minutes(5))
    two.mark("eyes", ben, after=minutes(6), place=Place.CARD, ts="card")
    two.mark("eyes", ada, after=minutes(7), added=False)
    two.until(MONDAY + minutes(10))
    assert two.ticket.acknowledged
    answered = story("P1")
    answered.mark("eyes", after=minutes(5))
    answered.reply(after=minutes(6))
    answered.mark("eyes", after=minutes(7), added=False)
    answered.until(MONDAY + minutes(10))
    assert answered.ticket.acknowledged


def test_a_mark_of_somebody_else_taken_off_does_not_undo_an_acknowledgement_by_button() -> None:
    told = story("P1")
    told.act(Act.ACKNOWLEDGE, ada, after=minutes(1))
    told.mark("eyes", ben, after=minutes(2))
    told.mark("eyes", ben, after=minutes(3), added=False)
    told.until(MONDAY + minutes(10))
    assert told.ticket.acknowledged_by == ada.user


def test_somebody_who_takes_it_while_the_mark_is_just_off_has_it() -> None:
    told = story("P1")
    told.mark("eyes", ada, after=minutes(1))
    told.mark("eyes", ada, after=minutes(2), added=False)
    told.act(Act.OWN, ben, after=minutes(2.5))
    told.until(MONDAY + minutes(4))
    assert told.ticket.acknowledged and told.ticket.owner == ben.user


def test_the_same_mark_twice_is_once_and_an_older_one_changes_nothing() -> None:
    told = story("P1")
    told.mark("eyes", after=minutes(5))
    generation = told.ticket.generation
    assert told.mark("eyes", after=minutes(5)).outcome == "moot"
    told.mark("eyes", after=minutes(6), added=False)
    assert told.mark("eyes", after=minutes(5)).outcome == "moot", "Slack's order decides, not the order of arrival"
    assert told.ticket.unmarked_at is not None
    assert told.ticket.generation == generation


# ---------------------------------------------------------------- resolving


def test_a_check_mark_resolves_on_the_root_or_card_only_and_by_support_only() -> None:
    told = story("P3")
    assert told.mark("white_check_mark", ada, after=minutes(1), place=Place.REPLY, ts="9").outcome == "moot"
    assert told.mark("white_check_mark", cara, after=minutes(2)).outcome == "moot"
    assert told.ticket.live
    told.mark("white_check_mark", ada, after=minutes(3))
    assert told.ticket.status.value == "resolved"


def test_a_check_mark_on_a_p1_asks_to_confirm() -> None:
    told = story("P1")
    told.fresh().mark("white_check_mark", ada, after=minutes(3))
    assert told.ticket.live and told.ticket.asked_to_confirm == ada.user
    [asked] = [e for e in told.effects if isinstance(e, Inform)]
    assert [b.act for b in asked.words.buttons] == ["confirm_resolve"]
    told.act(Act.CONFIRM_RESOLVE, after=minutes(4))
    assert told.ticket.status.value == "resolved"


def test_a_move_that_is_not_allowed_is_told_to_whoever_tried_it_and_changes_nothing() -> None:
    told = story("P3")
    told.act(Act.RESOLVE, after=minutes(3))
    before = told.ticket
    decision = told.fresh().act(Act.CONFIRM_RESOLVE, after=minutes(4))
    assert decision.outcome == "refused" and "cannot resolve a ticket that is resolved" in decision.why[-1]
    assert told.ticket == before
    assert [e.user for e in told.effects if isinstance(e, Whisper)] == [ada.user]


def test_a_reopening_runs_the_ladder_from_its_first_step() -> None:
    told = story("P1")
    told.until(MONDAY + minutes(1))
    told.reply(after=minutes(2))
    told.act(Act.CONFIRM_RESOLVE, after=minutes(10))
    told.fresh().write(after=hours(3))
    assert told.ticket.status.value == "open" and told.ticket.episode == 2
    told.until(MONDAY + hours(4))
    assert [p.at - MONDAY for p in told.pages()] == [hours(3), hours(3) + minutes(15), hours(3) + minutes(28)]


# ---------------------------------------------------------------- deletions


def test_a_first_message_deleted_before_any_reply_withdraws_the_ticket_and_stops_paging() -> None:
    told = story("P1")
    told.until(MONDAY + minutes(1))
    told.fresh().delete(told.ticket.thread, after=minutes(2))
    assert told.ticket.status.value == "withdrawn" and told.coming() == []
    assert any("Withdrawn" in n for n in told.notices())
    assert [e for e in told.effects if isinstance(e, Tell) and isinstance(e.event, PageStopped)]


def test_one_of_several_first_messages_deleted_withdraws_nothing() -> None:
    told = story("P1")
    told.join("2", after=minutes(1))
    told.delete(told.ticket.thread, after=minutes(2))
    assert told.ticket.live
    told.delete("2", after=minutes(3))
    assert told.ticket.status.value == "withdrawn"


def test_a_first_message_deleted_after_a_reply_changes_nothing() -> None:
    told = story("P1")
    told.reply(after=minutes(1))
    told.delete(told.ticket.thread, after=minutes(2))
    assert told.ticket.live


def test_a_customers_siren_on_a_resolved_ticket_reopens_it_and_the_ladder_begins() -> None:
    told = story("P3")
    told.reply(after=minutes(5))
    told.act(Act.CONFIRM_RESOLVE, after=minutes(10))
    told.fresh().mark("rotating_light", requester, after=minutes(60))
    assert told.ticket.live and told.ticket.severity(told.ctx.contract) == "P1"
    told.until(MONDAY + minutes(60 + 15))
    assert [p.role for p in told.pages()] == [ONCALL, TAM]
