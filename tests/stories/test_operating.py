"""What an operator does beside the bot and after it: letters that died, an account that is handed out and forgotten."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from harness import Stage
from room import Room

from ackline.runtime.cli import main

pytestmark = pytest.mark.http

CANARY = "the canary of acme has stopped singing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Ackline = Callable[..., Awaitable[Done]]


@pytest.fixture
def ackline(on: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ackline:
    """A command over the story's database, in its own loop beside the bot."""
    monkeypatch.setenv("ACKLINE_DATABASE_URL", f"sqlite:///{on.folder / 'story.db'}")

    async def run(*words: str) -> Done:
        capsys.readouterr()
        status = await on.aside(main, list(words))
        told = capsys.readouterr()
        return Done(status=status, out=told.out, err=told.err)

    return run


# ------------------------------------------------------------------------------- letters


async def a_dead_card(on: Stage, acme: Room) -> str:
    """A ticket whose card Slack refuses for good."""
    await on.slack.fault("chat.postMessage", "slack_error", error="msg_too_long", where={"channel": acme.channel})
    return await acme.post("P3: the report has a typo")


async def test_a_card_that_slack_refused_is_listed_beside_the_bot_and_posted_once_when_it_is_retried(
    on: Stage, acme: Room, ackline: Ackline
) -> None:
    ts = await a_dead_card(on, acme)
    [letter] = json.loads((await ackline("outbox", "list", "--json")).out)
    assert (letter["kind"], letter["state"]) == ("ShowCard", "dead") and letter["why"].startswith("msg_too_long")
    shown = await ackline("outbox", "show", str(letter["id"]))
    assert letter["key"] in shown.out and '"audience": "customer"' in shown.out
    refused = await ackline("outbox", "retry", str(letter["id"]))
    assert refused.status == 2 and "SQLite carries one: stop it" in refused.err
    await on.stop_bot()
    assert (await ackline("outbox", "retry", str(letter["id"]))).status == 0
    await on.return_of_the_bot()
    assert len(await acme.cards(ts)) == 1
    assert (await ackline("outbox", "list")).out == "There is none.\n"


async def test_a_dropped_letter_is_explained_by_its_ticket(
    on: Stage, acme: Room, ackline: Ackline, why: Callable[[int], Awaitable[dict[str, Any]]]
) -> None:
    await a_dead_card(on, acme)
    [letter] = json.loads((await ackline("outbox", "list", "--json")).out)
    await on.stop_bot()
    number = str(letter["id"])
    unexplained = await ackline("outbox", "drop", number, "--reason", " ")
    assert unexplained.status == 2 and "needs a reason" in unexplained.err
    assert (await ackline("outbox", "drop", number, "--reason", "answered by telephone")).status == 0
    again = await ackline("outbox", "drop", number, "--reason", "answered by telephone")
    assert again.status == 2 and f"{number} is no dead letter of the outbox" in again.err
    told = await why(1)
    [dropped] = [row for row in told["journal"] if row["event"] == "LetterDropped"]
    assert "answered by telephone" in dropped["why"][0] and told["chain"] == "holds"
    await on.return_of_the_bot()
    assert (await ackline("outbox", "list")).out == "There is none.\n"


async def test_what_still_waits_can_be_looked_at_while_slack_is_away(on: Stage, acme: Room, ackline: Ackline) -> None:
    await on.slack.fault("chat.postMessage", "error_before", times=5, where={"channel": acme.channel})
    await acme.post("P3: the report has a typo")
    waiting = await ackline("outbox", "list", "--waiting")
    assert "ShowCard" in waiting.out and "next at " in waiting.out and "Slack failed" in waiting.out
    assert (await ackline("inbox", "list")).out == "There is none.\n"


# ---------------------------------------------------------------------- export and forget


async def test_an_account_is_handed_out_whole_and_nobody_elses_with_it(
    on: Stage, acme: Room, birch: Room, ackline: Ackline
) -> None:
    ts = await acme.post(f"P1: {CANARY}")
    await acme.reply(ts, "we look into it", by="ada")
    await birch.post("P1: the parrot of birch is mute")
    exported = await ackline("export", "--account", "acme")
    assert exported.status == 0
    records = exported.records
    assert {r["record"] for r in records} == {"account", "ticket", "page", "fact", "text"}
    assert [r["words"] for r in records if r["record"] == "text"] == [f"P1: {CANARY}", "we look into it"]
    [ticket] = [r for r in records if r["record"] == "ticket"]
    facts = [r for r in records if r["record"] == "fact" and r["subject"] == ticket["id"]]
    assert [f["seq"] for f in facts] == list(range(1, len(facts) + 1)) and facts[0]["kind"] == "TicketOpened"
    assert "parrot" not in exported.out and "BIRCH" not in exported.out.upper()
    quiet = (await ackline("export", "--account", "cobalt")).records
    assert [(r["record"], r.get("kind") or r["id"]) for r in quiet] == [
        ("account", "account:cobalt"),
        ("fact", "AccountKnown"),
    ], "all that is known of them is that they are there"
    for words in (("export", "--account", "acne"), ("forget", "--account", "acne", "--dry-run")):
        nobody = await ackline(*words)
        assert nobody.status == 2 and "nothing is kept of an account 'acne'; in force are: acme, birch" in nobody.err


async def test_an_account_is_forgotten_when_nobody_waits_any_more_and_its_chains_hold(
    on: Stage, acme: Room, birch: Room, ackline: Ackline
) -> None:
    ts = await acme.post(f"P2: {CANARY}")
    await acme.reply(ts, "we look into it", by="ada")
    other = await birch.post("P1: the parrot of birch is mute")
    early = await ackline("forget", "--account", "acme", "--dry-run")
    assert early.status == 1 and "texts 2" in early.out and "somebody at acme still waits (#1)" in early.out
    await on.press_triage("ada", "confirm_resolve")
    before = await ackline("forget", "--account", "acme", "--dry-run")
    assert before.status == 0 and "texts 2" in before.out and "tickets 1" in before.out
    assert on.words_kept("canary"), "a dry run erases nothing"
    running = await ackline("forget", "--account", "acme")
    assert running.status == 2 and "SQLite carries one: stop it" in running.err
    await on.stop_bot()
    done = await ackline("forget", "--account", "acme")
    assert done.status == 0 and done.out.startswith("Erased: texts 2") and "still in accounts.yml" in done.out
    assert on.words_kept("canary") == [] and on.words_kept("U0AMY") == []
    assert b"canary" not in (on.folder / "story.db").read_bytes(), "nor anywhere else in the file"
    assert "texts 0" in (await ackline("forget", "--account", "acme", "--dry-run")).out
    verified = await ackline("db", "verify")
    assert verified.status == 0 and verified.out.endswith("0 faults.\n")
    await on.return_of_the_bot()
    assert on.words_kept("parrot") and len(await birch.cards(other)) == 1
    await acme.reply(ts, "it is broken again")
    async with on.running.store.read() as work:
        found = await work.threads.find("C0ACME", ts)
    assert found is not None and found.subject != f"ticket:C0ACME:{ts}", "an answer in a forgotten thread is a request"
    assert on.words_kept("canary") == [], "catching up told it again, and it stays forgotten"


async def test_what_one_person_wrote_is_forgotten(on: Stage, acme: Room, ackline: Ackline) -> None:
    ts = await acme.post(f"P3: {CANARY}")
    await acme.reply(ts, "the parrot too", by="axel")
    assert (await ackline("forget", "--user", "U0AMY", "--dry-run")).out == "Would be erased: texts 1.\n"
    await on.stop_bot()
    assert (await ackline("forget", "--user", "U0AMY")).out == "Erased: texts 1.\n"
    assert on.words_kept("canary") == [] and "texts" in on.words_kept("parrot")
    await on.return_of_the_bot()
    assert on.words_kept("canary") == [], "what Slack tells again stays forgotten"
