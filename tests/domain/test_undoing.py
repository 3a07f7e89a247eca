"""Emoji taken off in time, and words quoted to staff: what the stories do not reach."""

from datetime import timedelta

from builders import MONDAY, Told, ada, context, minutes, requester, said, story

from ackline.domain.authority import Act
from ackline.domain.rules.quoting import MOST
from ackline.domain.surfaces.staffcard import triage_card
from ackline.domain.tickets.ticket import Status

SECOND = timedelta(seconds=1)


def test_a_ladder_that_was_climbing_begins_anew_since_its_pages_are_over() -> None:
    told = story("P2")
    told.act(Act.PAGE, requester, after=minutes(1))
    told.until(MONDAY + minutes(2))
    assert [p.role for p in told.pages()] == ["oncall"]
    told.mark("white_check_mark", after=minutes(3))
    assert told.ticket.status is Status.RESOLVED
    told.fresh().mark("white_check_mark", after=minutes(3) + 30 * SECOND, added=False)
    assert told.ticket.status is Status.OPEN
    told.until(MONDAY + minutes(4))
    assert [p.role for p in told.pages()] == ["oncall"], "the page was over, so it goes out again"


def test_without_a_page_under_way_it_is_simply_open_again() -> None:
    told = story("P2")
    episode = told.ticket.episode
    told.mark("white_check_mark", after=minutes(3))
    told.mark("white_check_mark", after=minutes(3) + 30 * SECOND, added=False)
    assert (told.ticket.status, told.ticket.episode, told.ticket.resolved_at) == (Status.OPEN, episode, None)


def test_a_claim_that_reopened_it_is_taken_back_with_the_reopening() -> None:
    told = story("P3")
    told.reply(after=minutes(1))
    told.act(Act.CONFIRM_RESOLVE, after=minutes(2))
    settled = told.ticket
    told.mark("rotating_light", requester, after=minutes(5))
    assert told.ticket.status is Status.OPEN
    told.mark("rotating_light", requester, after=minutes(5) + 20 * SECOND, added=False)
    back = told.ticket
    assert (back.status, back.resolved_at, back.resolved_by) == (
        Status.RESOLVED,
        settled.resolved_at,
        settled.resolved_by,
    )
    assert told.coming() and all(not name.startswith("escalation") for name, _ in told.coming())


def test_a_resolution_that_was_undone_is_told_beside_again_when_it_comes() -> None:
    told = story("sev2", ctx=context("gruntwork"))
    told.reply(after=minutes(1))
    told.act(Act.CONFIRM_RESOLVE, after=minutes(2))
    first = asked(told)
    told.act(Act.REOPEN, ada, after=minutes(3))
    told.fresh().act(Act.CONFIRM_RESOLVE, after=minutes(9))
    assert (first, asked(told)) == (1, 1)
    keys = {getattr(e, "key", "") for d in told.decisions for e in d.effects}
    assert len([k for k in keys if "tell-resolved" in k]) == 2, "two wishes, which the outbox does not take for one"


def asked(told: Told) -> int:
    return len([said for said in told.notices() if said.startswith("Tell the customers concerned by email that")])


def test_of_a_flood_the_newest_words_are_quoted_and_the_rest_is_counted() -> None:
    told = story("P2")
    for n in range(MOST + 5):
        told.write(after=minutes(1) + n * SECOND)
    told.fresh().until(MONDAY + minutes(3))
    (quoted,) = (notice for notice in told.notices() if "wrote:" in notice)
    assert quoted.startswith("5 more in the customer's thread, and then:")
    assert quoted.count("wrote:") == MOST


def test_what_staff_say_alone_is_quoted_to_nobody_and_does_not_pile_up() -> None:
    told = story("P2")
    for n in range(30):
        told.reply(after=minutes(1 + n))
    assert len(told.ticket.unquoted) == 3
    assert "quoting" not in {name.split()[0] for name, _ in told.coming()}


def test_a_card_that_is_over_shows_no_due_times() -> None:
    told = story("P2")
    told.act(Act.DISMISS, after=minutes(1), reason="thanks")
    assert "due" not in said(triage_card(told.ticket, told.ctx))
