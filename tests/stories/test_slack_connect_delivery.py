"""Slack and the pagers fail in every way, and each promise is delivered once."""

import pytest
from harness import Stage
from room import Room


async def test_a_busy_slack_is_waited_for_as_long_as_it_says(on: Stage, acme: Room) -> None:
    await on.slack.fault("chat.postMessage", "rate_limited", retry_after=20, where={"channel": "C0ACME"})
    ts = await acme.post("P1: production is down")
    assert await acme.cards(ts) == []
    assert len(await on.pages("ada")) == 1, "a page waits for no card"
    await on.forward(minutes=0.3)
    assert await acme.cards(ts) == []
    await on.forward(minutes=0.1)
    assert len(await acme.cards(ts)) == 1


@pytest.mark.parametrize("kind", ["error_after", "timeout_after", "reset_after"])
async def test_a_post_that_failed_after_slack_took_it_is_found_and_not_doubled(
    on: Stage, acme: Room, kind: str
) -> None:
    await on.slack.fault("chat.postMessage", kind, seconds=0.05)
    await on.slack.fault("chat.postMessage", kind, seconds=0.05, where={"channel": "C0TRIAGE"})
    ts = await acme.post("P1: production is down")
    await on.forward(minutes=3)
    assert len(await acme.cards(ts)) == 1
    assert len([m for m in await on.slack.messages("C0TRIAGE") if m["text"].startswith("*#1 ·")]) == 1
    await acme.reply(ts, "We are on it.", by="ada")
    assert "An engineer has replied." in await acme.card(ts), "the one that was found is kept up to date"


@pytest.mark.parametrize("kind", ["error_before", "timeout_before", "reset_before"])
async def test_a_post_that_failed_before_slack_took_it_is_sent_again(on: Stage, acme: Room, kind: str) -> None:
    await on.slack.fault("chat.postMessage", kind, seconds=0.05, where={"channel": "C0ACME"})
    ts = await acme.post("P1: production is down")
    await on.forward(minutes=3)
    assert len(await acme.cards(ts)) == 1


async def test_a_page_whose_delivery_is_in_doubt_is_not_doubled(on: Stage, acme: Room) -> None:
    await on.slack.fault("chat.postMessage", "error_after", where={"channel": "D0ADA"})
    await acme.post("P1: production is down")
    await on.forward(minutes=1)
    assert len(await on.pages("ada")) == 1


async def test_a_page_that_may_have_arrived_and_cannot_be_looked_for_says_so(on: Stage, acme: Room) -> None:
    await on.slack.fault("chat.postMessage", "error_after", where={"channel": "D0ADA"})
    await on.slack.fault("conversations.history", "error_before", times=50, where={"channel": "D0ADA"})
    await acme.post("P1: production is down")
    await on.forward(minutes=1)
    first, second = await on.pages("ada")
    assert "possible duplicate" not in first
    assert "possible duplicate" in second


async def test_a_card_that_somebody_deleted_is_posted_anew_once(on: Stage, acme: Room) -> None:
    ts = await acme.post("The export is slow for one of us")
    (card,) = await acme.cards(ts)
    await on.slack.delete("C0ACME", card["ts"])
    assert await acme.cards(ts) == []
    await acme.reply(ts, "We are on it.", by="ada")
    assert "An engineer has replied." in await acme.card(ts)
    await on.forward(hours=1)
    assert len(await acme.cards(ts)) == 1


async def test_a_phone_that_refuses_is_followed_by_the_next_person_at_once(on: Stage, acme: Room) -> None:
    on.phone.status = 404
    await acme.post("P1: production is down")
    assert len(await on.pages("ada")) == 1, "the message of the first one was sent all the same"
    assert len(await on.pages("ben")) == 1
    (loud,) = [m["text"] for m in await on.slack.messages("C0FALLBACK")]
    assert "#1" in loud
    assert "the fallback channel was told" in await on.triage()


async def test_a_phone_that_fails_for_one_rings_for_the_other(on: Stage, acme: Room) -> None:
    on.phone.refuses = {"ada"}
    await acme.post("P1: production is down")
    await on.forward(minutes=0.5)
    assert len(await on.rings("ben")) == 1
    assert await on.slack.messages("C0FALLBACK") == []


async def test_a_page_of_the_vp_says_when_slack_could_not_be_read_before(on: Stage, acme: Room) -> None:
    await acme.post("P1: production is down")
    await on.forward(minutes=20)
    await on.slack.fault("conversations.replies", "error_before", times=100)
    await on.forward(minutes=10)
    (page,) = await on.pages("vera")
    assert page.startswith("⚠ unverified")
    (ring,) = await on.rings("vera")
    assert "unverified" in ring


async def test_a_page_of_the_vp_is_not_sent_when_the_last_look_finds_an_acknowledgement(on: Stage, acme: Room) -> None:
    ts = await acme.post("P1: production is down")
    await on.forward(minutes=20)
    await on.slack.line("lost")
    await acme.react(ts, "ada", "👀")
    await on.slack.line("open")
    await on.forward(minutes=20)
    assert await on.pages("vera") == []
    assert (await on.ticket()).acknowledged_by == "U0ADA"
