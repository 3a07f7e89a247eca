"""Socket Mode, with Slack's own client at the other end."""

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from ackline.sandbox.sandbox import Sandbox
from ackline.sandbox.wire import Refused


class Listener:
    """An app on one socket that acknowledges everything."""

    def __init__(self, slack: Sandbox) -> None:
        self.client = SocketModeClient(
            app_token=slack.app_token, web_client=AsyncWebClient(token=slack.token, base_url=slack.api_url)
        )
        self.client.socket_mode_request_listeners.append(self._hear)
        self.heard: list = []

    async def _hear(self, client, request) -> None:
        self.heard.append(request)
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))


@pytest.fixture
async def slack(seed):
    async with Sandbox(seed) as sandbox:
        yield sandbox


async def test_events_go_to_any_one_of_several_sockets(slack):
    listeners = [Listener(slack), Listener(slack)]
    try:
        for listener in listeners:
            await listener.client.connect()
        await slack.wait_for_socket(sockets=2)
        for number in range(4):
            await slack.post("ext-acme", "bob", str(number))
        assert [len(listener.heard) for listener in listeners] == [2, 2]
        assert all(sent["state"] == "delivered" for sent in await slack.events())
    finally:
        for listener in listeners:
            await listener.client.close()


async def test_clicks_come_by_socket_too(slack):
    listener = Listener(slack)
    try:
        await listener.client.connect()
        await slack.wait_for_socket()
        go = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
        posted = await listener.client.web_client.chat_postMessage(
            channel="C0ACME", text="x", blocks=[{"type": "actions", "elements": [go]}]
        )
        await slack.click("ext-acme", posted["ts"], "bob", "go")
        assert [request.type for request in listener.heard if request.type == "interactive"] == ["interactive"]
    finally:
        await listener.client.close()


async def test_without_a_socket_events_wait_for_their_retry_and_clicks_fail(slack):
    await slack.post("ext-acme", "bob", "hello")
    (sent,) = await slack.events()
    assert (sent["state"], [attempt["failure"] for attempt in sent["attempts"]]) == (
        "retrying",
        ["connection_failed", "connection_failed"],
    )
    with pytest.raises(Refused, match="app_unreachable"):
        await slack.command("triage", "ana", "/tickets")


async def test_a_refreshed_socket_comes_again(slack):
    listener = Listener(slack)
    try:
        await listener.client.connect()
        await slack.wait_for_socket()
        await slack.disconnect_sockets()
        await slack.wait_for_socket(5)
        await slack.post("ext-acme", "bob", "again")
        assert [request.payload["event"]["text"] for request in listener.heard] == ["again"]
    finally:
        await listener.client.close()


async def test_only_the_app_token_opens_a_socket(slack):
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await AsyncWebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.token)
    async with ClientSession() as session, session.get(f"{slack.origin}/socket?ticket=guess") as response:
        assert response.status == 403
