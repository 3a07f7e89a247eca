"""Two organisations in one channel: who counts as whom, and what each may do and see."""

import re
from typing import Any

import envelope
from harness import Stage
from room import Room

INTERNAL = re.compile(r"`[A-Z]{3}-\d+`|assess|breach|triage|Paged|Paging|clause|U0[A-Z]+")
"""What only staff may read: clauses, judgements, who was paged, names."""


async def read_by_customers(on: Stage) -> list[dict[str, Any]]:
    """Everything that the bot has put into customers' channels, edits included."""
    calls = [*await on.slack.calls("chat.postMessage"), *await on.slack.calls("chat.update")]
    inside = {"C0TRIAGE", "C0FALLBACK"}
    return [c["args"] for c in calls if c["args"]["channel"].startswith("C") and c["args"]["channel"] not in inside]


async def test_a_guest_of_the_vendors_workspace_counts_as_a_customer(on: Stage, acme: Room) -> None:
    ts = await acme.post("P1: production is down", by="gus")
    assert (await on.ticket()).requester == "U0GUS"
    await acme.react(ts, "gus", "👀")
    await acme.reply(ts, "any news?", by="gus")
    ticket = await on.ticket()
    assert ticket.status == "open"
    assert ticket.responded_at is None


async def test_whoever_belongs_to_the_vendors_team_is_staff_and_opens_no_ticket(on: Stage, acme: Room) -> None:
    await acme.post("P1: just testing the new channel", by="ines")
    assert await on.tickets() == 0
    ts = await acme.post("P1: production is down")
    await acme.react(ts, "ines", "👀")
    assert (await on.ticket()).status == "open", "staff without a support role stop nothing"
    await acme.reply(ts, "I am fetching somebody.", by="ines")
    assert (await on.ticket()).responded_at is not None, "but their words are a response"


async def test_another_customer_in_the_channel_may_do_what_customers_may(on: Stage, acme: Room) -> None:
    ts = await acme.post("The export is slow")
    await acme.react(ts, "axel", "👀")
    await acme.react(ts, "axel", "✅")
    assert (await on.ticket()).status == "open"
    await acme.reply(ts, "P1: now everything is down", by="axel")
    claimed = (await on.ticket()).claimed
    assert claimed is not None
    assert claimed.by == "U0AXEL"


async def test_a_customers_click_counts_by_the_team_of_who_clicked(on: Stage, acme: Room) -> None:
    ts = await acme.post("The export is slow for one of us")
    await acme.press(ts, "amy", "page")
    assert len(await on.rings("ada")) == 1
    assert "`STR-8`" in (await on.pages("ada"))[0]


async def test_a_customer_cannot_act_as_staff_by_a_forged_button(on: Stage, acme: Room) -> None:
    await acme.post("P1: production is down")
    ticket = await on.ticket()
    for act in ("acknowledge", "own", "confirm_resolve", "pend", "answers", "seen"):
        await envelope.click(on, "U0AMY", "T0ACME", "C0ACME", act, ticket.id)
    after = await on.ticket()
    assert (after.status, after.acknowledged_by, after.responded_at) == ("open", None, None)
    assert len(await on.rings("ada")) == 1


async def test_a_customer_cannot_act_on_a_page(on: Stage, acme: Room) -> None:
    await acme.post("P1: production is down")
    page = (await on.ticket()).pages[0].page
    await envelope.click(on, "U0AMY", "T0ACME", "C0ACME", "acknowledge", page)
    await envelope.click(on, "U0AMY", "T0ACME", "C0ACME", "seen", page)
    assert (await on.ticket()).status == "open"
    await on.forward(minutes=5)
    assert len(await on.rings("ada")) == 2, "the repeats go on"


async def test_a_customer_cannot_submit_a_form_of_staff(on: Stage, acme: Room) -> None:
    await acme.post("P1: production is down")
    ticket = await on.ticket()
    for act, answers in (
        ("severity", {"severity": "P4", "reason": "it is fine"}),
        ("exclude", {"code": "anything", "reason": "no"}),
        ("waive", {"reason": "no"}),
    ):
        assert await envelope.form(on, "U0AMY", "T0ACME", act, ticket.id, answers) == 200
    after = await on.ticket()
    assert after.assessed is None
    assert not after.excluded


async def test_a_customer_of_one_account_cannot_act_on_the_ticket_of_another(on: Stage, acme: Room, dune: Room) -> None:
    await acme.post("The export is slow for one of us")
    await dune.post("The backup of last night failed")
    ticket = await on.ticket(1)
    for channel in ("C0DUNE", "C0NOWHERE", ""):
        for act in ("page", "critical", "reopen", "request_report", "not_critical"):
            await envelope.click(on, "U0DORA", "T0DUNE", channel, act, ticket.id)
    assert await on.ticket(1) == ticket
    assert on.phone.rung == []
    for args in await read_by_customers(on):
        assert args["channel"] == "C0ACME" or "#1" not in args["text"]


async def test_nothing_of_one_customer_is_ever_posted_to_another(on: Stage, acme: Room, dune: Room) -> None:
    ts = await acme.post("P1: the secret project Zephyr is down")
    await dune.post("Sev 1: the backup failed for everybody")
    await on.forward(minutes=30)
    await acme.reply(ts, "We see Zephyr failing at Acme.", by="ada")
    for args in await read_by_customers(on):
        others = ("Zephyr", "Acme", "amy", "backup", "Dune", "dora")
        assert not any(word in repr(args) for word in others), "a card quotes nobody and names no customer"


async def test_internal_words_are_never_posted_into_a_customers_channel(on: Stage, acme: Room) -> None:
    ts = await acme.post("P1: production is down for all our users")
    await on.forward(minutes=30)
    await acme.react(ts, "ada", "👀")
    await on.dialog("ada", "severity", severity="P2", reason="one region only, they exaggerate")
    await on.forward(hours=5)
    await acme.reply(ts, "We found it.", by="ada")
    await on.press_triage("ada", "confirm_resolve")
    posted = await read_by_customers(on)
    assert posted
    for args in posted:
        assert args["channel"] == "C0ACME"
        assert INTERNAL.search(args["text"]) is None, args["text"]
        assert "exaggerate" not in repr(args)


async def test_a_name_that_looks_like_staff_makes_nobody_staff(on: Stage, acme: Room) -> None:
    ts = await acme.post("P1: production is down")
    reaction = {
        "type": "reaction_added",
        "user": "U0DORA",
        "reaction": "eyes",
        "item": {"type": "message", "channel": "C0ACME", "ts": ts},
        "event_ts": f"{on.slack.now.timestamp():.6f}",
        "user_team": "T0HARBOUR",
        "team": "T0HARBOUR",
    }
    await envelope.event(on, reaction)
    assert (await on.ticket()).status == "open", "a reaction names no team: Slack is asked"
