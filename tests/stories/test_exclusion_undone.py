"""An exclusion that was a mistake is undone: what was promised counts as if it had never been excluded."""

import pytest
from harness import Stage
from room import Room

from ackline.domain.ids import SubjectId


@pytest.fixture
def cobalt(on: Stage) -> Room:
    return Room(on, "C0COBALT", "cyrus")


async def test_its_clocks_count_from_the_first_message_and_the_ladder_begins_anew(on: Stage, cobalt: Room) -> None:
    await cobalt.post("Sev 1: every run fails")
    due = (await on.clock_of("first_response")).due
    rung = len(await on.rings("ada"))
    assert await on.dialog("ben", "exclude", code="certificates", reason="their own authority") == {}
    await on.forward(minutes=20)
    assert (await on.clock_of("first_response")).due is None
    quiet = len(await on.rings("ada"))
    assert quiet == rung, "nobody is called while it is excluded"
    assert await on.dialog("ben", "include", reason="it was our authority") == {}
    ticket = await on.ticket()
    assert not ticket.excluded and ticket.excluded_at is None
    assert (await on.clock_of("first_response")).due == due
    assert len(await on.rings("ada")) == quiet + 1
    shown = await on.triage()
    assert "*In the contract again:* it was our authority (by <@U0BEN>)" in shown
    assert "Excluded" not in shown
    kept = [r for r in await on.journal(SubjectId(ticket.id)) if r.body.get("act") == "include"]
    assert [r.outcome for r in kept] == ["decided"] and kept[0].body["reason"] == "it was our authority"


async def test_who_has_it_keeps_it_and_nobody_is_called_again(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Sev 1: every run fails")
    await cobalt.react(ts, "ada", "eyes")
    await on.dialog("ben", "exclude", code="certificates", reason="their own authority")
    rung = len(await on.rings("ada"))
    await on.dialog("ben", "include", reason="it was our authority")
    assert (await on.ticket()).acknowledged_by == "U0ADA"
    assert len(await on.rings("ada")) == rung


async def test_a_target_that_ran_out_meanwhile_is_told_at_once(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Sev 1: every run fails")
    await cobalt.react(ts, "ada", "eyes")
    await on.dialog("ben", "exclude", code="certificates", reason="their own authority")
    await on.forward(days=3)
    assert "breach" not in (await on.triage()).lower()
    await on.dialog("ben", "include", reason="it was our authority")
    await on.forward(minutes=1)
    clock = await on.clock_of("first_response")
    assert clock is not None and clock.due is not None and clock.due < on.slack.now
    assert "was due" in await on.triage()


async def test_only_who_may_exclude_may_undo_it_and_says_why(on: Stage, cobalt: Room) -> None:
    await cobalt.post("Sev 1: every run fails")
    await on.dialog("ben", "exclude", code="certificates", reason="their own authority")
    await on.dialog("ines", "include", reason="I think so")
    assert (await on.ticket()).excluded == "certificates"
