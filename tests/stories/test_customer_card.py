"""The customer's one card: what it says, what can be pressed on it, and that it stays one."""

import pytest
from harness import Stage, acts_in
from room import Room

DOWN = "P1: production is down, nobody can log in"
SLOW = "P3: the nightly export is slow"


async def shown(room: Room, ts: str) -> list[str]:
    """What stands on the card in sight; a menu counts as one."""
    (card,) = await room.cards(ts)
    return [name for name in acts_in(card) if not name.endswith(".")]


async def test_a_ticket_has_one_message_of_the_bot_whatever_happens_to_it(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await on.forward(minutes=16)
    assert "We have it and are calling the on-call engineer and the Technical Account Manager." in await acme.card(ts)
    await on.forward(minutes=13)
    everybody = "the on-call engineer, the Technical Account Manager and the VP of Engineering"
    assert f"We have it and are calling {everybody}." in await acme.card(ts)
    await acme.react(ts, "ada", "👀")
    assert "Ada has seen it." in await acme.card(ts)
    await acme.reply(ts, "Looking into it.", by="ada")
    assert "An engineer has replied. Ada has it." in await acme.card(ts)
    await on.press_triage("ada", "pend")
    assert "We are waiting for your answer." in await acme.card(ts)
    await acme.press(ts, "axel", "solved")
    assert "Resolved. Write here if it is not." in await acme.card(ts)
    await acme.press(ts, "amy", "reopen")
    assert len(await acme.cards(ts)) == 1
    assert await on.pages("amy") == []


@pytest.mark.cites("STR-9")
async def test_whoever_is_no_support_engineer_is_called_what_the_contract_calls_them(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await on.forward(minutes=16)
    await on.press_page("tom", "own")
    assert "The Technical Account Manager has seen it." in await acme.card(ts)


async def test_at_most_three_buttons_are_in_sight_and_the_rest_waits_in_one_menu(on: Stage, acme: Room) -> None:
    ts = await acme.post(SLOW)
    assert await shown(acme, ts) == ["page", "add_details", "solved"]
    (card,) = await acme.cards(ts)
    assert [name for name in acts_in(card) if name.endswith(".")] == ["severity.", "escalate.", "see:mine."]
    await acme.press(ts, "amy", "solved")
    assert await shown(acme, ts) == ["rate", "rate", "reopen"]


async def test_the_customer_reads_the_contracts_definitions_and_claims_a_severity(on: Stage, acme: Room) -> None:
    ts = await acme.post("the nightly export is slow")
    await acme.press(ts, "amy", "severity")
    (form,) = await on.slack.views("amy")
    assert form["blocks"][0]["text"]["text"].splitlines()[:2] == [
        "*Critical:* Production is down, or compliance is affected.",
        "*High:* A major feature is impaired and production still runs.",
    ]
    sent = await on.slack.submit("amy", {"severity": "P2", "reason": "all of finance waits"})
    assert not sent.errors
    claimed = (await on.ticket()).claimed
    assert claimed is not None
    assert claimed.severity == "P2"
    assert "#1 · High (as you marked it)" in await acme.card(ts)


async def test_a_colleague_says_that_it_is_solved_and_the_report_stays_owed(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await acme.reply(ts, "We are on it.", by="ada")
    await acme.press(ts, "axel", "solved")
    ticket = await on.ticket()
    assert (ticket.status, ticket.resolved_by) == ("resolved", "U0AXEL")
    assert "*Solved, says* <@U0AXEL>" in (await on.triage()).replace("says *", "says* ")
    assert "Post-incident report: by <!date^" in await acme.card(ts)
    assert "here and in the portal." in await acme.card(ts)
    assert "Post-incident report due" in await on.triage()


async def test_a_critical_one_is_asked_about_before_it_counts_as_solved(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    (card,) = await acme.cards(ts)
    (solved,) = [e for e in card["blocks"][-1]["elements"] if e["action_id"].startswith("act:solved:")]
    assert "solved for everybody?" in solved["confirm"]["text"]["text"]


async def test_not_solved_opens_it_again_and_staff_are_told(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await acme.reply(ts, "Fixed.", by="ada")
    await on.press_triage("ada", "confirm_resolve")
    rung = len(await on.rings("ada"))
    await acme.press(ts, "axel", "reopen")
    assert (await on.ticket()).status == "open"
    assert "Not solved, says" in await on.triage()
    assert len(await on.rings("ada")) == rung + 1, "a P1 that is open again is one that nobody has"


async def test_after_a_week_the_card_offers_no_reopening_any_more(on: Stage, acme: Room) -> None:
    ts = await acme.post(SLOW)
    await acme.press(ts, "amy", "solved")
    (old,) = await acme.cards(ts)
    await on.forward(days=8)
    (card,) = await acme.cards(ts)
    assert "reopen" not in acts_in(card)
    assert "reopen" in acts_in(old)


async def test_a_known_problem_may_stand_on_the_status_page(on: Stage, acme: Room) -> None:
    ts = await acme.post(SLOW)
    assert "Is it known already? <https://status.harbour.example|Status page>" in await acme.card(ts)
    await acme.reply(ts, "We look into it.", by="ada")
    assert "status.harbour.example" not in await acme.card(ts)


@pytest.fixture
def accounts(accounts: str) -> str:
    """accounts.yml with a status page for Acme."""
    return accounts.replace("phone: +1 555 0100}", 'phone: +1 555 0100, status: "https://status.harbour.example"}')
