"""A channel that is bound anew while a P1 is open there: its own contract's people are still called."""

import pytest
import world
from harness import Stage
from room import Room
from setup_forms import bind_gale

DOWN = "P1: production is down, nobody can log in"


@pytest.fixture
def people() -> str:
    return world.PEOPLE.replace("U0BEN:\n    name: Ben", "U0BEN:\n    name: Ben\n    admin: yes")


@pytest.fixture
def acme(on: Stage) -> Room:
    return Room(on, "C0ACME", "amy")


async def restart_with(on: Stage, accounts: str) -> None:
    """The bot is stopped, accounts.yml is written anew, and it comes back."""
    await on.stop_bot()
    (on.folder / "accounts.yml").write_text(accounts, encoding="utf-8")
    await on.return_of_the_bot()


async def test_a_p1_of_before_a_rebinding_in_slack_climbs_on(on: Stage, gale: Room) -> None:
    await bind_gale(on)
    await gale.post(DOWN)
    await on.slack.command("C0GALE", "ada", "/ackline", "unbind")
    await on.slack.command("C0GALE", "ada", "/ackline", "bind")
    assert not (await on.slack.submit("ada", {"account": "birch"})).errors
    await on.forward(minutes=16)
    assert len(await on.rings("ada")) > 1
    assert "`STR-9`" in (await on.pages("tom"))[-1]


async def test_a_p1_of_an_account_that_was_renamed_in_the_file_climbs_on(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await restart_with(on, world.ACCOUNTS.replace("  acme:\n    name: Acme\n", "  acme-two:\n    name: Acme Two\n"))
    await on.forward(minutes=16)
    assert len(await on.rings("ada")) > 1
    assert "`STR-9`" in (await on.pages("tom"))[-1]
    assert await on.slack.messages("C0FALLBACK") == []
    await acme.reply(ts, "We are on it.", by="ada")
    assert (await on.ticket()).responded_at is not None


async def test_a_p1_of_an_account_that_is_gone_is_still_answered(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    kept = world.ACCOUNTS.partition("  acme:\n")[0] + "  birch:" + world.ACCOUNTS.partition("  birch:")[2]
    await restart_with(on, kept)
    await on.forward(minutes=16)
    assert "`STR-9`" in (await on.pages("tom"))[-1]
    await acme.react(ts, "ada", "eyes")
    await acme.reply(ts, "We are on it.", by="ada")
    assert (await on.ticket()).acknowledged and (await on.ticket()).responded_at is not None


async def test_a_p1_of_an_account_with_another_contract_by_now_calls_who_it_was_promised(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    kept = world.ACCOUNTS.partition("  acme:\n")[0] + "  birch:" + world.ACCOUNTS.partition("  birch:")[2]
    fresh = "  acme: {name: Acme, contract: spacelift, tier: gold, channels: [C0ACME], roles: {oncall: engineers}}\n"
    fresh = kept.replace("accounts:\n  birch", f"accounts:\n{fresh}  birch")
    await restart_with(on, fresh)
    await on.forward(minutes=16)
    assert "`STR-9`" in (await on.pages("tom"))[-1]
