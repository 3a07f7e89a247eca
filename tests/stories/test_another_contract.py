"""An account comes under another contract while something is open: what was promised stays, and it is known."""

import pytest
import world
from harness import Stage
from room import Room


@pytest.fixture
def acme(on: Stage) -> Room:
    return Room(on, "C0ACME", "amy")


async def signs(on: Stage, acme: str) -> None:
    """Acme's line of accounts.yml is another one after a restart."""
    others = world.ACCOUNTS.partition("  acme:\n")[0] + "  birch:" + world.ACCOUNTS.partition("  birch:")[2]
    await on.stop_bot()
    (on.folder / "accounts.yml").write_text(others.replace("accounts:\n", f"accounts:\n  {acme}\n"), encoding="utf-8")
    await on.return_of_the_bot()


async def notices(on: Stage) -> list[str]:
    """What the bot said at the top of Acme's channel."""
    return [m["text"] for m in await on.slack.messages("C0ACME") if m.get("bot_id")]


async def test_staff_see_that_it_was_promised_under_another_contract(on: Stage, acme: Room) -> None:
    ts = await acme.post("P2: logins are slow")
    due = (await on.clock_of("first_response")).due
    await signs(
        on, "acme: {name: Acme, contract: spacelift, tier: gold, channels: [C0ACME], roles: {oncall: engineers}}"
    )
    told = await on.triage()
    assert "Coverage is not in force:* Acme has another contract by now, Spacelift" in told
    assert "what was open before stays with us" in told
    assert (await on.clock_of("first_response")).due == due
    assert await notices(on) == [], "they have signed it themselves"
    assert "First response SLA" in await acme.card(ts)
    await acme.post("Major: and the console does not load")
    assert "Coverage" not in await on.triage(2)


async def test_a_contract_without_slack_is_told_where_something_is_open(on: Stage, acme: Room) -> None:
    await acme.post("P2: logins are slow")
    await signs(
        on,
        "acme: {name: Acme, contract: weka, tier: support, channels: [C0ACME], roles: {exec: executives}}",
    )
    (told,) = await notices(on)
    assert told.startswith("Your plan no longer includes support in this channel. What is open here stays with us;")
    assert "has no support in Slack" in await on.triage()
