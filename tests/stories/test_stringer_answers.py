"""What counts as an answer under Stringer, what an acknowledgement is worth without one, and how a ticket ends."""

from datetime import timedelta

import pytest
from harness import Stage
from room import Room

DOWN = "P1: production is down, nobody can log in"


async def resolved(on: Stage, room: Room, text: str = DOWN) -> str:
    """A request that was answered and resolved; its ts."""
    ts = await room.post(text)
    await room.reply(ts, "We see it, the database failed over.", by="ada")
    await on.press_triage("ada", "confirm_resolve")
    assert (await on.ticket()).status == "resolved"
    return ts


@pytest.mark.cites("STR-1")
async def test_a_reply_meets_the_first_response_and_an_emoji_does_not(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await acme.react(ts, "ada", "👀")
    response = await on.clock_of("first_response")
    assert response is not None
    assert response.met_at is None
    await on.forward(minutes=10)
    await acme.reply(ts, "We see it, looking at the auth service.", by="ada")
    response = await on.clock_of("first_response")
    assert response is not None
    assert response.met_at is not None
    assert "An engineer has replied." in await acme.card(ts)
    assert " · met " in await on.triage()


async def test_a_reply_of_any_staff_acknowledges_as_well(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await acme.reply(ts, "Our engineers are on it.", by="cara")
    assert (await on.ticket()).status == "acknowledged"
    await on.forward(minutes=40)
    assert await on.pages("tom") == []


async def test_what_the_customer_adds_is_no_answer(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await acme.reply(ts, "It began ten minutes ago.", by="axel")
    ticket = await on.ticket()
    assert (ticket.status, ticket.responded_at) == ("open", None)
    assert await on.tickets() == 1


@pytest.mark.cites("STR-1", "STR-8", "STR-9")
async def test_an_acknowledgement_without_a_reply_is_reminded_of_and_then_undone(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await on.forward(minutes=2)
    await acme.react(ts, "ada", "👀")
    rung = len(await on.rings("ada"))
    await on.forward(minutes=28)
    assert "you acknowledged it, the customer has no reply yet." in (await on.pages("ada"))[-1]
    await on.forward(minutes=17)
    assert (await on.ticket()).status == "acknowledged"
    await on.forward(minutes=1)
    ticket = await on.ticket()
    assert (ticket.status, ticket.episode) == ("open", 2)
    assert len(await on.rings("ada")) == rung + 1
    triage = await on.triage()
    assert "Open again:* <@U0ADA> acknowledged, but the customer has no reply" in triage
    assert "First response is due" not in triage
    assert "calling the on-call" in await acme.card(ts)
    await on.forward(minutes=15)
    assert len(await on.pages("tom")) == 1
    assert (await on.triage()).count("this is a breach of `STR-1`") == 1


async def test_a_late_acknowledgement_holds_as_long_again_and_the_breach_is_told_once(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await on.forward(minutes=65)
    await acme.react(ts, "ada", "👀")
    await on.forward(minutes=47)
    assert (await on.ticket()).status == "acknowledged"
    await on.forward(minutes=2)
    assert (await on.ticket()).status == "open"
    assert (await on.triage()).count("this is a breach of `STR-1`") == 1


async def test_eyes_taken_off_put_the_ticket_back_after_a_minute(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await acme.react(ts, "ada", "👀")
    await acme.react(ts, "ben", "👀")
    await acme.unreact(ts, "ada", "👀")
    await on.forward(minutes=2)
    assert (await on.ticket()).status == "acknowledged"
    await acme.unreact(ts, "ben", "👀")
    await on.forward(minutes=0.9)
    assert (await on.ticket()).status == "acknowledged"
    await on.forward(minutes=0.2)
    assert (await on.ticket()).status == "open"
    assert "Nobody has this one any more" in await on.triage()
    await on.forward(minutes=12)
    assert len(await on.pages("tom")) == 1


async def test_eyes_taken_off_by_mistake_and_put_back_change_nothing(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await acme.react(ts, "ada", "👀")
    await acme.unreact(ts, "ada", "👀")
    await on.forward(minutes=0.5)
    await acme.react(ts, "ada", "👀")
    await on.forward(minutes=15)
    assert (await on.ticket()).status == "acknowledged"
    assert "Nobody has this one" not in await on.triage()


@pytest.mark.cites("STR-12")
async def test_a_follow_up_is_answered_within_a_business_day(on: Stage, acme: Room) -> None:
    ts = await acme.post("P3: the nightly export is slow")
    await acme.reply(ts, "Which export is it?", by="ada")
    await on.forward(minutes=30)
    await acme.reply(ts, "The one for billing, and I am stuck with it.")
    waiting = await on.clock_of("next_response")
    assert waiting is not None
    assert waiting.due is not None
    assert waiting.clause == "STR-12"
    assert waiting.due - waiting.start == timedelta(days=3)
    assert "Next response SLA: by" in await acme.card(ts)
    await acme.reply(ts, "Thank you!")
    await on.until(waiting.due)
    assert "Next response was due" in await on.triage()
    await acme.reply(ts, "Found it: the index is missing.", by="ada")
    assert await on.clock_of("next_response") is None


async def test_thanks_reopen_nothing_and_a_relapse_within_a_week_does(on: Stage, acme: Room) -> None:
    ts = await resolved(on, acme)
    await acme.reply(ts, "Thanks a lot!")
    assert (await on.ticket()).status == "resolved"
    await on.forward(days=6)
    before = len(await on.rings("ada")) + len(await on.rings("ben"))
    await acme.reply(ts, "It is happening again")
    ticket = await on.ticket()
    assert (ticket.status, ticket.episode, ticket.reports) == ("open", 2, ())
    assert len(await on.rings("ada")) + len(await on.rings("ben")) == before + 1
    assert await on.tickets() == 1
    assert len(await acme.cards(ts)) == 1


async def test_after_a_week_the_same_thread_opens_a_new_ticket_that_names_the_old_one(on: Stage, acme: Room) -> None:
    ts = await resolved(on, acme)
    await on.forward(days=7, minutes=1)
    await acme.reply(ts, "It is happening again")
    assert await on.tickets() == 2
    second = await on.ticket(2)
    assert (second.thread, second.previous) == (ts, (await on.ticket(1)).id)
    assert (await on.ticket(1)).status == "resolved"
    assert "Follows a ticket of this thread" in await on.triage(2)
    assert len(await acme.cards(ts)) == 2


@pytest.mark.parametrize("by", ["amy", "cara"])
async def test_a_check_mark_of_somebody_without_a_say_resolves_nothing(on: Stage, acme: Room, by: str) -> None:
    ts = await acme.post("P3: the nightly export is slow")
    await acme.react(ts, by, "✅")
    assert (await on.ticket()).status == "open"


async def test_a_check_mark_on_a_reply_resolves_nothing_and_on_the_first_message_it_does(on: Stage, acme: Room) -> None:
    ts = await acme.post("P3: the nightly export is slow")
    reply = await acme.reply(ts, "We have sped it up.", by="ada")
    await acme.react(reply, "ada", "✅")
    assert (await on.ticket()).status == "acknowledged"
    await acme.react(ts, "ada", "✅")
    assert (await on.ticket()).status == "resolved"
    assert "Resolved. Write here if it is not." in await acme.card(ts)


async def test_a_check_mark_on_a_p1_asks_to_confirm(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await acme.reply(ts, "We see it.", by="ada")
    await acme.react(ts, "ada", "✅")
    assert (await on.ticket()).status == "acknowledged"
    card = await on.triage_card()
    question = next(r for r in card["replies"] if "please confirm" in r["text"])
    await on.press("C0TRIAGE", question, "ada", "confirm_resolve")
    assert (await on.ticket()).status == "resolved"


async def test_a_request_that_is_deleted_before_any_answer_is_withdrawn(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await on.slack.delete(acme.channel, ts)
    assert (await on.ticket()).status == "withdrawn"
    assert "Withdrawn:" in await on.triage()
    assert DOWN not in await on.triage()
    await on.forward(minutes=40)
    assert await on.pages("tom") == []


async def test_two_messages_of_a_minute_are_one_ticket(on: Stage, acme: Room) -> None:
    await acme.post("the export fails for us")
    await on.forward(minutes=1)
    second = await acme.post("it says error 500")
    assert await on.tickets() == 1
    await acme.react(second, "ada", "👀")
    assert (await on.ticket()).status == "acknowledged"


async def test_an_answer_at_the_top_of_the_channel_asks_what_it_answers(on: Stage, acme: Room) -> None:
    await acme.post("P3: the nightly export is slow")
    await acme.post("We are looking into the export.", by="ada")
    assert "Does it answer #1?" in (await on.pages("ada"))[-1]
    await on.press_page("ada", "answers")
    response = await on.clock_of("first_response")
    assert response is not None
    assert response.met_at is not None
