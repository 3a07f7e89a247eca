"""Whether a contract is in force in a channel: staff see why not, requests are handled all the same (SPA-10)."""

from typing import Any

import pytest
import world
from harness import Stage, utc
from room import Room

BROKEN = "Critical: every run fails for all of our users"


@pytest.fixture
def surroundings() -> dict[str, Any]:
    """Cobalt's channel lives in Cobalt's own workspace, and so does Acme's in Acme's."""
    found = world.slack(world.FRIDAY)
    for each in found["channels"]:
        if each["id"] in ("C0COBALT", "C0ACME"):
            each["host"] = each["shared_with"][0]
    return found


@pytest.fixture
def accounts() -> str:
    """Acme's contract ends on the Saturday after the Friday that the stories begin on."""
    return world.ACCOUNTS.replace("    name: Acme\n", "    name: Acme\n    ends: 2026-11-21\n")


async def notices(on: Stage, channel: str) -> list[str]:
    """What the bot said at the top of a channel."""
    return [m["text"] for m in await on.slack.messages(channel) if m.get("bot_id")]


@pytest.mark.cites("SPA-10")
async def test_a_channel_that_lives_elsewhere_has_no_coverage_and_staff_see_it(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post(BROKEN)
    told = await on.triage()
    assert "*Coverage is not in force:*" in told
    assert "the channel lives in another organisation's workspace (`SPA-10`); handled as a courtesy." in told
    assert len(await on.rings("ada")) == 1, "it is handled all the same"
    assert "First response: due " in told, "staff go by the same target as elsewhere"
    card = await cobalt.card(ts)
    assert "We handle this as a courtesy, without promised times." in card
    assert "SLA" not in card and "<!date" not in card, "nothing is promised where nothing was"
    await on.slack.command("C0COBALT", "ada", "/ackline", "checklist")
    (view,) = await on.slack.views("ada")
    assert "❌ #cobalt lives in another organisation's workspace: no coverage there (`SPA-10`)." in str(view["blocks"])


async def test_a_contract_without_such_a_clause_is_in_force_wherever_the_channel_lives(on: Stage, acme: Room) -> None:
    await acme.post("P2: slow")
    assert "Coverage is not in force" not in await on.triage()


async def test_a_contract_that_ends_says_so_once_where_something_is_open(on: Stage, acme: Room, birch: Room) -> None:
    await acme.post("P3: how do I grow a file system?")
    await on.forward(minutes=10)
    await acme.post("P3: and how do I shrink it?")
    await on.until(utc("2026-11-21T23:59:00+00:00"))
    assert await notices(on, "C0ACME") == []
    await on.forward(minutes=2)
    assert await notices(on, "C0ACME") == [
        "Our support contract for this channel ended on Sat 21 Nov 2026. What is open here stays with us; anything "
        "new is handled as a courtesy, without promised times."
    ]
    assert await notices(on, "C0BIRCH") == [], "nothing is open there"
    assert "what was open before stays with us" in await on.triage(1)
    assert "First response SLA" in await acme.card((await on.ticket(1)).thread), "what was promised stays promised"
    ts = await acme.post("P2: very slow")
    assert "handled as a courtesy" in await on.triage(3)
    card = await acme.card(ts)
    assert "We handle this as a courtesy, without promised times." in card and "<!date" not in card


async def test_a_plan_that_no_longer_has_slack_is_told_where_something_is_open(on: Stage, slate: Room) -> None:
    await slate.post("Minor: a typo in the logs")
    await on.stop_bot()
    written = (on.folder / "accounts.yml").read_text(encoding="utf-8")
    cheaper = written.replace(
        "slate: {name: Slate, contract: spacelift, tier: silver",
        "slate: {name: Slate, contract: spacelift, tier: bronze",
    )
    (on.folder / "accounts.yml").write_text(cheaper, encoding="utf-8")
    await on.return_of_the_bot()
    (told,) = await notices(on, "C0SLATE")
    assert told.startswith(
        "Your plan no longer includes support in this channel. What is open here stays with us; for anything new:"
    )
    assert "support@spacelift.io" in told


async def test_coverage_comes_back_when_the_contract_goes_on(on: Stage, acme: Room) -> None:
    await acme.post("P3: how do I grow a file system?")
    await on.forward(days=2)
    assert "Coverage is not in force" in await on.triage()
    await on.stop_bot()
    written = (on.folder / "accounts.yml").read_text(encoding="utf-8")
    (on.folder / "accounts.yml").write_text(written.replace("ends: 2026-11-21", "ends: 2027-11-21"), encoding="utf-8")
    await on.return_of_the_bot()
    card = (await on.triage_card())["text"]
    assert "Coverage is not in force" not in card
    assert "Coverage is in force again." in await on.triage()
