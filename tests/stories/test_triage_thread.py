"""The thread of the triage card: what staff say there stays there, what the customer says comes there, quietly."""

from harness import Stage
from room import Room

SECRET = "between us: they are three months behind with the invoice"


async def replies(on: Stage) -> list[str]:
    """What stands below the card."""
    return [r["text"] for r in (await on.triage_card()).get("replies", [])]


async def test_what_staff_say_below_the_card_is_never_mirrored(on: Stage, acme: Room) -> None:
    ts = await acme.post("P1: production is down")
    card = await on.triage_card()
    before = len(await on.slack.thread("C0ACME", ts))
    for words in (SECRET, "<@U0BEN> please look, and <@U0AMY> should not know", "next update in 30 min", "✅ resolved"):
        await on.slack.post("C0TRIAGE", "ada", words, thread_ts=card["ts"])
    await on.forward(minutes=10)
    assert len(await on.slack.thread("C0ACME", ts)) == before
    assert "invoice" not in repr(await on.slack.messages("C0ACME"))
    assert await on.slack.dms("amy") == []
    ticket = await on.ticket()
    assert (ticket.responded_at, ticket.next_update_at, ticket.acknowledged) == (None, None, False)
    assert on.words_kept("three months behind") == [], "it is not even kept"


async def test_a_customers_words_are_quoted_there_a_minute_at_a_time(on: Stage, acme: Room) -> None:
    ts = await acme.post("P2: the export is slow")
    told = len(await replies(on))
    for words in ("It began at noon", "Only for the big ones", "> and a quote"):
        await acme.reply(ts, words)
    assert len(await replies(on)) == told, "gathered for a minute"
    await on.forward(minutes=1.1)
    (quoted,) = (await replies(on))[told:]
    assert quoted.splitlines() == [
        "<@U0AMY> wrote:",
        "> It began at noon",
        "<@U0AMY> wrote:",
        "> Only for the big ones",
        "<@U0AMY> wrote:",
        "> &gt; and a quote",
    ]


async def test_what_staff_answered_stands_between_and_asks_for_no_message_of_its_own(on: Stage, acme: Room) -> None:
    ts = await acme.post("P2: the export is slow")
    told = len(await replies(on))
    await acme.reply(ts, "We look into it.", by="ada")
    await on.forward(minutes=5)
    assert len(await replies(on)) == told
    await acme.reply(ts, "Thanks, it began at noon", by="axel")
    await on.forward(minutes=2)
    (quoted,) = (await replies(on))[told:]
    assert quoted.splitlines()[0] == "Ada answered:", "named and not mentioned: it notifies nobody"
    assert quoted.splitlines()[2:] == ["<@U0AXEL> wrote:", "> Thanks, it began at noon"]


async def test_chatter_is_not_quoted(on: Stage, acme: Room) -> None:
    ts = await acme.post("P2: the export is slow")
    told = len(await replies(on))
    await acme.reply(ts, "thanks!")
    await on.forward(minutes=5)
    assert len(await replies(on)) == told


async def test_what_was_deleted_before_it_was_quoted_is_quoted_to_nobody(on: Stage, acme: Room) -> None:
    ts = await acme.post("P2: the export is slow")
    reply = await acme.reply(ts, "our password is swordfish")
    await on.slack.delete("C0ACME", reply)
    await on.forward(minutes=2)
    assert "swordfish" not in await on.triage()
    assert "_(removed)_" in await on.triage()


async def test_a_lively_hour_is_a_handful_of_messages(on: Stage, acme: Room) -> None:
    """Twenty messages of the customer in four bursts: four quotes, and one card for the customer."""
    ts = await acme.post("P2: the export is slow")
    told = len(await replies(on))
    for burst in range(4):
        for n in range(5):
            await acme.reply(ts, f"detail {burst}.{n} of what we see")
        await on.forward(minutes=15)
    assert len(await replies(on)) - told == 4
    assert len(await acme.cards(ts)) == 1
