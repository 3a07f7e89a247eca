"""Gruntwork's updates and its root cause analysis."""

from datetime import timedelta

import pytest
from harness import Stage, utc
from room import Room

OUTAGE = "Sev 1: the API is down for everybody"
FIRST = "The load balancer is out, all regions are concerned, we are replacing it. Next update in 30 min."


@pytest.mark.cites("GRU-1", "GRU-6")
async def test_a_bare_looking_meets_the_response_and_not_the_first_update(on: Stage, dune: Room) -> None:
    ts = await dune.post(OUTAGE)
    await dune.reply(ts, "Looking.", by="ada")
    response, update = await on.clock_of("first_response"), await on.clock_of("first_update")
    assert response is not None
    assert update is not None
    assert response.met_at is not None
    assert update.met_at is None
    await on.until(utc("2026-11-20T15:24:00Z"))
    assert "First update is due" in await on.triage()
    assert "“next update in 30 min”" in await on.triage()
    await dune.reply(ts, FIRST, by="ada")
    update = await on.clock_of("first_update")
    assert update is not None
    assert update.met_at is not None
    await on.until(utc("2026-11-20T15:31:00Z"))
    assert "First update was due" not in await on.triage()


@pytest.mark.cites("GRU-1", "GRU-6")
async def test_a_response_and_an_update_that_are_due_at_once_are_one_notice(on: Stage, dune: Room) -> None:
    await dune.post(OUTAGE)
    await on.until(utc("2026-11-20T15:24:00Z"))
    triage = await on.triage()
    assert "First response and first update are due" in triage
    assert "(`GRU-1` and `GRU-6`)" in triage
    assert "First update is due" not in triage
    await on.until(utc("2026-11-20T15:30:00Z"))
    triage = await on.triage()
    assert "First response and first update were due" in triage
    assert "this is a breach of `GRU-1` and `GRU-6`" in triage
    assert "First update was due" not in triage


@pytest.mark.cites("GRU-6", "GRU-7")
async def test_the_next_update_is_due_when_the_last_one_said(on: Stage, dune: Room) -> None:
    ts = await dune.post(OUTAGE)
    await on.forward(minutes=5)
    await dune.reply(ts, FIRST, by="ada")
    said = on.slack.now
    promised = await on.clock_of("next_update")
    assert promised is not None
    assert promised.due is not None
    assert promised.clause == "GRU-7"
    assert abs(promised.due - (said + timedelta(minutes=30))) < timedelta(seconds=1)
    assert "Next update target: by" in await dune.card(ts)
    await on.until(promised.due - timedelta(seconds=1))
    assert "Next update is due" in await on.triage()
    assert "Next update was due" not in await on.triage()
    await on.until(promised.due)
    assert "Next update was due" in await on.triage()
    assert "`GRU-7`" in await on.triage()

    await dune.reply(ts, "Half of it is back. Next update at 16:30 UTC.", by="ada")
    promised = await on.clock_of("next_update")
    assert promised is not None
    assert promised.due == utc("2026-11-20T16:30:00Z")
    await dune.reply(ts, "All is back.", by="ada")
    await on.press_triage("ada", "confirm_resolve")
    assert await on.clock_of("next_update") is None
    told = (await on.triage()).count("Next update was due")
    await on.forward(hours=2)
    assert (await on.triage()).count("Next update was due") == told


@pytest.mark.cites("GRU-9")
async def test_a_sev_1_is_owed_a_root_cause_analysis(on: Stage, dune: Room) -> None:
    ts = await dune.post(OUTAGE)
    await dune.reply(ts, FIRST, by="ada")
    await on.press_triage("ada", "confirm_resolve")
    (report,) = (await on.ticket()).reports
    assert (report.rule, report.requested) == ("root-cause-analysis", False)
    await on.forward(days=12)
    reminder = next(line for line in (await on.triage()).splitlines() if "Root cause analysis is due" in line)
    assert "an internal deadline: the contract names none" in reminder
    assert "to be written, and shared when the customer asks for it" in reminder
    assert "What happened, Who was affected, Root cause, How it will be prevented, Lessons learned" in await on.triage()

    await dune.press(ts, "dora", "request_report")
    assert (await on.ticket()).reports[0].requested
    assert "Root cause analysis requested" in await on.triage()
    analysis = await dune.reply(ts, "Root cause analysis: …", by="ada")
    await dune.react(analysis, "ada", "📄")
    assert "Root cause analysis due" in await on.triage()
    assert "): published" in await on.triage()
    told = len((await on.triage_card())["replies"])
    await on.forward(days=20)
    assert len((await on.triage_card())["replies"]) == told


@pytest.mark.cites("GRU-3")
async def test_a_sev_3_is_owed_no_analysis(on: Stage, dune: Room) -> None:
    ts = await dune.post("Sev 3: the search is slow")
    await dune.reply(ts, "It is quick again.", by="ada")
    await dune.react(ts, "ada", "✅")
    assert (await on.ticket()).status == "resolved"
    assert (await on.ticket()).reports == ()
