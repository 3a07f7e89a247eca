"""What people do with the app's surfaces in a real browser: elements, menus, shortcuts, commands, Home, forms."""

from typing import Any

import pytest
from browser_blocks import field, form, message_with, open_button, plain


@pytest.fixture
def seed(seed: dict[str, Any]) -> dict[str, Any]:
    listed = {
        "commands": [
            {"command": "/tickets", "description": "Open tickets", "usage_hint": "list | why 12"},
            {"command": "/oncall", "description": "Who is on duty"},
        ],
        "shortcuts": [
            {
                "name": "Open a ticket",
                "callback_id": "open_ticket",
                "type": "message",
                "description": "From this message",
            },
            {"name": "New ticket", "callback_id": "new_ticket", "type": "global"},
        ],
    }
    return seed | {"app": listed}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


SOME = [option("mute"), option("waive")]


def labelled(kind: str, **more: object) -> dict[str, Any]:
    return {"type": kind, "action_id": kind, "placeholder": plain(f"Pick by {kind}"), **more}


def every_pick() -> list[dict[str, Any]]:
    ticks = [{"type": kind, "action_id": kind, "options": SOME} for kind in ("checkboxes", "radio_buttons")]
    elements = [
        labelled("static_select", options=SOME),
        labelled("multi_static_select", options=SOME),
        labelled("users_select"),
        labelled("multi_users_select"),
        labelled("conversations_select", filter={"include": ["public"]}),
        labelled("datepicker"),
        {"type": "timepicker", "action_id": "timepicker", "placeholder": plain("Pick by timepicker")},
        {"type": "datetimepicker", "action_id": "datetimepicker"},
        {"type": "overflow", "action_id": "overflow", "options": SOME},
        *ticks,
    ]
    header = {"type": "header", "text": plain("Your queue")}
    return [header, {"type": "actions", "block_id": "row", "elements": elements}]


async def test_everything_in_home_can_be_picked(slack, app, open_page, pictures):
    await app.client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": every_pick()})
    page = await open_page(f"{slack.origin}/#U0ANA/home")
    await page.locator(".home h3").wait_for()
    await page.screenshot(path=pictures / "home-picks.png")
    await page.get_by_label("Pick by static_select").first.select_option("waive")
    await page.get_by_label("Pick by multi_static_select").select_option(["mute", "waive"])
    await page.get_by_label("Pick by users_select").first.select_option(label="Bob Ray")
    await page.get_by_label("Pick by multi_users_select").select_option(label=["Ana Lima", "Bob Ray"])
    await page.get_by_label("Pick by conversations_select").select_option(label="#ext-acme")
    await page.get_by_label("Pick by datepicker").fill("2026-11-23")
    await page.get_by_label("Pick by timepicker").fill("18:30")
    await page.get_by_label("datetimepicker").fill("2026-11-23T09:00")
    await page.get_by_label("datetimepicker").press("Tab")
    await page.get_by_label("More actions").click()
    await page.get_by_role("menuitem", name="Waive").click()
    await page.get_by_role("checkbox", name="Waive").check()
    await page.get_by_role("radio", name="Mute").check()
    await page.wait_for_function("() => document.body.classList.contains('waiting') === false")
    await slack.settle()
    picked = {p["actions"][0]["action_id"]: p["actions"][0] for p in app.payloads}
    assert picked["static_select"]["selected_option"]["value"] == "waive"
    assert [one["value"] for one in picked["multi_static_select"]["selected_options"]] == ["mute", "waive"]
    assert picked["users_select"]["selected_user"] == "U0BOB"
    assert picked["multi_users_select"]["selected_users"] == ["U0ANA", "U0BOB"]
    assert picked["conversations_select"]["selected_conversation"] == "C0ACME"
    assert picked["datepicker"]["selected_date"] == "2026-11-23"
    assert picked["timepicker"]["selected_time"] == "18:30"
    assert picked["datetimepicker"]["selected_date_time"] == 1795420800, "09:00 in Berlin, where Ana is"
    assert picked["overflow"]["selected_option"]["value"] == "waive"
    assert [one["value"] for one in picked["checkboxes"]["selected_options"]] == ["waive"]
    assert picked["radio_buttons"]["selected_option"]["value"] == "mute"
    last = app.payloads[-1]["view"]["state"]["values"]["row"]
    assert last["users_select"]["selected_user"] == "U0BOB", "what stands beside is sent along"


async def test_home_is_published_anew_under_what_somebody_types(slack, app, open_page):
    note = field("note", "Note", {"type": "plain_text_input"}, dispatch_action=True)
    await app.client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": [note]})
    page = await open_page(f"{slack.origin}/#U0ANA/home")
    await page.get_by_label("Note").fill("half a sen")
    more = {"type": "section", "text": plain("One more ticket")}
    await app.client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": [more, note]})
    await page.get_by_text("One more ticket").wait_for()
    assert await page.get_by_label("Note").input_value() == "half a sen"


async def test_a_message_shortcut_is_in_the_messages_menu_for_the_vendors_people_alone(slack, app, open_page, pictures):
    app.form = form(field("why", "Why?", {"type": "plain_text_input"}), title="Open a ticket")
    ts = await slack.post("ext-acme", "bob", "it is slow since noon")
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME")
    await page.locator(".message").hover()
    await page.get_by_label("More actions").click()
    await page.screenshot(path=pictures / "message-shortcut.png")
    await page.get_by_role("menuitem", name="Open a ticket From this message").click()
    await page.locator("#modal[open]").get_by_text("Why?").wait_for()
    (payload,) = app.payloads
    assert (payload["type"], payload["callback_id"], payload["message"]["ts"]) == ("message_action", "open_ticket", ts)
    await page.keyboard.press("Escape")
    await page.locator("#show-inspector").click()
    await page.get_by_label("Which entries").select_option("interactions")
    await page.locator(".entry", has_text="message_action").click()
    await page.locator(".entry[open] pre", has_text="open_ticket").wait_for()
    await page.screenshot(path=pictures / "interactions.png")
    bob = await open_page(f"{slack.origin}/#U0BOB/C0ACME")
    await bob.locator(".message").hover()
    assert await bob.get_by_label("More actions").count() == 0
    assert await bob.get_by_label("Shortcuts").count() == 0
    assert await bob.get_by_role("button", name="Home").count() == 0


async def test_a_menu_is_used_by_keyboard(slack, app, open_page):
    app.form = form(field("why", "Why?", {"type": "plain_text_input"}))
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME")
    await page.get_by_label("Shortcuts").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Escape")
    assert await page.locator("#shortcuts details[open]").count() == 0
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.locator("#modal[open]").wait_for()
    assert app.payloads[-1]["callback_id"] == "new_ticket"


async def test_a_command_is_found_while_it_is_typed_and_answered_in_private(slack, app, open_page, pictures):
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME", may_log=True)
    await page.locator("#text").press_sequentially("/ti")
    await page.locator("#hints li").wait_for()
    assert await page.locator("#hints li").all_inner_texts() == ["/tickets list | why 12 Open tickets"]
    await page.screenshot(path=pictures / "command.png")
    await page.locator("#hints button").click()
    await page.locator("#text").press_sequentially("why 12")
    await page.keyboard.press("Enter")
    await page.locator(".message", has_text="You asked for: why 12").get_by_text("Only visible to you").wait_for()
    assert (app.commands[0]["command"], app.commands[0]["text"]) == ("/tickets", "why 12")
    await page.fill("#text", "/teapot")
    await page.keyboard.press("Enter")
    await page.get_by_text("/teapot is not a valid command").wait_for()
    assert await page.locator("#text").input_value() == "/teapot", "what was typed is not lost"


async def test_people_are_found_while_they_are_mentioned(slack, app, open_page):
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME")
    await page.locator("#text").press_sequentially("thanks @bo")
    await page.locator("#hints button", has_text="Bob Ray").focus()
    await page.keyboard.press("Enter")
    assert await page.locator("#text").input_value() == "thanks @bob "
    await page.locator("#text").press_sequentially("for that")
    await page.keyboard.press("Enter")
    await page.locator(".message .mention", has_text="@Bob Ray").wait_for()
    assert await page.locator("#hints li").count() == 0


async def test_a_form_that_the_app_changes_keeps_what_was_entered(slack, app, open_page):
    reason = field("why", "Why?", {"type": "plain_text_input"})
    kind = {"type": "static_select", "options": SOME}
    app.form = form(reason, field("kind", "Kind", kind, dispatch_action=True))
    await app.client.chat_postMessage(**message_with(open_button()))
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME")
    await page.get_by_role("button", name="Open the form").click()
    await page.get_by_label("Why?").fill("because")
    app.form, first = {}, app.form
    await page.get_by_label("Kind").select_option("waive")
    await page.wait_for_function("() => document.querySelector('#modal [data-action]')")
    await slack.settle()
    shown = app.payloads[-1]["view"]
    assert shown["state"]["values"]["why"]["a"]["value"] == "because"
    more = field("who", "Who?", {"type": "users_select"}, optional=True)
    await app.client.views_update(
        view_id=shown["id"], hash=shown["hash"], view={**first, "blocks": [*first["blocks"], more]}
    )
    await page.get_by_label("Who?").select_option(label="Bob Ray")
    assert await page.get_by_label("Why?").input_value() == "because"
    await page.get_by_role("button", name="Save").click()
    await page.locator("#modal:not([open])").wait_for(state="attached")
    values = app.payloads[-1]["view"]["state"]["values"]
    assert values["kind"]["a"]["selected_option"]["value"] == "waive"
    assert values["who"]["a"]["selected_user"] == "U0BOB"


async def test_what_is_emptied_is_sent_as_empty(slack, app, open_page):
    app.form = form(
        field("why", "Why?", {"type": "plain_text_input", "initial_value": "no reason"}, optional=True),
        field("kind", "Kind", {"type": "static_select", "options": SOME, "initial_option": SOME[0]}, optional=True),
    )
    await app.client.chat_postMessage(**message_with(open_button()))
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME")
    await page.get_by_role("button", name="Open the form").click()
    await page.get_by_label("Why?").fill("")
    await page.get_by_label("Kind").select_option("")
    await page.get_by_role("button", name="Save").click()
    await page.locator("#modal:not([open])").wait_for(state="attached")
    values = app.payloads[-1]["view"]["state"]["values"]
    assert values["why"]["a"]["value"] is None
    assert values["kind"]["a"]["selected_option"] is None


async def test_several_options_of_the_app_are_picked_and_one_is_taken_back(slack, app, open_page, pictures):
    app.options = [option("acme"), option("acorn")]
    customers = {"type": "multi_external_select", "min_query_length": 1}
    app.form = form(field("who", "Customers", customers))
    await app.client.chat_postMessage(**message_with(open_button()))
    page = await open_page(f"{slack.origin}/#U0ANA/C0ACME")
    await page.get_by_role("button", name="Open the form").click()
    for name in ("Acme", "Acorn"):
        await page.locator("#modal input[type=search]").fill("ac")
        await page.get_by_role("option", name=name).click()
    await page.screenshot(path=pictures / "multi-external.png")
    await page.get_by_label("Remove Acme").click()
    await page.get_by_role("button", name="Save").click()
    await page.locator("#modal:not([open])").wait_for(state="attached")
    values = app.payloads[-1]["view"]["state"]["values"]
    assert [one["value"] for one in values["who"]["a"]["selected_options"]] == ["acorn"]


async def test_a_group_conversation_goes_by_the_others_in_it(slack, app, open_page):
    opened = await app.client.conversations_open(users="U0ANA,U0BOB")
    await app.client.chat_postMessage(channel=opened["channel"]["id"], text="to both of you")
    bob = await open_page(f"{slack.origin}/#U0BOB/C0ACME")
    await bob.locator("#side button", has_text="Ana Lima").click()
    await bob.get_by_text("to both of you").wait_for()
    await bob.fill("#text", "thanks")
    await bob.press("#text", "Enter")
    ana = await open_page(f"{slack.origin}/#U0ANA/C0ACME")
    await ana.locator("#side button", has_text="Bob Ray").click()
    await ana.locator(".message", has_text="thanks").wait_for()
