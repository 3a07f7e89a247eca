"""How the page looks: pictures for a person to judge, and what can be measured."""

import pytest
from browser_blocks import open_button, plain
from browser_contrast import UNREADABLE


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (420, "light"), (420, "dark")])
async def test_every_part_of_the_page_is_pictured(slack, app, open_page, pictures, width, scheme):
    rich = (
        "*bold* _italic_ ~struck~ `code`, a <https://example.com|link>, <@U0BOB>, <!here> :tada:\n> quoted\n```block```"
    )
    section = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": rich},
        "fields": [plain("Severity\nP1"), plain("Due\n19:00")],
    }
    blocks = [{"type": "header", "text": plain("Daily digest")}, section, {"type": "divider"}]
    more = [{"text": plain(name), "value": name} for name in ("Mute", "Reassign")]
    blocks += [
        {"type": "actions", "elements": [open_button(), {"type": "overflow", "action_id": "more", "options": more}]}
    ]
    blocks += [{"type": "context", "elements": [plain("3 open tickets · next due in 20 minutes")]}]
    root = await slack.post("ext-acme", "bob", "Is the *export* slow for anybody else? See https://example.com/status")
    await slack.share_file("ext-acme", "bob", "export.csv", "The file")
    await app.client.chat_postMessage(channel="C0ACME", text="Daily digest", blocks=blocks)
    await slack.react("ext-acme", root, "ana", "eyes")
    await slack.post("ext-acme", "ana", "Looking.", root)
    await app.client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": blocks})
    page = await open_page(
        f"{slack.origin}/#U0ANA/C0ACME", color_scheme=scheme, viewport={"width": width, "height": 860}
    )
    name = f"{'wide' if width > 800 else 'narrow'}-{scheme}.png"
    await page.locator(".overflow summary").click()
    await page.screenshot(path=pictures / f"channel-{name}")
    await page.locator(".overflow summary").click()
    first = page.locator("#messages .message").first
    await first.hover()
    await first.get_by_role("button", name="Choose a reaction").click()
    await page.screenshot(path=pictures / f"picker-{name}")
    await page.keyboard.press("Escape")
    await page.locator("#show-due").click()
    await page.get_by_text("Nothing is due.").wait_for()
    await page.keyboard.press("Escape")
    if width < 800:
        await page.locator("#menu").click()
        await page.screenshot(path=pictures / f"menu-{name}")
    await page.get_by_role("button", name="Ackline · Home").click()
    await page.locator(".home h3").wait_for()
    await page.screenshot(path=pictures / f"home-{name}")
    assert await page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_stands_out_from_its_ground(slack, app, open_page, scheme):
    rich = "*bold* `code` <https://example.com|link>, <@U0BOB>, <@U0ANA>, <!here>\n> quoted"
    section = {"type": "section", "text": {"type": "mrkdwn", "text": rich}}
    danger = {"type": "button", "action_id": "no", "text": plain("No"), "style": "danger"}
    context = {"type": "context", "elements": [plain("small print")]}
    blocks = [section, {"type": "actions", "elements": [open_button(), danger]}, context]
    root = await slack.post("ext-acme", "bob", "hello")
    await slack.react("ext-acme", root, "ana", "eyes")
    await slack.post("ext-acme", "ana", "reply", root)
    await app.client.chat_postMessage(channel="C0ACME", text="card", blocks=blocks)
    await slack.fault("auth.test", "slack_error")
    with pytest.raises(Exception, match="internal_error"):
        await app.client.auth_test()
    for person in ("U0ANA", "U0BOB"):
        page = await open_page(f"{slack.origin}/#{person}/C0ACME/{root}", color_scheme=scheme)
        await page.locator("aside .message").nth(1).wait_for()
        assert await page.evaluate(UNREADABLE) == []
    await page.locator("#show-inspector").click()
    await page.locator(".entry").first.wait_for()
    assert await page.evaluate(UNREADABLE) == []
