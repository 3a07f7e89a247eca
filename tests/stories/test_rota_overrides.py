"""Overrides and swaps of rotas by command: whoever takes the duty is paged, and everybody concerned knows."""

import pytest
from harness import Stage
from room import Room

DOWN = "P1: production is down, nobody can log in"


async def test_an_override_is_paged_instead_of_the_rota_until_it_ends(on: Stage, acme: Room) -> None:
    said = await on.slack.command("C0TRIAGE", "ada", "/ackline", "override engineers @ben today 16:00-20:00")
    stretch = "from Fri 2026-11-20 16:00 CET to Fri 2026-11-20 20:00 CET"
    assert said == f"Done: Ben has the duty of engineers {stretch} (override 1)."
    assert "*Duty:* Ben has the duty of engineers" in "\n".join(m["text"] for m in await on.slack.messages("C0TRIAGE"))
    assert "for Ada" in (await on.pages("ben"))[-1]
    ts = await acme.post(DOWN)
    assert (len(await on.rings("ben")), len(await on.rings("ada"))) == (1, 0)
    await acme.reply(ts, "I am on it, it is the load balancer.", by="ben")
    await on.forward(hours=5)
    await acme.post("P1: down again", by="axel")
    assert len(await on.rings("ada")) == 1


async def test_overrides_are_listed_and_dropped_by_their_number(on: Stage, acme: Room) -> None:
    await on.slack.command("C0TRIAGE", "ada", "/ackline", "override engineers ben 2h")
    listed = await on.slack.command("C0TRIAGE", "tom", "/ackline", "override list")
    assert "1 overrides" in listed and "1 · engineers: <@U0BEN>" in listed
    assert "Done: override 1 is dropped" in await on.slack.command("C0TRIAGE", "ada", "/ackline", "override drop 1")
    assert "0 overrides" in await on.slack.command("C0TRIAGE", "tom", "/ackline", "override list")
    await acme.post(DOWN)
    assert (len(await on.rings("ben")), len(await on.rings("ada"))) == (0, 1)


async def test_two_engineers_swap_their_weeks(on: Stage, acme: Room) -> None:
    said = await on.slack.command("C0TRIAGE", "ada", "/ackline", "swap engineers <@U0BEN|ben>")
    assert said.startswith("Done: Ben has the duty of engineers from Fri 2026-11-20 16:00 CET to Mon 2026-11-23 09:00")
    assert "Ada has the duty of engineers from Mon 2026-11-23 09:00 CET to Mon 2026-11-30 09:00 CET" in said
    await acme.post(DOWN)
    assert (len(await on.rings("ben")), len(await on.rings("ada"))) == (1, 0)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("override", "/ackline override engineers @ben today 18:00-22:00"),
        ("override nowhere @ben 2h", "There is no rota 'nowhere'; there are: account-managers"),
        ("override engineers @zoe 2h", "There is nobody in people.yml called @zoe"),
        ("override engineers @ben soon", "no stretch of time"),
        ("override engineers @ben 2h Europe/Berlim", "is not a time zone"),
        ("override drop 9", "Not done: there is no override 9; there are: none"),
        ("swap engineers", "swap engineers @ben"),
        ("swap account-managers @ben", "has no turn on account-managers within 92 days"),
        ("gaps soon", "For how many weeks"),
    ],
)
async def test_what_cannot_be_arranged_is_answered_with_the_mend(on: Stage, words: str, answer: str) -> None:
    assert answer in await on.slack.command("C0TRIAGE", "ada", "/ackline", words)


async def test_somebody_without_a_role_arranges_nobodys_duty(on: Stage) -> None:
    said = await on.slack.command("C0TRIAGE", "ines", "/ackline", "override engineers @ben 2h")
    assert said.startswith("Not done: only")


async def test_an_executive_arranges_the_executives_duty_and_no_more(on: Stage) -> None:
    said = await on.slack.command("C0TRIAGE", "elif", "/ackline", "override executives @sam until 18:00")
    assert said.startswith("Done: Sam has the duty of executives")
    said = await on.slack.command("C0TRIAGE", "elif", "/ackline", "override engineers @elif 2h")
    assert said.startswith("Not done: account managers and executives arrange only rotas that they are on")
    assert "Done" in await on.slack.command("C0TRIAGE", "ada", "/ackline", "override engineers @elif 2h")
    said = await on.slack.command("C0TRIAGE", "cara", "/ackline", "override drop 2")
    assert said.startswith("Not done: account managers and executives")


async def test_the_gap_report_tells_when_nobody_answers_for_whom(on: Stage) -> None:
    said = await on.slack.command("C0TRIAGE", "ada", "/ackline", "gaps 2")
    assert "Gaps of the next 2 weeks" in said
