"""What a card says, for the customer and for staff."""

from datetime import UTC, datetime

from builders import MONDAY, Told, ada, context, hours, minutes, requester, said, story, tom

from ackline.domain.authority import Act
from ackline.domain.effects import ShowCard
from ackline.domain.surfaces.cards import customer_card
from ackline.domain.surfaces.staffcard import triage_card


def customer(told: Told) -> str:
    return said(customer_card(told.ticket, told.ctx))


def triage(told: Told) -> str:
    return said(triage_card(told.ticket, told.ctx))


def test_a_customer_reads_what_was_promised_until_when() -> None:
    assert "First response SLA: by Mon 13:00" in customer(story("P1"))
    assert "First response target: by" in customer(story("sev1", ctx=context("gruntwork")))


def test_best_effort_is_called_that_to_both_sides() -> None:
    told = story("guidance", ctx=context("spacelift", "bronze"))
    assert "best effort" in customer(told) and "best effort" in triage(told)
    assert "breach" not in triage(told)


def test_outside_the_hours_the_card_says_from_when_it_counts() -> None:
    night = datetime(2026, 3, 7, 12, tzinfo=UTC)  # a Saturday; the clocks change on the Sunday
    card = customer(story("major", ctx=context("spacelift"), at=night))
    assert "(the next counted hour is Mon 08:00, Monday 04:00 EDT)" in card


def test_a_paused_clock_says_so_and_comes_back() -> None:
    told = story("sev1", ctx=context("gruntwork", pausing=frozenset({"pending"})))
    told.reply(after=minutes(1))
    told.act(Act.PEND, after=minutes(2))
    assert "Resolution: paused while we wait for you." in customer(told)
    told.write(after=hours(1))
    assert "Resolution target: by" in customer(told)


def test_staff_read_who_has_it_who_was_paged_and_what_was_late() -> None:
    told = story("P1")
    told.until(MONDAY + minutes(16))
    told.act(Act.OWN, tom, after=minutes(17))
    assert f"Acknowledged by {tom.user}" in triage(told) and "Paged the TAM" in triage(told)
    told.reply(ada, after=hours(2))
    assert "First response: due Mon 13:00 (STR-1) · late Mon 14:00" in triage(told)


def test_a_raise_that_came_too_late_is_shown_as_one() -> None:
    told = story("P2")
    told.write(after=hours(2), claim="P1")
    assert "raised late" in triage(told) and "claimed Critical" in triage(told)


def test_a_kept_first_update_is_not_called_late_by_the_second() -> None:
    told = story("sev1", ctx=context("gruntwork"))
    told.reply(after=minutes(5), promising=minutes(60))
    told.reply(after=minutes(55), promising=minutes(90))
    [line] = [x for x in triage(told).splitlines() if x.startswith("First update")]
    assert "met Mon 12:05" in line


def test_a_card_changes_with_a_fact_and_not_with_the_time() -> None:
    told = story("P2")
    told.fresh().until(MONDAY + hours(3.9))
    assert not [e for e in told.effects if isinstance(e, ShowCard)]
    told.mark("eyes", after=hours(3.95))
    assert [e for e in told.effects if isinstance(e, ShowCard)]


def test_a_critical_looking_message_asks_the_customer_with_two_buttons() -> None:
    told = story(critical=("down",))
    first = [b.act for b in customer_card(told.ticket, told.ctx).buttons if not b.aside]
    assert first == ["critical", "not_critical", "add_details"]
    told.act(Act.NOT_CRITICAL, requester, after=minutes(1))
    assert "critical" not in [b.act for b in customer_card(told.ticket, told.ctx).buttons]


def test_reports_that_are_owed_have_a_button_for_each_place() -> None:
    told = story("P1")
    told.reply(after=minutes(5))
    told.act(Act.CONFIRM_RESOLVE, after=hours(1))
    assert "Published in channel" in triage(told) and "Published in portal" in triage(told)
    told.act(Act.PUBLISH, ada, after=hours(2), value="post-incident-enterprise:portal")
    assert "Published in portal" not in triage(told) and "to be published in channel" in triage(told)
