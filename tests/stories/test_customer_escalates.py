"""A customer wants more: it goes where the contract says, with the reason, and with the telephone number."""

import pytest
from harness import Stage, acts_in
from room import Room

SLOW = "P3: the nightly export is slow"
REASON = "Three days now, and finance cannot close the month"


@pytest.mark.cites("STR-9", "STR-8")
async def test_on_enterprise_the_on_call_is_paged_at_once_and_the_tam_after_fifteen_minutes(
    on: Stage, acme: Room
) -> None:
    ts = await acme.post(SLOW)
    await acme.react(ts, "ada", "👀")
    await acme.press(ts, "amy", "escalate")
    (form,) = await on.slack.views("amy")
    assert form["blocks"][0]["text"]["text"].splitlines() == [
        "Our on-call engineer is paged at once and, unless somebody takes it within 15 minutes, your Technical Account "
        "Manager.",
        "*Telephone for a P1, day and night:* +1 555 0100",
        "Should a security incident concern us, Enterprise customers page the on-call first, and Pro customers file a "
        "P1.",
    ]
    assert await on.fill_in("amy", reason=REASON) == {}
    assert (await on.ticket()).status == "open", "what was done was not enough"
    assert len(await on.rings("ada")) == 1
    assert f"Escalated by the customer:*\n> {REASON}" in (await on.pages("ada"))[0]
    card = await acme.card(ts)
    assert "*Escalated.* Our on-call engineer is paged at once" in card
    assert "Telephone for a P1, day and night: +1 555 0100" in card
    assert REASON not in card
    await on.forward(minutes=14)
    assert await on.pages("tom") == []
    await on.forward(minutes=1)
    assert f"> {REASON}" in (await on.pages("tom"))[0]
    await on.press_page("tom", "own")
    assert "*Escalated.*" not in await acme.card(ts)
    assert REASON in await on.triage()


@pytest.mark.cites("STR-7")
async def test_on_pro_the_on_call_line_is_paged_and_its_number_shown(on: Stage, birch: Room) -> None:
    ts = await birch.post("P1: production is down")
    assert "page the on-call here or call the on-call line" in await birch.card(ts)
    assert "On-call line for a P1 left unacknowledged: +1 555 0101" in await birch.card(ts)
    assert await on.rings("ada") == [], "30 minutes are not over"
    assert await on.press_form(birch, ts, "bia", "escalate", reason="We cannot wait") == {}
    assert len(await on.rings("ada")) == 1


async def test_without_a_clause_staff_are_told_and_nobody_is_promised(on: Stage, cobalt: Room, dune: Room) -> None:
    for room, who in ((cobalt, "cyrus"), (dune, "dora")):
        ts = await room.post("One of our stacks waits for ever, any idea?")
        await room.press(ts, who, "escalate")
        (form,) = await on.slack.views(who)
        assert "names nobody to be called, and no time" in form["blocks"][0]["text"]["text"]
        assert await on.fill_in(who, reason=REASON) == {}
        assert "*Escalated.* The team has been told and reads your reason." in await room.card(ts)
    assert on.phone.rung == []
    for number in (1, 2):
        triage = await on.triage(number)
        assert "publishes no escalation, so nobody is paged" in triage
        assert f"> {REASON}" in triage


@pytest.mark.cites("WEK-9")
async def test_an_escalation_reaches_the_executive_on_duty_whatever_the_severity(on: Stage, ember: Room) -> None:
    ts = await ember.post("I want to escalate our portal ticket 4711")
    (answer,) = await ember.cards(ts)
    assert "+1 (844) 392-0665" in answer["text"]
    assert acts_in(answer) == ["escalate"]
    await on.press("C0EMBER", answer, "emma", "escalate")
    (form,) = await on.slack.views("emma")
    assert "+1 (844) 392-0665" in form["blocks"][0]["text"]["text"]
    assert await on.fill_in("emma", reason=REASON) == {}
    (page,) = await on.pages("elif")  # 18:00 in Istanbul
    assert f"> {REASON}" in page
    assert "For the executive on duty (`WEK-9`)" in page
    assert await on.pages("sam") == []
    card = await ember.card(ts)
    assert "We have it and are calling the executive on duty." in card, "it takes the place of the answer"
    assert "Telephone, escalation option: +1 (844) 392-0665" in card
    assert "A courtesy, no response time applies in Slack." in card
    assert await on.clock_of("first_response") is None, "no time is invented"
    await on.forward(minutes=10)
    assert len(await on.pages("elif")) == 2
    await on.press_page("elif", "own")
    assert (await on.ticket()).acknowledged_by == "U0ELIF"
    await on.forward(hours=1)
    assert len(await on.pages("elif")) == 2
    assert "The executive on duty has seen it." in await ember.card(ts)


@pytest.mark.cites("WEK-9")
@pytest.mark.at("2026-11-21T00:30:00+03:00")
async def test_at_night_the_executive_who_is_awake_is_reached(on: Stage, ember: Room) -> None:
    ts = await ember.post("Please escalate this")
    (answer,) = await ember.cards(ts)
    await on.press("C0EMBER", answer, "emma", "escalate")
    assert await on.fill_in("emma", reason=REASON) == {}
    assert await on.pages("elif") == []
    assert len(await on.pages("sam")) == 1


@pytest.mark.cites("WEK-9")
async def test_whoever_asks_for_more_is_answered_every_time(on: Stage, ember: Room) -> None:
    first = await ember.post("How do I grow a file system?")
    (answer,) = await ember.cards(first)
    assert acts_in(answer) == ["escalate."], "there is a way from the ordinary answer too, in its menu"
    for _ in range(2):
        (answer,) = await ember.cards(await ember.post("That is no answer, I escalate"))
        assert answer["text"].startswith("Press Escalate… and tell us why.")


async def test_a_second_escalation_is_kept_and_told_and_calls_nobody_twice(on: Stage, acme: Room) -> None:
    ts = await acme.post(SLOW)
    assert await on.press_form(acme, ts, "amy", "escalate", reason=REASON) == {}
    assert await on.press_form(acme, ts, "axel", "escalate", reason="The board asks") == {}
    assert len(await on.rings("ada")) == 1
    assert [e.by for e in (await on.ticket()).escalations] == ["U0AMY", "U0AXEL"]
    assert "> The board asks" in await on.triage()


async def test_what_was_resolved_is_open_again_when_it_is_escalated(on: Stage, acme: Room) -> None:
    ts = await acme.post(SLOW)
    await acme.press(ts, "amy", "solved")
    (card,) = await acme.cards(ts)
    assert "escalate." not in acts_in(card), "Not solved comes first"
    await acme.press(ts, "amy", "reopen")
    assert await on.press_form(acme, ts, "amy", "escalate", reason=REASON) == {}
    assert len(await on.rings("ada")) == 1
