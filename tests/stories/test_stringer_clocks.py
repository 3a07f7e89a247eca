"""When Stringer's answers are due, and how a due time is explained."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest
from harness import Stage, utc
from room import Room

Why = Callable[[int], Awaitable[dict[str, Any]]]


async def due(on: Stage) -> tuple[datetime | None, str]:
    """When the first response is due, and by which clause."""
    response = await on.clock_of("first_response")
    assert response is not None
    return response.due, response.clause


@pytest.mark.cites("STR-2")
async def test_an_enterprise_p2_is_answered_within_four_hours(on: Stage, acme: Room) -> None:
    ts = await acme.post("P2: exports fail for half of our teams")
    assert await due(on) == (utc("2026-11-20T19:00:00Z"), "STR-2")
    await on.until(utc("2026-11-20T18:12:00Z"))
    assert "First response is due" in await on.triage()
    assert await on.rings("ada") == []
    await on.until(utc("2026-11-20T19:00:00Z"))
    assert "this is a breach of `STR-2`" in await on.triage()
    await acme.reply(ts, "Sorry for the wait, we are looking.", by="ada")
    assert " · late " in await on.triage()


@pytest.mark.at("2026-11-20T22:00:00+00:00")
@pytest.mark.cites("STR-3")
async def test_an_enterprise_p3_runs_in_business_hours(on: Stage, acme: Room) -> None:
    ts = await acme.post("P3: the nightly export is slow")
    assert await due(on) == (utc("2026-11-23T06:00:00Z"), "STR-3")
    assert "First response SLA: by" in await acme.card(ts)


@pytest.mark.at("2026-11-21T12:00:00+00:00")
@pytest.mark.cites("STR-4")
async def test_an_enterprise_p4_has_a_business_day(on: Stage, acme: Room) -> None:
    ts = await acme.post("P4: where is the export documented?")
    assert await due(on) == (utc("2026-11-24T00:00:00Z"), "STR-4")
    assert "(the next counted hour is" in await acme.card(ts)


@pytest.mark.at("2026-11-21T12:00:00+00:00")
@pytest.mark.cites("STR-1", "STR-6")
async def test_an_enterprise_p1_runs_on_a_saturday(on: Stage, acme: Room) -> None:
    await acme.post("P1: production is down")
    assert await due(on) == (utc("2026-11-21T13:00:00Z"), "STR-1")
    assert len(await on.rings("ada")) == 1


@pytest.mark.at("2026-11-20T22:00:00+00:00")
@pytest.mark.parametrize(
    ("alias", "clause", "at"),
    [
        pytest.param("P2", "STR-2", "2026-11-23T06:00:00Z", marks=pytest.mark.cites("STR-2")),
        pytest.param("P3", "STR-3", "2026-11-23T22:00:00Z", marks=pytest.mark.cites("STR-3")),
        pytest.param("P4", "STR-4", "2026-11-24T22:00:00Z", marks=pytest.mark.cites("STR-4")),
    ],
)
async def test_a_pro_request_that_staff_take_runs_through_the_five_days(
    on: Stage, birch: Room, alias: str, clause: str, at: str
) -> None:
    ts = await birch.post(f"{alias}: exports fail for half of our teams")
    assert await on.tickets() == 0
    await birch.react(ts, "ada", "🎫")
    assert await due(on) == (utc(at), clause)


@pytest.mark.at("2026-11-20T22:00:00+00:00")
@pytest.mark.cites("STR-3")
async def test_why_tells_the_counted_and_the_closed_hours(on: Stage, acme: Room, why: Why) -> None:
    ts = await acme.post("P3: the nightly export is slow")
    await on.forward(minutes=5)
    await acme.reply(ts, "Which export is it?", by="ada")
    told = await why(1)
    (response,) = (c for c in told["clocks"] if c["clock"] == "first_response")
    assert (response["clause"], response["due"], response["state"]) == ("STR-3", "2026-11-23T06:00:00Z", "met")
    assert response["intervals"] == [
        {"from": "2026-11-20T22:00:00Z", "to": "2026-11-21T00:00:00Z", "why": "counted"},
        {"from": "2026-11-21T00:00:00Z", "to": "2026-11-23T00:00:00Z", "why": "closed"},
        {"from": "2026-11-23T00:00:00Z", "to": "2026-11-23T06:00:00Z", "why": "counted"},
    ]
    assert told["chain"] == "holds"


@pytest.mark.cites("STR-2")
async def test_a_clock_runs_on_while_the_customer_is_waited_for(on: Stage, acme: Room) -> None:
    ts = await acme.post("P2: exports fail for half of our teams")
    before = await due(on)
    await acme.react(ts, "ada", "⏸️")
    assert (await on.ticket()).status == "pending"
    await on.forward(hours=1)
    assert await due(on) == before
    await acme.reply(ts, "It is the billing export.")
    assert (await on.ticket()).status != "pending"


async def test_a_thread_that_falls_silent_is_asked_about(on: Stage, acme: Room) -> None:
    ts = await acme.post("P3: the nightly export is slow")
    await acme.reply(ts, "Does it still happen?", by="ada")
    await on.forward(days=2, minutes=1)
    assert "Quiet for 2 d:* nudge the customer, or resolve it." in await on.triage()
    await on.forward(days=30)
    assert (await on.triage()).count("Quiet for") == 3
