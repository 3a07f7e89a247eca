"""The post-incident report of a P1 or P2: owed from the resolution, reminded of, published or waived."""

import pytest
from harness import Stage, utc
from room import Room

DOWN = "P1: production is down, nobody can log in"
REPORT = "Post-incident: the failover took the login service with it. Root cause and remedy: …"


async def resolved(on: Stage, room: Room, text: str = DOWN) -> str:
    """A request that was answered and resolved on Friday at three; its ts."""
    ts = await room.post(text)
    await room.reply(ts, "We see it, the database failed over.", by="ada")
    await on.press_triage("ada", "confirm_resolve")
    return ts


async def reminders(on: Stage) -> list[str]:
    """What staff were reminded of about reports."""
    card = await on.triage_card()
    return [r["text"] for r in card["replies"] if "Post-incident report" in r["text"]]


@pytest.mark.cites("STR-17")
async def test_a_resolved_p1_is_owed_a_report_until_it_is_published(on: Stage, acme: Room) -> None:
    ts = await resolved(on, acme)
    assert "Post-incident report due" in await on.triage()
    assert "to be published in channel, portal" in await on.triage()
    assert await reminders(on) == []
    await on.until(utc("2026-11-26T15:01:00Z"))
    half, eve = await reminders(on)
    assert "Post-incident report is due" in half
    assert "2026-11-27 15:00 UTC" in eve
    assert "still to be published in: channel, portal (`STR-17`). <@U0TOM>" in eve

    posted = await acme.reply(ts, REPORT, by="ada")
    await acme.react(posted, "ada", "📄")
    assert "to be published in portal" in await on.triage()
    await on.until(utc("2026-11-30T15:01:00Z"))
    due, overdue = (await reminders(on))[2:]
    assert "Post-incident report was due" in due
    assert "still to be published in: portal (" in overdue

    sent = await on.dialog("tom", "publish", link="https://portal.harbour.example/acme/reports/1")
    assert sent == {}
    assert "): published" in await on.triage()
    assert "https://portal.harbour.example/acme/reports/1" in " ".join(
        why for row in await on.journal((await on.ticket()).id) for why in row.why
    )
    await on.forward(days=20)
    assert len(await reminders(on)) == 4


@pytest.mark.cites("STR-17")
async def test_a_p2_is_owed_a_report_and_a_p3_is_not(on: Stage, acme: Room) -> None:
    await resolved(on, acme, "P2: exports fail for half of our teams")
    assert [r.rule for r in (await on.ticket()).reports] == ["post-incident-enterprise"]
    await acme.post("P3: the nightly export is slow", by="axel")
    await on.press_triage("ada", "confirm_resolve", 2)
    assert (await on.ticket(2)).reports == ()


async def test_a_severity_that_nobody_judged_owes_no_report(on: Stage, acme: Room) -> None:
    await resolved(on, acme, "the export fails for some of us")
    assert (await on.ticket()).reports == ()


@pytest.mark.cites("STR-17")
async def test_a_report_is_waived_for_a_reason_only(on: Stage, acme: Room) -> None:
    await resolved(on, acme)
    refused = await on.dialog("ada", "waive", reason="   ")
    assert "reason" in " ".join(refused.values())
    assert await on.dialog("ada", "waive", reason="The customer caused it and asked for none") == {}
    assert "waived (The customer caused it and asked for none)" in await on.triage()
    await on.forward(days=20)
    assert await reminders(on) == []


@pytest.mark.cites("STR-17")
async def test_a_relapse_takes_back_what_was_not_published(on: Stage, acme: Room) -> None:
    ts = await resolved(on, acme)
    await on.forward(days=1)
    await acme.reply(ts, "It is happening again")
    assert (await on.ticket()).reports == ()
    await acme.reply(ts, "We see it again.", by="ada")
    await on.press_triage("ada", "confirm_resolve")
    (report,) = (await on.ticket()).reports
    assert report.since > utc("2026-11-21T15:00:00Z")


async def test_a_customers_page_emoji_publishes_nothing(on: Stage, acme: Room) -> None:
    ts = await resolved(on, acme)
    await acme.react(ts, "amy", "📄")
    (report,) = (await on.ticket()).reports
    assert report.published == ()


class TestCountedFromTheOpening:
    """The strict reading of STR-17."""

    @pytest.fixture
    def accounts(self, accounts: str) -> str:
        """accounts.yml with the option taken."""
        return accounts.replace("contracts:\n", "contracts:\n  stringer:\n    settings: {report-from: opening}\n", 1)

    @pytest.mark.cites("STR-17")
    async def test_the_report_is_due_five_business_days_after_the_message(self, on: Stage, acme: Room) -> None:
        await acme.post(DOWN)
        assert "2026-11-27 15:00 UTC" in await on.triage()
        (report,) = (await on.ticket()).reports
        assert report.since == (await on.ticket()).opened_at
