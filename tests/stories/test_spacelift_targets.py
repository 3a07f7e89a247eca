"""Spacelift's targets: a first response and nothing else, by tier, in business hours of New York."""

import pytest
from harness import Stage, utc
from room import Room


async def due(on: Stage, number: int = 1) -> object:
    measured = await on.clock_of("first_response", number)
    return measured.due if measured else None


@pytest.mark.cites("SPA-1", "SPA-6")
@pytest.mark.at("2026-11-22T03:00:00-05:00")
async def test_a_gold_critical_is_answered_within_the_hour_day_and_night(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Sev 1: no run starts for anybody")
    assert await due(on) == utc("2026-11-22T04:00:00-05:00")
    card = await cobalt.card(ts)
    assert "#1 · Critical (as you marked it)" in card
    assert "First response SLA: by" in card
    assert "counted hour" not in card

    await on.forward(minutes=40)
    await cobalt.react(ts, "ada", "👀")
    assert (await on.ticket()).responded_at is None, "an emoji is no response"
    await cobalt.reply(ts, "We see it: the scheduler is stuck, we are restarting it.", by="ada")
    answered = (await on.ticket()).responded_at
    assert answered is not None
    assert answered < utc("2026-11-22T03:41:00-05:00")
    assert "met" in await on.triage()


@pytest.mark.cites("SPA-1")
async def test_silver_has_three_hours_for_a_critical(on: Stage, slate: Room) -> None:
    await slate.post("[critical] no run starts for anybody")
    assert await due(on) == utc("2026-11-20T18:00:00Z")


@pytest.mark.cites("SPA-2", "SPA-5")
@pytest.mark.at("2026-11-20T18:00:00-05:00")
async def test_a_gold_major_runs_in_business_hours(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Sev 2: runs of one of our stacks wait for ever")
    assert await due(on) == utc("2026-11-23T06:00:00-05:00")
    assert "First response SLA: by <!date^1795431600^" in await cobalt.card(ts)


@pytest.mark.cites("SPA-2", "SPA-5")
@pytest.mark.at("2026-11-21T10:00:00-05:00")
async def test_a_card_of_a_weekend_says_when_counting_starts(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Sev 2: runs of one of our stacks wait for ever")
    assert await due(on) == utc("2026-11-23T08:00:00-05:00")
    opening = int(utc("2026-11-23T04:00:00-05:00").timestamp())
    card = await cobalt.card(ts)
    assert f"(the next counted hour is <!date^{opening}^" in card
    assert ", Monday 04:00 EST)" in card


@pytest.mark.cites("SPA-2")
@pytest.mark.at("2026-10-30T19:00:00-04:00")
async def test_the_end_of_daylight_saving_changes_no_business_hour(on: Stage, cobalt: Room) -> None:
    await cobalt.post("Sev 2: runs of one of our stacks wait for ever")
    assert await due(on) == utc("2026-11-02T07:00:00-05:00")


@pytest.mark.cites("SPA-2")
@pytest.mark.at("2026-11-20T18:00:00-05:00")
async def test_silver_has_twice_the_time_of_gold_for_a_major(on: Stage, slate: Room) -> None:
    await slate.post("Sev 2: runs of one of our stacks wait for ever")
    assert await due(on) == utc("2026-11-23T10:00:00-05:00")


@pytest.mark.cites("SPA-3", "SPA-5")
@pytest.mark.at("2026-11-25T12:00:00-05:00")
async def test_a_minor_request_waits_over_thanksgiving(on: Stage, slate: Room) -> None:
    await slate.post("Sev 3: the list of stacks loads slowly")
    assert await due(on) == utc("2026-12-01T12:00:00-05:00")


@pytest.mark.cites("SPA-3")
@pytest.mark.at("2026-11-20T18:00:00-05:00")
async def test_a_gold_minor_has_half_the_time_of_silver(on: Stage, cobalt: Room) -> None:
    await cobalt.post("Sev 3: the list of stacks loads slowly")
    assert await due(on) == utc("2026-11-24T10:00:00-05:00")


@pytest.mark.cites("SPA-4")
@pytest.mark.at("2026-11-16T04:00:00-05:00")
async def test_guidance_has_seventy_two_business_hours(on: Stage, cobalt: Room, slate: Room) -> None:
    await cobalt.post("Sev 4: which policy fits us best?")
    await slate.post("Sev 4: which policy fits us best?")
    for number in (1, 2):
        found = await due(on, number)
        assert f"{found:%Y-%m-%dT%H:%M}" == "2026-11-20T17:00", "four days of 16 hours and 8 more"


async def test_only_a_first_response_is_promised_and_never_a_resolution(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Sev 1: no run starts for anybody")
    assert await on.clock_of("resolution") is None
    assert await on.clock_of("next_response") is None
    await cobalt.reply(ts, "We are on it.", by="ada")
    said = "\n".join(m["text"] for m in await cobalt.cards(ts))
    assert "esolution" not in said
    assert "SLA" not in said, "nothing further is promised once the first response is there"


@pytest.mark.cites("SPA-1")
async def test_a_missed_target_is_told_to_staff_and_never_in_the_customers_channel(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Sev 1: no run starts for anybody")
    await on.forward(hours=1)
    assert "this is a breach of `SPA-1`" in await on.triage()
    assert all("breach" not in m["text"] for m in await on.slack.thread("C0COBALT", ts))


@pytest.mark.cites("SPA-1", "SPA-2")
async def test_a_raise_counts_from_the_first_message_and_what_is_past_is_shown_as_raised_late(
    on: Stage, cobalt: Room
) -> None:
    ts = await cobalt.post("Sev 2: runs of one of our stacks wait for ever")
    await on.forward(hours=2)
    await cobalt.reply(ts, "Sev 1: now it is every stack, for everybody")
    assert await due(on) == utc("2026-11-20T16:00:00Z"), "one hour from the first message"
    await on.forward(hours=1)
    triage = await on.triage()
    assert "raised late" in triage.lower()
    assert "breach" not in triage
