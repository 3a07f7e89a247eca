"""The triage card as staff use it: who has it, by when a reply is needed, notes, what is no request or outside."""

from datetime import timedelta
from typing import Any

import pytest
from harness import Stage, utc
from room import Room


def buttons(card: dict[str, Any]) -> list[str]:
    """The labels of the buttons that stand on a card."""
    rows = [block["elements"] for block in card["blocks"] if block["type"] == "actions"]
    return [e["text"]["text"] for row in rows for e in row if e["type"] == "button"]


def menu(card: dict[str, Any]) -> list[str]:
    """The labels behind them."""
    rows = [block["elements"] for block in card["blocks"] if block["type"] == "actions"]
    return [o["text"]["text"] for row in rows for e in row if e["type"] == "overflow" for o in e["options"]]


async def test_a_card_has_few_buttons_and_the_rest_in_a_menu(on: Stage, acme: Room) -> None:
    await acme.post("P2: the export is slow")
    card = await on.triage_card()
    daily = ["Take", "Severity…", "Pending", "Resolve", "Assign…", "Write an update…"]
    assert buttons(card) == ["Acknowledge", *daily]
    assert menu(card) == ["Reply needed by…", "Note…", "Merge…", "Not a request…", "Security incident…"]
    await on.press_triage("ada", "acknowledge")
    assert buttons(await on.triage_card()) == daily


async def test_one_menu_holds_all_that_is_seldom_under_every_contract(on: Stage, cobalt: Room, dune: Room) -> None:
    await cobalt.post("Sev 2: half of our stacks fail")
    await dune.post("Sev 2: half of our modules fail")
    for number in (1, 2):
        card = await on.triage_card(number)
        menus = [e for b in card["blocks"] if b["type"] == "actions" for e in b["elements"] if e["type"] == "overflow"]
        assert len(menus) == 1 and menu(card)[-1] == "Exclude…"


class TestWhoseMarkIsOnlyNoted:
    async def test_whoever_acknowledges_without_counting_reads_that_nothing_has_stopped(
        self, on: Stage, acme: Room
    ) -> None:
        await acme.post("P1: production is down")
        await on.press_triage("cara", "acknowledge")
        assert (await on.ticket()).acknowledged_by is None
        assert (await on.pages("cara"))[-1] == "*Noted, not acknowledged:* #1 still waits for support or the on-call."

    async def test_a_severity_by_other_staff_is_refused_with_who_may(self, on: Stage, acme: Room) -> None:
        await acme.post("P1: production is down")
        errors = await on.dialog("cara", "severity", severity="P2")
        assert errors == {
            "severity": "On #1 that is for support and the on-call. Ask one of them, or be named in people.yml."
        }


class TestTaking:
    async def test_whoever_takes_it_has_it_and_the_ladder_stops(self, on: Stage, acme: Room) -> None:
        await acme.post("P1: production is down")
        await on.press_triage("ben", "own")
        ticket = await on.ticket()
        assert (ticket.owner, ticket.acknowledged_by, ticket.status) == ("U0BEN", "U0BEN", "acknowledged")
        assert "It is with <@U0BEN>" in await on.triage()
        await on.forward(minutes=40)
        assert await on.pages("tom") == [], "the TAM is not paged"

    async def test_other_staff_may_take_it_and_the_ladder_goes_on(self, on: Stage, acme: Room) -> None:
        await acme.post("P1: production is down")
        await on.press_triage("cara", "own")
        ticket = await on.ticket()
        assert (ticket.owner, ticket.acknowledged_by, ticket.status) == ("U0CARA", None, "open")
        await on.forward(minutes=16)
        assert len(await on.pages("tom")) == 1

    async def test_taking_it_from_somebody_tells_them(self, on: Stage, acme: Room) -> None:
        await acme.post("P2: the export is slow")
        await on.press_triage("ada", "own")
        await on.press_triage("ben", "own")
        assert (await on.ticket()).owner == "U0BEN"
        assert (await on.pages("ada"))[-1] == "*#1 is no longer yours:* <@U0BEN> has it now."


class TestGiving:
    async def test_whoever_is_given_it_reads_so_and_the_ladder_goes_on_until_they_acknowledge(
        self, on: Stage, acme: Room
    ) -> None:
        await acme.post("P1: production is down")
        await on.press_triage("tom", "assign")
        (form,) = await on.slack.views("tom")
        (select,) = [b["element"] for b in form["blocks"] if b["block_id"] == "person"]
        offered = {o["value"]: o["text"]["text"] for o in select["options"]}
        assert offered == {"U0ADA": "Ada", "U0BEN": "Ben"}, "support and on-call, and nobody else"
        assert await on.fill_in("tom", person="U0BEN") == {}
        assert (await on.ticket()).owner == "U0BEN"
        assert (await on.ticket()).acknowledged_by is None
        told = (await on.pages("ben"))[-1]
        assert told.startswith("*#1 at Acme is yours:* given to you by <@U0TOM>.")
        assert "production is down" in told
        assert "Nobody has acknowledged it yet" in told
        await on.press_page("ben", "acknowledge")
        assert (await on.ticket()).acknowledged_by == "U0BEN"

    async def test_somebody_who_may_not_have_it_is_refused_in_the_form(self, on: Stage, acme: Room) -> None:
        await acme.post("P2: the export is slow")
        await on.press_triage("cara", "assign")
        errors = await on.fill_in("cara", person="U0BEN")
        assert "support and the on-call" in errors["person"]
        assert (await on.ticket()).owner is None
        assert await on.pages("cara") == [], "who reads it in the form is not told a second time"


class TestReplyNeededBy:
    async def test_its_owner_is_reminded_before_and_everybody_at_the_moment(self, on: Stage, acme: Room) -> None:
        await acme.post("P3: how do I rotate keys?")
        await on.press_triage("ada", "own")
        at = on.slack.now + timedelta(hours=2)
        assert await on.dialog("ada", "reply_by", moment=int(at.timestamp())) == {}
        assert "Reply needed by" in await on.triage()
        await on.until(at - timedelta(minutes=16))
        assert await on.pages("ada") == []
        await on.until(at - timedelta(minutes=15))
        (told,) = await on.pages("ada")
        assert told.startswith("*#1:* a reply is needed by")
        await on.until(at)
        assert "*A reply was needed by*" in await on.triage()
        assert len(await on.pages("ada")) == 1

    async def test_a_public_reply_clears_it(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: how do I rotate keys?")
        at = on.slack.now + timedelta(hours=2)
        await on.dialog("ada", "reply_by", moment=int(at.timestamp()))
        await acme.reply(ts, "Like this.", by="ada")
        assert "Reply needed by" not in await on.triage()
        await on.forward(hours=3)
        assert "A reply was needed" not in await on.triage()

    @pytest.mark.parametrize(
        ("ahead", "why"), [(timedelta(minutes=-1), "has passed"), (timedelta(days=91), "within 90 days")]
    )
    async def test_a_moment_that_makes_no_sense_is_refused_in_the_form(
        self, on: Stage, acme: Room, ahead: timedelta, why: str
    ) -> None:
        await acme.post("P3: how do I rotate keys?")
        errors = await on.dialog("ada", "reply_by", moment=int((on.slack.now + ahead).timestamp()))
        assert why in errors["moment"]
        assert (await on.ticket()).reply_by is None

    async def test_left_empty_it_is_taken_back(self, on: Stage, acme: Room) -> None:
        await acme.post("P3: how do I rotate keys?")
        at = on.slack.now + timedelta(hours=2)
        await on.dialog("ada", "reply_by", moment=int(at.timestamp()))
        assert await on.dialog("ben", "reply_by") == {}
        assert (await on.ticket()).reply_by is None
        assert "Reply needed by" not in await on.triage()


class TestNotes:
    async def test_a_note_stands_in_the_triage_thread_and_nowhere_else(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P2: the export is slow")
        assert await on.dialog("cara", "note", note="Their renewal is in March, be kind") == {}
        assert "*Note by* <@U0CARA>\n> Their renewal is in March, be kind" in await on.triage()
        assert "renewal" not in repr(await on.slack.thread("C0ACME", ts))
        ticket = await on.ticket()
        assert "renewal" not in repr([row.body for row in await on.journal(ticket.id)]), "it can be erased"
        assert on.words_kept("Their renewal") == ["texts"]


class TestNoRequest:
    async def test_its_clocks_end_and_the_customer_reads_it_kindly(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P1: what a lovely product, thank you all so much for it")
        assert await on.dialog("ada", "dismiss", reason="praise, not a request") == {}
        ticket = await on.ticket()
        assert (ticket.status, ticket.live) == ("dismissed", False)
        card = await acme.card(ts)
        assert "We read this as a note and not as a request." in card
        assert "praise" not in card, "the reason is for staff"
        assert "*Not a request,* says <@U0ADA>: praise, not a request" in await on.triage()
        assert buttons(await on.triage_card()) == ["Reopen"]
        rung = len(on.phone.rung)
        await on.forward(hours=5)
        assert len(on.phone.rung) == rung
        assert "breach" not in await on.triage()

    async def test_reopen_takes_it_back_and_it_is_promised_as_before(self, on: Stage, acme: Room) -> None:
        await acme.post("P1: production is down")
        await on.dialog("ada", "dismiss", reason="a test")
        await on.forward(minutes=2)
        await on.press_triage("ben", "reopen")
        ticket = await on.ticket()
        assert (ticket.status, ticket.dismissal) == ("open", None)
        measured = await on.clock_of("first_response")
        assert measured is not None
        assert measured.due == utc("2026-11-20T16:00:00Z"), "counted from the first message as ever"
        assert (await on.rings("ada"))[-1] != "", "the ladder begins anew"

    async def test_after_a_week_it_stays_what_it_is(self, on: Stage, acme: Room) -> None:
        await acme.post("P3: thank you")
        await on.dialog("ada", "dismiss", reason="thanks")
        await on.forward(days=8)
        await on.press_triage("ben", "reopen")
        assert (await on.ticket()).status == "dismissed"
        assert "more than a week ago" in (await on.pages("ben"))[-1]

    async def test_what_the_customer_writes_there_is_a_ticket_of_its_own(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: thank you")
        await on.dialog("ada", "dismiss", reason="thanks")
        await acme.reply(ts, "P1: and now production is down")
        second = await on.ticket(2)
        assert second.previous == (await on.ticket(1)).id
        assert second.status == "open"
        assert len(await on.rings("ada")) == 1

    async def test_an_edit_that_claims_a_severity_makes_it_a_request_again(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: something small")
        await on.dialog("ada", "dismiss", reason="thanks")
        await on.slack.edit("C0ACME", ts, "P1: production is down")
        ticket = await on.ticket()
        assert (ticket.status, ticket.claimed.severity if ticket.claimed else "") == ("open", "P1")
        assert len(await on.rings("ada")) == 1

    async def test_a_reason_is_needed(self, on: Stage, acme: Room) -> None:
        await acme.post("P3: thank you")
        errors = await on.dialog("ada", "dismiss", reason="   ")
        assert errors
        assert (await on.ticket()).live


@pytest.mark.cites("SPB-3")
async def test_an_exclusion_is_shown_with_its_clause_and_its_reason(on: Stage, cobalt: Room) -> None:
    await cobalt.post("Sev 2: please create a certificate for our worker")
    assert await on.dialog("ben", "exclude", code="certificates", reason="their own authority") == {}
    shown = await on.triage()
    assert "*Excluded:* TLS certificates, signing requests and authorities (`SPB-3`): their own authority" in shown


class TestWhoWaits:
    WAITS = "The customer wrote and waits for an answer"

    async def test_a_reply_that_is_taken_back_keeps_nobody_waiting(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: the export is slow")
        await acme.reply(ts, "We are looking into it.", by="ada")
        said = await acme.reply(ts, "It is slower now")
        assert self.WAITS in (await on.triage_card())["text"]
        assert await on.clock_of("next_response") is not None
        await on.slack.delete("C0ACME", said)
        assert self.WAITS not in (await on.triage_card())["text"]
        assert await on.clock_of("next_response") is None

    async def test_whoever_takes_one_of_two_replies_back_waits_for_an_answer_to_the_other(
        self, on: Stage, acme: Room
    ) -> None:
        ts = await acme.post("P3: the export is slow")
        await acme.reply(ts, "We are looking into it.", by="ada")
        said = []
        for words in ("It is slower now", "And it fails at times"):
            await on.forward(minutes=10)
            said.append(await acme.reply(ts, words))
        since = (await on.ticket()).waiting_since
        await on.slack.delete("C0ACME", said[0])
        later = (await on.ticket()).waiting_since
        assert f"{since:%H:%M} {later:%H:%M}" == "15:10 15:20"
        assert self.WAITS in (await on.triage_card())["text"]
        await on.slack.delete("C0ACME", said[1])
        assert self.WAITS not in (await on.triage_card())["text"]

    async def test_who_was_told_that_it_is_not_solved_waits_whatever_is_taken_back(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: the export is slow")
        await acme.reply(ts, "It is fast again.", by="ada")
        await on.press_triage("ada", "confirm_resolve")
        await acme.press(ts, "amy", "reopen")
        said = await acme.reply(ts, "It is as slow as it was")
        await on.slack.delete("C0ACME", said)
        assert self.WAITS in (await on.triage_card())["text"]
