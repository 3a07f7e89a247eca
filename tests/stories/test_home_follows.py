"""Home follows what others do, for as long as somebody may be looking at it; and it shows what nobody has."""

import re
from typing import Any

import pytest
from harness import Stage
from room import Room


@pytest.fixture
def acme(on: Stage) -> Room:
    return Room(on, "C0ACME", "amy")


def numbers(view: dict[str, Any] | None) -> list[int]:
    """The tickets of a Home, in order."""
    assert view is not None
    told = [b["text"]["text"] for b in view["blocks"] if b["type"] == "section"]
    return [int(found[1]) for row in told if (found := re.match(r"\*#(\d+) ·", row))]


async def narrow(on: Stage, user: str, value: str) -> None:
    """Choose an option of one of the selects of somebody's Home."""
    view = await on.slack.home(user)
    assert view is not None
    selects = [e for b in view["blocks"] for e in b.get("elements", ()) if e["type"] == "static_select"]
    chosen = next(s for s in selects if value in {option["value"] for option in s["options"]})
    await on.slack.click_in_view(user, chosen["action_id"], value, view_id=view["id"])


async def test_what_others_do_is_seen_in_a_home_that_is_open(on: Stage, acme: Room) -> None:
    await acme.post("P1: production is down")
    await on.slack.open_home("ben")
    await on.forward(minutes=1)
    await on.press_triage("ada", "acknowledge", 1)
    assert "acknowledged · <@U0ADA>" in str(await on.slack.home("ben"))
    await on.forward(minutes=1)
    await acme.post("P3: how do I export?", by="axel")
    assert numbers(await on.slack.home("ben")) == [1, 2]


async def test_a_home_keeps_what_its_reader_chose_when_others_change_it(on: Stage, acme: Room) -> None:
    await acme.post("P1: production is down")
    await on.slack.open_home("ben")
    await narrow(on, "ben", "severity=P1")
    await on.forward(minutes=1)
    await acme.post("P3: how do I export?", by="axel")
    assert numbers(await on.slack.home("ben")) == [1]


async def test_many_changes_at_once_draw_a_home_once_and_none_draws_nothing(on: Stage, acme: Room) -> None:
    await acme.post("P3: how do I export?")
    await on.slack.open_home("ben")
    before = len(await on.slack.calls("views.publish"))
    await on.forward(minutes=1)
    for words in ("P2: one", "P2: two", "P2: three"):
        await acme.post(words)
    assert len(await on.slack.calls("views.publish")) <= before + 1
    await on.forward(minutes=1)
    assert numbers(await on.slack.home("ben")) == [2, 3, 4, 1]
    drawn = len(await on.slack.calls("views.publish"))
    await on.forward(minutes=5)
    assert len(await on.slack.calls("views.publish")) == drawn


async def test_a_home_is_followed_for_an_hour_and_no_longer(on: Stage, acme: Room) -> None:
    await acme.post("P3: how do I export?")
    await on.slack.open_home("ben")
    await on.forward(minutes=61)
    await acme.post("P3: and how do I import?", by="axel")
    await on.forward(minutes=1)
    assert numbers(await on.slack.home("ben")) == [1]


async def test_the_queue_is_narrowed_to_what_nobody_has(on: Stage, acme: Room) -> None:
    await acme.post("P1: production is down")
    await acme.post("P3: how do I export?", by="axel")
    await on.press_triage("ada", "acknowledge", 1)
    await on.slack.open_home("ben")
    await narrow(on, "ben", "owner=nobody")
    assert numbers(await on.slack.home("ben")) == [2]
    await narrow(on, "ben", "account=acme")
    assert numbers(await on.slack.home("ben")) == [2]
    await narrow(on, "ben", "owner=")
    assert numbers(await on.slack.home("ben")) == [1, 2]
