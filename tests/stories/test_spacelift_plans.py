"""Spacelift's plans without Slack support: shown another way, kindly, and without a clock."""

from datetime import timedelta

import pytest
from harness import Stage
from room import Room


@pytest.mark.cites("SPA-8")
async def test_a_bronze_post_is_sent_to_email_and_chat(on: Stage, fern: Room) -> None:
    ts = await fern.post("Our runs are slow since this morning")
    (answer,) = await fern.cards(ts)
    assert answer["text"].splitlines() == [
        "On the Bronze plan we are reached by email, which is quickest, or in the chat widget.",
        "*Support by email:* support@spacelift.io",
        "*Chat widget:* in the lower right corner of the product",
        "These may already hold the answer: <https://docs.spacelift.io|Documentation> · "
        "<https://spacelift.statuspage.io|Status page> · "
        "<https://docs.spacelift.io/product/support#scope-of-support|Scope of support>",
    ]
    assert await on.tickets() == 0
    assert await on.promised() == [], "no timer runs"


async def test_a_bronze_customer_is_told_once_a_day_and_for_a_critical_every_time(on: Stage, fern: Room) -> None:
    await fern.post("How do I rename a stack?")
    assert await fern.cards(await fern.post("And how do I delete one?")) == []
    assert len(await fern.cards(await fern.post("Sev 1: production is down for everybody"))) == 1
    told = [m["text"] for m in await on.slack.messages("C0TRIAGE")]
    assert len(told) == 1
    assert "Fern wrote something that looks critical." in told[0]
    assert "Slack carries no SLA here (`SPA-8`)" in told[0]
    assert "|Open the message>" in told[0]
    await on.forward(days=1)
    assert len(await fern.cards(await fern.post("How do I add a user?"))) == 1


async def test_thanks_on_bronze_gets_no_answer(on: Stage, fern: Room) -> None:
    assert await fern.cards(await fern.post("thanks a lot!")) == []


@pytest.mark.cites("SPA-9", "SPA-8")
async def test_a_bronze_question_about_an_invoice_is_shown_accounts_receivable_first(on: Stage, fern: Room) -> None:
    (answer,) = await fern.cards(await fern.post("Where is the invoice of October?"))
    assert answer["text"].splitlines()[1] == "*Accounts receivable:* ar@spacelift.io"


@pytest.mark.cites("SPA-1", "SPA-3")
async def test_what_staff_take_from_bronze_at_best_effort_is_never_warned_of_and_never_a_breach(
    on: Stage, fern: Room
) -> None:
    ts = await fern.post("Sev 3: the list of stacks loads slowly")
    await fern.react(ts, "ben", "🎫")
    assert "First response: best effort (`SPA-3`)" in await on.triage()
    cards = "\n".join(m["text"] for m in await fern.cards(ts))
    assert "First response: best effort" in cards
    await on.forward(days=10)
    told = (await on.triage()).lower()
    assert "breach" not in told
    assert "is due" not in told
    assert await on.dialog("ben", "severity", severity="critical", reason="it has grown") == {}
    measured = await on.clock_of("first_response")
    assert measured is not None
    assert measured.due == (await on.ticket()).opened_at + timedelta(hours=4)
    await on.forward(hours=1)
    assert "breach" not in await on.triage(), "long past when it was raised: shown as raised late"


@pytest.mark.cites("SPB-1")
async def test_a_free_post_is_sent_to_the_community(on: Stage, moss: Room) -> None:
    ts = await moss.post("How do I add a stack?")
    (answer,) = await moss.cards(ts)
    lines = answer["text"].splitlines()
    assert lines[0] == "The Free plan is supported by the community. The documentation answers most questions."
    assert [line.partition(":*")[0] for line in lines[1:]] == ["*Documentation", "*Stack Overflow", "*Status page"]
    assert await on.tickets() == 0
    assert await on.promised() == [], "no timer runs"
    assert await on.pages("ada") == []
    assert on.phone.rung == []
