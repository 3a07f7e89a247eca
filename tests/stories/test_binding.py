"""A channel is bound to an account in Slack: who is asked, what the form wants, and what follows from it."""

from typing import Any

import pytest
import world
from harness import Stage
from room import Room
from setup_forms import bind_gale, choose, fill, form

DOWN = "P1: production is down, nobody can log in"


@pytest.fixture
def people() -> str:
    return world.PEOPLE.replace("U0BEN:\n    name: Ben", "U0BEN:\n    name: Ben\n    admin: yes")


async def asked(on: Stage, user: str) -> dict[str, Any]:
    """The message that asks somebody to bind a channel."""
    return next(m for m in await on.slack.dms(user) if m.get("bot_id") and "No account is bound" in m["text"])


async def test_whoever_brings_the_bot_into_a_shared_channel_is_asked_to_bind_it(on: Stage) -> None:
    await on.slack.leave("C0GALE", "ackline")
    await on.slack.join("C0GALE", "ackline", inviter="ada")
    message = await asked(on, "ada")
    assert message["text"].startswith("*#gale is shared, and I am in it.* No account is bound to it")
    assert await on.pages("ben") == [], "only whoever brought it is asked"
    (note,) = [m["text"] for m in await on.slack.messages("C0TRIAGE")]
    assert note.startswith(
        "*A shared channel without an account: #gale.* Nothing in it is tracked. Asked to bind it: <@U0ADA>"
    )
    await on.press("ackline", message, "ada", "see:bind")
    assert (await form(on, "ada"))["title"]["text"] == "Bind a channel"
    await on.slack.post("C0GALE", "gwen", "P1: production is down")
    assert len(await on.slack.messages("C0TRIAGE")) == 1, "what is known already is not said twice"


async def test_administrators_are_asked_when_whoever_brought_it_may_not_bind(on: Stage) -> None:
    await on.slack.leave("C0GALE", "ackline")
    await on.slack.join("C0GALE", "ackline", inviter="gwen")
    assert await asked(on, "ben")
    assert await on.pages("ada") == []


async def test_a_channel_that_is_shared_later_is_asked_about_then(on: Stage) -> None:
    await on.slack.unshare("C0GALE", "T0GALE")
    await on.slack.leave("C0GALE", "ackline")
    await on.slack.join("C0GALE", "ackline", inviter="ada")
    assert await on.pages("ada") == [], "a channel of our own is nobody's to bind"
    await on.slack.share("C0GALE", "T0GALE")
    assert await asked(on, "ben")


async def test_a_channel_is_bound_to_a_new_account_and_its_requests_count_from_then_on(on: Stage, gale: Room) -> None:
    await on.slack.command("C0GALE", "ada", "/ackline", "bind")
    assert "✅ #gale lives in our workspace" in str((await form(on, "ada"))["blocks"])
    assert await fill(on) == {}
    checked = str((await form(on, "ada"))["blocks"])
    assert "Gale Ltd.: ready?" in str(await form(on, "ada"))
    assert "✅ Enterprise: requests in Slack are tickets" in checked
    assert "✅ on-call: Ada, woken by webhook." in checked
    assert "❌ TAM: Tom, whom nothing wakes" in checked
    told = [m["text"] for m in await on.slack.messages("C0TRIAGE")]
    assert any(t.startswith("*#gale is bound to Gale Ltd.* (stringer, enterprise) by <@U0ADA>") for t in told)
    ts = await gale.post(DOWN)
    assert await gale.card(ts)
    assert len(await on.rings("ada")) == 1
    assert (await on.ticket()).account == "gale-ltd"


async def test_a_further_channel_of_an_account_is_bound_by_choosing_it(on: Stage, gale: Room) -> None:
    await on.slack.command("C0TRIAGE", "ada", "/ackline", "bind <#C0GALE|gale>")
    await choose(on, "ada", "account", "acme")
    assert not [b for b in (await form(on, "ada"))["blocks"] if b.get("block_id") == "name"]
    assert not (await on.slack.submit("ada", {"account": "acme"})).errors
    await gale.post(DOWN)
    assert (await on.ticket()).account == "acme"


async def test_what_is_missing_is_said_in_the_form(on: Stage) -> None:
    await on.slack.command("C0GALE", "ada", "/ackline", "bind")
    sent = await on.slack.submit("ada", {"account": "-"})
    assert "What is the new account called?" in str(sent.errors)
    sent = await on.slack.submit("ada", {"account": "-", "name": "Gale"})
    assert "Which contract did they sign?" in str(sent.errors)
    assert "there is an account acme already" in str(await fill(on, name="Acme"))
    assert await on.tickets() == 0


async def test_a_channel_that_is_somebodys_already_and_one_for_staff_cannot_be_bound(on: Stage) -> None:
    await on.slack.command("C0ACME", "ada", "/ackline", "bind")
    assert "This channel is bound to Acme already." in str(await form(on, "ada"))
    await on.slack.close_view("ada")
    await on.slack.command("C0TRIAGE", "ada", "/ackline", "bind")
    assert "this channel is for staff only" in str(await fill(on))


async def test_two_who_bind_one_channel_at_once_bind_it_once(on: Stage) -> None:
    await on.slack.command("C0GALE", "ada", "/ackline", "bind")
    await on.slack.command("C0GALE", "ben", "/ackline", "bind")
    assert await fill(on, "ada") == {}
    sent = await on.slack.submit("ben", {"account": "acme"})
    assert "#gale is bound to Gale Ltd. already" in str(sent.errors)


async def test_who_holds_no_role_is_refused_in_the_form(on: Stage) -> None:
    await on.slack.command("C0GALE", "ines", "/ackline", "bind")
    assert "only support, on-call, TAM, VP and administrators" in str(await fill(on, "ines"))


async def test_what_was_bound_in_slack_is_there_after_a_restart(on: Stage, gale: Room) -> None:
    await bind_gale(on)
    await on.stop_bot()
    await on.return_of_the_bot()
    await gale.post(DOWN)
    assert (await on.ticket()).account == "gale-ltd"


async def test_a_channel_is_unbound_and_a_customer_with_an_open_ticket_is_told_once(on: Stage, gale: Room) -> None:
    await bind_gale(on)
    await gale.post("P3: how do I grow a file system?")
    await gale.post("P3: and how do I shrink it?", by="gwen")
    said = await on.slack.command("C0GALE", "ada", "/ackline", "unbind")
    assert said.startswith("Done: a channel of Gale Ltd. is unbound")
    notices = [m["text"] for m in await on.slack.messages("C0GALE") if m.get("bot_id")]
    assert notices == [
        "This channel is no longer used for support. What is open here stays with us; please ask Harbour where to send "
        "anything new."
    ]
    assert "Coverage is not in force" in await on.triage(1)
    await gale.post("P3: one more question")
    assert await on.tickets() == 2
    again = await on.slack.command("C0ACME", "ada", "/ackline", "unbind")
    assert "Not done: accounts.yml binds this channel" in again


async def test_nobody_is_told_of_an_unbound_channel_where_nothing_is_open(on: Stage) -> None:
    await bind_gale(on)
    await on.slack.command("C0GALE", "ada", "/ackline", "unbind")
    assert [m for m in await on.slack.messages("C0GALE") if m.get("bot_id")] == []


async def test_what_was_open_when_a_channel_was_unbound_is_still_answered(on: Stage, gale: Room) -> None:
    await bind_gale(on)
    ts = await gale.post("P3: how do I grow a file system?")
    await on.slack.command("C0GALE", "ada", "/ackline", "unbind")
    await gale.reply(ts, "In the console, under Volumes.", by="ada")
    assert (await on.ticket()).responded_at is not None
    await gale.reply(ts, "And how do I shrink it?")
    assert (await on.ticket()).waiting_since is not None
    await on.press_triage("ada", "confirm_resolve")
    assert "Resolved" in await gale.card(ts)


async def test_staff_hear_that_their_own_channel_is_shared(on: Stage) -> None:
    await on.slack.share("C0TRIAGE", "T0GALE")
    assert any("*#triage is shared with another organisation.*" in p for p in await on.pages("ben"))
    assert await on.slack.messages("C0TRIAGE") == [], "nothing is said of it in there"


async def test_a_message_in_a_channel_of_nobodys_leads_to_the_form_too(on: Stage, gale: Room) -> None:
    await gale.post("P1: production is down, nobody can log in")
    (note,) = await on.slack.messages("C0TRIAGE")
    assert "Nothing in it is tracked." in note["text"]
    await on.press("C0TRIAGE", note, "ada", "see:bind")
    assert await fill(on) == {}
    assert await on.tickets() == 1, "what was asked is a ticket now, backfilled"
    assert on.phone.rung == []
