"""What a contract says to people stands where they need it: on the card, and in the form that they fill in."""

from typing import Any

import pytest
import world
from harness import Stage
from room import Room


@pytest.fixture
def surroundings() -> dict[str, Any]:
    """Cobalt's channel lives in Cobalt's own workspace."""
    found = world.slack(world.FRIDAY)
    for each in found["channels"]:
        if each["id"] == "C0COBALT":
            each["host"] = each["shared_with"][0]
    return found


async def form_of(on: Stage, room: Room, ts: str, by: str, act: str) -> str:
    """What the form of an act says that somebody opened on their card."""
    await room.press(ts, by, act)
    (view,) = await on.slack.views(by)
    return str(view["blocks"])


async def test_the_card_says_why_no_times_are_in_force_where_the_channel_lives_elsewhere(
    on: Stage, cobalt: Room, slate: Room
) -> None:
    ts = await cobalt.post("Critical: every run fails for all of our users")
    assert "The channel must be hosted in our workspace, with our tools in it." in await cobalt.card(ts)
    ts = await slate.post("Critical: every run fails for all of our users")
    assert "must be hosted" not in await slate.card(ts)


async def test_whoever_judges_a_severity_reads_how_previews_are_supported(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Major: the alpha feature fails")
    told = await form_of(on, cobalt, ts, "cyrus", "severity")
    assert "Alpha features are supported at best effort. Beta features are supported" in told


async def test_whoever_escalates_reads_what_to_do_in_a_security_incident(on: Stage, acme: Room) -> None:
    ts = await acme.post("P2: we see strange logins")
    assert "Should a security incident concern us" in await form_of(on, acme, ts, "amy", "escalate")
