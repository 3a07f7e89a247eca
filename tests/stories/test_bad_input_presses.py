"""Buttons and forms that name what they may not, what is no more, or what never was: told, kept, and nothing lost."""

from collections.abc import Sequence
from typing import Any

import envelope
import pytest
from harness import Stage
from room import Room

from ackline.domain.ids import SubjectId
from ackline.services.ports import Recorded

FOREIGN = "That belongs to another customer's channel."


async def refused(on: Stage, account: str) -> Sequence[Recorded]:
    return [row for row in await on.journal(SubjectId(f"account:{account}")) if row.kind == "PressRefused"]


async def test_a_button_that_names_another_customers_ticket_is_told_and_kept(on: Stage, acme: Room, dune: Room) -> None:
    await acme.post("The export is slow for one of us")
    await dune.post("The backup of last night failed")
    before = await on.ticket(1)
    await envelope.click(on, "U0DORA", "T0DUNE", "C0DUNE", "solved", before.id)
    assert await on.ticket(1) == before
    (told,) = await on.pages("dora")
    assert FOREIGN in told
    (row,) = await refused(on, "dune")
    assert row.body["actor"]["user"] == "U0DORA"
    assert "U0DORA pressed what names" in row.why[0]


async def test_a_form_with_the_private_metadata_of_another_customer_says_so_in_the_form(
    on: Stage, acme: Room, dune: Room
) -> None:
    await acme.post("The export is slow for one of us")
    await dune.post("The backup of last night failed")
    before = await on.ticket(1)
    for act, answers in (
        ("severity", {"severity": "P1"}),
        ("add_details", {"extent": "everything"}),
        ("escalate", {"reason": "now"}),
        ("comment", {"comment": "bad"}),
        ("update", {"now": "nothing"}),
    ):
        assert FOREIGN in await envelope.form_errors(on, "U0DORA", "T0DUNE", act, before.id, answers)
    assert await on.ticket(1) == before
    assert on.words_kept("everything") == []
    assert await on.pages("dora") == [], "it was read in the form"
    assert on.phone.rung == []


async def test_a_form_that_names_another_customers_ticket_is_not_even_opened(on: Stage, acme: Room, dune: Room) -> None:
    await acme.post("The export is slow for one of us")
    ticket = await on.ticket(1)
    await envelope.click(on, "U0DORA", "T0DUNE", "C0DUNE", "escalate", ticket.id)
    assert await on.slack.calls("views.open") == []
    (told,) = await on.pages("dora")
    assert FOREIGN in told


async def test_whoever_left_the_channel_cannot_send_a_form_any_more(on: Stage, acme: Room) -> None:
    ts = await acme.post("The export is slow for one of us")
    await acme.press(ts, "axel", "add_details")
    await on.slack.leave("C0ACME", "axel")
    sent = await on.slack.submit("axel", {"extent": "everybody"})
    assert FOREIGN in " ".join((sent.errors or {}).values())
    assert (await on.ticket()).details == ()


async def test_what_a_button_is_about_is_no_more(on: Stage, acme: Room) -> None:
    await envelope.click(on, "U0AMY", "T0ACME", "C0ACME", "solved", "ticket:C0ACME:1.000001")
    await envelope.click(on, "U0ADA", "T0HARBOUR", "C0TRIAGE", "acknowledge", "ticket:C0ACME:1.000001")
    await envelope.click(on, "U0ADA", "T0HARBOUR", "C0TRIAGE", "acknowledge", "nonsense")
    for who, times in (("amy", 1), ("ada", 2)):
        told = await on.pages(who)
        assert len(told) == times
        assert all("not known here any more" in one for one in told)
    assert len(await refused(on, "acme")) == 2


async def test_a_button_of_an_older_version_says_what_to_do(on: Stage, acme: Room) -> None:
    await acme.post("The export is slow for one of us")
    await envelope.click(on, "U0AMY", "T0ACME", "C0ACME", "explode", (await on.ticket()).id)
    (told,) = await on.pages("amy")
    assert "from an older version" in told
    assert len(await refused(on, "acme")) == 1


async def test_a_form_of_an_older_version_says_so_in_the_form(on: Stage, acme: Room) -> None:
    await acme.post("The export is slow for one of us")
    ticket = await on.ticket()
    assert "older version" in await envelope.form_errors(on, "U0AMY", "T0ACME", "explode", ticket.id, {"a": "b"})


async def test_a_trigger_that_expired_is_told_and_the_next_press_works(on: Stage, acme: Room) -> None:
    ts = await acme.post("The export is slow for one of us")
    await on.slack.fault("views.open", "slack_error", error="expired_trigger_id")
    await acme.press(ts, "amy", "add_details")
    (told,) = await on.pages("amy")
    assert "Please press the button again." in told
    assert (await refused(on, "acme"))[0].outcome == "refused"
    assert await on.press_form(acme, ts, "amy", "add_details", extent="all of finance") == {}


async def test_a_form_that_is_sent_twice_counts_once(on: Stage, acme: Room) -> None:
    await acme.post("The export is slow for one of us")
    ticket = await on.ticket()
    for _ in range(2):
        await envelope.form(on, "U0AMY", "T0ACME", "escalate", ticket.id, {"reason": "it takes too long"})
    assert len((await on.ticket()).escalations) == 1


async def test_a_customer_cannot_write_an_update(on: Stage, acme: Room) -> None:
    await acme.post("The export is slow for one of us")
    ticket = await on.ticket()
    for act, answers in (("update", {"now": "all is well"}), ("all_clear", {"summary": "all is well"})):
        errors = await envelope.form_errors(on, "U0AMY", "T0ACME", act, ticket.id, answers)
        assert "Only the support team can do that on #1." in errors
    assert (await on.ticket()).responded_at is None


@pytest.mark.parametrize("address", ["nowhere", "", 12, None, ["https://"], {}, "http://127.0.0.1:9/response"])
async def test_an_answer_that_has_no_address_is_done_without(on: Stage, acme: Room, address: Any) -> None:
    ts = await acme.post("P1: production is down")
    assert await envelope.shortcut(on, "U0AMY", "T0ACME", "C0ACME", "split", address) == 200
    await acme.press(ts, "amy", "escalate")
    assert (await on.ticket()).number == 1, "whatever comes next is taken as ever"
