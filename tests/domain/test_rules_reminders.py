"""Silent acknowledgements, missing severities, critical-looking words, reports, quiet threads, closing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from builders import MONDAY, Told, ada, ben, cara, context, hours, minutes, requester, story, tom

from ackline.domain.authority import Act
from ackline.domain.decide import collapse
from ackline.domain.effects import Inform, Tell
from ackline.domain.events import PageStopped
from ackline.domain.ids import ONCALL


def due_of(told: Told, rule: str) -> list[datetime]:
    return [f.due for f in told.fired if f.rule == rule]


# ---------------------------------------------------------------- silent acknowledgement


def test_a_silent_acknowledgement_is_reminded_of_at_half_and_undone_at_four_fifths() -> None:
    told = story("P1")
    told.mark("eyes", after=minutes(1))
    told.fresh().until(MONDAY + minutes(30))
    [(who, words)] = told.whispers()
    assert who == ada.user and "the customer has no reply yet" in words
    told.fresh().until(MONDAY + minutes(48))
    assert not told.ticket.acknowledged and told.ticket.episode == 2
    assert [p.role for p in told.pages()] == [ONCALL], "from the on-call step, at once"
    assert any("Open again" in n for n in told.notices())
    told.fresh().until(MONDAY + hours(2))
    assert [p.at - MONDAY for p in told.pages()] == [minutes(63), minutes(76)]


def test_a_reply_ends_the_watch_over_an_acknowledgement() -> None:
    told = story("P1")
    told.mark("eyes", after=minutes(1))
    told.reply(after=minutes(2))
    assert told.due("silent_ack") is None


def test_an_acknowledgement_after_the_share_has_only_what_is_left() -> None:
    past_half = story("P1")
    past_half.mark("eyes", after=minutes(40))
    assert [rule for rule, _ in past_half.coming()][:1] == ["silent_ack return"]
    assert past_half.due("silent_ack") == minutes(48)
    past_return = story("P1")
    past_return.mark("eyes", after=minutes(55))
    assert past_return.due("silent_ack") == hours(1)


def test_an_acknowledgement_after_the_breach_is_not_undone_at_once() -> None:
    told = story("P1")
    told.until(MONDAY + hours(2))
    told.mark("eyes", after=hours(2))
    told.until(MONDAY + hours(2) + minutes(10))
    assert told.ticket.acknowledged
    told.until(MONDAY + hours(4))
    assert not told.ticket.acknowledged, "but silence does not stop the ladder for ever"


def test_a_silent_acknowledgement_without_a_first_response_target_is_left_alone() -> None:
    told = story("guidance", ctx=context("spacelift", "bronze"))
    told.mark("eyes", after=minutes(1))
    assert told.due("silent_ack") is None


# ---------------------------------------------------------------- needs severity


def test_a_ticket_nobody_assessed_is_reminded_of_in_its_calendars_hours() -> None:
    friday = datetime(2026, 11, 20, 23, tzinfo=UTC)  # 18:00 in New York, closing is 20:00
    ctx = context("spacelift")
    assert ctx.contract.needs_severity is not None
    every_two_hours = replace(ctx.contract.needs_severity, repeat=hours(2))
    told = story("minor", ctx=replace(ctx, contract=replace(ctx.contract, needs_severity=every_two_hours)), at=friday)
    told.until(friday + timedelta(days=3))
    assert due_of(told, "needs_severity")[:3] == [
        friday + hours(1),
        datetime(2026, 11, 23, 10, tzinfo=UTC),
        datetime(2026, 11, 23, 12, tzinfo=UTC),
    ]
    assert [f.occurrence for f in told.fired if f.rule == "needs_severity"][:3] == [1, 2, 3]


def test_an_assessment_ends_the_reminders_and_a_claim_does_not() -> None:
    told = story("minor", ctx=context("spacelift"))
    told.write(after=minutes(1), claim="major")
    assert told.due("needs_severity") is not None
    told.act(Act.SEVERITY, after=minutes(2), value="minor")
    assert told.due("needs_severity") is None


# ---------------------------------------------------------------- looks critical


def test_words_that_look_critical_ask_at_once_and_page_after_five_minutes() -> None:
    told = story(critical=("production down",))
    assert told.ticket.claimed is None, "a guess sets no severity"
    assert [who for who, _ in told.whispers()] == [ada.user]
    assert not told.pages()
    told.until(MONDAY + minutes(5))
    assert [(p.role, p.at - MONDAY) for p in told.pages()] == [(ONCALL, minutes(5))]
    assert told.ticket.severity(told.ctx.contract) == "P2"
    told.fresh().until(MONDAY + minutes(30))
    assert not told.pages()


def test_either_side_answers_the_question() -> None:
    def calmed(told: Told) -> bool:
        return told.due("critical_question") is None

    told = story(critical=("down",))
    told.act(Act.NOT_CRITICAL, requester, after=minutes(1))
    assert calmed(told)
    for by in ("ack", "reply", "assessed", "claimed"):
        told = story(critical=("down",))
        match by:
            case "ack":
                told.mark("eyes", after=minutes(1))
            case "reply":
                told.reply(cara, after=minutes(1))
            case "assessed":
                told.act(Act.SEVERITY, ben, after=minutes(1), value="P3")
            case "claimed":
                told.write(after=minutes(1), claim="P3")
        assert calmed(told), by


def test_not_critical_ends_the_page_that_the_question_led_to_and_no_ladder() -> None:
    told = story(critical=("down",))
    told.until(MONDAY + minutes(5))
    told.fresh().act(Act.NOT_CRITICAL, requester, after=minutes(6))
    assert [e.event for e in told.effects if isinstance(e, Tell) and isinstance(e.event, PageStopped)]
    assessed = story(critical=("down",))
    assessed.act(Act.SEVERITY, after=minutes(1), value="P1")
    assessed.until(MONDAY + hours(1))
    assert any(page.live for page in assessed.ticket.pages), "a silent acknowledgement is undone"
    assert assessed.act(Act.NOT_CRITICAL, requester, after=hours(1)).outcome == "moot", "a stale button"
    assert any(page.live for page in assessed.ticket.pages)


def test_the_customers_tap_claims_the_most_urgent_severity() -> None:
    told = story(critical=("down",))
    told.act(Act.CRITICAL, requester, after=minutes(2))
    assert told.ticket.severity(told.ctx.contract) == "P1"
    told.until(MONDAY + minutes(3))
    assert [p.role for p in told.pages()] == [ONCALL]


def test_later_words_may_look_critical_too_and_are_asked_about_once() -> None:
    told = story()
    told.fresh().write(after=minutes(3), critical=("all down",))
    told.write(after=minutes(4), critical=("all down",))
    assert len(told.whispers()) == 1
    assert told.due("critical_question") == minutes(8)


def test_an_excluded_ticket_pages_nobody_for_looking_critical() -> None:
    told = story(ctx=context("gruntwork"), critical=("down",))
    told.act(Act.EXCLUDE, after=minutes(1), value="maintenance", reason="announced")
    assert told.due("critical_question") is None


# ---------------------------------------------------------------- reports


def resolved(after: timedelta = timedelta(hours=3), **changes: object) -> Told:
    ctx = context()
    rules = tuple(replace(r, **changes) for r in ctx.contract.reports) if changes else ctx.contract.reports
    told = story("P1", ctx=replace(ctx, contract=replace(ctx.contract, reports=rules)))
    told.reply(after=minutes(5))
    told.act(Act.CONFIRM_RESOLVE, after=after)
    return told


DAY = timedelta(days=1)


def test_a_report_is_owed_from_the_resolution_and_reminded_of_until_it_is_published() -> None:
    told = resolved()
    moments = [at for rule, at in told.coming() if rule.startswith("incident_report")]
    due = hours(3) + 7 * DAY  # five business days after a Monday are the next Monday
    assert moments == [hours(3) + 2.5 * DAY, hours(3) + 4 * DAY, due, due + DAY]
    told.until(MONDAY + due + 3 * DAY)
    steps = [f.step.partition(":")[0] for f in told.fired if f.rule == "incident_report"]
    assert steps == ["half", "eve", "due", "overdue", "overdue", "overdue"]
    assert [w for w in told.notices() if "Post-incident report was due" in w and "channel, portal" in w]


def test_a_report_is_settled_only_when_every_place_has_it() -> None:
    told = resolved()
    told.act(Act.PUBLISH, tom, after=hours(5), value="post-incident-enterprise:portal")
    assert told.due("incident_report") is not None
    assert told.act(Act.PUBLISH, tom, after=hours(6), value="post-incident-enterprise:portal").outcome == "moot"
    told.mark("page_facing_up", ada, after=hours(7))
    assert told.due("incident_report") is None


def test_a_waiver_needs_a_reason() -> None:
    told = resolved()
    assert told.act(Act.WAIVE, tom, after=hours(5), value="post-incident-enterprise").outcome == "refused"
    told.act(Act.WAIVE, tom, after=hours(6), value="post-incident-enterprise", reason="the customer declined")
    assert told.due("incident_report") is None
    assert told.ticket.reports[0].waived == "the customer declined"


def test_reopening_takes_back_an_unpublished_report_and_resolving_again_owes_it_from_then() -> None:
    told = resolved()
    told.write(after=DAY)
    assert told.ticket.reports == () and told.due("incident_report") is None
    told.act(Act.CONFIRM_RESOLVE, after=2 * DAY)
    assert told.ticket.reports[0].since == MONDAY + 2 * DAY


def test_a_report_counted_from_the_opening_is_owed_while_the_ticket_is_open() -> None:
    ctx = context()
    rules = tuple(replace(r, from_opening=True) for r in ctx.contract.reports)
    told = story("P1", ctx=replace(ctx, contract=replace(ctx.contract, reports=rules)))
    assert [r.since for r in told.ticket.reports] == [MONDAY]
    told.reply(after=hours(1))
    told.act(Act.CONFIRM_RESOLVE, after=2 * DAY)
    assert [r.since for r in told.ticket.reports] == [MONDAY]


def test_a_severity_that_nobody_named_owes_no_report() -> None:
    told = story()
    told.reply(after=minutes(5))
    told.act(Act.RESOLVE, after=hours(1))
    assert told.ticket.reports == ()


def test_an_internal_deadline_says_so_and_its_report_is_shared_on_request() -> None:
    told = story("sev1", ctx=context("gruntwork"))
    told.reply(after=minutes(5))
    told.act(Act.CONFIRM_RESOLVE, after=hours(3))
    told.fresh().until(MONDAY + 20 * DAY)
    assert all("an internal deadline" in n for n in told.notices() if "Root cause" in n)
    assert not any("breach" in n for n in told.notices())
    told.fresh().act(Act.REQUEST_REPORT, requester, after=21 * DAY)
    assert any(f"requested by {requester.user}" in n for n in told.notices())
    assert told.act(Act.REQUEST_REPORT, requester, after=22 * DAY).outcome == "moot"


# ---------------------------------------------------------------- quiet threads and closing


def test_a_quiet_thread_is_asked_about_three_times_and_speech_starts_it_over() -> None:
    told = story("P3")
    told.reply(after=hours(1))
    told.until(MONDAY + 30 * DAY)
    assert [at - MONDAY for at in due_of(told, "quiet_thread")] == [hours(1) + n * 2 * DAY for n in (1, 2, 3)]
    told.reply(after=30 * DAY)
    assert told.due("quiet_thread") == 32 * DAY


def test_a_thread_that_waits_for_an_answer_is_not_called_quiet() -> None:
    told = story("P3")
    assert told.due("quiet_thread") is None
    told.reply(after=hours(1))
    told.write(after=hours(2))
    assert told.due("quiet_thread") is None


def test_a_resolved_ticket_is_closed_a_week_later_and_its_report_stays_owed() -> None:
    told = resolved(after=hours(3))
    told.until(MONDAY + hours(3) + 7 * DAY)
    assert told.ticket.closed_at == MONDAY + hours(3) + 7 * DAY
    assert not told.ticket.listening
    assert told.due("incident_report") is not None


def test_a_closed_ticket_that_is_reopened_listens_again() -> None:
    told = story("P3")
    told.reply(after=hours(1))
    told.act(Act.RESOLVE, after=hours(2))
    told.until(MONDAY + 8 * DAY)
    told.act(Act.REOPEN, after=9 * DAY)
    assert told.ticket.live and told.ticket.listening


# ---------------------------------------------------------------- after an outage


def test_after_an_outage_one_notice_says_all_and_nothing_twice() -> None:
    told = story("minor", ctx=context("spacelift"))
    told.fresh().wake_late(MONDAY + 3 * DAY)
    notices = [e for e in told.effects if isinstance(e, Inform)]
    assert len(notices) > 3
    merged = [e for e in collapse(tuple(told.effects), late=True) if isinstance(e, Inform)]
    assert len(merged) == 1 and merged[0].key == notices[0].key
    lines = merged[0].words.lines
    assert len(lines) == len(set(lines)), "the same reminder many times over is one line"


def test_notices_in_time_are_not_merged() -> None:
    told = story("P2")
    told.until(MONDAY + hours(5))
    assert collapse(tuple(told.effects), late=False) == tuple(told.effects)
