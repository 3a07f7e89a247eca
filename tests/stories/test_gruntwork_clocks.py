"""Gruntwork's objectives: what runs for each severity, and what is told when it is not met."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from harness import Stage, utc
from room import Room

Why = Callable[[int], Awaitable[dict[str, Any]]]

OUTAGE = "Sev 1: the API is down for everybody"


@pytest.mark.cites("GRU-1", "GRU-6")
async def test_a_sev_1_pages_and_has_three_clocks(on: Stage, dune: Room) -> None:
    ts = await dune.post(OUTAGE)
    opened = (await on.ticket()).opened_at
    found = {kind: await on.clock_of(kind) for kind in ("first_response", "first_update", "resolution")}
    assert {kind: (c.due, c.clause) for kind, c in found.items() if c is not None} == {
        "first_response": (opened + timedelta(minutes=30), "GRU-1"),
        "first_update": (opened + timedelta(minutes=30), "GRU-6"),
        "resolution": (opened + timedelta(hours=4), "GRU-1"),
    }
    (rung,) = await on.rings("ada")
    assert "The contract: A Sev 1 is answered within 30 minutes" in rung
    assert "· `GRU-1`" in await on.triage()
    assert "Tell the customers concerned by email at once" in await on.triage()
    card = await dune.card(ts)
    assert "First response target: by" in card
    assert "Resolution target: by" in card
    assert "SLA" not in card


@pytest.mark.cites("GRU-1")
async def test_a_sev_1_that_is_not_resolved_in_time_is_told(on: Stage, dune: Room) -> None:
    ts = await dune.post(OUTAGE)
    await dune.reply(ts, "We see it. The load balancer is out for all. Next update in 5 hours.", by="ada")
    await on.until(utc("2026-11-20T18:59:59Z"))
    assert "Resolution was due" not in await on.triage()
    await on.until(utc("2026-11-20T19:00:00Z"))
    assert "Resolution was due" in await on.triage()
    assert "this is a breach of `GRU-1`" in await on.triage()


@pytest.mark.cites("GRU-2", "GRU-6")
async def test_a_sev_2_has_an_hour(on: Stage, dune: Room) -> None:
    ts = await dune.post("Sev 2: deployments are failing for one team")
    opened = (await on.ticket()).opened_at
    response, resolution = await on.clock_of("first_response"), await on.clock_of("resolution")
    assert response is not None
    assert resolution is not None
    assert (response.due, response.clause) == (opened + timedelta(hours=1), "GRU-2")
    assert (resolution.due, resolution.clause) == (opened + timedelta(hours=8), "GRU-2")
    (rung,) = await on.rings("ada")
    assert "The contract: A Sev 2 is answered within 1 h" in rung
    await dune.reply(ts, "We see it.", by="ada")
    assert "by email" not in await on.triage()
    await on.press_triage("ada", "confirm_resolve")
    assert "Tell the customers concerned by email that it is resolved" in await on.triage()


@pytest.mark.at("2026-11-20T21:30:00+00:00")
@pytest.mark.cites("GRU-3")
async def test_a_sev_3_has_four_hours(on: Stage, dune: Room) -> None:
    await dune.post("Sev 3: the search is slow")
    opened = (await on.ticket()).opened_at
    response, resolution = await on.clock_of("first_response"), await on.clock_of("resolution")
    assert response is not None
    assert resolution is not None
    assert (response.due, response.clause) == (opened + timedelta(hours=4), "GRU-3")
    assert (resolution.due, resolution.clause) == (opened + timedelta(hours=24), "GRU-3")
    assert await on.rings("ada") == []


@pytest.mark.at("2026-11-25T15:00:00+00:00")
@pytest.mark.cites("GRU-4", "GRU-5")
async def test_a_sev_4_has_a_business_day_and_no_deadline_for_its_resolution(on: Stage, dune: Room) -> None:
    ts = await dune.post("Sev 4: a typo on the dashboard")
    response, resolution = await on.clock_of("first_response"), await on.clock_of("resolution")
    assert response is not None
    assert resolution is not None
    assert (response.due, response.clause) == (utc("2026-11-27T15:00:00Z"), "GRU-4")
    assert resolution.due is None
    assert "Resolution: best effort." in await dune.card(ts)
    await dune.reply(ts, "Thank you, we will mend it. Next update in 99 hours.", by="ada")
    await on.forward(days=30)
    assert "Resolution was due" not in await on.triage()


@pytest.mark.at("2026-11-25T15:00:00+00:00")
@pytest.mark.cites("GRU-4")
async def test_why_tells_a_holiday_from_a_closed_hour(on: Stage, dune: Room, why: Why) -> None:
    await dune.post("Sev 4: a typo on the dashboard")
    told = await why(1)
    (response,) = (c for c in told["clocks"] if c["clock"] == "first_response")
    assert [i["why"] for i in response["intervals"]] == ["counted", "closed", "holiday", "closed", "counted"]
    assert response["intervals"][2] == {
        "from": "2026-11-26T05:00:00Z",
        "to": "2026-11-27T05:00:00Z",
        "why": "holiday",
    }


@pytest.mark.cites("GRU-3")
async def test_waiting_for_the_customer_stops_no_resolution(on: Stage, dune: Room) -> None:
    ts = await dune.post("Sev 3: the search is slow")
    before = await on.clock_of("resolution")
    await dune.react(ts, "ada", "⏸️")
    await on.forward(hours=2)
    after = await on.clock_of("resolution")
    assert before is not None
    assert after is not None
    assert before.due == after.due


@pytest.mark.cites("GRU-10")
async def test_an_excluded_request_has_no_clock_any_more(on: Stage, dune: Room) -> None:
    ts = await dune.post(OUTAGE)
    await on.dialog("ada", "exclude", code="third-party", reason="the cloud provider is down")
    ticket = await on.ticket()
    assert ticket.excluded == "third-party"
    assert "Excluded:* A third party's service failed" in await on.triage()
    assert "outside what the contract covers" in await dune.card(ts)
    rung = len(await on.rings("ada"))
    await on.forward(hours=6)
    assert "was due" not in await on.triage()
    assert len(await on.rings("ada")) == rung


@pytest.mark.at("2026-11-21T03:00:00+00:00")
@pytest.mark.cites("GRU-3", "GRU-11")
async def test_a_message_outside_the_watch_starts_the_clock_and_is_flagged(on: Stage, dune: Room) -> None:
    await dune.post("Sev 3: the search is slow")
    response = await on.clock_of("first_response")
    assert response is not None
    assert response.due == utc("2026-11-21T07:00:00Z")
    triage = await on.triage()
    assert "Outside the watch:" in triage
    assert "`GRU-11`" in triage
    assert await on.rings("ada") == []


@pytest.mark.at("2026-11-21T03:00:00+00:00")
@pytest.mark.cites("GRU-2", "GRU-11")
async def test_a_sev_2_outside_the_watch_pages(on: Stage, dune: Room) -> None:
    await dune.post("Sev 2: deployments are failing for one team")
    assert "Outside the watch:" in await on.triage()
    assert len(await on.rings("ada")) == 1


class TestWithoutAPublishedLadder:
    """The other reading of GRU-11's silence on escalation."""

    @pytest.fixture
    def accounts(self, accounts: str) -> str:
        """accounts.yml with nobody paged by the ladder."""
        return accounts.replace("  gruntwork:\n", "  gruntwork:\n    settings: {paging: nobody}\n", 1)

    @pytest.mark.at("2026-11-21T03:00:00+00:00")
    @pytest.mark.cites("GRU-11")
    async def test_a_sev_1_outside_the_watch_pages_all_the_same(self, on: Stage, dune: Room) -> None:
        await dune.post(OUTAGE)
        assert len(await on.rings("ada")) == 1

    async def test_a_sev_1_inside_the_watch_pages_nobody(self, on: Stage, dune: Room) -> None:
        await dune.post(OUTAGE)
        assert await on.rings("ada") == []
