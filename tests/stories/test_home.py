"""Home: the queue of whoever opens it, what is due next first; TAMs see their customers, and nobody else is let in."""

import re
from typing import Any

import pytest
from harness import Stage
from room import Room

from ackline.sandbox.wire import Refused


def shown(view: dict[str, Any] | None) -> str:
    """Everything that can be read in a view, block by block."""
    assert view is not None
    told = []
    for block in view["blocks"]:
        match block["type"]:
            case "section":
                told.append(block["text"]["text"])
            case "actions":
                told.append(" | ".join(label(element) for element in block["elements"]))
    return "\n".join(told)


def label(element: dict[str, Any]) -> str:
    if element["type"] == "button":
        return str(element["text"]["text"])
    return str(element.get("initial_option", {}).get("text", {}).get("text", "…"))


def numbers(view: dict[str, Any] | None) -> list[int]:
    """The tickets of a view, in their order."""
    return [int(number) for number in re.findall(r"^\*#(\d+) ", shown(view), re.MULTILINE)]


async def press(on: Stage, user: str, name: str, *, beside: str = "") -> None:
    """Press a button of somebody's Home, of several alike the one below the block that says `beside`."""
    view = await on.slack.home(user)
    assert view is not None
    blocks = view["blocks"]
    start = next(n for n, b in enumerate(blocks) if beside in str(b.get("text", {}).get("text", ""))) if beside else 0
    for block in blocks[start:]:
        for element in block.get("elements", ()):
            if element["type"] == "button" and element["text"]["text"].startswith(name):
                value = element.get("value")
                await on.slack.click_in_view(user, element["action_id"], value, view_id=view["id"])
                return
    raise AssertionError(f"no button {name!r} in {shown(view)}")


async def narrow(on: Stage, user: str, value: str) -> None:
    """Choose an option of one of the selects of somebody's Home."""
    view = await on.slack.home(user)
    assert view is not None
    selects = [e for b in view["blocks"] for e in b.get("elements", ()) if e["type"] == "static_select"]
    chosen = next(s for s in selects if value in {option["value"] for option in s["options"]})
    await on.slack.click_in_view(user, chosen["action_id"], value, view_id=view["id"])


async def test_an_engineer_sees_what_is_due_next_first(on: Stage, acme: Room, cobalt: Room, dune: Room):
    await cobalt.post("S3: how do I export?")
    await dune.post("Sev 3: a question about modules")
    await acme.post("P1: production is down")
    view = await on.slack.open_home("ada")
    assert numbers(view) == [3, 2, 1]
    text = shown(view)
    assert "“P1: production is down”" in text
    assert re.search(r"#3 · Critical[^\n]*Acme\* · open · First response due <!date", text)
    assert "Team · 3" in text and "My queue · 0" in text
    assert "*engineers* (on-call of Acme, Birch, Cobalt and 5 more): <@U0ADA>, from" in text


async def test_a_p1_is_acknowledged_and_taken_in_home_like_on_its_card(on: Stage, acme: Room):
    await acme.post("P1: production is down")
    await on.slack.open_home("ada")
    await press(on, "ada", "Acknowledge", beside="#1 ")
    ticket = await on.ticket(1)
    assert (ticket.status.value, ticket.acknowledged_by) == ("acknowledged", "U0ADA")
    assert "Acknowledge" not in shown(await on.slack.home("ada"))
    assert "My queue · 1" in shown(await on.slack.home("ada"))
    await on.slack.open_home("ben")
    await press(on, "ben", "Take", beside="#1 ")
    assert (await on.ticket(1)).owner == "U0BEN"
    await press(on, "ben", "My queue")
    assert numbers(await on.slack.home("ben")) == [1]
    await on.slack.open_home("ada")
    await press(on, "ada", "My queue")
    assert "Nothing waits here." in shown(await on.slack.home("ada"))


async def test_what_may_not_be_done_is_said_and_changes_nothing(on: Stage, acme: Room):
    await acme.post("P1: production is down")
    await on.slack.open_home("tom")
    await press(on, "tom", "Acknowledge", beside="#1 ")
    assert (await on.ticket(1)).status.value == "open", "a TAM's mark is noted and stops nothing"


async def test_the_queue_is_narrowed_by_customer_severity_and_status(on: Stage, acme: Room, birch: Room):
    await acme.post("P1: production is down")
    await acme.post("P3: how do I export?", by="axel")
    await birch.post("P1: nothing works")
    await on.press_triage("ada", "acknowledge", 1)
    await on.slack.open_home("ada")
    await press(on, "ada", "Team")
    await narrow(on, "ada", "severity=P1")
    assert set(numbers(await on.slack.home("ada"))) == {1, 3}
    await narrow(on, "ada", "status=open")
    assert numbers(await on.slack.home("ada")) == [3]
    await narrow(on, "ada", "severity=")
    await narrow(on, "ada", "account=acme")
    assert numbers(await on.slack.home("ada")) == [2]
    assert numbers(await on.slack.open_home("ada")) == [2], "what was chosen is still chosen when Home is opened again"
    await narrow(on, "ada", "account=")
    await narrow(on, "ada", "status=")
    assert set(numbers(await on.slack.home("ada"))) == {1, 2, 3}


async def test_a_tam_sees_their_customers_with_what_is_overdue_and_the_reports_owed(
    on: Stage, acme: Room, birch: Room, dune: Room
):
    await acme.post("P1: production is down")
    await birch.post("P1: not Tom's")
    await dune.post("Sev 4: when is the next release?")
    await on.forward(hours=2)
    text = shown(await on.slack.open_home("tom"))
    assert "*⚠ Acme*: 1 overdue · 1 open" in text
    assert "*Dune*: " in text and "Birch" not in text.partition("On duty")[0]
    assert re.search(r"#1 · [^\n]*\*First response was due \*|#1 · [^\n]*First response was due", text)
    await press(on, "tom", "Show", beside="Dune")
    assert numbers(await on.slack.home("tom")) == [3]
    await acme.reply((await on.ticket(1)).thread, "It is up again.", by="ada")
    await on.press_triage("ada", "confirm_resolve", 1)
    await on.slack.open_home("tom")
    await press(on, "tom", "My customers")
    text = shown(await on.slack.home("tom"))
    assert "*Acme*: 1 report owed" in text
    assert re.search(r"#1 · Acme · Post-incident report due <!date", text)


async def test_who_is_on_duty_now_and_next_is_told_rota_by_rota(on: Stage):
    await on.slack.open_home("elif")
    await press(on, "elif", "On duty")
    text = shown(await on.slack.home("elif"))
    assert text.index("*executives*") < text.index("*engineers*"), "one's own come first"
    assert re.search(r"\*executives\* \(executive on duty of Ember\): <@U0ELIF>, from <!date[^>]*> <@U0SAM>", text)
    assert "*vp-engineering* (VP of Acme): <@U0VERA>" in text


async def test_a_guest_reads_where_to_write_and_sees_no_ticket(on: Stage, acme: Room):
    await acme.post("P1: production is down")
    text = shown(await on.slack.open_home("gus"))
    assert "write in the channel that you share with Harbour" in text
    assert "production" not in text and "#1" not in text


async def test_people_of_other_organisations_have_no_home(on: Stage):
    with pytest.raises(Refused, match="another organisation"):
        await on.slack.open_home("amy")


@pytest.mark.http
async def test_two_hundred_tickets_are_paged_forth_and_back(on: Stage, cobalt: Room):
    for number in range(205):
        await cobalt.post(f"S3: how do I export {number}")
    await on.slack.open_home("ada")
    await press(on, "ada", "Team · 205")
    first = numbers(await on.slack.home("ada"))
    seen = [*first]
    while "Next" in shown(await on.slack.home("ada")):
        await press(on, "ada", "Next")
        seen += numbers(await on.slack.home("ada"))
    assert sorted(seen) == list(range(1, 206))
    assert "Previous" in shown(await on.slack.home("ada"))
    for _ in range(20):
        await press(on, "ada", "Previous")
    assert numbers(await on.slack.home("ada")) == first
    assert "Previous" not in shown(await on.slack.home("ada"))
    answer = await on.slack.command("C0TRIAGE", "ada", "/ackline", "list")
    assert "205 open" in answer and answer.count("\n") == 21
    assert len((await on.slack.home("ada") or {})["blocks"]) <= 100
