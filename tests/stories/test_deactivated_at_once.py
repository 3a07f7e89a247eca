"""Somebody who may be called leaves: it is known at once, and the next page goes to the next one on the rota."""

import pytest
from harness import Stage
from room import Room

DOWN = "P1: production is down, nobody can log in"


@pytest.fixture
def acme(on: Stage) -> Room:
    return Room(on, "C0ACME", "amy")


async def told(on: Stage) -> list[str]:
    """What stands at the top of the triage channel about people."""
    return [m["text"] for m in await on.slack.messages("C0TRIAGE") if "Ada" in m["text"].partition(".")[0]]


async def test_a_deactivated_engineer_is_told_of_and_passed_over_at_once(on: Stage, acme: Room) -> None:
    await on.slack.deactivate("ada")
    (warning,) = await told(on)
    assert warning.startswith("*Ada* has a deactivated account in Slack. On duty now on engineers")
    assert warning.endswith("<@U0BEN> is called first instead.")
    await acme.post(DOWN)
    assert (len(await on.rings("ben")), len(await on.rings("ada"))) == (1, 0)
    await on.forward(hours=24)
    assert sum("deactivated" in text and "*Ada*" in text for text in await told(on)) <= 2, "and once a day from then on"


async def test_who_comes_back_is_called_again(on: Stage, acme: Room) -> None:
    await on.slack.deactivate("ada")
    await on.slack.reactivate("ada")
    assert (await told(on))[-1] == "*Ada is in Slack again.*"
    await acme.post(DOWN)
    assert len(await on.rings("ada")) == 1


async def test_nothing_is_said_of_whom_nobody_calls(on: Stage) -> None:
    await on.slack.deactivate("ines")
    await on.slack.deactivate("amy")
    assert await on.slack.messages("C0TRIAGE") == []
