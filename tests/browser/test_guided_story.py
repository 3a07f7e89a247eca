"""The demo's guided story, clicked through in a real browser from the first message to the published report."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from browser_contrast import UNREADABLE

from ackline.runtime.demo.start import running

MOMENTS = 8


@pytest.fixture
async def demo() -> AsyncIterator[str]:
    async with running("127.0.0.1", 0, 0) as origin:
        yield origin


async def picture(page: Any, folder: Path, name: str) -> None:
    """The page as it is: light and dark, wide and narrow."""
    await page.locator("#messages :is(.message, .empty)").first.wait_for(state="attached")
    if await page.locator("#reply:not([hidden])").count():
        await page.locator("#aside-body .message").first.wait_for(state="attached")
    for width, size in (("wide", {"width": 1440, "height": 900}), ("narrow", {"width": 420, "height": 860})):
        await page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            assert await page.evaluate(UNREADABLE) == []
            await page.screenshot(path=folder / f"story-{name}-{width}-{scheme}.png")
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size({"width": 1440, "height": 900})


async def press(page: Any) -> str:
    """The story's one button: what it said."""
    button = page.locator("#story .do")
    said = await button.inner_text()
    await button.click()
    await page.wait_for_function(
        "said => document.querySelector('#busy').hidden && document.querySelector('#story .do')?.innerText !== said",
        arg=said,
    )
    return said


async def test_the_story_is_clicked_through_to_the_published_report(demo, open_page, pictures):
    page = await open_page(demo)
    await page.wait_for_selector("#story .do")
    await picture(page, pictures, "0-start")
    played = []
    while await page.locator("#story .do").count():
        said = await press(page)
        if said == "Next step":
            continue
        played.append(said)
        if len(played) == 3:
            await page.reload()
            await page.wait_for_selector("#story .do")
        await picture(page, pictures, str(len(played)))
        if said == "Amy reports the P1":
            await page.locator("#show-due").click()
            await page.get_by_text("the VP of Engineering is paged").wait_for()
            await picture(page, pictures, "1-due")
    assert len(played) == MOMENTS
    assert await page.locator("#story .pips .past").count() == 5
    assert "whole story" in await page.locator(".story-end").inner_text()
    await page.get_by_text("the report is published").click()
    await page.get_by_text("): published").first.wait_for()
    await picture(page, pictures, "9-published")


async def test_the_story_is_played_without_a_browser_too(demo):
    async with ClientSession(demo) as session:

        async def told() -> list[dict[str, Any]]:
            async with session.get("/sandbox/story") as response:
                return (await response.json())["result"]["steps"]

        steps = await told()
        assert [step["happened"] for step in steps] == [False] * 5
        moments = [(step, moment) for step, one in enumerate(steps) for moment in range(len(one["moments"]))]
        for step, moment in moments:
            assert not (await told())[step]["moments"][moment]["happened"], "it does not happen by itself"
            async with session.post("/sandbox/play", json={"step": step, "moment": moment}) as response:
                assert await response.json() == {"ok": True, "result": {"missing": []}}
        assert len(moments) == MOMENTS
        assert [step["happened"] for step in await told()] == [True] * 5


async def test_the_story_knows_what_was_done_by_hand(demo, open_page):
    page = await open_page(demo)
    await page.wait_for_selector("#story .do")
    assert "Amy" in await page.locator("#who option:checked").inner_text()
    await page.fill("#text", "P1: nobody can log in")
    await page.press("#text", "Enter")
    await page.get_by_role("button", name="Next step").click()
    await page.get_by_role("button", name="+15").click()
    await page.get_by_role("button", name="Next step").wait_for()
    assert await page.locator("#story li.seen").count() == 2


async def test_the_whole_story_is_played_by_keyboard(demo, open_page):
    page = await open_page(demo)
    await page.wait_for_selector("#story .do")
    await page.focus("#story .do")
    for _ in range(MOMENTS + 4):
        before = await page.locator("#story").inner_text()
        await page.keyboard.press("Enter")
        await page.wait_for_function("before => document.querySelector('#story').innerText !== before", arg=before)
        await page.wait_for_function("() => document.querySelector('#busy').hidden")
        if await page.locator("#story .do").count():
            await page.focus("#story .do")
    await page.locator(".story-end").wait_for()
