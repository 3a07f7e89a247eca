"""The checklist of an account: what the contract wants in place, ticked by staff in Slack (WEK-8)."""

import pytest
from harness import Stage
from room import Room
from setup_forms import form


async def opened(on: Stage, user: str = "ada", words: str = "checklist ember") -> str:
    await on.slack.command("C0TRIAGE", user, "/ackline", words)
    return str((await form(on, user))["blocks"])


@pytest.mark.cites("WEK-8")
async def test_the_checklist_of_a_contract_is_ticked_kept_and_cited(on: Stage, ember: Room) -> None:
    shown = await opened(on)
    assert "❌ Event upload is enabled (`WEK-8`)" in shown
    assert "✅ A Slack channel is arranged (`WEK-8`)" in shown, "one is bound"
    await on.slack.submit("ada", {"names:events": "alpha, beta", "ticked:0": ["portal"]})
    shown = str((await form(on, "ada"))["blocks"])
    assert "✅ The customer has signed up to the portal, <@U0ADA>" in shown
    assert "❌ Event upload is enabled: beta" in shown
    await on.slack.submit("ada", {"names:events": "alpha, beta", "ticked:0": ["events/alpha", "events/beta", "portal"]})
    (ready,) = [m["text"] for m in await on.slack.messages("C0TRIAGE")]
    assert ready.startswith("*Ember is ready:* everything on its checklist is in place (`WEK-8`), says <@U0ADA>")
    await on.slack.close_view("ada")
    await on.stop_bot()
    await on.return_of_the_bot()
    assert "✅ Event upload is enabled: beta, <@U0ADA>" in await opened(on, "ben")


async def test_a_cluster_that_is_taken_off_the_list_takes_its_tick_along(on: Stage) -> None:
    await opened(on)
    await on.slack.submit("ada", {"names:events": "alpha", "ticked:0": ["portal"]})
    await on.slack.submit("ada", {"names:events": "alpha", "ticked:0": ["events/alpha", "portal"]})
    await on.slack.submit("ada", {"names:events": "gamma", "ticked:0": ["events/alpha", "portal"]})
    assert "❌ Event upload is enabled: gamma" in str((await form(on, "ada"))["blocks"])


async def test_a_checklist_without_points_only_tells(on: Stage) -> None:
    shown = await opened(on, words="checklist acme")
    assert "✅ on-call: Ada, woken by webhook." in shown
    assert "❌ TAM: Tom, whom nothing wakes" in shown
    assert (await form(on, "ada"))["submit"] is None


async def test_a_checklist_of_nobody_names_the_accounts_that_there_are(on: Stage) -> None:
    assert "Whose checklist? There are: acme, birch" in await opened(on, words="checklist nobody")


async def test_who_answers_for_nothing_ticks_nothing(on: Stage) -> None:
    await opened(on, "ines")
    sent = await on.slack.submit("ines", {"ticked:0": ["portal"]})
    assert "only support and those who answer for the account" in str(sent.errors)
