"""The same listeners over a socket."""

import asyncio

from slack_rig import SEED, Rig, SlackClock

from ackline.adapters.slack.app import Endpoint, build, introduce
from ackline.adapters.slack.client import session, slack_client
from ackline.adapters.slack.socket_mode import SocketMode
from ackline.sandbox.sandbox import Sandbox


async def test_events_come_by_socket_and_each_new_connection_is_told():
    async with Sandbox(SEED) as slack, session() as http:
        client = slack_client(slack.token, slack.api_url, http)
        rig = Rig(slack=slack, client=client, http=http, clock=SlackClock(slack), me=await introduce(client))
        greeted = asyncio.Event()
        socket = SocketMode(build(client, rig.me, None, rig.doors()), slack.app_token, client, greeted.set)
        assert not await socket.is_connected()
        await socket.connect()
        try:
            await slack.wait_for_socket()
            async with asyncio.timeout(3):
                await greeted.wait()
            assert await socket.is_connected()
            ts = await slack.post("C0ACME", "bob", "stuck")
            assert [row.key for row in rig.heard] == [f"m:C0ACME:{ts}"]
        finally:
            await socket.close()


async def test_without_a_signing_secret_nothing_is_taken_over_http(bot):
    endpoint = Endpoint(build(bot.client, bot.me, None, bot.doors()), None)
    assert (await endpoint.handle(None)).status == 404
