"""Stringer's Pro plan: Slack is no support channel, and a P1 is handled all the same."""

from datetime import timedelta

import pytest
from harness import Stage
from room import Room

DOWN = "P1: production is down, nobody can log in"


@pytest.mark.cites("STR-11")
async def test_a_pro_post_is_sent_to_portal_and_email(on: Stage, birch: Room) -> None:
    ts = await birch.post("exports fail for half of our teams")
    assert await on.tickets() == 0
    answer = await birch.card(ts)
    assert "https://portal.harbour.example/birch" in answer
    assert "birch@harbour.example" in answer
    assert "STR" not in answer


@pytest.mark.cites("STR-7")
async def test_a_pro_post_that_looks_critical_names_the_on_call_line(on: Stage, birch: Room) -> None:
    ts = await birch.post("our production is completely down, all users get errors")
    answer = await birch.card(ts)
    assert "+1 555 0101" in answer
    assert "https://portal.harbour.example/birch" in answer
    assert any("looks critical" in m["text"] for m in await on.slack.messages("triage"))


@pytest.mark.cites("STR-1", "STR-5", "STR-7")
async def test_a_pro_p1_claimed_in_slack_pages_the_on_call_after_thirty_minutes(on: Stage, birch: Room) -> None:
    ts = await birch.post(DOWN)
    ticket = await on.ticket()
    response = await on.clock_of("first_response")
    assert response is not None
    assert (response.due, response.clause) == (ticket.opened_at + timedelta(hours=4), "STR-1")
    card = await birch.card(ts)
    assert "https://portal.harbour.example/birch" in card
    assert "On-call line for a P1 left unacknowledged: +1 555 0101" in card
    await on.until(ticket.opened_at + timedelta(minutes=29, seconds=59))
    assert await on.rings("ada") == []
    await on.until(ticket.opened_at + timedelta(minutes=30))
    assert len(await on.rings("ada")) == 1
    assert "STR-7" in (await on.pages("ada"))[0]
    await on.forward(hours=3)
    assert await on.pages("tom") == []
    assert await on.rings("vera") == []


@pytest.mark.cites("STR-7")
async def test_a_pro_customer_may_page_the_on_call_by_button(on: Stage, birch: Room) -> None:
    ts = await birch.post(DOWN)
    await on.forward(minutes=3)
    await birch.press(ts, "bia", "page")
    assert len(await on.rings("ada")) == 1
    await birch.react(ts, "ada", "👀")
    await on.forward(minutes=40)
    assert len(await on.rings("ada")) == 1


@pytest.mark.at("2026-11-21T12:00:00+00:00")
@pytest.mark.cites("STR-1", "STR-5", "STR-7")
async def test_a_pro_p1_runs_on_a_saturday(on: Stage, birch: Room) -> None:
    await birch.post(DOWN)
    await on.forward(minutes=30)
    assert len(await on.rings("ada")) == 1


@pytest.mark.cites("STR-17")
async def test_a_pro_report_is_published_in_the_portal_only(on: Stage, birch: Room) -> None:
    ts = await birch.post(DOWN)
    await birch.reply(ts, "We see it.", by="ada")
    await on.press_triage("ada", "confirm_resolve")
    assert "to be published in portal" in await on.triage()
    await birch.react(ts, "ada", "📄")
    assert "to be published in portal" in await on.triage()
    assert await on.dialog("ada", "publish", link="https://portal.harbour.example/birch/reports/1") == {}
    assert "): published" in await on.triage()


class TestWhenTheCustomerCallsTheOnCall:
    """The other reading of STR-7."""

    @pytest.fixture
    def accounts(self, accounts: str) -> str:
        """accounts.yml with the option taken."""
        return accounts.replace(
            "contracts:\n", "contracts:\n  stringer:\n    settings: {pro-oncall: by the customer}\n", 1
        )

    @pytest.mark.cites("STR-7")
    async def test_nobody_is_paged_until_the_customer_asks(self, on: Stage, birch: Room) -> None:
        ts = await birch.post(DOWN)
        await on.forward(minutes=45)
        assert await on.rings("ada") == []
        await birch.press(ts, "bia", "page")
        assert len(await on.rings("ada")) == 1
