"""A test page: whoever asks is paged by every line they have, and reads how long each way took."""

import world
from harness import Stage
from room import Room


async def ask(on: Stage, user: str) -> str:
    return await on.slack.command("C0TRIAGE", user, "/ackline", "test-page")


async def test_a_test_page_goes_the_whole_way_and_reports_how_long_it_took(on: Stage, acme: Room) -> None:
    assert await ask(on, "ada") == "Done: a test page is on its way to you by webhook, direct message."
    (rung,) = await on.rings("ada")
    assert rung.startswith("TEST page for Ada. Nothing has happened, and no customer knows of it.")
    assert on.phone.rung[0]["summary"]["account"] == "TEST"
    await on.forward(minutes=1)
    await on.press_page("ada", "acknowledge")
    over, report = await on.pages("ada")
    assert over == "*TEST page:* over."
    assert report.splitlines() == [
        "*TEST over:* acknowledged after 60 s.",
        "webhook: delivered after 0 s; it wakes you",
        "direct message: delivered after 0 s; it wakes nobody",
    ]
    assert await on.tickets() == 0
    for name in world.CUSTOMERS:
        assert [m for m in await on.slack.messages(f"C0{name.upper()}") if m.get("bot_id")] == []
    assert await on.slack.messages("C0TRIAGE") == [], "it is nobody else's business"


async def test_a_test_page_that_nobody_acknowledges_ends_and_names_what_failed(on: Stage) -> None:
    on.phone.refuses.add("ada")
    await ask(on, "ada")
    await on.forward(minutes=11)
    report = (await on.pages("ada"))[-1]
    assert report.startswith("*TEST over:* nobody acknowledged it.")
    assert "*webhook:* failed, the pager answered 404" in report
    assert "direct message: delivered after 0 s" in report
    assert await on.pages("ben") == [], "no page of a test goes to anybody else"


async def test_a_test_page_is_the_askers_own(on: Stage) -> None:
    await ask(on, "ada")
    page = next(m for m in await on.slack.dms("ada") if m.get("bot_id"))
    assert page
    said = await ask(on, "gus")
    assert said == "This command is for the support team."
    assert await on.rings("ada") and not await on.rings("ben")


async def test_two_test_pages_are_two(on: Stage) -> None:
    await ask(on, "ada")
    await on.forward(minutes=2)
    await ask(on, "ada")
    assert len(await on.rings("ada")) == 2
