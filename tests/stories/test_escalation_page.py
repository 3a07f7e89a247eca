"""The page of a TAM: what it tells, and what becomes of it when its reader cannot take it or somebody else has it."""

import pytest
import world
from harness import Stage
from room import Room

DOWN = "P1: production is down, nobody can log in"


async def test_the_tam_reads_what_happened_what_was_tried_and_who_else_is_there(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    await on.forward(minutes=15)
    (page,) = await on.pages("tom")
    assert "Posted 15 min ago; nobody has it." in page and DOWN in page
    assert "STR-9" in page and "The contract: " in page
    assert "Tried 15 min ago: on-call <@U0ADA>, delivered by " in page and ", no answer." in page
    assert "Also on duty: on-call <@U0ADA> (16:15 where they are), VP <@U0VERA>, " in page, "her zone is not known"


async def test_a_tam_who_cannot_has_the_vp_called_at_once(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    await on.forward(minutes=15)
    await on.press_page("tom", "decline")
    assert len(await on.rings("vera")) == 1, "thirteen minutes before her own time"
    assert "Passed on:* to the VP." in (await on.pages("tom"))[-1]
    triage = await on.triage()
    assert "<@U0TOM> can't take #1 as TAM. The next step is taken at once." in triage
    await on.forward(minutes=30)
    assert len(await on.rings("vera")) == 1, "and she is not called a second time"


async def test_an_engineer_who_cannot_has_the_next_one_called_at_once(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    await on.press_page("ada", "decline")
    assert len(await on.rings("ben")) == 1
    assert "<@U0ADA> can't take #1 as on-call. <@U0BEN> is called instead." in await on.triage()
    await on.press_page("ben", "acknowledge")
    assert (await on.ticket()).acknowledged_by == "U0BEN"
    await on.forward(minutes=20)
    assert len(await on.rings("ada")) == 1


async def test_the_page_says_so_when_somebody_else_has_it(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await on.forward(minutes=16)
    await acme.react(ts, "ben", "👀")
    assert "Over:* acknowledged by <@U0BEN>" in (await on.pages("tom"))[-1]


ALONE = world.PEOPLE.replace("engineers: {people: [U0ADA, U0BEN], ", "engineers: {people: [U0ADA], ")


@pytest.mark.parametrize("people", [ALONE], ids=["alone"])
async def test_with_nobody_left_the_fallback_channel_is_asked(on: Stage, people: str) -> None:
    room = Room(on, "C0COBALT", "cyrus")
    await room.post("Critical: nothing works")
    await on.press_page("ada", "decline")
    (loud,) = [m["text"] for m in await on.slack.messages("C0FALLBACK")]
    assert loud.startswith("*Nobody is left to call.* <@U0ADA> can't take #1 as on-call.")
    passed_on = (await on.pages("ada"))[-1]
    assert passed_on.endswith("*Passed on:* nobody is left on the ladder, so the fallback channel is asked.")
