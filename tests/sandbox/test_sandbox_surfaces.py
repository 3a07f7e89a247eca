"""Buttons, modals, commands, shortcuts, App Home and answers by URL."""

from datetime import timedelta

import pytest
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
