"""Weka: Slack is for everyday talk. Nothing is measured there, and nobody is left without the way that counts."""

import pytest
from harness import Stage
from room import Room

PORTAL = "*Support portal:* <https://support.weka.io|https://support.weka.io>"
PHONE = "*Telephone, day and night:* +1 (844) 392-0665"


@pytest.mark.cites("WEK-5", "WEK-3", "WEK-4", "WEK-9")
async def test_a_request_in_slack_is_sent_to_the_portal_once_a_week(on: Stage, ember: Room) -> None:
    first = await ember.post("How do I grow a file system?")
    (answer,) = await ember.cards(first)
    assert answer["text"].splitlines() == [
        "Slack is for everyday talk, and nothing here replaces a ticket. In the support portal it will not be lost; "
        "signing up comes first.",
        PORTAL,
        "*Email, never for a critical matter:* support@weka.io",
        "*Not satisfied with an answer? Telephone, escalation option:* +1 (844) 392-0665",
    ]
    await on.forward(days=6)
    assert await ember.cards(await ember.post("And how do I shrink it?")) == []
    await on.forward(days=1)
    assert len(await ember.cards(await ember.post("And how do I move it?"))) == 1


async def test_no_clock_opens_whatever_is_written(on: Stage, ember: Room) -> None:
    await ember.post("How do I grow a file system?")
    await ember.post("Critical: production is down and nobody can write!")
    assert await on.tickets() == 0
    assert await on.promised() == []
    assert on.phone.rung == []
    assert await on.pages("ada") == []


@pytest.mark.cites("WEK-2", "WEK-5")
async def test_a_critical_looking_message_is_given_the_telephone_number_every_time(on: Stage, ember: Room) -> None:
    for words in (
        "Production is down for all our users, nobody can write!",
        "Critical: production is still down for everybody",
        "It is still down, the whole cluster is unreachable in production!!",
    ):
        (answer,) = await ember.cards(await ember.post(words))
        lines = answer["text"].splitlines()
        assert lines[0].startswith("*If this is critical, please do not wait for an answer here.*")
        assert lines[1] == PHONE
        assert lines[2] == PORTAL


async def test_the_telephone_number_is_given_even_within_the_week_of_a_redirect(on: Stage, ember: Room) -> None:
    await ember.post("How do I grow a file system?")
    (answer,) = await ember.cards(await ember.post("Production is down for all our users, nobody can write!"))
    assert PHONE in answer["text"]


@pytest.mark.cites("WEK-5")
async def test_staff_get_a_courtesy_ping_that_says_no_sla(on: Stage, ember: Room) -> None:
    await ember.post("How do I grow a file system?")
    (ping,) = [m["text"] for m in await on.slack.messages("C0TRIAGE")]
    assert "Ember wrote something that looks like a request." in ping
    assert "Slack carries no SLA here (`WEK-5`)" in ping
    assert "> How do I grow a file system?" in ping
    assert "/archives/C0EMBER/p" in ping


async def test_thanks_gets_no_answer(on: Stage, ember: Room) -> None:
    for words in ("thanks!", ":tada:", "good morning all"):
        assert await ember.cards(await ember.post(words)) == []
    assert await on.slack.messages("C0TRIAGE") == []


async def test_an_answer_of_staff_and_what_follows_in_its_thread_is_everyday_talk(on: Stage, ember: Room) -> None:
    ts = await ember.post("How do I grow a file system?")
    await ember.reply(ts, "In the console, under Volumes.", by="ada")
    await ember.reply(ts, "Does that also work for the snapshots?")
    assert len(await ember.cards(ts)) == 1
