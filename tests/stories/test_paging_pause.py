"""A paging pause: pages are held and leave at its end; it is loud, short, and not for customers."""

from harness import Stage
from room import Room

DOWN = "P1: production is down, nobody can log in"


async def _told(on: Stage) -> str:
    return "\n".join(m["text"] for m in await on.slack.messages("C0TRIAGE"))


async def test_pages_are_held_while_paging_is_paused_and_leave_when_it_ends(on: Stage, acme: Room) -> None:
    said = await on.slack.command("C0TRIAGE", "ada", "/ackline", "pause 1h acme known maintenance")
    assert said.startswith("Done: paging is paused for Acme for 60 min: known maintenance")
    assert "Paging is paused for Acme" in await _told(on)
    await acme.post(DOWN)
    await on.forward(minutes=50)
    assert await on.rings("ada") == []
    assert "Paging is still paused for Acme" in await _told(on)
    await on.forward(minutes=11)
    assert "Paging is on again for Acme" in await _told(on)
    assert len(await on.rings("ada")) == 1 and len(await on.pages("tom")) == 1


async def test_a_pause_that_is_lifted_lets_held_pages_leave_at_once(on: Stage, acme: Room) -> None:
    await on.slack.command("C0TRIAGE", "ada", "/ackline", "pause 4h upgrade of the cluster")
    await acme.post(DOWN)
    assert await on.rings("ada") == []
    said = await on.slack.command("C0TRIAGE", "ada", "/ackline", "unpause")
    assert said.startswith("Done: paging is on again for every customer")
    assert len(await on.rings("ada")) == 1


async def test_a_pause_is_short_has_a_reason_and_is_not_for_everybody(on: Stage) -> None:
    for words, answer in (
        ("pause", "for how long"),
        ("pause soon acme x", "is not a duration"),
        ("pause 2h acme", "needs a reason"),
        ("pause 9h acme long", "lasts 8 h at most"),
        ("unpause acme", "Not done: paging is not paused for Acme"),
        ("unpause nobody", "There is no account 'nobody'"),
    ):
        assert answer in await on.slack.command("C0TRIAGE", "ada", "/ackline", words)
    assert "only support" in await on.slack.command("C0TRIAGE", "sam", "/ackline", "pause 1h all of it")
