"""Severity under Stringer: claims, assessments, raises and lowerings."""

from datetime import timedelta

import pytest
from harness import Stage
from room import Room

DOWN = "P1: production is down, nobody can log in"
SLOW = "P3: the nightly export is slow"
WORSE = "P1: now it is down for everybody"


@pytest.mark.cites("STR-1", "STR-8", "STR-9")
async def test_a_raise_by_the_customer_starts_the_acknowledgement_over(on: Stage, acme: Room) -> None:
    ts = await acme.post(SLOW)
    await acme.react(ts, "ada", "👀")
    await on.forward(minutes=20)
    assert await on.rings("ada") == []
    await acme.reply(ts, WORSE)
    ticket = await on.ticket()
    assert (ticket.status, ticket.acknowledged_by) == ("open", None)
    assert "Raised by the customer to Critical" in await on.triage()
    assert len(await on.rings("ada")) == 1
    response = await on.clock_of("first_response")
    assert response is not None
    assert response.due == ticket.opened_at + timedelta(hours=1)
    await on.forward(minutes=14)
    assert await on.pages("tom") == []
    await on.forward(minutes=2)
    assert len(await on.pages("tom")) == 1


@pytest.mark.cites("STR-1")
async def test_a_raise_after_the_time_is_over_is_shown_as_late_and_not_breached_in_secret(
    on: Stage, acme: Room
) -> None:
    ts = await acme.post(SLOW)
    await on.forward(hours=2)
    await acme.reply(ts, WORSE)
    triage = await on.triage()
    assert "Raised late:" in triage
    assert " · raised late" in triage
    await on.forward(minutes=5)
    assert "this is a breach" not in await on.triage()


async def test_a_raise_by_staff_counts_as_having_it(on: Stage, acme: Room) -> None:
    await acme.post(SLOW)
    assert await on.dialog("ada", "severity", severity="P1", reason="the whole region is down") == {}
    ticket = await on.ticket()
    assert (ticket.status, ticket.acknowledged_by) == ("acknowledged", "U0ADA")
    assert ticket.claimed is not None
    assert ticket.assessed is not None
    assert (ticket.claimed.severity, ticket.assessed.severity) == ("P3", "P1")
    assert await on.rings("ada") == []


async def test_lowering_an_unacknowledged_p1_needs_a_reason_and_tells_who_would_have_been_paged(
    on: Stage, acme: Room
) -> None:
    await acme.post(DOWN)
    refused = await on.dialog("ada", "severity", severity="P3")
    assert "needs a reason" in " ".join(refused.values())
    assert "P1" not in (await on.ticket()).fired
    await on.dialog("ada", "severity", severity="P3", reason="it is a test system")
    ticket = await on.ticket()
    assert ticket.assessed is not None
    assert (ticket.assessed.severity, ticket.assessed.reason) == ("P3", "it is a test system")
    (told,) = await on.pages("tom")
    assert "was lowered" in told
    assert "it is a test system" in told
    assert "Over:* it is Normal now" in (await on.pages("ada"))[0]
    await on.forward(minutes=40)
    assert await on.rings("vera") == []


async def test_staff_are_told_when_the_customer_lowers_a_severity(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    assert await on.press_form(acme, ts, "amy", "severity", severity="P2", reason="only one team") == {}
    assert "*Lowered by the customer to High.* only one team" in await on.triage()
    assert "*Over:* it is High now" in (await on.pages("ada"))[-1]


async def test_a_first_claim_below_the_assumed_severity_is_no_lowering(on: Stage, acme: Room) -> None:
    ts = await acme.post("The nightly export is slow")
    assert await on.press_form(acme, ts, "amy", "severity", severity="P4", reason="") == {}
    assert "Lowered" not in await on.triage()


async def test_why_a_customer_claims_what_changes_nothing_is_read_by_staff_too(on: Stage, acme: Room) -> None:
    ts = await acme.post(SLOW)
    await on.dialog("ada", "severity", severity="P3", reason="one export")
    assert await on.press_form(acme, ts, "amy", "severity", severity="P4", reason="it can wait a week") == {}
    assert "*Claimed Low by the customer.* it can wait a week" in await on.triage()


async def test_a_severity_that_returns_keeps_its_first_start(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    opened = (await on.ticket()).opened_at
    await on.dialog("ada", "severity", severity="P3", reason="looks like one customer only")
    told = len(await on.pages("tom"))
    await on.forward(minutes=10)
    rung = len(await on.rings("ada"))
    await acme.reply(ts, WORSE)
    assert len(await on.rings("ada")) == rung + 1
    await on.until(opened + timedelta(minutes=14, seconds=59))
    assert len(await on.pages("tom")) == told
    await on.until(opened + timedelta(minutes=15))
    assert len(await on.pages("tom")) == told + 1


async def test_a_siren_of_the_requester_is_a_claim_and_one_of_a_colleague_is_not(on: Stage, acme: Room) -> None:
    ts = await acme.post("nobody can log in any more")
    await acme.react(ts, "axel", "🚨")
    assert (await on.ticket()).claimed is None
    await acme.react(ts, "amy", "🚨")
    ticket = await on.ticket()
    assert ticket.claimed is not None
    assert ticket.claimed.severity == "P1"
    assert len(await on.rings("ada")) == 1


async def test_a_mention_of_an_old_p1_is_no_claim(on: Stage, acme: Room) -> None:
    await acme.post("After last week's P1 we would like to see the report")
    ticket = await on.ticket()
    assert ticket.claimed is None
    assert await on.rings("ada") == []


@pytest.mark.cites("STR-1")
async def test_what_looks_critical_is_asked_about_and_pages_after_five_minutes(on: Stage, acme: Room) -> None:
    ts = await acme.post("our production is completely down, all users get errors")
    ticket = await on.ticket()
    assert ticket.claimed is None
    assert "looks critical" in (await on.pages("ada"))[0]
    assert await on.rings("ada") == []
    await on.forward(minutes=4.9)
    assert await on.rings("ada") == []
    await on.forward(minutes=0.2)
    assert len(await on.rings("ada")) == 1
    assert (await on.ticket()).claimed is None
    await acme.press(ts, "amy", "critical")
    claimed = (await on.ticket()).claimed
    assert claimed is not None
    assert claimed.severity == "P1"


async def test_a_customer_who_says_it_is_not_critical_ends_the_question(on: Stage, acme: Room) -> None:
    ts = await acme.post("our production is completely down, all users get errors")
    await acme.press(ts, "amy", "not_critical")
    await on.forward(minutes=10)
    assert await on.rings("ada") == []


@pytest.mark.cites("STR-8", "STR-9")
async def test_a_page_asked_for_by_button_reaches_the_on_call_and_then_the_tam(on: Stage, acme: Room) -> None:
    ts = await acme.post(SLOW)
    await on.forward(minutes=20)
    await acme.press(ts, "amy", "page")
    asked = (await on.ticket()).paged_at
    assert asked is not None
    assert len(await on.rings("ada")) == 1
    await on.until(asked + timedelta(minutes=14, seconds=59))
    assert await on.pages("tom") == []
    await on.until(asked + timedelta(minutes=15))
    assert len(await on.pages("tom")) == 1
    await on.forward(minutes=30)
    assert await on.rings("vera") == []


class TestWithTheTamForAP1Only:
    """The other reading of STR-9."""

    @pytest.fixture
    def accounts(self, accounts: str) -> str:
        """accounts.yml with the option taken."""
        return accounts.replace("contracts:\n", "contracts:\n  stringer:\n    settings: {tam-pages: P1 only}\n", 1)

    async def test_a_page_asked_for_by_button_stays_with_the_on_call(self, on: Stage, acme: Room) -> None:
        ts = await acme.post(SLOW)
        await acme.press(ts, "amy", "page")
        await on.forward(minutes=30)
        assert len(await on.rings("ada")) == 7
        assert await on.pages("tom") == []
