"""What people get by the clock: hand-overs, an account manager's morning, the weekly check, warnings in good time."""

import pytest
import world
from harness import Stage, utc
from room import Room

DOWN = "P1: production is down, nobody can log in"
QUESTION = "P4: how do I rotate an API key?"


async def triage(on: Stage) -> str:
    return "\n".join(m["text"] for m in await on.slack.messages("C0TRIAGE"))


async def briefs(on: Stage, user: str) -> list[str]:
    heads = ("*You are on duty*", "*Your duty is over*", "*Your customers")
    return [text for text in await on.pages(user) if text.startswith(heads)]


async def test_at_the_change_of_the_week_both_engineers_read_how_the_tickets_stand(on: Stage, acme: Room) -> None:
    first = await acme.post("P3: the export lacks a column")
    await acme.reply(first, "Thank you, I am looking into it.", by="ada")
    await acme.post(QUESTION, by="axel")
    await on.until(utc("2026-11-23T08:01:00+00:00"))
    (begun,) = await briefs(on, "ben")
    assert "on engineers until" in begun and "after <@U0ADA>" in begun
    assert "#1 Acme" in begun and "#2 Acme" in begun and "<@U0ADA>" in begun
    (over,) = await briefs(on, "ada")
    assert "<@U0BEN> has it now" in over
    assert "#1 Acme" in over and "#2" not in over, "what nobody took is not hers any more"


async def test_a_hand_over_with_nothing_to_say_is_not_said(on: Stage) -> None:
    await on.until(utc("2026-11-23T08:01:00+00:00"))
    assert await briefs(on, "ben") == [] and await briefs(on, "ada") == []


async def test_an_account_managers_day_begins_with_what_is_late_and_owed_and_only_then(on: Stage, acme: Room) -> None:
    await on.until(utc("2026-11-23T09:01:00+00:00"))
    assert await briefs(on, "tom") == []
    ts = await acme.post("P2: searches take a minute")
    await acme.reply(ts, "We are on it.", by="ada")
    await acme.react(ts, "ada", "white_check_mark")
    await acme.post("P3: the export lacks a column")
    await on.until(utc("2026-11-24T09:01:00+00:00"))
    (morning,) = await briefs(on, "tom")
    assert "*Late: 1*" in morning and "#2 Acme" in morning
    assert "*Reports that are owed*" in morning and "#1 Acme" in morning


async def test_once_a_week_everybody_on_the_ladder_taps_and_who_does_not_is_told_of(on: Stage) -> None:
    await on.until(utc("2026-11-24T10:01:00+00:00"))
    asked = [m for m in await on.slack.dms("ada") if "Do I reach you?" in m["text"]]
    assert len(asked) == 1
    (button,) = [e for b in asked[0]["blocks"] if b["type"] == "actions" for e in b["elements"]]
    await on.slack.click("ackline", asked[0]["ts"], "ada", button["action_id"])
    assert any(text.startswith("*Thank you.* I reached you <!date^") for text in await on.pages("ada"))
    assert not any("Do I reach you?" in text for text in await on.pages("ada"))
    await on.forward(hours=25)
    told = await triage(on)
    assert "*Ben* did not answer this week's check within a day" in told
    assert "*Ada*" not in told
    late = next(m for m in await on.slack.dms("ben") if "Do I reach you?" in m["text"])
    await on.slack.click("ackline", late["ts"], "ben", button["action_id"])
    assert "*Ben has answered.*" in await triage(on)


async def test_a_deactivated_engineer_is_told_of_before_it_matters_and_the_next_one_is_paged(
    on: Stage, acme: Room
) -> None:
    await on.slack.deactivate("ada")
    await on.until(utc("2026-11-21T08:01:00+00:00"))
    told = await triage(on)
    assert "*Ada* has a deactivated account in Slack" in told and "<@U0BEN> is called first instead" in told
    assert "*Ada* has a deactivated" in await on.slack.command("C0TRIAGE", "ben", "/ackline", "gaps")
    await acme.post(DOWN)
    assert (len(await on.rings("ben")), len(await on.rings("ada"))) == (1, 0)


async def test_a_line_that_rings_nobody_is_told_of_once(on: Stage, acme: Room) -> None:
    on.phone.refuses.add("ada")
    await acme.post(DOWN)
    await on.forward(minutes=6)
    told = await triage(on)
    assert told.count("*Ada* could not be reached by webhook: the pager answered 404") == 1
    assert len(await on.rings("ben")) > 0, "and the next one on the rota was rung"


NIGHTLY = world.PEOPLE.replace("U0CARA: {name: Cara}", "U0CARA: {name: Cara, quiet_hours: 16:00-08:00}")


@pytest.mark.parametrize("people", [NIGHTLY], ids=["quiet"])
async def test_in_quiet_hours_only_pages_come_and_the_rest_waits_for_the_morning(on: Stage, people: str) -> None:
    await on.until(utc("2026-11-20T17:00:00+00:00"))
    await on.slack.command("C0TRIAGE", "ada", "/ackline", "override engineers @cara until 22:00")
    assert await on.pages("cara") == []
    room = Room(on, "C0ACME", "amy")
    await room.post(DOWN)
    assert [text.splitlines()[0] for text in await on.pages("cara")] == ["*P1 at Acme: #1*"]
    await on.until(utc("2026-11-21T08:01:00+00:00"))
    assert any("*Duty:* Cara has the duty of engineers" in text for text in await on.pages("cara"))


GAP = world.PEOPLE.replace("    whole_day: yes\n", "").replace("hours: 20:00-08:00", "hours: 20:00-07:00")


@pytest.mark.parametrize("people", [GAP], ids=["gap"])
async def test_triage_is_warned_before_nobody_answers_and_the_report_lists_it(on: Stage, people: str) -> None:
    said = await on.slack.command("C0TRIAGE", "ada", "/ackline", "gaps 1")
    assert "Gaps of the next 1 weeks: 7" in said and "executives: nobody (executive on duty of Ember)" in said
    await on.until(utc("2026-11-21T08:01:00+00:00"))
    told = await triage(on)
    assert "nobody is on executives" in told and "/ackline override executives @somebody" in told
