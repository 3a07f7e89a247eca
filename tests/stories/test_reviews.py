"""The quarterly review of an Enterprise customer: its TAM has a draft in time, and is reminded until it was held."""

import re
from typing import Any

import pytest
import world
from harness import Stage, acts_in, utc
from room import Room
from setup_forms import bind_gale
from test_home import press, shown

pytestmark = pytest.mark.at("2026-12-30T15:00:00+00:00")

DAY = "Fri 29 Jan 2027"
"""The last business day of the first month after the fourth quarter of 2026."""


async def said(on: Stage, user: str, quarter: str = "Q4 2026") -> list[str]:
    """What somebody was told directly about a quarter's review."""
    return [text for text in await on.pages(user) if f"Acme, {quarter}" in text]


async def command(on: Stage, user: str, words: str) -> str:
    return await on.slack.command("C0TRIAGE", user, "/ackline", words)


async def click(on: Stage, user: str, name: str, *, first: bool = True) -> None:
    """Somebody presses a button of the first, or the last, message about a review."""
    about = [m for m in await on.slack.dms(user) if "Operational review" in m["text"] and acts_in(m)]
    message = about[0 if first else -1]
    elements = [e for block in message["blocks"] if block["type"] == "actions" for e in block["elements"]]
    button = next(e for e in elements if e["text"]["text"] == name)
    await on.slack.click("ackline", message["ts"], user, button["action_id"], button["value"])


async def a_quarter(on: Stage, room: Room) -> None:
    """Three requests: a P1 answered late, a P2 answered in time and a P3 that nobody answered."""
    first = await room.post("P1: production is down")
    await on.press_triage("ada", "acknowledge")
    await on.forward(minutes=70)
    await room.reply(first, "The database failed over, it is up again.", by="ada")
    await on.press_triage("ada", "confirm_resolve")
    second = await room.post("P2: exports fail for half of our teams", by="axel")
    await room.reply(second, "We see it and are on it.", by="ada")
    await on.press_triage("ada", "confirm_resolve", 2)
    await room.post("P3: the nightly export lacks a column")


@pytest.mark.cites("STR-18")
async def test_the_review_of_a_quarter_is_drafted_reminded_of_and_held(on: Stage, acme: Room) -> None:
    await a_quarter(on, acme)
    await on.until(utc("2027-01-15T08:59:00+00:00"))
    assert await said(on, "tom") == []
    await on.until(utc("2027-01-15T09:01:00+00:00"))
    (draft,) = await said(on, "tom")
    assert f"*Operational review of Acme, Q4 2026:* to be held by {DAY} (`STR-18`)." in draft
    assert "*Uptime in Q4 2026:* yours" in draft and "*Recommendations for Q1 2027:* yours" in draft
    assert "*Tickets:* 3 opened; 2 of them resolved." in draft
    assert "P1 · Critical: 1" in draft and "P2 · High: 1" in draft and "P3 · Normal: 1" in draft
    assert "First response in time: 1 of 3; missed: #1, #3" in draft
    assert "Reports after incidents: 2; still owed: #1, #2" in draft
    await on.until(utc("2027-01-29T09:01:00+00:00"))
    assert f"to be held by {DAY}" in (await said(on, "tom"))[1]
    await on.until(utc("2027-02-12T09:01:00+00:00"))
    weekly = (await said(on, "tom"))[2:]
    assert len(weekly) == 2 and all(f"*was to be held by {DAY}* (`STR-18`)" in text for text in weekly)

    await click(on, "tom", "Held")
    assert "*Operational review of Acme, Q4 2026, is held*, says <@U0TOM>" in (await said(on, "tom"))[-1]
    told = len(await said(on, "tom"))
    await on.until(utc("2027-02-26T09:01:00+00:00"))
    assert len(await said(on, "tom")) == told, "it is over"
    following = await command(on, "tom", "review draft acme")
    assert "Acme, Q1 2027:* to be held by Fri 30 Apr 2027" in following
    assert "0 opened, 3 in the quarter before" in following


@pytest.mark.cites("STR-18")
async def test_a_review_is_waived_for_a_reason_only_and_that_can_be_taken_back(on: Stage) -> None:
    await on.until(utc("2027-01-15T09:01:00+00:00"))
    await click(on, "tom", "Waive…")
    refused = await on.fill_in("tom", reason="  ")
    assert "reason" in " ".join(refused.values())
    await click(on, "tom", "Waive…")
    assert await on.fill_in("tom", reason="They asked for none this time") == {}
    draft, confirmed = await said(on, "tom")
    assert "*Operational review of Acme, Q4 2026:* waived, says <@U0TOM>" in draft
    assert "*Recommendations for Q1 2027:* yours" in draft, "its figures are still there"
    assert confirmed.startswith("*Operational review of Acme, Q4 2026, is waived*, says <@U0TOM>: They asked for none")
    assert not any(acts_in(m) for m in await on.slack.dms("tom") if "Acme, Q4" in m["text"]), "nothing is left to press"
    assert "waived" in await command(on, "ada", "review acme 2026-Q4 held")
    settled = await command(on, "ada", "review draft acme 2026-Q4")
    assert "*Operational review of Acme, Q4 2026:* waived, says <@U0TOM>" in settled
    assert ": They asked for none this time (`STR-18`)" in settled
    await on.until(utc("2027-02-20T09:01:00+00:00"))
    assert len(await said(on, "tom")) == 2, "the draft, the confirmation, and no more"
    assert "Q1 2027" in await command(on, "tom", "review list")
    assert await command(on, "ada", "review acme 2026-Q4 owed") == (
        f"Done: Operational review of Acme, Q4 2026, is owed again (by {DAY})."
    )
    assert "says <@U0ADA>" in (await said(on, "tom"))[2], "whoever presents it hears what others say of it"
    await on.forward(minutes=1)
    assert "*was to be held by" in (await said(on, "tom"))[3]
    assert "*was to be held by" in (await said(on, "tom"))[0], "and so says the draft"
    assert len(await said(on, "tom")) == 4, "of the reminders of five weeks one comes"


async def test_who_may_not_and_what_is_not_owed_is_refused_in_words(on: Stage) -> None:
    assert "Not done: only support and those who answer" in await command(on, "ines", "review acme held")
    assert "Not done: no review of Q3 2026 is owed: the first is that of Q4 2026." in await command(
        on, "ada", "review acme held"
    )
    assert "Q1 2027 has not begun" in await command(on, "ada", "review acme 2027-Q1 held")
    assert "a waiver needs a reason" in await command(on, "ada", "review acme 2026-Q4 waived")
    assert "Birch is promised no review under its plan" in await command(on, "ada", "review birch 2026-Q4 held")
    assert "is promised no review" in await command(on, "ada", "review draft birch")
    assert "There are: acme, birch" in await command(on, "ada", "review nobody held")
    assert "2026-Q9 is no quarter: write it as 2026-Q3." in await command(on, "ada", "review acme 2026-Q9 held")
    assert "Whose review, and what of it?" in await command(on, "ada", "review acme")
    assert f"*Acme · Q4 2026: *to be held by {DAY}" in (await command(on, "ada", "review list")).replace(":* ", ": *")


async def test_a_review_that_was_held_already_is_not_held_twice(on: Stage) -> None:
    await on.until(utc("2027-01-15T09:01:00+00:00"))
    await on.slack.fault("chat.update", "rate_limited", times=9)
    assert "Done: Operational review of Acme, Q4 2026, is held" in await command(on, "ada", "review acme held all well")
    await click(on, "tom", "Held")
    assert "*Not done:* it was held already, says Ada." in (await on.pages("tom"))[-1]
    assert "`/ackline review acme 2026-Q4 owed` takes that back" in (await on.pages("tom"))[-1]


async def test_the_tams_home_names_the_next_review_of_each_customer_and_one_that_is_late(on: Stage) -> None:
    text = shown(await on.slack.open_home("tom"))
    assert f"*Acme*: nothing open · review of Q4 2026 to be held by {DAY}" in text
    assert re.search(r"\*Dune\*: nothing open$", text, re.MULTILINE), "Gruntwork promises none"
    await on.until(utc("2027-02-01T09:01:00+00:00"))
    await press(on, "tom", "My customers")
    text = shown(await on.slack.home("tom"))
    assert f"review of Q4 2026 *was to be held by {DAY}* · review of Q1 2027 to be held by Fri 30 Apr 2027" in text


async def test_what_was_slept_through_comes_as_one_reminder(on: Stage) -> None:
    await on.stop_bot()
    await on.until(utc("2027-02-20T12:00:00+00:00"))
    await on.return_of_the_bot()
    (late,) = await said(on, "tom")
    assert f"*was to be held by {DAY}*" in late
    await on.until(utc("2027-02-26T09:01:00+00:00"))
    assert len(await said(on, "tom")) == 2, "and from there on weekly"


async def test_a_customer_that_is_bound_in_slack_is_owed_a_review_as_well(on: Stage, gale: Room) -> None:
    await bind_gale(on)
    assert f"Gale Ltd. · Q4 2026:* to be held by {DAY}" in await command(on, "ada", "review list")
    assert "*Tickets:* 0 opened" in await command(on, "ada", "review draft gale-ltd 2026-Q4")


NOBODY = world.ACCOUNTS.replace(
    "roles: {oncall: engineers, tam: account-managers, vp", "roles: {oncall: engineers, vp", 1
)


@pytest.mark.parametrize("accounts", [NOBODY], ids=["nobody"])
async def test_where_nobody_is_the_tam_the_triage_channel_is_reminded(on: Stage, accounts: str) -> None:
    await on.until(utc("2027-01-15T09:01:00+00:00"))
    told = [m["text"] for m in await on.slack.messages("C0TRIAGE") if "Operational review of Acme" in m["text"]]
    assert len(told) == 1 and "Nobody answers as TAM for Acme" in told[0]


SHADOWED = world.ACCOUNTS.replace("    name: Acme\n", "    name: Acme\n    shadow: yes\n", 1)


@pytest.mark.parametrize("accounts", [SHADOWED], ids=["shadow"])
async def test_in_shadow_mode_nobody_is_reminded(on: Stage, accounts: str) -> None:
    await on.until(utc("2027-01-29T09:01:00+00:00"))
    assert await said(on, "tom") == []


LATER = world.ACCOUNTS.replace("contracts:\n", "contracts:\n  stringer:\n    settings: {review-day: second month}\n", 1)
ENDING = world.ACCOUNTS.replace("    name: Acme\n", "    name: Acme\n    ends: 2027-01-28\n", 1)


@pytest.mark.parametrize(("accounts", "day"), [(LATER, "Fri 26 Feb 2027"), (ENDING, "")], ids=["later", "ending"])
async def test_the_day_is_a_setting_and_none_comes_after_the_contract_ends(on: Stage, accounts: str, day: str) -> None:
    listed = await command(on, "ada", "review list")
    assert day in listed if day else listed == "No review is owed."


class TestFromProToEnterprise:
    """A plan that promises reviews counts from when it was taken, and never back."""

    @pytest.fixture
    def accounts(self, accounts: str) -> str:
        """Acme on Pro."""
        return accounts.replace("tier: enterprise", "tier: pro", 1)

    async def test_reviews_are_owed_from_the_quarter_of_the_new_plan_on(self, on: Stage, accounts: str) -> None:
        assert "No review is owed." in await command(on, "ada", "review list")
        await on.stop_bot()
        await on.until(utc("2027-02-03T12:00:00+00:00"))
        enterprise: Any = accounts.replace("tier: pro", "tier: enterprise", 1)
        (on.folder / "accounts.yml").write_text(enterprise, encoding="utf-8")
        await on.return_of_the_bot()
        assert "Acme · Q1 2027:* to be held by Fri 30 Apr 2027" in await command(on, "ada", "review list")
