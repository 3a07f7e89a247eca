"""What the app is told, and how."""

from datetime import timedelta

from ackline.sandbox.clock import render


async def test_a_customers_message_carries_the_fields_of_slack_connect(slack, app):
    ts = await slack.post("ext-acme", "bob", "Production is <down> & out, @ana 🚨")
    (payload,) = app.events
    event = payload["event"]
    assert event["text"] == "Production is &lt;down&gt; &amp; out, <@U0ANA> :rotating_light:"
    assert (event["ts"], event["channel"], event["channel_type"]) == (ts, "C0ACME", "channel")
    assert event["user_team"] == event["source_team"] == event["team"] == "T0ACME"
    assert event["client_msg_id"]
    assert event["blocks"][0]["type"] == "rich_text"
    assert payload["team_id"] == "T0ACME"
    assert payload["authorizations"][0]["team_id"] == "T0VENDOR"
    assert payload["is_ext_shared_channel"] is True
    assert payload["event_context"].endswith("-C0ACME")


async def test_a_reaction_tells_no_team_inside(slack, app):
    ts = await slack.post("ext-acme", "bob", "hello")
    await slack.react("ext-acme", ts, "ana", "👀")
    (event,) = app.of("reaction_added")
    assert event["reaction"] == "eyes"
    assert event["item"] == {"type": "message", "channel": "C0ACME", "ts": ts}
    assert event["item_user"] == "U0BOB"
    assert not [name for name in event if "team" in name]


async def test_an_edit_nests_the_author_and_an_unfurl_changes_neither_text_nor_edited(slack, app):
    ts = await slack.post("ext-acme", "bob", "see https://example.com/x")
    await slack.unfurl("ext-acme", ts, "https://example.com/x")
    await slack.edit("ext-acme", ts, "see nothing")
    unfurled, edited = app.of("message", "message_changed")
    assert unfurled["message"]["text"] == unfurled["previous_message"]["text"]
    assert "edited" not in unfurled["message"]
    assert edited["message"]["edited"]["user"] == "U0BOB"
    assert "user" not in edited
    assert edited["message"]["user_team"] == "T0ACME"


async def test_a_deleted_message_is_announced_and_a_deleted_root_becomes_a_tombstone(slack, app):
    root = await slack.post("ext-acme", "bob", "root")
    reply = await slack.post("ext-acme", "ana", "reply", root)
    await slack.delete("ext-acme", root)
    await slack.delete("ext-acme", reply)
    (tombstone,) = app.of("message", "message_changed")
    assert tombstone["message"]["subtype"] == "tombstone"
    (gone,) = app.of("message", "message_deleted")
    assert gone["deleted_ts"] == reply
    assert gone["previous_message"]["text"] == "reply"


async def test_the_app_hears_of_its_own_posts_too(slack, app, client):
    await client.chat_postMessage(channel="C0ACME", text="hello")
    await slack.settle()
    (event,) = app.of("message")
    assert (event["bot_id"], event["app_id"], event["user"]) == ("B0SANDBOX", "A0SANDBOX", slack.bot_user)


async def test_nothing_is_told_of_channels_that_the_bot_is_not_in(slack, app):
    await slack.post("lobby", "ana", "psst")
    assert app.events == []
    await slack.join("lobby", slack.bot_user)
    assert app.of("member_joined_channel")[0]["user"] == slack.bot_user


async def test_a_failing_app_is_tried_again_at_once_then_after_one_and_five_minutes(slack, app):
    app.statuses = [500, 500, 500, 200]
    await slack.post("ext-acme", "bob", "hello")
    assert app.retries == [None, ("1", "http_error")]
    await slack.forward(timedelta(seconds=59))
    assert len(app.events) == 2
    await slack.forward(timedelta(seconds=1))
    assert app.retries[2:] == [("2", "http_error")]
    await slack.forward(timedelta(minutes=5))
    assert app.retries[3:] == [("3", "http_error")]
    (sent,) = await slack.events()
    assert sent["state"] == "delivered"
    assert len({payload["event_id"] for payload in app.events}) == 1


async def test_events_are_lost_held_reordered_and_doubled_on_demand(slack, app):
    await slack.line("lost")
    await slack.post("ext-acme", "bob", "lost")
    await slack.line("held")
    await slack.post("ext-acme", "bob", "one")
    await slack.post("ext-acme", "bob", "two")
    assert app.events == []
    await slack.release("reversed")
    assert [event["text"] for event in app.of("message")] == ["two", "one"]
    await slack.copies(2, same_id=False)
    await slack.post("ext-acme", "bob", "thrice")
    thrice = [payload for payload in app.events if payload["event"]["text"] == "thrice"]
    assert len({payload["event_id"] for payload in thrice}) == 3
    lost = next(sent for sent in await slack.events() if sent["state"] == "lost")
    await slack.copies(0)
    await slack.redeliver(lost["payload"]["event_id"])
    assert app.events[-1]["event"]["text"] == "lost"


async def test_a_broken_line_fails_by_the_clock_and_mends(slack, app):
    await slack.line("broken")
    await slack.post("ext-acme", "bob", "hello")
    assert app.events == []
    await slack.line("open")
    await slack.forward(timedelta(minutes=1))
    assert app.retries == [("2", "connection_failed")]


async def test_going_forward_stops_wherever_the_app_has_something_to_do(slack, app):
    await slack.connect(f"{app.url}/slack/events", f"{app.url}/clock")
    start = slack.now
    app.due = [{"at": render(start + timedelta(minutes=minute)), "what": "page"} for minute in (5, 15, 40)]

    async def done(now: str) -> None:
        app.due = [entry for entry in app.due if entry["at"] > now]

    app.on_time = done
    went = await slack.forward(timedelta(minutes=30))
    assert went.visited == [start + timedelta(minutes=5), start + timedelta(minutes=15)]
    assert went.stuck == []
    assert slack.now == start + timedelta(minutes=30)
    await slack.forward_to_next_due()
    assert slack.now == start + timedelta(minutes=40)
    assert app.times[-1] == render(slack.now)


async def test_what_stays_due_for_ever_is_named_and_does_not_stop_the_clock(slack, app):
    await slack.connect(f"{app.url}/slack/events", f"{app.url}/clock")
    start = slack.now
    app.due = [{"at": render(start), "what": "a page that nobody takes"}]
    went = await slack.forward(timedelta(hours=1))
    assert [entry["what"] for entry in went.stuck] == ["a page that nobody takes"]
    assert slack.now == start + timedelta(hours=1)


async def test_an_operation_returns_when_the_app_has_reacted_and_heard_of_its_own_reaction(slack, app, client):
    await slack.connect(f"{app.url}/slack/events", f"{app.url}/clock")
    answered: set[str] = set()

    async def answer(now: str) -> None:
        for event in app.of("message"):
            if "bot_id" not in event and event["ts"] not in answered:
                answered.add(event["ts"])
                await client.chat_postMessage(channel=event["channel"], text="seen", thread_ts=event["ts"])

    app.on_time = answer
    ts = await slack.post("ext-acme", "bob", "hello")
    assert [message["text"] for message in await slack.thread("ext-acme", ts)] == ["hello", "seen"]
    assert [event["text"] for event in app.of("message")] == ["hello", "seen"]


async def test_the_world_around_changes_and_the_app_is_told(slack, app, client):
    await slack.change_id("ext-acme", "C0NEW")
    assert app.of("channel_id_changed")[0]["new_channel_id"] == "C0NEW"
    await slack.unshare("ext-acme", "T0ACME")
    (unshared,) = app.of("channel_unshared")
    assert (unshared["previously_connected_team_id"], unshared["is_ext_shared"]) == ("T0ACME", False)
    assert "U0BOB" not in (await client.conversations_members(channel="C0NEW"))["members"]
    await slack.deactivate("tom")
    assert app.of("user_change")[0]["user"]["deleted"] is True
    await slack.leave("C0NEW", slack.bot_user)
    assert app.of("channel_left")[0]["channel"] == "C0NEW"
    await slack.revoke_token()
    assert app.of("tokens_revoked")[0]["tokens"]["bot"] == [slack.bot_user]


async def test_the_request_url_is_verified(slack):
    assert await slack.verify_url()


async def test_files_of_other_organisations_are_only_an_id(slack, app):
    await slack.share_file("ext-acme", "bob", "trace.log", "look")
    (event,) = app.of("message", "file_share")
    assert event["files"][0]["file_access"] == "check_file_info"


async def test_a_retry_that_falls_due_while_the_app_is_cut_off_is_kept_back_too(slack, app):
    app.statuses = [500, 500]
    await slack.post("ext-acme", "bob", "hello")
    await slack.line("held")
    await slack.forward(timedelta(minutes=1))
    assert len(app.events) == 2
    await slack.release()
    assert app.retries[2:] == [("2", "http_error")]
