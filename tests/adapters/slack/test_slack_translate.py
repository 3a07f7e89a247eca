"""What payloads mean, Slack Connect's included."""

from datetime import UTC, datetime

import pytest
from slack_payloads import (
    AT,
    BOB,
    CHANNEL,
    LATER,
    ME,
    RECEIVED,
    TS,
    changed,
    deleted,
    envelope,
    message,
    press,
    reaction,
    submission,
    tombstone,
)

from ackline.adapters.slack.translate import read
from ackline.domain.authority import Act
from ackline.domain.tickets.intake import (
    Altered,
    BotJoined,
    ChannelGone,
    ChannelMoved,
    Heard,
    Ignored,
    Marked,
    Pressed,
    Removed,
)

LATER_AT = datetime(2026, 11, 20, 19, 59, 0, 200, tzinfo=UTC)


def event(shape, **more):
    return read(envelope(shape, **more), ME, RECEIVED)


def test_a_customers_message_names_the_authors_team_and_its_exact_instant():
    assert event(message()) == Heard(
        channel=CHANNEL, ts=TS, thread=None, user=BOB, team="T0ACME", text="Our runs are stuck", files=0, at=AT
    )


def test_a_message_of_the_installing_team_names_it_in_team():
    assert event(message(user="U0ANA", user_team=None, source_team=None)).team == "T0VENDOR"


def test_a_message_without_any_team_leaves_it_open():
    assert event(message(user_team=None, team=None)).team is None


@pytest.mark.parametrize("subtype", [None, "file_share", "thread_broadcast", "me_message"])
def test_content_comes_under_four_subtypes(subtype):
    assert isinstance(event(message(subtype=subtype)), Heard)


@pytest.mark.parametrize("subtype", ["channel_join", "channel_topic", "huddle_thread", "message_replied", 7, ["x"]])
def test_other_subtypes_are_nobodys_words(subtype):
    assert isinstance(event(message(subtype=subtype)), Ignored)


def test_files_count_even_when_only_their_access_is_told():
    files = [{"id": "F1", "mode": "file_access", "file_access": "check_file_info"}]
    heard = event(message("", subtype="file_share", files=files))
    assert (heard.text, heard.files) == ("", 1)


def test_a_forwarded_message_speaks_for_its_sender():
    shared = [{"is_share": True, "text": "deploys fail since noon", "fallback": "x"}]
    assert event(message("", attachments=shared)).text == "deploys fail since noon"


def test_a_message_with_nothing_in_it_is_ignored():
    assert isinstance(event(message(" ")), Ignored)


def test_a_broadcast_reply_keeps_its_thread():
    root = "1795200000.000001"
    heard = event(message(subtype="thread_broadcast", thread_ts=root))
    assert (heard.thread, heard.broadcast) == (root, True)


def test_a_root_that_has_replies_is_no_reply_to_itself():
    assert event(message(thread_ts=TS)).thread is None


def test_slacks_own_markup_stays_as_it_was_written():
    raw = "&lt;b&gt; <@U0ANA> <https://x.example|x>"
    assert event(message(raw)).text == raw


@pytest.mark.parametrize(
    "author",
    [{"user": "U0ACKLINE"}, {"bot_id": "B0ACKLINE"}, {"app_id": "A0ACKLINE"}, {"bot_id": "B0OTHER"},
     {"subtype": "bot_message", "user": None, "bot_id": "B0OTHER"}, {"user": "USLACKBOT"}],
)  # fmt: skip
def test_bots_and_the_bot_itself_are_not_answered(author):
    assert isinstance(event(message(**author)), Ignored)


def test_a_mention_is_ignored_since_the_message_itself_comes_too():
    assert isinstance(event(message() | {"type": "app_mention"}), Ignored)


def test_an_edit_is_told_with_its_author_inside():
    assert event(changed("now a P1")) == Altered(
        channel=CHANNEL,
        ts=TS,
        thread=None,
        user=BOB,
        team="T0ACME",
        text="now a P1",
        edited_ts=LATER,
        at=LATER_AT,
    )


@pytest.mark.parametrize(
    "unfurl",
    [
        changed("same", before="same", edited=None),
        changed("same", before="same", edited=LATER, edited_before=LATER),
        changed("same", before="same", edited=LATER),
        changed("other", before="same", edited=LATER, edited_before=LATER),
    ],
)
def test_a_message_that_changed_without_being_edited_is_no_edit(unfurl):
    assert isinstance(event(unfurl), Ignored)


def test_an_edit_whose_former_text_is_not_told_is_an_edit():
    shape = changed("now a P1")
    del shape["previous_message"]
    assert isinstance(event(shape), Altered)


def test_a_deleted_message_is_removed_at_the_moment_of_deleting():
    assert event(deleted()) == Removed(channel=CHANNEL, ts=TS, thread=None, at=LATER_AT)


def test_a_deleted_root_with_replies_is_removed_although_slack_leaves_a_tombstone():
    assert event(tombstone()) == Removed(channel=CHANNEL, ts=TS, thread=None, at=LATER_AT)


def test_a_deleted_reply_names_its_thread():
    root = "1795200000.000001"
    assert event(deleted(previous_message=message(thread_ts=root))).thread == root


def test_skin_tones_are_folded_away():
    assert event(reaction(name="thumbsup::skin-tone-4")) == Marked(
        channel=CHANNEL, ts=TS, user=BOB, emoji="thumbsup", added=True, event_ts=LATER, at=LATER_AT
    )
    assert event(reaction("reaction_removed")).added is False


def test_reactions_on_files_and_by_the_bot_are_ignored():
    assert isinstance(event(reaction(item={"type": "file", "file": "F1"})), Ignored)
    assert isinstance(event(reaction(user="U0ACKLINE")), Ignored)


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("channel_left", "the bot was taken out of it"),
        ("channel_archive", "it was archived"),
        ("channel_deleted", "it was deleted"),
        ("channel_unshared", "it is no longer shared with the customer"),
        ("group_left", "the bot was taken out of it"),
        ("group_archive", "it was archived"),
    ],
)
def test_a_channel_ends(kind, why):
    assert event({"type": kind, "channel": CHANNEL, "event_ts": TS}) == ChannelGone(channel=CHANNEL, why=why, at=AT)


def test_a_channel_that_others_still_share_has_not_ended():
    assert isinstance(
        event({"type": "channel_unshared", "channel": CHANNEL, "is_ext_shared": True, "event_ts": TS}), Ignored
    )


def test_an_uninstalled_app_has_lost_every_channel():
    gone = event({"type": "app_uninstalled"})
    assert (gone.channel, gone.at) == ("", datetime(2026, 11, 20, 19, 58, tzinfo=UTC))
    assert event({"type": "app_uninstalled"}, event_time=None).at == RECEIVED


def test_only_the_bots_own_revoked_token_ends_anything():
    both = {"type": "tokens_revoked", "tokens": {"oauth": ["U0ANA"], "bot": ["U0ACKLINE"]}}
    assert isinstance(event(both), ChannelGone)
    assert isinstance(event({"type": "tokens_revoked", "tokens": {"oauth": ["U0ANA"]}}), Ignored)


def test_a_channel_that_was_shared_goes_by_another_id():
    shape = {"type": "channel_id_changed", "old_channel_id": "G0OLD", "new_channel_id": "C0NEW", "event_ts": TS}
    assert event(shape) == ChannelMoved(old="G0OLD", new="C0NEW", at=AT)


def test_only_the_bots_own_joining_counts():
    joined = {"type": "member_joined_channel", "channel": CHANNEL, "event_ts": TS}
    assert event(joined | {"user": "U0ACKLINE"}) == BotJoined(channel=CHANNEL, at=AT)
    assert isinstance(event(joined | {"user": BOB}), Ignored)
    invited = BotJoined(channel=CHANNEL, at=AT, inviter=BOB)
    assert event(joined | {"user": "U0ACKLINE", "inviter": BOB}) == invited


def test_a_channel_that_is_shared_counts_as_one_that_the_bot_came_into():
    shape = {"type": "channel_shared", "channel": CHANNEL, "connected_team_id": "T0ACME", "event_ts": TS}
    assert event(shape) == BotJoined(channel=CHANNEL, at=AT)


def test_a_click_names_the_clickers_own_team():
    assert read(press(), ME, RECEIVED) == Pressed(
        channel=CHANNEL,
        user=BOB,
        team="T0ACME",
        act=Act.ACKNOWLEDGE,
        value="tkt_1",
        fields=(),
        at=LATER_AT,
    )


def test_a_button_of_another_version_is_told_as_one():
    for name in ("act:explode:0", "else"):
        assert read(press(name), ME, RECEIVED).why == "old"


def test_a_button_may_stand_for_an_order_and_names_the_message_it_was_in():
    order = read(press("order:reached:0", value="now"), ME, RECEIVED)
    assert (order.words, order.user, order.team, order.message) == (("reached", "now"), BOB, "T0ACME", TS)
    assert order.answered is False, "who presses a button in a message reads no answer"


def test_a_form_may_stand_for_an_order_too():
    form = submission()
    form["view"] |= {"callback_id": "order:bind", "private_metadata": "C0ACME twice"}
    order = read(form, ME, RECEIVED)
    assert (order.words, order.answered) == (("bind", "C0ACME", "twice"), True)
    assert order.fields == (("code", "beta"), ("reason", "a preview feature"))


def test_a_form_gives_its_answers_by_field_and_leaves_out_empty_ones():
    form = read(submission(), ME, RECEIVED)
    assert (form.act, form.value, form.at) == (Act.EXCLUDE, "tkt_1", RECEIVED)
    assert form.fields == (("code", "beta"), ("reason", "a preview feature"))


@pytest.mark.parametrize("body", [None, [], "x", {}, {"type": "event_callback"}, {"type": "slash"},
                                  {"type": "event_callback", "event": []}])  # fmt: skip
def test_anything_else_is_ignored_with_a_reason(body):
    assert read(body, ME, RECEIVED).why
