"""Buttons, modals, commands, shortcuts, App Home and answers by URL."""

from datetime import timedelta

import pytest
from sandbox_world import SEED
from slack_sdk.errors import SlackApiError

from ackline.sandbox.wire import Refused


def button(action_id: str, value: str) -> dict:
    return {"type": "button", "action_id": action_id, "value": value, "text": {"type": "plain_text", "text": value}}


def card() -> list[dict]:
    severity = {
        "type": "static_select",
        "action_id": "severity",
        "options": [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("P1", "P2")],
    }
    return [{"type": "actions", "block_id": "row", "elements": [button("ack", "7"), button("ack2", "8"), severity]}]


def modal(title: str = "Close it", **more: object) -> dict:
    reason = {"type": "plain_text_input", "action_id": "reason", "min_length": 3}
    return {
        "type": "modal",
        "callback_id": "close",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Close"},
        "blocks": [
            {"type": "input", "block_id": "why", "label": {"type": "plain_text", "text": "Why?"}, "element": reason}
        ],
        **more,
    }


async def open_modal(slack, app, client, view: dict) -> str:
    posted = await client.chat_postMessage(channel="C0ACME", text="card", blocks=card())
    await slack.click("ext-acme", posted["ts"], "bob", "ack")
    opened = await client.views_open(trigger_id=app.interactions[-1]["trigger_id"], view=view)
    return opened["view"]["id"]


async def test_a_click_says_whose_it_was_and_where(slack, app, client):
    posted = await client.chat_postMessage(channel="C0ACME", text="card", blocks=card())
    await slack.click("ext-acme", posted["ts"], "bob", "ack")
    (payload,) = app.interactions
    assert payload["type"] == "block_actions"
    assert payload["user"] == {"id": "U0BOB", "username": "bob", "name": "bob", "team_id": "T0ACME"}
    assert payload["team"]["id"] == "T0VENDOR"
    assert payload["container"]["message_ts"] == payload["message"]["ts"] == posted["ts"]
    (action,) = payload["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("ack", "row", "7")


async def test_a_select_sends_the_option_and_the_state(slack, app, client):
    posted = await client.chat_postMessage(channel="C0ACME", text="card", blocks=card())
    await slack.click("ext-acme", posted["ts"], "bob", "severity", "P2")
    (payload,) = app.interactions
    assert payload["actions"][0]["selected_option"]["value"] == "P2"
    assert payload["state"]["values"]["row"]["severity"]["selected_option"]["value"] == "P2"


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict:
    return {"text": plain(value.title()), "value": value}


def every_kind() -> list[dict]:
    """One element of each kind that people pick from."""
    some = {"options": [option("a"), option("b")]}
    parts = (
        ("static_select", some),
        ("multi_static_select", some),
        ("overflow", some),
        ("radio_buttons", some),
        ("checkboxes", some),
        ("users_select", {}),
        ("multi_users_select", {}),
        ("conversations_select", {}),
        ("multi_conversations_select", {}),
        ("channels_select", {}),
        ("datepicker", {}),
        ("timepicker", {}),
        ("datetimepicker", {}),
    )
    elements = [{"type": kind, "action_id": kind, **more} for kind, more in parts]
    return [{"type": "actions", "block_id": "row", "elements": elements}]


PICKS = [
    ("static_select", "b", {"selected_option": option("b")}),
    ("multi_static_select", ["a", "b"], {"selected_options": [option("a"), option("b")]}),
    ("overflow", "a", {"selected_option": option("a")}),
    ("radio_buttons", "b", {"selected_option": option("b")}),
    ("checkboxes", ["b"], {"selected_options": [option("b")]}),
    ("users_select", "U0TOM", {"selected_user": "U0TOM"}),
    ("multi_users_select", ["U0TOM", "U0BOB"], {"selected_users": ["U0TOM", "U0BOB"]}),
    ("conversations_select", "C0ACME", {"selected_conversation": "C0ACME"}),
    ("multi_conversations_select", ["C0ACME"], {"selected_conversations": ["C0ACME"]}),
    ("channels_select", "C0ACME", {"selected_channel": "C0ACME"}),
    ("datepicker", "2026-11-23", {"selected_date": "2026-11-23"}),
    ("timepicker", "18:30", {"selected_time": "18:30"}),
    ("datetimepicker", 1795200000, {"selected_date_time": 1795200000}),
]


@pytest.mark.parametrize(("kind", "value", "picked"), PICKS, ids=[kind for kind, _, _ in PICKS])
async def test_whatever_is_picked_comes_as_slack_sends_it(slack, app, client, kind, value, picked):
    posted = await client.chat_postMessage(channel="C0ACME", text="pick", blocks=every_kind())
    await slack.click("ext-acme", posted["ts"], "ana", kind, value)
    home = await client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": every_kind()})
    await slack.click_in_view("ana", kind, value, view_id=home["view"]["id"])
    for payload in app.interactions:
        (action,) = payload["actions"]
        assert (action["type"], action["action_id"], action["block_id"]) == (kind, kind, "row")
        assert picked.items() <= action.items()
        state = payload.get("state") or payload["view"]["state"]
        assert state["values"]["row"][kind] == {"type": kind} | picked
    assert [payload["container"]["type"] for payload in app.interactions] == ["message", "view"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("users_select", "tom"),
        ("multi_users_select", ["U0TOM", "tom"]),
        ("conversations_select", "#triage"),
        ("datepicker", "tomorrow"),
        ("timepicker", "6 pm"),
        ("datetimepicker", "2026-11-23T09:00"),
    ],
)
async def test_what_no_picker_could_give_is_refused(slack, client, kind, value):
    posted = await client.chat_postMessage(channel="C0ACME", text="pick", blocks=every_kind())
    with pytest.raises(Refused, match=f"bad_value: a {kind.removeprefix('multi_')} takes"):
        await slack.click("ext-acme", posted["ts"], "ana", kind, value)


async def test_menus_of_one_action_id_are_told_apart_by_their_options_or_their_block(slack, app, client):
    rows = [
        {
            "type": "section",
            "block_id": f"row-{n}",
            "text": plain(f"#{n}"),
            "accessory": {"type": "overflow", "action_id": "more", "options": [option(f"see:{n}"), option("mute")]},
        }
        for n in (1, 2)
    ]
    home = await client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": rows})
    view_id = home["view"]["id"]
    await slack.click_in_view("ana", "more", "see:2", view_id=view_id)
    await slack.click_in_view("ana", "more", "mute", view_id=view_id, block_id="row-2")
    assert [payload["actions"][0]["block_id"] for payload in app.interactions] == ["row-2", "row-2"]
    with pytest.raises(Refused, match="row-3"):
        await slack.click_in_view("ana", "more", "mute", view_id=view_id, block_id="row-3")


async def test_a_global_shortcut_is_of_no_message(slack, app, client):
    await slack.global_shortcut("ana", "new_ticket")
    (payload,) = app.interactions
    assert (payload["type"], payload["callback_id"], payload["user"]["id"]) == ("shortcut", "new_ticket", "U0ANA")
    assert "channel" not in payload
    await client.views_open(trigger_id=payload["trigger_id"], view=modal())
    assert (await slack.views("ana"))[0]["title"]["text"] == "Close it"
    with pytest.raises(Refused, match="another organisation"):
        await slack.global_shortcut("bob", "new_ticket")


LISTED = {
    "commands": [{"command": "/tickets", "description": "Open tickets", "usage_hint": "mine"}],
    "shortcuts": [
        {"name": "Open a ticket", "callback_id": "open_ticket", "type": "message"},
        {"name": "New ticket", "callback_id": "new_ticket", "type": "global"},
    ],
}


async def test_people_find_the_commands_and_shortcuts_that_the_seed_lists_and_no_others(slack, app):
    await slack.reset(SEED | {"app": LISTED})
    listed = (await slack.summary())["app"]
    assert listed["commands"] == LISTED["commands"]
    assert [one["callback_id"] for one in listed["shortcuts"]] == ["open_ticket", "new_ticket"]
    ts = await slack.post("ext-acme", "bob", "hello")
    await slack.command("triage", "ana", "/tickets")
    await slack.shortcut("ext-acme", ts, "ana", "open_ticket")
    await slack.global_shortcut("ana", "new_ticket")
    for act, why in (
        (slack.command("triage", "ana", "/teapot"), "/teapot is not a valid command"),
        (slack.shortcut("ext-acme", ts, "ana", "new_ticket"), "there is open_ticket"),
        (slack.global_shortcut("ana", "open_ticket"), "there is new_ticket"),
    ):
        with pytest.raises(Refused, match=why):
            await act


async def test_a_command_and_a_shortcut_work_in_the_conversation_with_the_bot_too(slack, app):
    app.answer = {"text": "here"}
    assert await slack.command("ackline", "ana", "/tickets") == "here"
    app.answer = {}
    ts = await slack.post("ackline", "ana", "hello bot")
    await slack.shortcut("ackline", ts, "ana", "open_ticket")
    assert app.interactions[-1]["channel"]["name"] == "directmessage"


async def test_what_is_not_there_cannot_be_clicked(slack, client):
    posted = await client.chat_postMessage(channel="C0ACME", text="card", blocks=card())
    with pytest.raises(Refused, match="there is ack, ack2, severity"):
        await slack.click("ext-acme", posted["ts"], "bob", "resolve")
    with pytest.raises(Refused, match="there is P1, P2"):
        await slack.click("ext-acme", posted["ts"], "bob", "severity", "P9")
    with pytest.raises(Refused, match="message_not_found"):
        await slack.click("ext-acme", posted["ts"], "eve", "ack")


async def test_a_modal_is_filled_in_checked_submitted_and_closed(slack, app, client):
    await open_modal(slack, app, client, modal(private_metadata="ticket 7"))
    before = len(app.interactions)
    empty = await slack.submit("bob", {})
    assert (empty.action, empty.sent, set(empty.errors)) == ("errors", False, {"why"})
    assert len(app.interactions) == before
    app.answer = {"response_action": "errors", "errors": {"why": "say more"}}
    assert (await slack.submit("bob", {"reason": "because"})).errors == {"why": "say more"}
    assert len(await slack.views("bob")) == 1
    app.answer = {}
    assert (await slack.submit("bob", {"why": "because it works"})).action == "close"
    assert await slack.views("bob") == []
    view = app.interactions[-1]["view"]
    assert view["private_metadata"] == "ticket 7"
    assert view["state"]["values"]["why"]["reason"] == {"type": "plain_text_input", "value": "because it works"}


async def test_submissions_update_push_and_clear(slack, app, client):
    await open_modal(slack, app, client, modal())
    app.answer = {"response_action": "update", "view": modal("Second")}
    assert (await slack.submit("bob", {"why": "because"})).action == "update"
    app.answer = {"response_action": "push", "view": modal("Third")}
    assert (await slack.submit("bob", {"why": "because"})).action == "push"
    stack = await slack.views("bob")
    assert [view["title"]["text"] for view in stack] == ["Second", "Third"]
    assert stack[1]["previous_view_id"] == stack[1]["root_view_id"] == stack[0]["id"]
    app.answer = {"response_action": "clear"}
    assert (await slack.submit("bob", {"why": "because"})).action == "clear"
    assert await slack.views("bob") == []


async def test_a_trigger_opens_one_view_within_three_seconds(slack, app, client):
    await open_modal(slack, app, client, modal())
    trigger_id = app.interactions[-1]["trigger_id"]

    async def error(trigger: str) -> str:
        with pytest.raises(SlackApiError) as caught:
            await client.views_open(trigger_id=trigger, view=modal())
        return caught.value.response["error"]

    assert await error(trigger_id) == "exchanged_trigger_id"
    assert await error("1.2.3") == "invalid_trigger_id"
    await slack.click("ext-acme", app.interactions[-1]["message"]["ts"], "bob", "ack")
    await slack.forward(timedelta(seconds=4))
    assert await error(app.interactions[-1]["trigger_id"]) == "expired_trigger_id"


async def test_a_view_changes_only_under_the_hash_that_is_known(slack, app, client):
    view_id = await open_modal(slack, app, client, modal())
    old = (await slack.views("bob"))[0]["hash"]
    await client.views_update(view_id=view_id, hash=old, view=modal("Fresh"))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view_id, hash=old, view=modal("Stale"))
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id="V0NONE", view=modal())
    assert (await slack.views("bob"))[0]["title"]["text"] == "Fresh"


@pytest.mark.parametrize(
    ("view", "pointer"),
    [
        (modal("x" * 25), "/view/title/text"),
        (modal(private_metadata="x" * 3001), "/view/private_metadata"),
        ({key: value for key, value in modal().items() if key != "submit"}, "/view"),
        (modal(blocks=[{"type": "divider"}] * 101), "/view/blocks"),
        ({"type": "poster"}, "/view/type"),
    ],
)
async def test_each_fault_in_a_view_is_pointed_at(slack, app, client, view, pointer):
    with pytest.raises(SlackApiError) as caught:
        await client.views_open(trigger_id="1.2.3", view=view)
    assert caught.value.response["error"] == "invalid_arguments"
    assert any(f"pointer:{pointer}]" in message for message in caught.value.response["response_metadata"]["messages"])


async def test_closing_is_told_only_when_asked_for(slack, app, client):
    await open_modal(slack, app, client, modal())
    await slack.close_view("bob")
    assert app.interactions[-1]["type"] == "block_actions"
    await open_modal(slack, app, client, modal(notify_on_close=True, clear_on_close=True))
    await slack.close_view("bob")
    assert (app.interactions[-1]["type"], app.interactions[-1]["is_cleared"]) == ("view_closed", True)


async def test_commands_shortcuts_and_home_are_for_the_vendors_people_only(slack, app, client):
    ts = await slack.post("ext-acme", "bob", "hello")
    app.answer = {"text": "three tickets"}
    assert await slack.command("triage", "ana", "/tickets", "mine") == "three tickets"
    assert (app.commands[0]["command"], app.commands[0]["text"]) == ("/tickets", "mine")
    assert [message["text"] for message in await slack.ephemerals("ana")] == ["three tickets"]
    await slack.shortcut("ext-acme", ts, "ana", "open_ticket")
    assert app.interactions[-1]["message"]["ts"] == ts
    await client.views_publish(user_id="U0ANA", view={"type": "home", "blocks": [{"type": "divider"}]})
    assert (await slack.open_home("ana"))["type"] == "home"
    assert app.of("app_home_opened")[0]["user"] == "U0ANA"
    for act in (
        slack.command("ext-acme", "bob", "/tickets"),
        slack.shortcut("ext-acme", ts, "bob", "open_ticket"),
        slack.open_home("bob"),
    ):
        with pytest.raises(Refused, match="another organisation"):
            await act


async def test_a_response_url_is_good_for_five_answers_in_thirty_minutes(slack, app, client, http):
    posted = await client.chat_postMessage(channel="C0ACME", text="card", blocks=card())
    await slack.click("ext-acme", posted["ts"], "bob", "ack")
    url = app.interactions[-1]["response_url"]

    async def answer(**body: object) -> tuple[int, str]:
        async with http.post(url, json=body) as response:
            return response.status, await response.text()

    assert (await answer(text="only for bob"))[0] == 200
    assert (await answer(text="for all", response_type="in_channel"))[0] == 200
    assert (await answer(text="changed", replace_original=True))[0] == 200
    assert [message["text"] for message in await slack.ephemerals("bob")] == ["only for bob"]
    assert [message["text"] for message in await slack.messages("ext-acme")] == ["changed", "for all"]
    assert (await answer(delete_original=True))[0] == 200
    assert (await answer(text="5"))[0] == 200
    assert await answer(text="6") == (404, '{"ok": false, "error": "used_url"}')


async def test_what_people_did_is_kept_with_what_the_app_answered(slack, app, client):
    app.answer = {"text": "three tickets"}
    await slack.command("triage", "ana", "/tickets", "mine")
    posted = await client.chat_postMessage(channel="C0ACME", text="card", blocks=card())
    await slack.connect("http://127.0.0.1:9/slack/events")
    with pytest.raises(Refused):
        await slack.click("ext-acme", posted["ts"], "bob", "ack")
    command, click = await slack.interactions()
    assert (command["payload"]["command"], command["answer"]) == ("/tickets", {"text": "three tickets"})
    assert (click["payload"]["type"], click["failure"]) == ("block_actions", "app_unreachable")
    assert await slack.interactions(limit=1) == [click]


async def test_an_app_that_fails_a_click_is_named(slack, app, client):
    posted = await client.chat_postMessage(channel="C0ACME", text="card", blocks=card())
    await slack.connect("http://127.0.0.1:9/slack/events")
    with pytest.raises(Refused, match="app_unreachable"):
        await slack.click("ext-acme", posted["ts"], "bob", "ack")


def external(**more: object) -> dict:
    return {"type": "external_select", "action_id": "customer", "min_query_length": 1, **more}


async def test_an_external_select_asks_the_app_and_takes_what_it_offered(slack, app, client):
    blocks = [{"type": "actions", "block_id": "row", "elements": [external()]}]
    posted = await client.chat_postMessage(channel="C0ACME", text="whose?", blocks=blocks)
    app.answer = {"options": [{"text": {"type": "plain_text", "text": "Acme Ltd"}, "value": "acme"}]}
    (option,) = await slack.suggest("ana", "customer", "ac", "ext-acme", posted["ts"])
    asked = app.interactions[-1]
    assert (asked["type"], asked["value"], asked["action_id"], asked["block_id"]) == (
        "block_suggestion",
        "ac",
        "customer",
        "row",
    )
    assert asked["message"]["ts"] == posted["ts"]
    assert "trigger_id" not in asked
    app.answer = {}
    await slack.click("ext-acme", posted["ts"], "ana", "customer", "acme")
    assert app.interactions[-1]["actions"][0]["selected_option"] == option
    with pytest.raises(Refused, match="there is acme"):
        await slack.click("ext-acme", posted["ts"], "ana", "customer", "beta")


async def test_suggestions_in_a_form_may_come_in_groups_and_must_be_sound(slack, app, client):
    field = {"type": "input", "block_id": "who", "label": {"type": "plain_text", "text": "Who?"}, "element": external()}
    view = modal(blocks=[field])
    await open_modal(slack, app, client, view)
    acme = {"text": {"type": "plain_text", "text": "Acme"}, "value": "acme"}
    app.answer = {"option_groups": [{"label": {"type": "plain_text", "text": "Customers"}, "options": [acme]}]}
    assert await slack.suggest("bob", "customer", "a") == [acme]
    app.answer = {"options": [{"value": "no text"}]}
    with pytest.raises(Refused, match="bad_options"):
        await slack.suggest("bob", "customer", "b")
    app.answer = {}
    await slack.submit("bob", {"who": "acme"})
    assert app.interactions[-1]["view"]["state"]["values"]["who"]["customer"]["selected_option"] == acme


async def test_a_view_that_changed_meanwhile_is_not_overwritten(slack, app, client):
    view_id = await open_modal(slack, app, client, modal())
    first = (await slack.views("bob"))[0]["hash"]
    await client.views_update(view_id=view_id, hash=first, view=modal("Second"))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view_id, hash=first, view=modal("Third"))
    assert (await slack.views("bob"))[0]["title"]["text"] == "Second"
    home = {"type": "home", "blocks": []}
    published = await client.views_publish(user_id="U0ANA", view=home)
    await client.views_publish(user_id="U0ANA", view=home, hash=published["view"]["hash"])
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_publish(user_id="U0ANA", view=home, hash=published["view"]["hash"])
