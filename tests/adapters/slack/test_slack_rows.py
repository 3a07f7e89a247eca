"""Inbox rows: what makes two deliveries one fact, and what orders them."""

from slack_payloads import (
    CHANNEL,
    LATER,
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

from ackline.adapters.slack.rows import inbox_row, interaction_row


def key_and_lane(event, **more):
    row = inbox_row(envelope(event, **more), RECEIVED)
    return row.key, row.lane


def test_a_message_is_named_by_channel_and_timestamp_under_any_event_id():
    first, second = (inbox_row(envelope(message(), event_id=name), RECEIVED) for name in ("Ev1", "Ev2"))
    assert (first.key, first.lane, first.source) == (f"m:{CHANNEL}:{TS}", f"{CHANNEL}:U0BOB", "slack")
    assert first.key == second.key
    assert (first.event_id, second.event_id) == ("Ev1", "Ev2")


def test_a_reply_waits_for_its_author_in_its_thread_only():
    root = "1795200000.000001"
    assert key_and_lane(message(thread_ts=root)) == (f"m:{CHANNEL}:{TS}", f"{CHANNEL}:{root}:U0BOB")
    assert key_and_lane(message(thread_ts=TS))[1] == f"{CHANNEL}:U0BOB"


def test_an_edit_is_named_by_its_edited_mark():
    assert key_and_lane(changed("now a P1")) == (f"e:{CHANNEL}:{TS}:{LATER}", f"{CHANNEL}:{TS}")


def test_an_unfurl_that_overtakes_the_edit_does_not_take_its_name():
    unfurl = changed("now a P1", before="now a P1", edited=LATER, edited_before=LATER)
    assert key_and_lane(unfurl, event_id="Ev7")[0] == "ev:Ev7"


def test_a_deleted_root_with_replies_is_the_same_deletion_as_one_without():
    assert key_and_lane(deleted()) == key_and_lane(tombstone()) == (f"d:{CHANNEL}:{TS}", f"{CHANNEL}:{TS}")


def test_an_emoji_put_removed_and_put_again_is_three_facts():
    again = "1795204800.000300"
    keys = [
        key_and_lane(reaction())[0],
        key_and_lane(reaction("reaction_removed", event_ts="1795204760.000100"))[0],
        key_and_lane(reaction(event_ts=again))[0],
    ]
    assert len(set(keys)) == 3
    assert keys[2] == f"r:{CHANNEL}:{TS}:U0BOB:eyes:added:{again}"
    assert key_and_lane(reaction())[1] == f"{CHANNEL}:{TS}:U0BOB"


def test_an_event_without_an_id_is_named_by_what_it_says():
    body = envelope({"type": "pin_added", "channel_id": "C1"}, event_id=None)
    first, second = inbox_row(body, RECEIVED), inbox_row(dict(body), RECEIVED)
    assert first.key == second.key
    assert first.key.startswith("dg:")
    assert first.event_id is None


def test_profiles_of_people_are_not_kept():
    assert inbox_row(envelope({"type": "user_change", "user": {"id": "U0TOM"}}), RECEIVED) is None


def test_what_lets_a_reader_act_is_not_kept():
    row = inbox_row(envelope(message()), RECEIVED)
    pressed = interaction_row(press(), RECEIVED)
    assert "token" not in row.body
    assert not {"token", "response_url", "trigger_id", "message"} & pressed.body.keys()


def test_a_click_is_named_by_who_pressed_what_when_and_where():
    row = interaction_row(press(), RECEIVED)
    assert (row.key, row.source) == (f"a:U0BOB:{LATER}:act:acknowledge:0:{TS}", "interaction")
    assert row.lane == f"{CHANNEL}:{TS}:U0BOB"


def test_a_form_sent_twice_is_one_row_and_a_corrected_one_another():
    corrected = submission(values={"reason": {"answer": {"type": "plain_text_input", "value": "better"}}})
    keys = [interaction_row(body, RECEIVED).key for body in (submission(), submission(), corrected)]
    assert keys[0] == keys[1] != keys[2]


def test_what_is_no_interaction_of_ours_is_no_row():
    assert interaction_row({"type": "shortcut", "user": {"id": "U0BOB"}}, RECEIVED) is None
    assert interaction_row([], RECEIVED) is None
