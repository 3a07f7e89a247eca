"""A storm: many pages to one person are one message, whose lines say who has what."""

from typing import Any

import pytest
from harness import Stage
from room import Room


@pytest.fixture
def acme(on: Stage) -> Room:
    return Room(on, "C0ACME", "amy")


async def six(on: Stage, acme: Room) -> list[str]:
    """Six tickets of one moment: three pages leave, the other three are gathered."""
    return [await acme.post(f"P1: region {number} is down") for number in range(6)]


async def gathered(on: Stage, user: str = "ada") -> dict[str, Any]:
    """The only message of somebody that gathers pages."""
    (found,) = [m for m in await on.slack.dms(user) if "pages at once" in m["text"]]
    return found


def line_of(message: dict[str, Any], number: int) -> str:
    (found,) = [each for each in message["text"].split("\n") if f": #{number}" in each]
    return found


def labels(message: dict[str, Any]) -> list[str]:
    return [b["text"]["text"] for block in message["blocks"] if block["type"] == "actions" for b in block["elements"]]


async def test_a_storm_of_a_dozen_is_a_few_pages_with_a_count(on: Stage, acme: Room) -> None:
    for number in range(12):
        await acme.post(f"P1: region {number} is down")
        await on.forward(minutes=1 / 60)
    assert await on.tickets() == 12
    assert len(await on.rings("ada")) == 3
    await on.forward(minutes=1)
    *_, gathered = rings = await on.rings("ada")
    assert len(rings) == 4
    assert gathered.startswith("9 pages at once\nP1 at Acme: #4 (STR-8) · open the thread"), "each cites its clause"
    assert all(any(f"#{n}" in ring for ring in rings) for n in range(1, 13)), "none is lost in the count"
    page = (await on.slack.dms("ada"))[-1]
    labels = [b["text"]["text"] for block in page["blocks"] if block["type"] == "actions" for b in block["elements"]]
    assert labels == [f"Acknowledge #{n}" for n in range(4, 13)]


async def test_whoever_acknowledges_one_page_of_a_storm_still_reads_the_others(on: Stage, acme: Room) -> None:
    for number in range(6):
        await acme.post(f"P1: region {number} is down")
    await on.forward(minutes=1)
    await on.press("ackline", (await on.slack.dms("ada"))[-1], "ada", "acknowledge")
    assert (await on.ticket(4)).acknowledged_by == "U0ADA"
    page = (await on.slack.dms("ada"))[-1]
    assert "3 pages at once" in page["text"] and "#6" in page["text"]
    await on.press("ackline", page, "ada", "acknowledge", (await on.ticket(6)).id)
    assert (await on.ticket(6)).acknowledged_by == "U0ADA"
    assert not (await on.ticket(5)).acknowledged


async def test_an_acknowledgement_while_a_storm_is_gathered_leaves_its_ticket_out(on: Stage, acme: Room) -> None:
    posted = [await acme.post(f"P1: region {number} is down") for number in range(6)]
    await acme.react(posted[5], "ben", "👀")
    await on.forward(minutes=1)
    gathered = (await on.rings("ada"))[-1]
    assert gathered.startswith("2 pages at once")
    assert "#6" not in gathered


async def test_whoever_reads_a_storm_sees_who_has_which_ticket(on: Stage, acme: Room) -> None:
    posted = await six(on, acme)
    await on.forward(minutes=1)
    await on.press("ackline", await gathered(on), "ada", "acknowledge", (await on.ticket(5)).id)
    await acme.react(posted[5], "ben", "👀")
    await on.forward(minutes=1)
    page = await gathered(on)
    assert page["text"].startswith("*3 pages at once*\n*P1 at Acme: #4*")
    assert "*Over:*" not in line_of(page, 4)
    assert "*Over:* acknowledged by <@U0ADA>" in line_of(page, 5)
    assert "*Over:* acknowledged by <@U0BEN>" in line_of(page, 6)
    assert labels(page) == ["Acknowledge #4"]
    await acme.react(posted[3], "ada", "👀")
    page = await gathered(on)
    assert page["text"].count("*Over:*") == 3 and labels(page) == []


async def test_each_line_of_a_storm_leads_to_its_thread(on: Stage, acme: Room) -> None:
    posted = await six(on, acme)
    await on.forward(minutes=1)
    for number in (4, 5, 6):
        assert f"archives/C0ACME/p{posted[number - 1].replace('.', '')}|open the thread>" in line_of(
            await gathered(on), number
        )


async def test_a_storm_whose_receipt_was_lost_is_found_and_no_ticket_writes_over_it(on: Stage, acme: Room) -> None:
    posted = await six(on, acme)
    await on.slack.fault("chat.postMessage", "error_after")
    await on.forward(minutes=20 / 60)
    await acme.react(posted[3], "ben", "👀")
    await on.forward(minutes=1)
    page = await gathered(on)
    assert "*Over:* acknowledged by <@U0BEN>" in line_of(page, 4), "it was taken before the message was found"
    assert labels(page) == ["Acknowledge #5", "Acknowledge #6"]
    await on.press("ackline", page, "ada", "acknowledge", (await on.ticket(5)).id)
    page = await gathered(on)
    assert "*Over:*" in line_of(page, 5) and labels(page) == ["Acknowledge #6"]
    assert len(await on.slack.dms("ada")) == 4, "it is found, so that none of it is sent again"


async def test_a_button_of_a_storm_that_is_pressed_late_is_answered(on: Stage, acme: Room) -> None:
    posted = await six(on, acme)
    await on.forward(minutes=1)
    await on.slack.fault("chat.update", "rate_limited", times=9)
    await acme.react(posted[4], "ben", "👀")
    await on.press("ackline", await gathered(on), "ada", "acknowledge", (await on.ticket(5)).id)
    assert (await on.ticket(5)).acknowledged_by == "U0BEN"
    assert (await on.pages("ada"))[-1] == "*Too late:* #5 is Critical and acknowledged, Ben has it."
    await on.slack.clear_faults()
    await on.forward(minutes=1)
    assert "*Over:* acknowledged by <@U0BEN>" in line_of(await gathered(on), 5)
