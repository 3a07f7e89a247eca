"""Slack answers no call for hours, while its events still come: pages go round it, and it is not hammered."""

import pytest
from harness import Stage
from room import Room

from ackline.services.outgoing.circuit import FAILURES

pytestmark = pytest.mark.http


async def away(on: Stage) -> None:
    """From now on every call fails, until `clear_faults`."""
    await on.slack.fault("*", "error_before", times=1_000_000)


async def calls(on: Stage) -> int:
    return len(await on.slack.calls())


async def test_a_p1_rings_at_once_while_slack_is_away_and_the_bot_is_not_ready(
    on: Stage, acme: Room, birch: Room, dune: Room
) -> None:
    on.running.pulse.started = True
    await away(on)
    for room in (birch, dune):
        await room.post("P3: the report has a typo")
    await on.forward(minutes=2)
    why = await on.running.pulse.why_not()
    assert why is not None and why.startswith("Slack has not answered for ")
    await acme.post("P1: production is down, nobody can log in")
    assert len(await on.rings("ada")) == 1
    await on.forward(minutes=15)
    assert on.phone.rung, "the ladder climbs by the phone"
    await on.slack.clear_faults()
    await on.forward(minutes=2)
    assert await on.running.pulse.why_not() is None


async def test_hours_without_slack_cost_a_call_a_minute_and_then_everything_is_said(
    on: Stage, acme: Room, birch: Room, dune: Room
) -> None:
    await away(on)
    roots = {room: await room.post("P3: the report has a typo") for room in (acme, birch, dune)}
    await on.forward(minutes=10)
    before = await calls(on)
    await on.forward(hours=1)
    assert await calls(on) - before < 60 + FAILURES + 20
    await on.slack.clear_faults()
    await on.forward(minutes=2)
    assert [len(await room.cards(ts)) for room, ts in roots.items()] == [1, 1, 1]
