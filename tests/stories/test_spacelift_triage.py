"""Spacelift's triage: who assesses, who is told, what lies outside, and what only looks critical."""

import pytest
from harness import Stage, acts_in, utc
from room import Room

REMINDER = ", please assess it (`SPA-7`). Until then clocks run as Major."


@pytest.mark.cites("SPB-2", "SPA-1")
async def test_a_spacelift_critical_pages_the_on_call_at_once(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Sev 1: no run starts for anybody")
    assert len(await on.rings("ada")) == 1
    (page,) = await on.pages("ada")
    assert "#1" in page
    assert "Cobalt" in page
    assert "no run starts for anybody" in page
    assert "`SPB-2`" in page
    await on.forward(minutes=5)
    assert len(await on.rings("ada")) == 2, "repeated while nobody acknowledges"
    await cobalt.react(ts, "ada", "👀")
    await on.forward(minutes=30)
    assert len(await on.rings("ada")) == 2


@pytest.mark.cites("SPA-7")
@pytest.mark.at("2026-11-20T19:30:00-05:00")
async def test_staff_are_reminded_of_a_request_nobody_has_assessed(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Runs of one stack wait for ever")
    assert "How far does this reach, and whom does it stop?" in await cobalt.card(ts)
    assert "severity not judged yet" in await cobalt.card(ts)

    await on.until(utc("2026-11-23T04:29:00-05:00"))
    assert REMINDER not in await on.triage(), "one business hour: half on Friday, half on Monday"
    await on.until(utc("2026-11-23T04:31:00-05:00"))
    assert (await on.triage()).count(REMINDER) == 1
    await on.until(utc("2026-11-23T12:31:00-05:00"))
    assert (await on.triage()).count(REMINDER) == 2

    assert await on.dialog("ben", "severity", severity="minor", reason="one stack, a workaround exists") == {}
    assert "assessed Minor by <@U0BEN>" in await on.triage()
    card = await cobalt.card(ts)
    assert "#1 · Minor" in card
    assert "How far does this reach" not in card
    await on.until(utc("2026-11-24T12:31:00-05:00"))
    assert (await on.triage()).count(REMINDER) == 2


@pytest.mark.cites("SPA-7")
async def test_both_the_customers_claim_and_the_staffs_assessment_are_kept(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Sev 1: no run starts for anybody")
    refused = await on.dialog("ben", "severity", severity="minor")
    assert "needs a reason" in " ".join(refused.values())
    assert await on.dialog("ben", "severity", severity="minor", reason="only the test stack") == {}
    ticket = await on.ticket()
    assert ticket.claimed is not None
    assert ticket.assessed is not None
    assert (ticket.claimed.severity, ticket.claimed.by) == ("critical", "U0CYRUS")
    assert (ticket.assessed.severity, ticket.assessed.by, ticket.assessed.reason) == (
        "minor",
        "U0BEN",
        "only the test stack",
    )
    assert "#1 · Minor" in await cobalt.card(ts)
    assert "only the test stack" not in await cobalt.card(ts), "a reason is for staff"


@pytest.mark.cites("SPA-9")
async def test_a_billing_question_is_sent_to_accounts_receivable(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Could you send last month's invoice again?")
    card = await cobalt.card(ts)
    assert "For billing: Accounts receivable, ar@spacelift.io" in card
    assert "How far does this reach" not in card, "an invoice stops nobody"
    assert "https://docs.spacelift.io" not in card
    assert "*About billing:* belongs to Accounts receivable." in await on.triage()


@pytest.mark.cites("SPA-9")
async def test_a_renewal_is_sent_to_customer_success_and_its_manager_is_told(on: Stage, cobalt: Room) -> None:
    await cobalt.post("One of our stacks waits for ever, any idea?")
    ts = await cobalt.post("And another thing: when is our renewal due?")
    assert await on.tickets() == 1, "a burst is one request"
    (card,) = await cobalt.cards((await on.ticket()).thread)
    assert "For subscriptions: your Customer Success Manager, or Customer success, cs@spacelift.io" in card["text"]
    assert "U0CARA" not in card["text"], "a name that the contract does not publish"
    assert "How far does this reach" in card["text"], "the stack still waits"
    assert "*About subscriptions:* belongs to Customer success. <@U0CARA>" in await on.triage()
    assert await cobalt.cards(ts) == []


@pytest.mark.cites("SPB-3")
async def test_an_exclusion_needs_a_code_of_the_contract_and_stops_the_clocks(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Sev 2: please create a certificate for our worker")
    await on.press_triage("ben", "exclude")
    (form,) = await on.slack.views("ben")
    (asked,) = [block["element"] for block in form["blocks"] if block.get("block_id") == "code"]
    options = {o["value"]: o["text"]["text"] for o in asked["options"]}
    assert options["certificates"] == "TLS certificates, signing requests and authorities"
    sent = await on.slack.submit("ben", {"code": "certificates", "reason": "their own authority"})
    assert not sent.errors
    assert (await on.ticket()).excluded == "certificates"
    assert "*TLS certificates, signing requests and authorities.* This lies beyond the scope" in await cobalt.card(ts)
    assert "Covered instead: Where the product expects a certificate." in await cobalt.card(ts)
    triage = await on.triage()
    assert "First response: excluded" in triage
    await on.forward(days=4)
    assert "breach" not in await on.triage()


@pytest.mark.cites("SPA-12")
async def test_the_cloud_account_beneath_a_self_hosted_installation_is_outside(on: Stage, cobalt: Room) -> None:
    await cobalt.post("Our own firewall blocks the installation")
    assert await on.dialog("ada", "exclude", code="self-hosted-cloud", reason="their firewall") == {}
    assert (await on.ticket()).excluded == "self-hosted-cloud"


async def test_what_looks_critical_is_asked_in_one_tap_and_the_on_call_pinged(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Production is down for all our users, nothing works!")
    (ping,) = await on.pages("ada")
    assert ping.splitlines()[0].startswith("*#1 at Cobalt looks critical*")
    assert "You are paged in 5 min if nobody answers." in ping
    assert on.phone.rung == [], "a guess rings no phone"
    assert acts_in((await cobalt.cards(ts))[0])[:3] == ["critical", "not_critical", "add_details"]
    assert "It reads as critical. Is it? One tap tells us." in await cobalt.card(ts)
    assert (await on.ticket()).claimed is None

    await on.forward(minutes=4)
    assert on.phone.rung == []
    await on.forward(minutes=1)
    assert len(await on.rings("ada")) == 1, "neither side has answered"
    assert (await on.ticket()).claimed is None, "a guess never sets a severity"
    await on.forward(minutes=60)
    assert len(await on.rings("ada")) == 1


@pytest.mark.cites("SPA-1", "SPB-2")
async def test_this_is_critical_claims_it_and_pages(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Production is down for all our users, nothing works!")
    await cobalt.press(ts, "cyrus", "critical")
    ticket = await on.ticket()
    assert ticket.claimed is not None
    assert ticket.claimed.severity == "critical"
    assert len(await on.rings("ada")) == 1
    assert "#1 · Critical (as you marked it)" in await cobalt.card(ts)
    measured = await on.clock_of("first_response")
    assert measured is not None
    assert measured.due == utc("2026-11-20T16:00:00Z")


async def test_not_critical_calms_everybody(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Production is down for all our users, nothing works!")
    await cobalt.press(ts, "cyrus", "not_critical")
    await on.forward(minutes=30)
    assert on.phone.rung == []
    assert acts_in((await cobalt.cards(ts))[0])[:3] == ["page", "add_details", "solved"]


async def test_not_critical_ends_a_page_that_has_left_already(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Production is down for all our users, nothing works!")
    await on.forward(minutes=6)
    assert (await on.pages("ada"))[-1].startswith("*Looks critical at Cobalt: #1*")
    await cobalt.press(ts, "cyrus", "not_critical")
    assert (await on.pages("ada"))[-1].splitlines() == [
        "*Looks critical at Cobalt: #1*",
        "*Over:* it is not critical",
    ]
    assert (await on.ticket()).status == "open", "it is still a request"


async def test_the_on_call_may_take_it_from_the_ping(on: Stage, cobalt: Room) -> None:
    await cobalt.post("Production is down for all our users, nothing works!")
    await on.press_page("ada", "acknowledge")
    assert (await on.ticket()).acknowledged_by == "U0ADA"
    await on.forward(minutes=30)
    assert on.phone.rung == []


async def test_an_acknowledgement_answers_the_question_as_well(on: Stage, cobalt: Room) -> None:
    ts = await cobalt.post("Production is down for all our users, nothing works!")
    await cobalt.react(ts, "ben", "👀")
    await on.forward(minutes=30)
    assert on.phone.rung == []


async def test_a_mention_of_a_past_incident_claims_nothing(on: Stage, cobalt: Room) -> None:
    await cobalt.post("After last week's Sev 1 we have a question on policies")
    assert (await on.ticket()).claimed is None
    assert on.phone.rung == []
