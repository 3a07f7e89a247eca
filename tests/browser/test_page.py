"""The sandbox's page in a real browser: what people do with it, and what must not happen to it."""

import pytest
from browser_blocks import field, form, message_with, open_button, plain

from ackline.sandbox.sandbox import Sandbox

PROBES = (
    "<img src=x onerror=window.hacked=1>",
    "<script>window.hacked=1</script>",
    '"><svg onload=window.hacked=1>',
    "[x](javascript:window.hacked=1)",
    "<javascript:window.hacked=1|click me>",
    '<https://example.com/"onmouseover=window.hacked=1|look>',
    "```</pre><script>window.hacked=1</script>```",
    "{{constructor.constructor('window.hacked=1')()}}",
)
OPENED_MS = 3_000
"""Generous, for a busy machine; the figure that was measured is printed at the end of the run."""


async def test_what_people_write_never_becomes_code(slack, app, open_page):
    for probe in PROBES:
        root = await slack.post("ext-acme", "bob", probe)
        await app.client.chat_postMessage(
            channel="C0ACME",
            text=probe,
            thread_ts=root,
            blocks=[
                {"type": "section", "text": {"type": "mrkdwn", "text": probe}, "fields": [plain(probe)]},
                {"type": "image", "image_url": "https://example.com/x.png", "alt_text": probe},
                {"type": "actions", "elements": [open_button(probe)]},
            ],
        )
        await slack.share_file("ext-acme", "bob", probe)
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME/{root}")
    await page.locator("aside .message").nth(1).wait_for()
    assert (
        await page.locator("#messages :is(img, script, svg, iframe), aside :is(img, script, svg, iframe)").count() == 0
    )
    assert await page.locator("a[href^='javascript']").count() == 0
    await page.locator("#show-inspector").click()
    await page.locator(".entry summary").first.click()
    assert await page.evaluate("() => window.hacked") is None


async def test_names_and_stories_of_a_seed_never_become_code(seed, open_page):
    probe = PROBES[0]
    for entry in (*seed["users"], *seed["teams"]):
        entry |= {"real_name": probe, "title": probe} if "team" in entry else {"name": probe}
    seed["channels"][0] |= {"name": probe, "topic": probe}
    sight = {"that": probe, "reader": "U0ANA", "channel": "C0ACME", "text": "never"}
    moment = {"label": probe, "hand": probe, "acts": [], "sights": [sight]}
    listed = {"name": probe, "callback_id": "x", "description": probe}
    seed["app"] = {
        "commands": [{"command": "/x", "description": probe, "usage_hint": probe}],
        "shortcuts": [listed, {**listed, "type": "global"}],
    }
    worlds = {"one": {"title": probe, "about": probe}, "two": {"title": probe, "about": probe}}
    seed["story"] = {"title": probe, "tell": probe, "steps": [{"title": probe, "tell": probe, "moments": [moment]}]}
    async with Sandbox(seed, worlds=worlds, world="one") as slack:
        await slack.line("lost")
        await slack.post("C0ACME", "ana", "hello <@U0BOB> <#C0ACME>")
        page = await open_page(f"{slack.origin}/#U0ANA/C0ACME")
        await page.locator("#story h2").wait_for()
        await page.locator("#messages .message").wait_for()
        await page.fill("#text", "/")
        await page.locator("#hints li").wait_for()
        await page.select_option("#world", "two")
        await page.locator("#confirm[open]").get_by_text(probe).first.wait_for()
        assert await page.locator("body img, body svg, body script").count() == 0
        assert await page.evaluate("() => window.hacked") is None
        await page.close()


async def test_the_policy_stops_code_that_would_get_in_all_the_same(slack, open_page):
    page = await open_page(slack.origin, may_log=True)
    await page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.hacked = 1";
            document.body.append(script);
            const image = document.createElement("img");
            image.setAttribute("onerror", "window.hacked = 2");
            image.src = "data:image/png;base64,broken";
            document.body.append(image);
        }"""
    )
    await page.locator("#title").click()
    assert await page.evaluate("() => window.hacked") is None


async def test_five_thousand_messages_open_fast(slack, open_page, measured):
    user = slack.stage.workspace.world.user("ana")
    place = slack.stage.workspace.world.channel("busy")
    for number in range(5_000):
        last = slack.stage.workspace.say(place, user, f"message {number} with *some* words")
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME")
    took = await page.evaluate(
        """last => new Promise((resolve) => {
            const begun = performance.now();
            const box = document.querySelector("#messages");
            const watch = new MutationObserver(() => {
                if (!box.querySelector(`[data-ts="${last}"]`)) return;
                watch.disconnect();
                requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
            });
            watch.observe(box, { childList: true, subtree: true });
            document.querySelector('[data-place="C0BUSY"]').click();
        })""",
        last.ts,
    )
    measured("a channel of 5,000 messages opened", took)
    assert took < OPENED_MS
    before = await page.locator("#messages .message").count()
    await page.locator(".more").scroll_into_view_if_needed()
    await page.locator(".more").click()
    await page.wait_for_function(
        "before => document.querySelectorAll('#messages .message').length > before", arg=before
    )


async def test_two_people_at_two_browsers_see_each_other_at_once(slack, open_page):
    bob = await open_page(f"{slack.origin}/#U0BOB/C0ACME")
    ana = await open_page(f"{slack.origin}/#U0ANA/C0BUSY")
    await bob.fill("#text", "Anybody there? :wave:")
    await bob.press("#text", "Enter")
    await ana.locator("#side .unread", has_text="ext-acme").click()
    await ana.locator(".message", has_text="Anybody there? 👋").hover()
    await ana.get_by_role("button", name="React with eyes").click()
    await bob.locator(".reaction", has_text="👀 1").wait_for()
    assert await ana.locator("#side .unread").count() == 0


async def test_a_reload_in_the_middle_changes_nothing_that_is_seen(slack, app, open_page):
    app.form = form(field("why", "Why?", {"type": "plain_text_input"}))
    root = await slack.post("ext-acme", "ana", "a question")
    await app.client.chat_postMessage(thread_ts=root, **message_with(open_button()))
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME/{root}")
    await page.locator("aside").get_by_role("button", name="Open the form").click()
    await page.locator("#modal[open]").wait_for()
    await page.reload()
    await page.locator("#modal[open]").get_by_text("Why?").wait_for()
    await page.keyboard.press("Escape")
    await page.locator("#modal:not([open])").wait_for(state="attached")
    assert await page.locator("aside .message").count() == 2


async def test_a_form_is_refused_mended_and_sent(slack, app, open_page, pictures):
    choices = [{"text": plain(name), "value": name} for name in ("P1", "P2")]
    app.form = form(
        field(
            "why",
            "Why?",
            {"type": "plain_text_input", "multiline": True, "min_length": 3},
            hint=plain("Kept with the ticket."),
        ),
        field("severity", "Severity", {"type": "static_select", "options": choices}),
        field("tick", "Whom to tell", {"type": "checkboxes", "options": choices}, optional=True),
        field("when", "When", {"type": "datetimepicker", "initial_date_time": 1795200000}),
        field("who", "Customer", {"type": "external_select", "min_query_length": 1}),
        title="Resolve #12",
    )
    app.options = [{"text": plain("Acme Ltd"), "value": "acme"}, {"text": plain("Acorn"), "value": "acorn"}]
    app.answers = [{"response_action": "errors", "errors": {"why": "Too vague."}}]
    await app.client.chat_postMessage(**message_with(open_button()))
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME")
    await page.get_by_role("button", name="Open the form").click()
    await page.get_by_role("button", name="Save").click()
    await page.get_by_text("Please complete this required field.").first.wait_for()
    await page.get_by_label("Why?").fill("because")
    await page.get_by_label("Severity").select_option("P2")
    await page.get_by_label("When").fill("2026-11-21T09:30")
    await page.locator("[data-block=who]").fill("ac")
    await page.get_by_role("option", name="Acme Ltd").click()
    await page.get_by_role("button", name="Save").click()
    await page.get_by_text("Too vague.").wait_for()
    await page.screenshot(path=pictures / "form-refused.png")
    await page.get_by_label("Why?").fill("because of the certificate")
    await page.get_by_role("button", name="Save").click()
    await page.locator("#modal:not([open])").wait_for(state="attached")
    values = app.payloads[-1]["view"]["state"]["values"]
    assert values["why"]["a"]["value"] == "because of the certificate"
    assert values["severity"]["a"]["selected_option"]["value"] == "P2"
    assert values["when"]["a"]["selected_date_time"] == 1795249800, "09:30 in Berlin, where Ana is"
    assert values["who"]["a"]["selected_option"] == app.options[0]


async def test_writing_editing_deleting_and_reacting_by_keyboard(slack, open_page):
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME")
    await page.fill("#text", "first *words*")
    await page.press("#text", "Enter")
    message = page.locator("#messages .message")
    await message.wait_for()
    await message.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowLeft")
    assert await page.evaluate("() => document.activeElement.getAttribute('aria-label')") == "Edit"
    await page.keyboard.press("Enter")
    await page.get_by_label("Edit the message").fill("second words")
    await page.keyboard.press("Enter")
    await page.get_by_text("edited").wait_for()
    await message.hover()
    await page.get_by_role("button", name="Choose a reaction").click()
    await page.get_by_label("Search emoji").fill("rocket")
    await page.keyboard.press("Enter")
    await page.locator(".reaction", has_text="🚀").wait_for()
    await message.hover()
    await page.get_by_role("button", name="Delete").click()
    await page.locator("#confirm").get_by_role("button", name="Delete").click()
    await page.get_by_text("Nothing was said here yet.").wait_for()


async def test_the_next_business_day_leaves_out_weekends_and_holidays(slack, open_page):
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME")
    await page.get_by_role("button", name="Next business day").click()
    await page.get_by_text("Tue 24 Nov, 09:00").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_inspector_shows_traffic_faults_and_coverage(slack, app, open_page, pictures, scheme):
    await slack.fault("chat.postMessage", "slack_error", error="channel_not_found", times=2)
    await app.client.api_call("auth.test")
    with pytest.raises(Exception, match="channel_not_found"):
        await app.client.chat_postMessage(channel="C0ACME", text="x")
    await slack.post("ext-acme", "bob", "hello")
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME", color_scheme=scheme)
    await page.locator("#show-inspector").click()
    await page.locator(".entry", has_text="channel_not_found").click()
    await page.locator(".entry[open] pre").wait_for()
    await page.screenshot(path=pictures / f"inspector-{scheme}.png")
    await page.get_by_role("tab", name="Faults").click()
    await page.get_by_text("chat.postMessage: slack_error ×1").wait_for()
    await page.get_by_label("The next calls of").select_option("views.open")
    await page.get_by_role("button", name="Add the fault").click()
    await page.get_by_text("views.open: rate_limited").wait_for()
    await page.screenshot(path=pictures / f"faults-{scheme}.png")
    await page.get_by_role("tab", name="Coverage").click()
    await page.get_by_text("conversations.history", exact=True).wait_for()
    await page.screenshot(path=pictures / f"coverage-{scheme}.png")


async def test_everything_that_can_be_pressed_has_a_name(slack, app, open_page):
    await app.client.chat_postMessage(**message_with(open_button()))
    await slack.react("ext-acme", (await slack.messages("ext-acme"))[-1]["ts"], "bob", "eyes")
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME")
    await page.locator(".reaction").wait_for()
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, textarea, a[href], [role=log], dialog, nav")]
            .filter((node) => !node.closest("[hidden]"))
            .filter((node) => !(node.innerText?.trim() || node.ariaLabel || node.labels?.length))
            .filter((node) => !node.getAttribute("aria-labelledby"))
            .map((node) => node.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
