"""Shadow mode: all is decided and kept, nobody is paged, the customer sees nothing; and one switch makes it real."""

import sqlite3
from contextlib import closing

import pytest
import world
from harness import Stage, utc
from room import Room

DOWN = "P1: production is down, nobody can log in"


@pytest.fixture
def accounts() -> str:
    """Acme is in shadow mode by its file, and so is every account under Spacelift's contract."""
    written = world.ACCOUNTS.replace("    name: Acme\n", "    name: Acme\n    shadow: yes\n")
    return written.replace("contracts:\n", "contracts:\n  spacelift: {shadow: yes}\n")


def outbox(on: Stage) -> list[tuple[str, str, str]]:
    """Every row: its kind, how it ended, and why."""
    with closing(sqlite3.connect(f"file:{on.folder / 'story.db'}?mode=ro", uri=True)) as database:
        return database.execute("SELECT kind, state, coalesce(why, '') FROM outbox ORDER BY id").fetchall()


async def test_nobody_is_paged_and_the_customer_sees_nothing_and_all_of_it_is_kept(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await on.forward(minutes=40)
    assert on.phone.rung == []
    assert await on.pages("ada") == await on.pages("tom") == await on.pages("vera") == []
    assert await acme.cards(ts) == []
    told = await on.triage()
    assert "*Shadow:* nobody is paged for it, and the customer sees nothing." in told
    assert "*Shadow.* *Would page the TAM* Tom" in told, "named, and not called"
    assert "Would have paged the on-call (<@U0ADA>)" in told
    pages = [row for row in outbox(on) if row[0] == "Deliver"]
    assert len(pages) >= 3 and {row[1:] for row in pages} == {("suppressed", "shadow")}
    assert ("ShowCard", "suppressed", "shadow") in outbox(on)
    fired = [r.body["step"] for r in await on.journal((await on.ticket()).id) if r.kind == "TimerFired"]
    assert {"On-call", "Technical Account Manager", "VP of Engineering"} <= set(fired), "the ladder went on"
    assert not [r for r in await on.journal((await on.ticket()).id) if "held" in " ".join(r.why)]


async def test_staff_work_as_ever_on_the_triage_card(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await on.press_triage("ada", "acknowledge")
    await acme.reply(ts, "We are on it.", by="ada")
    assert (await on.ticket()).responded_at is not None
    assert await acme.cards(ts) == []


async def test_all_accounts_of_a_contract_are_in_shadow_mode_by_one_line(on: Stage, cobalt: Room, dune: Room) -> None:
    ts = await cobalt.post("Critical: every run fails for all of our users")
    assert on.phone.rung == [] and await cobalt.cards(ts) == []
    ts = await dune.post("Critical: production is down")
    assert await dune.cards(ts), "another contract is live"


async def test_a_day_is_summed_up_as_it_ends_only_if_there_was_something(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    await on.until(utc("2026-11-20T23:59:00+00:00"))
    assert not [m for m in await on.slack.messages("C0TRIAGE") if "one day" in m["text"]]
    await on.forward(minutes=2)
    (told,) = [m["text"] for m in await on.slack.messages("C0TRIAGE") if "one day" in m["text"]]
    assert told.startswith("*Shadow mode at Acme, one day:* nobody was paged and the customer saw nothing.")
    assert "saw nothing. 1 target was breached. Live, it would be:" in told
    assert "the customer would have read a card; breached: first response" in told
    assert "*#1:* paged Ada as on-call (STR-8)" in told
    assert "Tom as TAM (STR-9)" in told and "Vera as VP (STR-10)" in told
    assert told.endswith("`/ackline live acme` goes live.")
    await on.press_triage("ada", "acknowledge")
    await on.press_triage("ada", "confirm_resolve")
    await on.forward(days=3)
    summed = [m["text"] for m in await on.slack.messages("C0TRIAGE") if "one day" in m["text"]]
    assert len(summed) == 2, "the rest of that day, and then nothing"


async def test_going_live_amid_a_ticket_pages_for_from_then_on_and_replays_nothing(on: Stage, acme: Room) -> None:
    ts = await acme.post(DOWN)
    await on.forward(minutes=40)
    said = await on.slack.command("C0TRIAGE", "ada", "/ackline", "live acme")
    assert said == "Done: Acme is live."
    told = await on.triage()
    assert "*Live from here on.* Nobody has acknowledged it: its ladder begins now." in told
    assert "*Shadow:*" not in (await on.triage_card())["text"]
    assert len(await on.rings("ada")) == 1
    assert await on.rings("vera") == [], "the ladder begins at its first step"
    await on.forward(minutes=16)
    assert len(await on.pages("tom")) == 1
    assert len(await acme.cards(ts)) == 1, "one card as it stands now, and no post of before"


async def test_going_live_lets_what_somebody_has_alone(on: Stage, acme: Room) -> None:
    await acme.post(DOWN)
    await on.press_triage("ada", "acknowledge")
    await on.slack.command("C0TRIAGE", "ada", "/ackline", "live acme")
    assert on.phone.rung == []
    assert "*Live from here on.*" in await on.triage()


async def test_shadow_mode_amid_a_ticket_ends_its_pages(on: Stage, birch: Room, dune: Room) -> None:
    ts = await dune.post("Critical: production is down")
    rung = len(on.phone.rung)
    assert rung
    said = await on.slack.command("C0TRIAGE", "ada", "/ackline", "shadow dune")
    assert said == "Done: Dune is in shadow mode."
    assert "*Over:* shadow mode begins" in (await on.pages("ada"))[-1]
    before = len(await dune.cards(ts))
    await on.forward(hours=2)
    assert len(on.phone.rung) == rung
    assert len(await dune.cards(ts)) == before


async def test_what_was_switched_in_slack_outlives_a_restart(on: Stage, acme: Room) -> None:
    await on.slack.command("C0TRIAGE", "ada", "/ackline", "live acme")
    await on.stop_bot()
    await on.return_of_the_bot()
    await acme.post(DOWN)
    assert len(await on.rings("ada")) == 1, "the file says shadow still, and Slack said live"


async def test_a_contract_is_switched_as_a_whole_and_its_word_is_the_last(on: Stage, cobalt: Room) -> None:
    assert "Done: Every account under spacelift is live" in await on.slack.command(
        "C0TRIAGE", "ada", "/ackline", "live spacelift"
    )
    await cobalt.post("Critical: every run fails for all of our users")
    assert on.phone.rung


async def test_a_switch_that_names_nothing_or_changes_nothing_is_refused(on: Stage) -> None:
    for words, answer in (
        ("shadow", "Which account, or which contract"),
        ("live nobody", "Which account, or which contract"),
        ("shadow acme", "Not done: Acme is in shadow mode already"),
        ("live birch", "Not done: Birch is live already"),
    ):
        assert answer in await on.slack.command("C0TRIAGE", "ada", "/ackline", words)
    assert "only support" in await on.slack.command("C0TRIAGE", "ines", "/ackline", "live acme")
