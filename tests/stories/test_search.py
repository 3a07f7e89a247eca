"""Staff find tickets by their number, their customer and what was written in them; what was erased is found no more."""

import pytest
from harness import Stage
from room import Room
from test_home import press, shown


async def search(on: Stage, user: str, words: str) -> str:
    """What `/ackline search` shows for words: the modal that it opens."""
    await on.slack.command("C0TRIAGE", user, "/ackline", f"search {words}")
    return shown((await on.slack.views(user))[-1])


@pytest.fixture
async def threads(on: Stage, acme: Room, cobalt: Room) -> tuple[str, str]:
    """Two tickets with what was said in them."""
    first = await acme.post("P2: the nightly import fails with E1234")
    second = await cobalt.post("S3: how do I <export> to CSV?")
    await acme.reply(first, "We see a full disk on your side.", by="ada")
    return first, second


async def test_words_of_any_message_find_their_ticket(on: Stage, threads):
    assert "*#1 · High · Acme* · acknowledged · <@U0ADA>" in await search(on, "ada", "disk full")
    assert "“We see a full disk on your side.”" in await search(on, "ada", "disk")
    assert "&lt;export&gt; to CSV?”" in await search(on, "ben", "csv")
    assert "#1" in await search(on, "ada", "impo*") and "#2" not in await search(on, "ada", "impo*")
    assert "Nothing was found" in await search(on, "ada", "disk csv")


async def test_a_number_and_a_customers_name_find_too(on: Stage, threads):
    assert "*#2 · Minor · Cobalt*" in await search(on, "ada", "#2")
    assert "*Acme* · 1 open" in await search(on, "ada", "acme")


async def test_words_that_would_find_everything_are_refused_with_a_better_way(on: Stage, threads):
    assert "write 3 letters or more" in await search(on, "ada", "a*")
    assert "What is sought?" in await search(on, "ada", "!!")


async def test_search_is_a_button_of_home_and_a_form(on: Stage, threads):
    await on.slack.open_home("ada")
    await press(on, "ada", "Search…")
    sent = await on.slack.submit("ada", {"words": "E1234"})
    assert sent.action == "update"
    assert "#1" in shown((await on.slack.views("ada"))[-1])
    sent = await on.slack.submit("ada", {"words": "?"})
    assert sent.errors is not None and "What is sought?" in sent.errors["words"]


@pytest.mark.http
async def test_what_is_older_is_a_button_away(on: Stage, cobalt: Room):
    for number in range(13):
        await cobalt.post(f"S3: how do I export {number}")
    await on.slack.command("C0TRIAGE", "ada", "/ackline", "search export")
    (view,) = await on.slack.views("ada")
    assert "#13 " in shown(view) and "#3 " not in shown(view)
    await on.slack.click_in_view("ada", "see:find:0")
    (view,) = await on.slack.views("ada")
    assert "#3 " in shown(view) and "#1 " in shown(view) and "#13 " not in shown(view)


async def test_a_deleted_message_is_found_no_more_and_stands_nowhere(on: Stage, threads, acme: Room):
    secret = await acme.reply(threads[0], "the password is swordfish77")
    assert "#1" in await search(on, "ada", "swordfish77")
    await on.slack.delete("C0ACME", secret)
    assert "Nothing was found" in await search(on, "ada", "swordfish77")
    assert on.words_kept("swordfish77") == []


async def test_a_guest_and_a_customer_search_nothing(on: Stage, threads):
    assert "support team" in await on.slack.command("C0ACME", "gus", "/ackline", "search disk")
    assert await on.slack.views("gus") == []
