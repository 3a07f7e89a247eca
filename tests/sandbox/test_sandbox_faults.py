"""What goes wrong on demand."""

from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from ackline.sandbox.wire import Refused


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


async def test_stale_history_lacks_what_was_just_written(slack, client):
    old = await slack.post("ext-acme", "bob", "old")
    await slack.post("ext-acme", "ana", "old reply", old)
    await slack.forward(timedelta(seconds=30))
    await slack.post("ext-acme", "bob", "new")
    await slack.post("ext-acme", "ana", "new reply", old)
    await slack.fault("conversations.history", "stale", seconds=10)
    await slack.fault("conversations.replies", "stale", seconds=10)
    stale = await client.conversations_history(channel="C0ACME")
    replies = await client.conversations_replies(channel="C0ACME", ts=old)
    assert [message["text"] for message in stale["messages"]] == ["old"]
    assert [message["text"] for message in replies["messages"]] == ["old", "old reply"]
    assert len((await client.conversations_history(channel="C0ACME"))["messages"]) == 2, "and then it has caught up"


async def test_stale_history_knows_no_edit_deletion_or_reaction_since(slack, app, client):
    edited, deleted, root, marked = [await slack.post("ext-acme", "bob", text) for text in ("a", "b", "c", "d")]
    reply = await slack.post("ext-acme", "ana", "a reply", root)
    await slack.react("ext-acme", marked, "ana", "eyes")
    await slack.forward(timedelta(seconds=30))
    await slack.edit("ext-acme", edited, "a, changed")
    await slack.delete("ext-acme", deleted)
    await slack.delete("ext-acme", root)
    await slack.edit("ext-acme", reply, "another reply")
    await slack.unreact("ext-acme", marked, "ana", "eyes")
    await slack.react("ext-acme", edited, "tom", "tada")
    for method in ("conversations.history", "conversations.replies", "reactions.get"):
        await slack.fault(method, "stale", seconds=10)
    stale = (await client.conversations_history(channel="C0ACME"))["messages"][::-1]
    assert [(m["text"], "edited" in m, [r["name"] for r in m.get("reactions", ())]) for m in stale] == [
        ("a", False, []),
        ("b", False, []),
        ("c", False, []),
        ("d", False, ["eyes"]),
    ]
    replies = (await client.conversations_replies(channel="C0ACME", ts=root))["messages"]
    assert [m["text"] for m in replies] == ["c", "a reply"]
    assert "reactions" not in (await client.reactions_get(channel="C0ACME", timestamp=edited))["message"]
    fresh = (await client.conversations_history(channel="C0ACME"))["messages"][::-1]
    assert [m["text"] for m in fresh] == ["a, changed", "This message was deleted.", "d"]
    assert (await client.reactions_get(channel="C0ACME", timestamp=edited))["message"]["reactions"][0]["name"] == "tada"


async def test_only_what_reads_messages_can_be_stale(slack, client):
    with pytest.raises(Refused, match=r"chat\.postMessage cannot"):
        await slack.fault("chat.postMessage", "stale")
    await slack.fault("*", "stale", seconds=60)
    await client.chat_postMessage(channel="C0ACME", text="x")
    assert (await client.conversations_history(channel="C0ACME"))["messages"] == []


async def test_too_many_events_are_announced(slack, app):
    await slack.rate_limit_events()
    (told,) = app.events
    assert (told["type"], told["team_id"], "event" in told) == ("app_rate_limited", "T0VENDOR", False)
    assert told["minute_rate_limited"] % 60 == 0
    assert [sent["state"] for sent in await slack.events("app_rate_limited")] == ["delivered"]
