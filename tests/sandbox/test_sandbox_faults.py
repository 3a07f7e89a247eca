"""What goes wrong on demand."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError


async def texts(slack) -> list[str]:
    return [message["text"] for message in await slack.messages("ext-acme")]


async def test_a_rate_limit_says_how_long_and_ends_after_its_count(slack, client):
    await slack.fault("chat.postMessage", "rate_limited", times=2, retry_after=7)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="C0ACME", text="x")
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "7"
    await client.chat_postMessage(channel="C0ACME", text="y")
    assert await texts(slack) == ["y"]
    assert [call["fault"] for call in await slack.calls("chat.postMessage")] == ["rate_limited", "rate_limited", None]


@pytest.mark.parametrize(("kind", "kept"), [("error_before", []), ("error_after", ["x"])])
async def test_a_500_comes_before_or_after_the_message_is_stored(slack, client, kind, kept):
    await slack.fault("chat.postMessage", kind)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0ACME", text="x")
    assert caught.value.response.status_code == 500
    assert await texts(slack) == kept


@pytest.mark.parametrize(("kind", "kept"), [("reset_before", []), ("reset_after", ["x"]), ("timeout_after", ["x"])])
async def test_a_connection_ends_before_or_after_the_message_is_stored(slack, client, kind, kept):
    await slack.fault("chat.postMessage", kind, seconds=0.05)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C0ACME", text="x")
    assert await texts(slack) == kept


async def test_a_fault_may_be_meant_for_one_person_only(slack, client):
    await slack.fault("users.info", "slack_error", error="internal_error", where={"user": "U0BOB"})
    assert (await client.users_info(user="U0ANA"))["ok"]
    with pytest.raises(SlackApiError, match="internal_error"):
        await client.users_info(user="U0BOB")
    assert (await client.users_info(user="U0BOB"))["ok"]
