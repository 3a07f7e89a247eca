"""Channels that move, close and go: promises follow them, or staff are told."""

from harness import Stage
from room import Room


async def test_a_channel_that_gets_another_id_keeps_its_tickets_and_its_account(on: Stage, acme: Room) -> None:
    ts = await acme.post("P1: production is down")
    await on.slack.change_id("C0ACME", "C0ACMENEW")
    moved = Room(on, "C0ACMENEW", "amy")
    await moved.react(ts, "ada", "👀")
    assert (await on.ticket()).acknowledged_by == "U0ADA"
    await moved.reply(ts, "We are on it.", by="ada")
    assert (await on.ticket()).responded_at is not None
    (card,) = await moved.cards(ts)
    assert "An engineer has replied." in card["text"]
    await on.forward(minutes=10)
    again = await moved.post("P1: and now the login is down")
    assert await on.tickets() == 2
    assert len(await moved.cards(again)) == 1
    assert "/archives/C0ACMENEW/" in await on.triage(2)


async def test_a_redirect_follows_a_channel_to_its_new_id(on: Stage, ember: Room) -> None:
    await on.slack.change_id("C0EMBER", "C0EMBERNEW")
    moved = Room(on, "C0EMBERNEW", "emma")
    assert len(await moved.cards(await moved.post("How do I grow a file system?"))) == 1


async def test_an_archived_channel_stops_its_pages_and_staff_are_told(on: Stage, acme: Room) -> None:
    await acme.post("P1: production is down")
    await on.slack.archive("C0ACME", "ada")
    assert "*The customer's channel is out of reach:* it was archived. Reach the customer" in await on.triage()
    await on.forward(minutes=40)
    assert await on.pages("tom") == []
    told = [m["text"] for m in await on.slack.messages("C0TRIAGE")]
    assert any("A channel of Acme is closed" in words for words in told)


async def test_an_unshared_channel_stops_its_pages_and_staff_are_told_once(on: Stage, acme: Room) -> None:
    await acme.post("P1: production is down")
    await on.slack.unshare("C0ACME", "T0ACME")
    assert "*The customer's channel is out of reach:*" in await on.triage()
    await on.forward(minutes=40)
    assert await on.pages("tom") == []
    told = [m["text"] for m in await on.slack.messages("C0TRIAGE")]
    assert len([words for words in told if "A channel of Acme is closed" in words]) == 1


async def test_a_request_sent_to_the_bot_directly_is_pointed_to_the_channel_once_a_day(on: Stage) -> None:
    await on.slack.post("ackline", "amy", "P1: production is down")
    await on.slack.post("ackline", "amy", "hello?")
    assert await on.pages("amy") == [
        "Nobody reads messages to me. Please ask in your shared channel, where the whole team sees it."
    ]
    assert await on.tickets() == 0
    assert await on.slack.messages("C0TRIAGE") == []
    await on.slack.post("ackline", "ada", "are you there?")
    assert await on.pages("ada") == []
    await on.forward(days=1)
    await on.slack.post("ackline", "amy", "anybody?")
    assert len(await on.pages("amy")) == 2


async def test_another_customers_channel_is_none_the_worse(on: Stage, acme: Room, cobalt: Room) -> None:
    await on.slack.archive("C0ACME", "ada")
    ts = await cobalt.post("Sev 1: no run starts for anybody")
    assert len(await cobalt.cards(ts)) == 1
