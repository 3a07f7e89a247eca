"""What staff read of a customer's message follows it: edited or deleted there, it is so wherever it was quoted."""

from typing import Any

import pytest
from harness import Stage
from room import Room

DOWN = "P1: production is down, the key is hunter2"


@pytest.fixture
def acme(on: Stage) -> Room:
    return Room(on, "C0ACME", "amy")


@pytest.fixture
def moss(on: Stage) -> Room:
    return Room(on, "C0MOSS", "mila")


async def everything_staff_reads(on: Stage) -> str:
    """All that stands in the triage and fallback channels and in every direct message of the vendor's people."""
    channels = [await on.slack.messages(channel) for channel in ("C0TRIAGE", "C0FALLBACK")]
    direct = [await on.slack.dms(user) for user in ("ada", "ben", "tom", "vera", "cara")]
    shown: list[dict[str, Any]] = [m for each in (*channels, *direct) for m in each]
    return str(
        [(m["text"], m.get("blocks"), [(r["text"], r.get("blocks")) for r in m.get("replies", [])]) for m in shown]
    )


async def test_a_page_shows_the_words_as_they_were_edited(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await on.forward(minutes=16)
    assert "hunter2" in (await on.pages("tom"))[-1]
    await on.slack.edit("C0ACME", ts, "P1: production is down")
    assert "hunter2" not in await everything_staff_reads(on)
    (page,) = [m for m in await on.slack.dms("tom") if m.get("bot_id")]
    assert "production is down" in page["text"] and page["text"].startswith("*P1 at Acme: #1*")
    await on.press_page("tom", "own")
    assert (await on.ticket()).acknowledged, "its buttons are still there"


async def test_a_deleted_reply_is_gone_from_the_triage_thread(on: Stage, acme: Room) -> None:
    ts = await acme.post("P3: how do I rotate a key?")
    said = await acme.reply(ts, "It is hunter2, by the way")
    await on.forward(minutes=2)
    assert "hunter2" in await on.triage()
    await on.slack.delete("C0ACME", said)
    assert "hunter2" not in await everything_staff_reads(on)
    assert on.words_kept("hunter2") == []


async def test_a_page_that_is_over_stays_over(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await on.forward(minutes=16)
    await on.press_page("tom", "own")
    before = await on.pages("tom")
    await on.slack.edit("C0ACME", ts, "P1: production is down, again")
    assert await on.pages("tom") == before and before[-1].splitlines()[-1].startswith("*Over:*")


async def test_what_changes_while_its_quote_is_on_its_way_is_shown_when_it_arrives(on: Stage, acme: Room) -> None:
    ts = await acme.post("P3: how do I rotate a key?")
    said = await acme.reply(ts, "It is hunter2, by the way")
    await on.slack.fault("chat.postMessage", "error_after")
    await on.forward(minutes=1)
    assert "hunter2" in await on.triage(), "it arrived, and nobody knows yet"
    await on.slack.delete("C0ACME", said)
    await on.forward(minutes=3)
    assert "hunter2" not in await everything_staff_reads(on)


async def test_a_courtesy_notice_of_a_redirected_message_follows_it(on: Stage, moss: Room) -> None:
    ts = await moss.post("P1: everything is down, the key is hunter2")
    assert "hunter2" in await everything_staff_reads(on)
    await on.slack.delete("C0MOSS", ts)
    await on.forward(minutes=1)  # no ticket is known by it, so it is waited for a little
    assert "hunter2" not in await everything_staff_reads(on)


async def test_whom_a_ticket_was_given_to_reads_what_is_left_of_it(on: Stage, acme: Room) -> None:
    ts = await acme.post("P3: how do I rotate the key hunter2?")
    assert await on.dialog("ada", "assign", person="U0BEN") == {}
    assert "hunter2" in (await on.pages("ben"))[-1]
    await on.slack.edit("C0ACME", ts, "P3: how do I rotate a key?")
    await on.forward(minutes=1)
    await on.slack.edit("C0ACME", ts, "P3: how do I rotate any key?")
    assert "rotate any key?" in (await on.pages("ben"))[-1]
    assert "hunter2" not in await everything_staff_reads(on)


async def test_a_merged_tickets_words_go_from_its_own_card_and_from_where_it_went(on: Stage, acme: Room) -> None:
    await acme.post("P3: how do I rotate a key?")
    await on.forward(minutes=10)
    ts = await acme.post("P3: and how do I rotate the key hunter2?")
    assert await on.dialog("ada", "merge", 2, into="1") == {}
    assert "hunter2" in await on.triage(1) and "hunter2" in await on.triage(2)
    await on.slack.edit("C0ACME", ts, "P3: and how do I rotate the other?")
    assert "hunter2" not in await everything_staff_reads(on)
    assert "rotate the other?" in await on.triage(1)


async def test_the_customers_own_card_of_what_was_split_off_follows_it(on: Stage, acme: Room) -> None:
    ts = await acme.post("P3: how do I rotate a key?")
    other = await acme.reply(ts, "And something else: what of hunter2?")
    await on.slack.shortcut("C0ACME", other, "ada", "act:split")
    assert await on.fill_in("ada") == {}
    cards = [m["text"] for m in await on.slack.messages("C0ACME") if m.get("bot_id")]
    assert any("hunter2" in text for text in cards)
    await on.slack.edit("C0ACME", other, "And something else: what of that?")
    cards = [m["text"] for m in await on.slack.messages("C0ACME") if m.get("bot_id")]
    assert any("what of that?" in text for text in cards) and not any("hunter2" in text for text in cards)
    assert "hunter2" not in await everything_staff_reads(on)
