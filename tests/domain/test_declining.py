"""A page that its reader cannot take: who is called instead, at once, and what everybody reads."""

from dataclasses import replace
from datetime import timedelta

from builders import ADA, BEN, MONDAY, TICKET, TOM, VERA, ada, ben, cara, context, minutes, plain, said, story, tom
from test_paging import PAGE, Paging, paging

from ackline.domain.authority import Actor
from ackline.domain.effects import Amend, Deliver, Inform, Tell, Whisper
from ackline.domain.events import PageDeclined, StepDeclined, Tried
from ackline.domain.ids import ONCALL, TAM, VP, EventId, RoleId, UserId
from ackline.domain.surfaces.words import Internal

SECOND = timedelta(seconds=1)


MINUTE = minutes(1)


def declines(on: Paging, by: Actor, after: timedelta = MINUTE) -> None:
    on.hear(PageDeclined(id=EventId(f"d{by.user}{after}"), at=MONDAY + after, subject=PAGE, actor=by), MONDAY + after)


def told(on: Paging) -> list[tuple[UserId, UserId | None]]:
    found = [e.event for e in on.effects if isinstance(e, Tell) and isinstance(e.event, StepDeclined)]
    return [(event.person, event.instead) for event in found]


def first_words(on: Paging) -> Internal:
    return next(e for e in on.effects if isinstance(e, Deliver)).words


# ----------------------------------------------------------------------------- the page


def test_who_cannot_hands_the_page_to_the_next_person_at_once() -> None:
    on = paging()
    on.receipt(SECOND, ADA, "webhook", ts="")
    on.receipt(SECOND, ADA, "slack_dm")
    on.sent()
    declines(on, ada)
    assert on.sent() == [(BEN, "webhook", 1), (BEN, "slack_dm", 1)]
    assert told(on) == [(ADA, BEN)]
    (amend,) = [e for e in on.effects if isinstance(e, Amend)]
    assert plain(amend.words.lines).endswith("Passed on: U0BEN is called.")


def test_nobody_who_declined_is_called_by_this_page_again() -> None:
    on = paging()
    declines(on, ada)
    on.sent()
    on.until(minutes(12))
    assert {person for person, _, _ in on.sent()} == {BEN, None}


def test_when_nobody_else_has_the_role_the_ticket_is_told_and_the_fallback_is_not() -> None:
    on = paging(role=TAM, step="Technical Account Manager", repeat_seconds=300)
    on.sent()
    declines(on, tom)
    assert on.sent() == [] and told(on) == [(TOM, None)]
    on.until(minutes(30))
    assert on.sent() == [], "who declined is not repeated, and nobody else is there"


def test_only_who_was_paged_can_pass_it_on_and_only_once() -> None:
    on = paging()
    on.sent()
    declines(on, cara)
    (refusal,) = [e for e in on.effects if isinstance(e, Whisper)]
    assert refusal.user == cara.user and "only who was paged" in plain(refusal.words.lines)
    declines(on, ada)
    on.sent()
    declines(on, ada, minutes(2))
    assert on.sent() == [] and len(told(on)) == 1


# --------------------------------------------------------------------------- the ticket


def step_declined(step: str, role: RoleId, by: UserId, instead: UserId | None, after: timedelta) -> StepDeclined:
    return StepDeclined(
        id=EventId(f"sd{by}{after}"),
        at=MONDAY + after,
        subject=TICKET,
        step=step,
        role=role,
        person=by,
        instead=instead,
    )


def test_the_next_step_is_taken_at_once_and_not_a_second_time() -> None:
    on = story("P1")
    on.until(MONDAY + minutes(16))
    on.fresh().hear(step_declined("Technical Account Manager", TAM, TOM, None, minutes(17)))
    (page,) = on.pages()
    assert (page.role, page.at, page.reach_by) == (VP, MONDAY + minutes(17), MONDAY + minutes(30))
    assert page.late_seconds == 0
    assert on.notices()[0] == "U0TOM can't take #12 as TAM. The next step is taken at once."
    on.fresh().until(MONDAY + minutes(40))
    assert on.pages() == []


def test_a_call_to_somebody_else_of_the_role_is_told_to_triage() -> None:
    on = story("P1").fresh()
    on.hear(step_declined("On-call", ONCALL, ADA, BEN, minutes(1)))
    assert on.notices() == ["U0ADA can't take #12 as on-call. U0BEN is called instead."] and on.pages() == []


def test_with_nobody_left_the_fallback_channel_is_asked_to_take_it() -> None:
    on = story("P1")
    on.until(MONDAY + minutes(29))
    on.fresh().hear(step_declined("VP of Engineering", VP, VERA, None, minutes(30)))
    (loud,) = [e for e in on.effects if isinstance(e, Inform)]
    assert loud.channel == "C0FALLBACK" and "Nobody is left to call." in plain(loud.words.lines)
    assert [button.act for button in loud.words.buttons] == ["acknowledge"]


def test_once_somebody_has_it_declining_calls_nobody() -> None:
    on = story("P1")
    on.mark("eyes", after=minutes(1))
    assert on.fresh().hear(step_declined("On-call", ONCALL, ADA, BEN, minutes(2))).outcome == "moot"
    assert on.effects == []


# ---------------------------------------------------------------------------- the words


def test_a_page_says_what_was_tried_what_the_contract_promises_and_who_else_is_there() -> None:
    tried = (Tried(role=ONCALL, person=ADA, at=MONDAY - minutes(15), outcome="delivered by webhook"),)
    words = said(first_words(paging(role=TAM, step="Technical Account Manager", clause="STR-9", tried=tried)))
    assert "Tried 15 min ago: on-call U0ADA, delivered by webhook, no answer." in words
    assert "The contract: " in words and "STR-9" in words
    assert "Also on duty: on-call U0ADA, VP U0VERA, CSM" in words, "nobody's zone is known"
    assert words.splitlines()[-3:] == ["Take ownership", "Seen", "I can't, call the VP"]


def test_the_time_where_the_others_are_is_by_their_own_clock() -> None:
    ctx = context()
    people = {**ctx.roster.people, VERA: replace(ctx.roster.people[VERA], timezone="Asia/Tokyo")}
    on = paging(replace(ctx, roster=replace(ctx.roster, people=people)), role=TAM, step="Technical Account Manager")
    assert "VP U0VERA (21:00 where they are)" in said(first_words(on))


def test_acknowledge_is_offered_to_those_whose_acknowledgement_counts() -> None:
    assert [b.act for b in first_words(paging()).buttons] == ["acknowledge", "decline"]
    assert [b.label for b in first_words(paging()).buttons] == ["Acknowledge", "I can't, call Ben"]
    ctx = context()
    rotas = {**ctx.roster.rotas, "tams": ctx.roster.rotas["engineers"]}
    both = paging(replace(ctx, roster=replace(ctx.roster, rotas=rotas)), role=TAM, step="Technical Account Manager")
    assert [b.act for b in first_words(both).buttons] == ["acknowledge", "own", "seen", "decline"]
    assert ben.user == BEN
