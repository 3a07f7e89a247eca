"""The Web API answers as Slack does, refusals included."""

import random
from email.utils import parsedate_to_datetime

import pytest
from slack_sdk.errors import SlackApiError

from ackline.sandbox import api
from ackline.sandbox.sandbox import Sandbox
from ackline.sandbox.wire import Refused


async def error_of(call) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


def section(text: str = "hello") -> dict:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(**more: object) -> dict:
    return {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}, **more}


async def test_auth_test_names_team_and_bot(client):
    answer = await client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0VENDOR", "U0SANDBOX", "B0SANDBOX")


async def test_an_answer_says_when_by_slacks_own_clock(slack, client):
    answer = await client.auth_test()
    assert parsedate_to_datetime(answer.headers["Date"]) == slack.now.replace(microsecond=0)


async def test_form_json_and_query_arguments_are_the_same(slack, http):
    bearer = {"Authorization": f"Bearer {slack.token}"}
    arguments = {"channel": "C0ACME", "text": "hello"}
    for given in (
        {"data": {**arguments, "token": slack.token}},
        {"json": arguments, "headers": bearer},
        {"params": arguments, "headers": bearer},
    ):
        async with http.post("/api/chat.postMessage", **given) as response:
            assert response.status == 200
            assert (await response.json())["message"]["text"] == "hello"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, "not_authed"),
        ({"headers": {"Authorization": "Bearer xoxb-wrong"}}, "invalid_auth"),
        ({"data": "{", "headers": {"Content-Type": "application/json"}}, "invalid_json"),
    ],
)
async def test_bad_requests_are_answered_with_200_and_an_error(http, given, error):
    async with http.post("/api/auth.test", **given) as response:
        assert response.status == 200
        assert await response.json() == {"ok": False, "error": error}


async def test_unknown_methods_and_missing_arguments_are_named(client):
    assert await error_of(client.api_call("chat.sing")) == "unknown_method"
    assert await error_of(client.api_call("chat.postMessage", params={"text": "x"})) == "invalid_arguments"


async def test_what_cannot_be_posted_is_refused(slack, client):
    post = client.chat_postMessage
    assert await error_of(post(channel="C0NOWHERE", text="x")) == "channel_not_found"
    assert await error_of(post(channel="C0LOBBY", text="x")) == "not_in_channel"
    assert await error_of(post(channel="C0ACME", text=" ")) == "no_text"
    assert await error_of(post(channel="C0ACME", text="x" * 40_001)) == "msg_too_long"
    assert await error_of(post(channel="C0ACME", text="x", thread_ts="1.000000")) == "thread_not_found"
    assert await error_of(post(channel=slack.bot_user, text="x")) == "cannot_dm_bot"
    assert await error_of(post(channel="C0ACME", text="x", blocks="{")) == "invalid_blocks_format"
    assert await error_of(post(channel="C0ACME", text="x", metadata={"event_type": 1})) == "invalid_metadata_format"
    await slack.archive("ext-acme", "ana")
    assert await error_of(post(channel="C0ACME", text="x")) == "is_archived"


@pytest.mark.parametrize(
    ("blocks", "pointer"),
    [
        ([{"type": "carousel"}], "/blocks/0/type"),
        ([section()] * 51, "/blocks"),
        ([section("x" * 3001)], "/blocks/0/text/text"),
        ([{"type": "section"}], "/blocks/0"),
        ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11}], "/blocks/0/fields"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "/blocks/0/text/text"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "/blocks/0/text/type"),
        ([{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11}], "/blocks/0/elements"),
        ([{"type": "actions", "elements": [button()] * 2}], "/blocks/0/elements/1/action_id"),
        ([{"type": "actions", "elements": [button(value="x" * 2001)]}], "/blocks/0/elements/0/value"),
        ([{"type": "actions", "elements": [button(style="green")]}], "/blocks/0/elements/0/style"),
        ([{"type": "actions", "elements": [{"type": "static_select", "action_id": "a"}]}], "/elements/0/options"),
        ([section() | {"block_id": "a"}] * 2, "/blocks/1/block_id"),
        ([section() | {"block_id": "a" * 256}], "/blocks/0/block_id"),
        ([{"type": "image", "image_url": "https://example.com/x.png"}], "/blocks/0"),
    ],
)
async def test_each_fault_in_blocks_is_pointed_at(client, blocks, pointer):
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0ACME", text="x", blocks=blocks)
    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert any(pointer in message for message in answer["response_metadata"]["messages"])


async def test_metadata_is_kept_and_shown_only_to_who_asks(client):
    metadata = {"event_type": "outbox", "event_payload": {"key": "7"}}
    await client.chat_postMessage(channel="C0ACME", text="x", metadata=metadata)
    plain = await client.conversations_history(channel="C0ACME")
    asked = await client.conversations_history(channel="C0ACME", include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert asked["messages"][0]["metadata"] == metadata


async def test_ephemerals_are_seen_by_one_and_in_no_history(slack, client):
    await client.chat_postEphemeral(channel="C0ACME", user="U0ANA", text="psst")
    assert (await client.conversations_history(channel="C0ACME"))["messages"] == []
    assert [message["text"] for message in await slack.ephemerals("ana")] == ["psst"]
    assert await error_of(client.chat_postEphemeral(channel="C0ACME", user="U0EVE", text="x")) == "user_not_in_channel"


async def test_history_pages_backwards_and_leaves_threads_to_replies(slack, client):
    root = await slack.post("ext-acme", "bob", "0")
    await slack.post("ext-acme", "ana", "below", root)
    await slack.post("ext-acme", "ana", "for all", root, broadcast=True)
    for number in range(1, 5):
        await slack.post("ext-acme", "bob", str(number))
    texts, cursor = [], None
    while cursor != "":
        page = await client.conversations_history(channel="C0ACME", limit=2, cursor=cursor)
        texts.append([message["text"] for message in page["messages"]])
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
    assert texts == [["4", "3"], ["2", "1"], ["for all", "0"]]
    replies = await client.conversations_replies(channel="C0ACME", ts=root)
    assert [message["text"] for message in replies["messages"]] == ["0", "below", "for all"]
    assert replies["messages"][0]["reply_count"] == 2
    assert replies["messages"][1]["parent_user_id"] == "U0BOB"


async def test_history_ends_are_excluded_unless_inclusive(slack, client):
    stamps = [await slack.post("ext-acme", "bob", str(number)) for number in range(4)]
    ends = {"oldest": stamps[0], "latest": stamps[3]}
    inside = await client.conversations_history(channel="C0ACME", **ends)
    within = await client.conversations_history(channel="C0ACME", inclusive=True, **ends)
    assert [message["text"] for message in inside["messages"]] == ["2", "1"]
    assert [message["text"] for message in within["messages"]] == ["3", "2", "1", "0"]
    assert await error_of(client.conversations_history(channel="C0ACME", cursor="nonsense")) == "invalid_cursor"
    assert await error_of(client.conversations_replies(channel="C0ACME", ts="1.000000")) == "thread_not_found"


async def test_history_agrees_with_a_plain_filter_for_random_windows(slack, client):
    choose = random.Random(7)
    stamps = [await slack.post("ext-acme", "bob", str(number)) for number in range(25)]
    for _ in range(40):
        oldest, latest = sorted(choose.choices(stamps, k=2))
        inclusive, limit = choose.random() < 0.5, choose.randint(1, 30)
        expected = [ts for ts in stamps if (oldest <= ts <= latest if inclusive else oldest < ts < latest)]
        page = await client.conversations_history(
            channel="C0ACME", oldest=oldest, latest=latest, inclusive=inclusive, limit=limit
        )
        assert [message["ts"] for message in page["messages"]] == expected[::-1][:limit]
        assert page["has_more"] is (len(expected) > limit)


async def test_only_own_messages_are_changed_and_blocks_stay_unless_given(slack, client):
    posted = await client.chat_postMessage(channel="C0ACME", text="x", blocks=[section()])
    changed = await client.chat_update(channel="C0ACME", ts=posted["ts"], text="y")
    assert changed["message"]["blocks"][0]["type"] == "section"
    assert (await client.chat_update(channel="C0ACME", ts=posted["ts"], text="y", blocks=[]))["text"] == "y"
    theirs = await slack.post("ext-acme", "bob", "mine")
    assert await error_of(client.chat_update(channel="C0ACME", ts=theirs, text="z")) == "cant_update_message"
    assert await error_of(client.chat_delete(channel="C0ACME", ts=theirs)) == "cant_delete_message"
    await client.chat_delete(channel="C0ACME", ts=posted["ts"])
    assert await error_of(client.chat_update(channel="C0ACME", ts=posted["ts"], text="z")) == "message_not_found"


async def test_reactions_are_counted_once_a_person(slack, client):
    ts = await slack.post("ext-acme", "bob", "x")
    await slack.react("ext-acme", ts, "ana", "eyes")
    await client.reactions_add(channel="C0ACME", timestamp=ts, name="eyes")
    assert await error_of(client.reactions_add(channel="C0ACME", timestamp=ts, name="eyes")) == "already_reacted"
    got = await client.reactions_get(channel="C0ACME", timestamp=ts)
    assert got["message"]["reactions"] == [{"name": "eyes", "users": ["U0ANA", slack.bot_user], "count": 2}]
    await client.reactions_remove(channel="C0ACME", timestamp=ts, name="eyes")
    assert await error_of(client.reactions_remove(channel="C0ACME", timestamp=ts, name="eyes")) == "no_reaction"


async def test_people_of_connected_organisations_are_known_and_others_are_not(client):
    bob = (await client.users_info(user="U0BOB"))["user"]
    assert (bob["team_id"], bob["is_stranger"]) == ("T0ACME", False)
    assert "email" not in bob["profile"]
    assert (await client.users_info(user="U0EVE"))["user"]["is_stranger"] is True
    assert (await client.users_info(user="U0ANA"))["user"]["profile"]["email"] == "ana@vendor.example"
    assert await error_of(client.users_info(user="U0ZOE")) == "user_not_found"


async def test_a_shared_channel_says_who_hosts_and_who_is_connected(client):
    shared = (await client.conversations_info(channel="C0ACME"))["channel"]
    assert shared["is_ext_shared"] is True
    assert (shared["conversation_host_id"], shared["connected_team_ids"]) == ("T0VENDOR", ["T0ACME"])
    private = (await client.conversations_info(channel="C0TRIAGE"))["channel"]
    assert (private["is_private"], private["is_ext_shared"]) == (True, False)


async def test_channels_are_listed_by_type_and_by_membership(client):
    every = await client.conversations_list(types="public_channel,private_channel")
    assert {channel["name"] for channel in every["channels"]} == {"ext-acme", "triage", "lobby"}
    mine = await client.users_conversations(types="public_channel,private_channel")
    assert {channel["name"] for channel in mine["channels"]} == {"ext-acme", "triage"}
    joined = await client.conversations_join(channel="C0LOBBY")
    assert joined["channel"]["is_member"] is True


async def test_dms_open_with_people_and_fail_with_those_who_left(slack, client):
    opened = await client.conversations_open(users="U0BOB")
    await client.chat_postMessage(channel=opened["channel"]["id"], text="in the DM")
    await client.chat_postMessage(channel="U0BOB", text="by user id")
    assert [message["text"] for message in await slack.dms("bob")] == ["in the DM", "by user id"]
    await slack.deactivate("bob")
    assert await error_of(client.chat_postMessage(channel="U0BOB", text="x")) == "channel_not_found"
    assert await error_of(client.conversations_open(users="U0BOB")) == "user_disabled"
    assert await error_of(client.conversations_open(users="U0EVE")) == "user_not_visible"


async def test_several_people_have_one_conversation_with_the_bot(slack, client, app):
    opened = await client.conversations_open(users="U0ANA,U0BOB", return_im=True)
    group = opened["channel"]
    assert (group["id"][0], group["is_mpim"], group["is_private"], group["is_im"]) == ("G", True, True, False)
    again = await client.conversations_open(users="U0BOB,U0ANA")
    assert (again["channel"]["id"], again["already_open"]) == (group["id"], True)
    assert (await client.conversations_open(channel=group["id"]))["channel"]["id"] == group["id"]
    other = await client.conversations_open(users="U0ANA,U0TOM,U0BOB")
    assert other["channel"]["id"] != group["id"]
    assert (await client.conversations_members(channel=group["id"]))["members"] == ["U0ANA", "U0BOB", slack.bot_user]
    listed = await client.conversations_list(types="mpim")
    assert {channel["id"] for channel in listed["channels"]} == {group["id"], other["channel"]["id"]}
    await client.chat_postMessage(channel=group["id"], text="to both of you")
    await slack.post(group["id"], "bob", "thanks")
    assert [message["text"] for message in await slack.messages(group["id"])] == ["to both of you", "thanks"]
    said = app.of("message")[-1]
    assert (said["text"], said["channel"], said["channel_type"]) == ("thanks", group["id"], "mpim")
    with pytest.raises(Refused, match="not_in_channel"):
        await slack.post(group["id"], "tom", "who is here?")


async def test_a_conversation_is_opened_with_eight_people_at_most_and_only_with_some_who_are_there(slack, client):
    assert await error_of(client.conversations_open(users=",".join(f"U{n}" for n in range(9)))) == "too_many_users"
    assert await error_of(client.conversations_open(users=",")) == "users_list_not_supplied"
    assert await error_of(client.conversations_open(users="U0ANA,U0NOBODY")) == "user_not_found"
    assert await error_of(client.conversations_open(users=f"U0ANA,{slack.bot_user}")) == "cannot_dm_bot"
    assert await error_of(client.conversations_open(channel="C0ACME")) == "method_not_supported_for_channel_type"
    await slack.deactivate("tom")
    assert await error_of(client.conversations_open(users="U0ANA,U0TOM")) == "user_disabled"


async def test_permalinks_lead_to_the_sandbox_itself(slack, client, http):
    root = await slack.post("ext-acme", "bob", "x")
    link = (await client.chat_getPermalink(channel="C0ACME", message_ts=root))["permalink"]
    assert link == f"{slack.origin}/archives/C0ACME/p{root.replace('.', '')}"
    async with http.get(link) as response:
        assert response.status == 200


async def test_every_method_answers_missing_scope_or_needs_none(seed):
    free = {"auth.test", "chat.getPermalink"} | {name for name in api.METHODS if name.startswith("views.")}
    arguments = {"channel": "C0ACME", "ts": "1", "users": "U0ANA", "user": "U0ANA"}
    async with Sandbox(seed | {"app": {"scopes": []}}) as slack:
        for name in api.METHODS:
            answer = api.answer(slack.stage.workspace, name, slack.token, arguments)
            assert (answer.get("error") == "missing_scope") is (name not in free), name
            assert name in free or answer["needed"]


async def test_changed_ids_and_revoked_tokens_are_refused(slack, client):
    await slack.change_id("ext-acme", "C0NEW")
    assert await error_of(client.conversations_info(channel="C0ACME")) == "channel_not_found"
    assert (await client.conversations_info(channel="C0NEW"))["channel"]["name"] == "ext-acme"
    await slack.revoke_token()
    assert await error_of(client.auth_test()) == "token_revoked"


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"teams": []}, "vendor: true"),
        ({"app": {"token": "xoxb-12345-real"}}, "xoxb-sandbox"),
        ({"app": {"colour": "red"}}, "colour"),
        ({"users": [{"id": "U1", "name": "x", "team": "T0NONE"}], "channels": []}, "T0NONE"),
        ({"channels": [{"id": "C1", "name": "x", "members": ["U0GHOST"]}]}, "U0GHOST"),
    ],
)
async def test_a_bad_seed_is_refused_with_its_reason(seed, changes, hint):
    with pytest.raises(Refused, match=hint):
        async with Sandbox(seed | changes):
            pass


async def test_every_list_is_paged_by_cursor(slack, client):
    async def pages(method: str, what: str, **arguments: object) -> list[list[str]]:
        found, cursor = [], ""
        while not found or cursor:
            answer = await client.api_call(method, params={**arguments, "limit": 2, "cursor": cursor})
            found.append([one if isinstance(one, str) else one["id"] for one in answer[what]])
            cursor = answer["response_metadata"]["next_cursor"]
        return found

    assert await pages("users.list", "members") == [["U0SANDBOX", "U0ANA"], ["U0TOM"]]
    kinds = {"types": "public_channel,private_channel"}
    assert await pages("conversations.list", "channels", **kinds) == [["C0ACME", "C0TRIAGE"], ["C0LOBBY"]]
    assert await pages("users.conversations", "channels", **kinds) == [["C0ACME", "C0TRIAGE"]]
    assert await pages("conversations.members", "members", channel="C0ACME") == [
        ["U0ANA", "U0TOM"],
        ["U0BOB", "U0SANDBOX"],
    ]


async def test_a_broadcast_reply_is_in_history_with_its_root(slack, client):
    root = await slack.post("ext-acme", "bob", "a question")
    await slack.post("ext-acme", "ana", "for everybody", root, broadcast=True)
    newest = (await client.conversations_history(channel="C0ACME"))["messages"][0]
    assert (newest["subtype"], newest["thread_ts"], newest["root"]["ts"]) == ("thread_broadcast", root, root)


async def test_a_deleted_channel_is_announced_and_gone(slack, app, client):
    await slack.delete_channel("ext-acme")
    assert app.of("channel_deleted")[0]["channel"] == "C0ACME"
    assert await error_of(client.conversations_info(channel="C0ACME")) == "channel_not_found"
