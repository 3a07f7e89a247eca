"""The demo's vendors: one for each published document, its story played over HTTP, and a new bot for each."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ackline_process import ackline_process
from aiohttp import ClientSession

from ackline.runtime.cli import parser
from ackline.runtime.demo.start import running
from ackline.runtime.demo.vendors import VENDORS, folder, worlds

DOCUMENTS = {"stringer": "STR", "spacelift": "SPA", "spacelift-statement": "SPB", "gruntwork": "GRU", "weka": "WEK"}

Ask = Callable[..., Awaitable[Any]]


class Page:
    """The sandbox's control API, as the page uses it."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    async def act(self, operation: str, **given: Any) -> Any:
        async with self._session.post(f"/sandbox/{operation}", json=given) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def read(self, reading: str, **query: str) -> Any:
        async with self._session.get(f"/sandbox/{reading}", params=query) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def triage(self) -> list[str]:
        return [message["text"] for message in await self.read("messages", channel="C0TRIAGE")]

    async def due(self) -> list[str]:
        """What is to come of tickets, beside the bot's own routines."""
        return [entry["what"] for entry in (await self.read("due"))["due"] if entry["what"].startswith("#")]


@pytest.fixture
async def page(vendor: str) -> AsyncIterator[Page]:
    async with running("127.0.0.1", 0, 0, vendor) as origin, ClientSession(origin) as session:
        yield Page(session)


@pytest.mark.parametrize("vendor", VENDORS)
async def test_every_story_is_played_to_its_end_and_each_moment_does_something(page):
    told = (await page.read("story"))["steps"]
    assert not any(step["happened"] for step in told)
    for number, step in enumerate(told):
        for moment in range(len(step["moments"])):
            now = (await page.read("story"))["steps"][number]["moments"][moment]
            assert not now["happened"], f"{now['label']}: it does not happen by itself"
            assert await page.act("play", step=number, moment=moment) == {"missing": []}, now["label"]
    assert all(step["happened"] for step in (await page.read("story"))["steps"])


def test_there_is_a_vendor_for_each_document_whose_story_cites_it():
    seeds = worlds()
    assert set(seeds) == set(VENDORS) == {"harbour", *DOCUMENTS}
    for vendor, document in DOCUMENTS.items():
        cited = set(re.findall(rf"\b{document}-\d+\b", yaml.safe_dump(seeds[vendor]["story"])))
        assert len(cited) >= 2, f"{vendor} shows what is particular to {document}"


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_vendor_has_customers_staff_a_tam_and_an_executive(vendor):
    seed = worlds()[vendor]
    (home,) = [team["id"] for team in seed["teams"] if team.get("vendor")]
    titles = [user["title"] for user in seed["users"] if user["team"] == home]
    assert len(titles) >= 4
    for who in ("ngineer", "ccount", "xecutive|VP"):
        assert any(re.search(who, title) for title in titles), f"{vendor}: {titles}"
    accounts = yaml.safe_load((folder(vendor) / "accounts.yml").read_text(encoding="utf-8"))["accounts"]
    assert len(accounts) >= 2
    shared = {channel["id"] for channel in seed["channels"] if channel.get("shared_with")}
    assert shared == {channel for account in accounts.values() for channel in account["channels"]}
    assert {team["id"] for team in seed["teams"]} - {home} == {f"T0{name.upper()}" for name in accounts}


@pytest.mark.parametrize("vendor", ["harbour"])
async def test_choosing_another_vendor_begins_another_bot_that_knows_nothing_of_the_first(page):
    told = await page.read("worlds")
    assert (told["here"], [one["name"] for one in told["worlds"]]) == ("harbour", list(VENDORS))
    await page.act("post", channel="C0ACME", user="U0AMY", text="P1: production is down")
    assert "Acme" in (await page.triage())[0]
    await page.act("reset", world="stringer")
    assert (await page.read("worlds"))["here"] == "stringer"
    assert await page.triage() == []
    assert not await page.due()
    await page.act("post", channel="C0ASTER", user="U0ANTON", text="P1: production is down")
    (card,) = await page.triage()
    assert "#1 " in card, "the tickets of another bot count anew"
    assert "Aster" in card


@pytest.mark.parametrize("vendor", ["gruntwork"])
async def test_a_reset_begins_the_bot_anew_too(page):
    for _ in range(2):
        await page.act("post", channel="C0MAPLE", user="U0MILO", text="Sev 1: all is down")
        (card,) = await page.triage()
        assert "#1 " in card
        assert await page.due()
        await page.act("reset")
        assert not await page.due()
        assert (await page.read("summary"))["now"] == "2026-11-18T19:00:00Z"


@pytest.mark.parametrize("vendor", ["gruntwork"])
async def test_a_reset_while_time_passes_ends_what_was_under_way(page):
    await page.act("post", channel="C0MAPLE", user="U0MILO", text="Sev 1: all is down")
    await asyncio.gather(page.act("clock", next_business_day=True), page.act("reset", world="harbour"))
    assert (await page.read("summary"))["now"] == "2026-09-04T22:00:00Z"
    await page.act("post", channel="C0ACME", user="U0AMY", text="P1: production is down")
    assert len(await page.triage()) == 1


@pytest.mark.parametrize("vendor", ["harbour"])
async def test_what_a_closed_ticket_still_owes_is_told_in_words(page):
    for step, moment in ((0, 0), (3, 0), (3, 1), (4, 0)):
        await page.act("play", step=step, moment=moment)
    await page.act("clock", seconds=9 * 86_400)
    assert await page.due() == ["#1: staff are reminded of the report, which is overdue by then"]


async def test_a_vendor_is_asked_for_on_the_command_line(unused_tcp_port_factory):
    port = unused_tcp_port_factory()
    words = ("sandbox", "--port", str(port), "--vendor", "gruntwork")
    async with ackline_process(*words, ACKLINE_PORT="0") as demo:
        await demo.line_with(f"Open http://127.0.0.1:{port} in a browser")
        async with ClientSession(f"http://127.0.0.1:{port}") as session:
            assert (await Page(session).read("worlds"))["here"] == "gruntwork"
        demo.tell_to_stop()
        assert await demo.ended() == 0


def test_a_vendor_that_there_is_not_is_refused_on_the_command_line(capsys):
    with pytest.raises(SystemExit):
        parser().parse_args(["sandbox", "--vendor", "atlantis"])
    assert "gruntwork" in capsys.readouterr().err


def test_an_unknown_vendor_is_named_with_the_ones_there_are():
    with pytest.raises(ValueError, match="there is harbour, stringer"):
        folder("atlantis")


def test_every_vendor_is_a_folder_of_the_package():
    there = {path.parent.name for path in Path(str(folder("harbour"))).parent.glob("*/slack.yml")}
    assert there == set(VENDORS)
