"""Two people at once, old cards, forms that were open too long: whoever came second reads how it stands."""

import json
from typing import Any

import envelope
import pytest
from harness import Stage
from room import Room


def acting(card: dict[str, Any], act: str) -> dict[str, Any]:
    """The button of a card that stands for an act."""
    rows = [block["elements"] for block in card["blocks"] if block["type"] == "actions"]
    return next(e for row in rows for e in row if e["action_id"].startswith(f"act:{act}:"))


async def on_an_old_card(on: Stage, card: dict[str, Any], by: str, act: str) -> None:
    """Somebody presses a button as an earlier state of the card showed it."""
    value = acting(card, act)["value"]
    await envelope.click(on, f"U0{by.upper()}", "T0HARBOUR", "C0TRIAGE", act, value)


async def told(on: Stage, who: str) -> str:
    """The last thing that somebody was told directly."""
    pages = await on.pages(who)
    return pages[-1] if pages else ""


@pytest.mark.http
class TestOldCards:
    async def test_a_second_acknowledgement_says_who_has_it(self, on: Stage, acme: Room) -> None:
        await acme.post("P2: the export is slow")
        card = await on.triage_card()
        await on.press_triage("ada", "acknowledge")
        await on_an_old_card(on, card, "ben", "acknowledge")
        assert await told(on, "ben") == "*Too late:* #1 is High and acknowledged, Ada has it."
        assert (await on.ticket()).acknowledged_by == "U0ADA"

    async def test_a_double_click_is_told_to_nobody(self, on: Stage, acme: Room) -> None:
        await acme.post("P2: the export is slow")
        card = await on.triage_card()
        await on.press_triage("ada", "acknowledge")
        await on_an_old_card(on, card, "ada", "acknowledge")
        await on.press_triage("ada", "confirm_resolve")
        await on_an_old_card(on, card, "ada", "confirm_resolve")
        assert await on.pages("ada") == []
        assert (await on.ticket()).status == "resolved"

    async def test_taking_twice_is_told_to_nobody(self, on: Stage, acme: Room) -> None:
        await acme.post("P2: the export is slow")
        card = await on.triage_card()
        await on.press_triage("ada", "own")
        await on_an_old_card(on, card, "ada", "own")
        assert await on.pages("ada") == []
        await on_an_old_card(on, card, "ben", "own")
        assert "Ada has it" in await told(on, "ben")

    async def test_a_customers_second_click_on_not_solved_is_told_to_nobody(self, on: Stage, acme: Room) -> None:
        await acme.post("P2: the export is slow")
        await on.press_triage("ada", "confirm_resolve")
        ticket = await on.ticket()
        for _ in range(2):
            await envelope.click(on, "U0AMY", "T0ACME", "C0ACME", "reopen", ticket.id)
        assert (await on.ticket()).status == "open"
        assert await on.pages("amy") == []

    async def test_resolving_over_what_the_customer_just_wrote_asks_to_look_again(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P2: the export is slow")
        await acme.reply(ts, "Try again, please.", by="ada")
        card = await on.triage_card()
        await acme.reply(ts, "It is worse than before")
        await on_an_old_card(on, card, "ada", "confirm_resolve")
        assert (await on.ticket()).live
        assert "the customer waits since 15:00 UTC" in await told(on, "ada")
        assert "The customer wrote and waits for an answer" in await on.triage()
        await on.press_triage("ada", "confirm_resolve")
        assert not (await on.ticket()).live

    async def test_what_became_critical_is_not_resolved_by_a_card_that_did_not_ask(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: exports look odd")
        card = await on.triage_card()
        await acme.react(ts, "amy", "🚨")
        await on_an_old_card(on, card, "ada", "confirm_resolve")
        assert (await on.ticket()).live
        assert "#1 is Critical and open, nobody has it." in await told(on, "ada")

    async def test_taking_it_from_somebody_needs_a_card_that_says_so(self, on: Stage, acme: Room) -> None:
        await acme.post("P2: the export is slow")
        card = await on.triage_card()
        await on.press_triage("ada", "own")
        await on_an_old_card(on, card, "ben", "own")
        assert (await on.ticket()).owner == "U0ADA"
        assert "Ada has it" in await told(on, "ben")

    @pytest.mark.parametrize("act", ["acknowledge", "own", "pend", "confirm_resolve"])
    async def test_on_a_resolved_ticket_it_says_what_to_press(self, on: Stage, acme: Room, act: str) -> None:
        await acme.post("P2: the export is slow")
        card = await on.triage_card()
        await on.press_triage("ada", "confirm_resolve")
        await on_an_old_card(on, card, "ben", act)
        said = await told(on, "ben")
        assert "resolved" in said
        assert (await on.ticket()).resolved_by == "U0ADA"

    async def test_the_card_is_redrawn(self, on: Stage, acme: Room) -> None:
        await acme.post("P2: the export is slow")
        card = await on.triage_card()
        await on.press_triage("ada", "confirm_resolve")
        drawn = len(await on.slack.calls("chat.update"))
        await on_an_old_card(on, card, "ben", "pend")
        assert len(await on.slack.calls("chat.update")) == drawn + 1


class TestOpenForms:
    async def test_a_severity_chosen_on_an_old_state_is_asked_again_with_the_new_one(
        self, on: Stage, acme: Room
    ) -> None:
        ts = await acme.post("P3: exports look odd")
        await on.press_triage("ada", "severity")
        await acme.react(ts, "amy", "🚨")
        sent = await on.slack.submit("ada", {"severity": "P4", "reason": "cosmetic"})
        assert sent.action == "update"
        (form,) = await on.slack.views("ada")
        assert "*Changed meanwhile.* #1 is Critical and open, nobody has it." in form["blocks"][0]["text"]["text"]
        assert (await on.ticket()).assessed is None, "nothing was changed unseen"
        kept = {b["block_id"]: b["element"] for b in form["blocks"] if b["type"] == "input"}
        assert kept["severity"]["initial_option"]["value"] == "P4"
        assert kept["reason"]["initial_value"] == "cosmetic"
        again = await on.slack.submit("ada", {})
        assert again.action == "close"
        assessed = (await on.ticket()).assessed
        assert assessed is not None
        assert (assessed.severity, assessed.reason) == ("P4", "cosmetic")

    async def test_two_who_assign_at_once_learn_of_each_other(self, on: Stage, acme: Room) -> None:
        await acme.post("P3: exports look odd")
        await on.press_triage("ada", "assign")
        await on.press_triage("ben", "assign")
        assert await on.fill_in("ben", person="U0BEN") == {}
        sent = await on.slack.submit("ada", {"person": "U0ADA"})
        assert sent.action == "update"
        assert (await on.ticket()).owner == "U0BEN"
        assert await on.fill_in("ada", person="U0ADA") == {}
        assert (await on.ticket()).owner == "U0ADA"

    @pytest.mark.parametrize(
        ("act", "answers"),
        [
            ("severity", {"severity": "P1"}),
            ("assign", {"person": "U0BEN"}),
            ("reply_by", {"moment": 1795200000}),
            ("dismiss", {"reason": "praise"}),
            ("merge", {"into": "2"}),
        ],
    )
    async def test_a_form_for_what_was_merged_meanwhile_says_where_it_goes_on(
        self, on: Stage, acme: Room, act: str, answers: dict[str, Any]
    ) -> None:
        await acme.post("P3: exports look odd")
        await on.forward(minutes=10)
        await acme.post("P3: exports look odd to me as well", by="axel")
        await on.press_triage("ben", act)
        await on.dialog("ada", "merge", 1, into="2")
        sent = await on.slack.submit("ben", answers)
        assert sent.action in ("errors", "update"), sent
        read = json.dumps([sent.errors, await on.slack.views("ben")])
        assert "merged" in read
        assert (await on.ticket(1)).status == "merged"

    async def test_a_note_is_taken_whatever_happened_meanwhile(self, on: Stage, acme: Room) -> None:
        ts = await acme.post("P3: exports look odd")
        await on.press_triage("ada", "note")
        await acme.react(ts, "amy", "🚨")
        await on.press_triage("ben", "confirm_resolve")
        assert await on.fill_in("ada", note="Their staging") == {}
        assert "Their staging" in await on.triage()


BREAKING = {
    "long": "x" * 3_000,
    "controls": "a\x00b\x07c\x1b[31m\u202e",
    "markup": "*bold* _it_ ~s~ `code` ```fence``` > quote",
    "mentions": "<!channel> <!here> <@U0ADA> <#C0ACME> <!subteam^S1> @here",
    "escapes": "&amp;&lt;!channel&gt; <https://evil.example|click> & < >",
    "lone surrogates and emoji": "\ud83d 👩‍👩‍👧‍👦 🏳️‍🌈",
    "lines": "\n" * 500 + "end",
}


@pytest.mark.parametrize("words", BREAKING.values(), ids=BREAKING.keys())
@pytest.mark.parametrize("act", ["note", "dismiss", "exclude"])
async def test_whatever_is_written_into_a_form_is_shown_and_acts_on_nobody(
    on: Stage, cobalt: Room, act: str, words: str
) -> None:
    ts = await cobalt.post("Sev 3: a question")
    ticket = await on.ticket()
    field = {"note": "note"}.get(act, "reason")
    answers = {field: words} | ({"code": "certificates"} if act == "exclude" else {})
    errors = await envelope.form_errors(on, "U0ADA", "T0HARBOUR", act, ticket.id, answers)
    assert errors == ""
    shown = await on.triage()
    assert "<!channel>" not in shown
    assert "<!here>" not in shown
    assert "\x00" not in shown
    assert all(m.get("text") for m in await on.slack.messages("C0TRIAGE"))
    assert "evil.example" not in repr(await cobalt.cards(ts))
