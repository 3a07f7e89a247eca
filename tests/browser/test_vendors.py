"""Choosing another vendor of the demo, and time that takes a while to pass, in a real browser."""

from collections.abc import AsyncIterator

import pytest
from browser_contrast import UNREADABLE

from ackline.runtime.demo.start import running

LONG_MS = 120_000
"""Hundreds of pages come due over a long weekend, on a machine that may be busy."""

AT_REST = "document.querySelector('#busy').hidden"


@pytest.fixture
async def demo() -> AsyncIterator[str]:
    async with running("127.0.0.1", 0, 0) as origin:
        yield origin


async def test_another_vendor_is_chosen_by_keyboard_and_its_story_begins(demo, open_page, pictures):
    page = await open_page(demo)
    await page.locator("#story .do").click()
    await page.locator(".message", has_text="Production is down").first.wait_for()
    await page.get_by_label("Vendor").focus()
    await page.keyboard.type("Tundra")
    await page.locator("#confirm[open]").get_by_text("the telephone for what is urgent").wait_for()
    await page.screenshot(path=pictures / "vendor-asked.png")
    await page.keyboard.press("Enter")
    await page.locator("#confirm:not([open])").wait_for(state="attached")
    assert await page.get_by_label("Vendor").input_value() == "harbour", "staying here was chosen"
    await page.get_by_label("Vendor").select_option("weka")
    await page.locator("#confirm[open]").wait_for()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.locator("#side button", has_text="tundra-oak").wait_for()
    assert await page.get_by_label("Vendor").input_value() == "weka"
    assert await page.locator(".message").count() == 0
    await page.locator("#story .do", has_text="Ola asks how to do something").click()
    await page.locator(".message", has_text="In the support portal it will not be lost").first.wait_for()


@pytest.mark.parametrize("vendor", ["stringer", "spacelift", "spacelift-statement", "gruntwork", "weka"])
async def test_every_vendors_story_is_clicked_through(demo, open_page, pictures, vendor):
    page = await open_page(demo)
    await page.get_by_label("Vendor").select_option(vendor)
    async with page.expect_navigation():
        await page.get_by_role("button", name="Begin anew").click()
    await page.locator("#story .do").wait_for()
    assert await page.get_by_label("Vendor").input_value() == vendor
    while await page.locator("#story .do").count():
        button = page.locator("#story .do")
        said = await button.inner_text()
        await button.click()
        await page.wait_for_function(
            f"said => {AT_REST} && document.querySelector('#story .do')?.innerText !== said", arg=said
        )
    await page.locator(".story-end").wait_for()
    for width, height in ((1440, 900), (420, 860)):
        await page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            assert await page.evaluate(UNREADABLE) == []
            await page.screenshot(path=pictures / f"vendor-{vendor}-{width}-{scheme}.png")
        assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"


async def test_a_weekend_with_unanswered_p1s_passes_in_parts_and_may_be_stopped(demo, open_page, pictures, measured):
    page = await open_page(demo)
    for person, text in (("U0DORA", "Sev 1: a"), ("U0BIA", "P1: b"), ("U0CYRUS", "Critical: c"), ("U0AMY", "P1: d")):
        await page.get_by_label("You are").select_option(person)
        await page.fill("#text", text)
        await page.press("#text", "Enter")
        await page.locator(".message", has_text=text).wait_for()
    for _ in range(5):
        await page.get_by_role("button", name="Next due moment").click()
        await page.wait_for_function(f"() => {AT_REST}")
    assert await page.locator("#toasts p").count() == 0
    assert await page.locator("#now").inner_text() > "Fri 4 Sept, 18:00"
    await page.get_by_role("button", name="Next business day").click()
    await page.get_by_text("on the way to Tue 8 Sept, 09:00").wait_for()
    await page.screenshot(path=pictures / "on-the-way.png")
    await page.get_by_role("button", name="Stop here").click()
    await page.wait_for_function(f"() => {AT_REST}")
    stopped = await page.locator("#now").inner_text()
    assert stopped != "Tue 8 Sept, 09:00"
    began = await page.evaluate("() => performance.now()")
    await page.get_by_role("button", name="Next business day").click()
    await page.wait_for_function(
        f"() => {AT_REST} && document.querySelector('#now').innerText === 'Tue 8 Sept, 09:00'", timeout=LONG_MS
    )
    measured("a weekend with four unanswered P1s", await page.evaluate("() => performance.now()") - began)
    await page.locator("#show-due").click()
    await page.get_by_text("the page is repeated").first.wait_for()
