"""`/ackline`: help, the nearest word, promises, duty; and a list that Slack takes however long it is."""

import re

import pytest
from harness import Stage
from room import Room


async def ask(on: Stage, words: str, by: str = "ada") -> str:
    """What somebody reads who gives the command."""
    return await on.slack.command("C0TRIAGE", by, "/ackline", words)


@pytest.mark.parametrize("words", ["", "help", "HELP"])
async def test_help_is_short_and_grouped(on: Stage, words: str) -> None:
    told = (await ask(on, words)).splitlines()
    assert [line for line in told if line.startswith("*")][:2] == ["*Tickets*", "*Duty*"]
    assert "/ackline why 12 · why a ticket is due when it is" in told
    assert len(told) <= 30


@pytest.mark.http
async def test_every_command_of_the_help_is_one(on: Stage) -> None:
    rows = [line.partition(" · ")[0] for line in (await ask(on, "help")).splitlines()]
    for row in rows:
        if row.startswith("/ackline "):
            assert "There is no “" not in await ask(on, row.removeprefix("/ackline "))


@pytest.mark.parametrize(
    ("said", "meant"), [("lst", "list"), ("wy 12", "why"), ("onduty", "on-duty"), ("dew acme P1", "due")]
)
async def test_an_unknown_word_answers_with_the_nearest_command(on: Stage, said: str, meant: str) -> None:
    told = await ask(on, said)
    assert "Did you mean:" in told
    assert f"/ackline {meant}" in told


async def test_a_word_like_no_other_answers_with_all_of_them(on: Stage) -> None:
    told = await ask(on, "<!channel>zzzz")
    assert "&lt;!channel&gt;zzzz" in told
    assert "/ackline list" in told


async def test_it_is_for_staff_only(on: Stage) -> None:
    for words in ("", "help", "list", "on-duty"):
        assert "support team" in await ask(on, words, by="gus")


class TestDue:
    async def test_it_tells_every_promise_with_its_clause(self, on: Stage) -> None:
        told = await ask(on, "due acme P1 2026-11-20T22:00Z")
        assert told.splitlines()[0] == "*Acme (Enterprise), Critical*"
        assert re.search(r"First response: <!date\^\d+\^[^|]*\|2026-11-20 23:00 UTC>, [^(]+ \(`STR-1`\)", told)
        assert re.search(r"Page the TAM: .*2026-11-20 22:15 UTC> \(`STR-9`\)", told)
        assert re.search(r"Page the VP: .*22:28 UTC>, reached by .*22:30 UTC> \(`STR-10`\)", told)

    async def test_from_now_on_if_nothing_else_is_said(self, on: Stage) -> None:
        assert "2026-11-20 16:00 UTC" in await ask(on, "due Acme critical")

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            ("due", "For whom, and how severe?"),
            ("due acme", "For whom, and how severe?"),
            ("due nobody P1", "There is no customer"),
            ("due acme P9", "has no severity"),
            ("due acme P1 0001-01-01T00:00+14:00", "has no severity"),
            ("due acme P3 9999-12-31", "1900 to 2399"),
        ],
    )
    async def test_what_it_does_not_know_it_says(self, on: Stage, words: str, why: str) -> None:
        assert why in await ask(on, words)


class TestOnDuty:
    async def test_who_answers_now_and_who_next(self, on: Stage) -> None:
        told = (await ask(on, "on-duty acme")).splitlines()
        assert told[0] == "*Acme*"
        (oncall,) = [line for line in told if line.startswith("on-call")]
        assert oncall.startswith("on-call: <@U0ADA>, from <!date^")
        assert oncall.endswith("2026-11-23 08:00 UTC> <@U0BEN>"), "Monday at nine in Berlin"
        assert "TAM: <@U0TOM>" in told

    async def test_of_everybody_if_nobody_is_named(self, on: Stage) -> None:
        told = await ask(on, "on-duty")
        assert "*Acme*" in told
        assert "*Birch*" in told
        assert "name a customer" in told

    async def test_of_nobody_it_says_who_there_is(self, on: Stage) -> None:
        assert "there are: acme, birch" in await ask(on, "on-duty nobody")


@pytest.mark.http
async def test_two_hundred_tickets_fit_into_what_slack_takes(on: Stage, acme: Room) -> None:
    for number in range(200):
        await on.slack.post("C0ACME", "amy", f"P3: request {number} of a very long day " + "x" * 200)
    told = await ask(on, "list")
    assert "*200 open*" in told
    (shown,) = [each for each in await on.slack.ephemerals("ada") if "200 open" in each["text"]]
    assert len(shown["blocks"]) <= 50
    await on.press_triage("ada", "merge", 200)
    (form,) = await on.slack.views("ada")
    (into,) = [b for b in form["blocks"] if b["block_id"] == "into"]
    assert into["element"]["type"] == "plain_text_input", "more than a select holds: the number is typed"
    assert await on.fill_in("ada", into="#7") == {}
    assert (await on.ticket(200)).status == "merged"
