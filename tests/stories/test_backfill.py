"""What was asked before Ackline came: unanswered threads are tickets, nobody is paged, customers see nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import world
from harness import Stage
from room import Room
from setup_forms import bind_gale

NOW = datetime.fromisoformat(world.FRIDAY).astimezone(UTC)


def said(user: str, text: str, *, hours: float, channel: str = "C0GALE", below: float | None = None) -> dict[str, Any]:
    """A message of some hours before the story begins; `below` names the root of its thread likewise."""
    message = {"channel": channel, "user": f"U0{user.upper()}", "text": text, "ts": ts(hours)}
    return message | ({"thread_ts": ts(below)} if below is not None else {})


def ts(hours: float) -> str:
    return f"{(NOW - timedelta(hours=hours)).timestamp():.6f}"


@pytest.fixture
def surroundings() -> dict[str, Any]:
    """A week in two channels: Gale's is bound to nobody yet, Acme's by its file."""
    return world.slack(world.FRIDAY) | {
        "messages": [
            said("gwen", "Long ago: what is a namespace?", hours=24 * 8),
            said("gwen", "How do I rotate the keys?", hours=72),
            said("ada", "In the console, under Keys.", hours=71, below=72),
            said("gwen", "thanks!", hours=70, below=72),
            said("gwen", "And the certificates?", hours=60),
            said("ada", "One moment.", hours=59, below=60),
            said("gwen", "Any news? We still can't renew them.", hours=58, below=60),
            said("gwen", "lunch?", hours=50),
            said("ada", "Maintenance on Saturday, all.", hours=48),
            said("gwen", "Will exports be paused by it?", hours=47, below=48),
            said("gwen", "P1: production is down, nobody can log in", hours=20),
            said("gwen", ":tada:", hours=19),
            said("amy", "P2: uploads are slow", hours=30, channel="C0ACME"),
        ]
    }


async def test_unanswered_threads_of_a_channel_become_tickets_when_it_is_bound(on: Stage, gale: Room) -> None:
    before = await on.tickets()
    await bind_gale(on)
    cards = [m["text"] for m in await on.slack.messages("C0TRIAGE") if "Gale Ltd. (Enterprise)" in m["text"]]
    asked = {line[2:] for card in cards for line in card.splitlines() if line.startswith("> ")}
    assert asked == {
        "And the certificates?",
        "Will exports be paused by it?",
        "P1: production is down, nobody can log in",
    }
    assert await on.tickets() == before + 3
    told = "\n".join(m["text"] for m in await on.slack.messages("C0TRIAGE"))
    assert "*Gale Ltd.: 3 threads were unanswered when its channel was bound.* Read back over 7 days" in told
    assert all("*Backfilled:* it was asked before Ackline came, and nobody was paged for it." in c for c in cards)
    assert any("· started before Ackline" in c for c in cards)


async def test_nobody_is_paged_for_it_and_the_customer_sees_nothing(on: Stage, gale: Room) -> None:
    await bind_gale(on)
    await on.forward(hours=10)
    assert on.phone.rung == []
    assert await on.pages("tom") == await on.pages("vera") == []
    for message in await on.slack.messages("C0GALE"):
        assert not message.get("bot_id")
        assert not [r for r in message.get("replies", []) if r.get("bot_id")]
    assert "breach" not in "\n".join(
        r["text"] for m in await on.slack.messages("C0TRIAGE") for r in (m, *m.get("replies", []))
    )


async def test_channels_of_the_files_are_read_back_at_the_first_start_and_never_again(on: Stage, acme: Room) -> None:
    assert await on.tickets() == 1
    assert "> P2: uploads are slow" in await on.triage(1)
    await on.stop_bot()
    await on.return_of_the_bot()
    assert await on.tickets() == 1
    assert on.phone.rung == []


async def test_it_is_answered_like_any_other_ticket(on: Stage, acme: Room) -> None:
    root = ts(30)
    await on.forward(minutes=5)
    await acme.reply(root, "Which region are you in?", by="ada")
    assert (await on.ticket()).responded_at is not None
    assert len(await acme.cards(root)) == 1, "from here on it is a ticket like any other"


async def test_a_customer_who_calls_it_urgent_now_is_paged_for_now(on: Stage, gale: Room) -> None:
    await bind_gale(on)
    await on.forward(minutes=30)
    assert on.phone.rung == []
    await gale.reply(ts(20), "P1: it is still down!")
    assert len(await on.rings("ada")) == 1
    assert await on.rings("vera") == [], "the ladder begins with these words"
    assert "calling the on-call" in await gale.card(ts(20)), "and the customer sees that it has begun"
    await on.forward(minutes=16)
    assert len(await on.pages("tom")) == 1


async def test_what_was_answered_by_emoji_before_is_taken_in_with_it(on: Stage, gale: Room) -> None:
    await gale.react(ts(20), "ada", "eyes")
    await bind_gale(on)
    (ticket,) = [t for n in range(1, 5) if (t := await on.ticket(n)).claimed is not None and t.account == "gale-ltd"]
    assert ticket.acknowledged_by == "U0ADA"


async def test_a_channel_that_is_bound_again_is_read_again_without_paging(on: Stage, gale: Room) -> None:
    await bind_gale(on)
    await on.slack.command("C0GALE", "ada", "/ackline", "unbind")
    await on.forward(hours=1)
    await gale.post("P1: down once more, while nobody looked")
    await on.forward(hours=1)
    count = await on.tickets()
    await on.slack.command("C0GALE", "ada", "/ackline", "bind")
    (view,) = await on.slack.views("ada")
    account = next(b["element"] for b in view["blocks"] if b.get("block_id") == "account")
    await on.slack.click_in_view("ada", account["action_id"], "gale-ltd", values={"account": "gale-ltd"})
    await on.slack.submit("ada", {"account": "gale-ltd"})
    assert await on.tickets() == count + 1
    assert on.phone.rung == []


async def test_slack_that_refuses_for_a_while_delays_it_and_loses_nothing(on: Stage, gale: Room) -> None:
    await on.slack.fault("conversations.history", "rate_limited", times=1, retry_after=30)
    await bind_gale(on)
    assert await on.tickets() == 1
    await on.forward(minutes=6)
    assert await on.tickets() == 4


async def test_what_is_asked_before_the_past_could_be_read_is_new_also_after_another_start(
    on: Stage, gale: Room
) -> None:
    await on.slack.fault("conversations.history", "rate_limited", times=1, retry_after=30)
    await bind_gale(on)
    await on.stop_bot()
    await on.forward(minutes=1)
    await gale.post("P1: the gateway is down as well")
    await on.return_of_the_bot()
    await on.forward(minutes=6)
    assert await on.tickets() == 5
    assert await on.rings("ada"), "nobody is called for what is past, but for this"
