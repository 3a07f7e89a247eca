"""A Bolt app, with Slack's own code for signatures and payloads, takes the sandbox for Slack."""

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from ackline.sandbox.sandbox import Sandbox


@pytest.fixture
async def slack(seed):
    async with Sandbox(seed) as sandbox:
        client = AsyncWebClient(token=sandbox.token, base_url=sandbox.api_url)
        bolt = AsyncApp(client=client, signing_secret=sandbox.signing_secret, process_before_response=True)
        _listen(bolt)
        runner = web.AppRunner(bolt.server().web_app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        await sandbox.connect(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        yield sandbox
        await runner.cleanup()


def _listen(bolt: AsyncApp) -> None:
    go = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    name = {"type": "plain_text_input", "action_id": "name"}

    @bolt.event("message")
    async def hear(event, context, say):
        text = f"team {context.team_id}, author's {event['user_team']}"
        await say(text=text, thread_ts=event["ts"], blocks=[{"type": "actions", "elements": [go]}])

    @bolt.action("go")
    async def press(ack, body, client):
        await ack()
        await client.views_open(
            trigger_id=body["trigger_id"],
            view={
                "type": "modal",
                "callback_id": "ask",
                "title": {"type": "plain_text", "text": "Who?"},
                "submit": {"type": "plain_text", "text": "Tell"},
                "blocks": [
                    {
                        "type": "input",
                        "block_id": "name",
                        "label": {"type": "plain_text", "text": "Name"},
                        "element": name,
                    }
                ],
            },
        )

    @bolt.view("ask")
    async def told(ack, view):
        wrong = view["state"]["values"]["name"]["name"]["value"] != "bob"
        await ack(response_action="errors", errors={"name": "no"}) if wrong else await ack()


async def test_bolt_hears_answers_opens_a_modal_and_refuses_it_once(slack):
    ts = await slack.post("ext-acme", "bob", "hello")
    _, reply = await slack.thread("ext-acme", ts)
    assert reply["text"] == "team T0VENDOR, author's T0ACME"
    await slack.click("ext-acme", reply["ts"], "bob", "go")
    assert (await slack.submit("bob", {"name": "eve"})).errors == {"name": "no"}
    assert (await slack.submit("bob", {"name": "bob"})).action == "close"
