"""Payloads in the shapes that Slack sends, with good defaults: Acme's people in a channel shared with the vendor."""

from datetime import UTC, datetime
from typing import Any

from ackline.adapters.slack.me import Me

Json = dict[str, Any]

ME = Me(user="U0ACKLINE", bot="B0ACKLINE", app="A0ACKLINE", team="T0VENDOR", enterprise=None)
CHANNEL = "C0ACME"
BOB = "U0BOB"
TS = "1795204680.000100"
LATER = "1795204740.000200"
AT = datetime(2026, 11, 20, 19, 58, 0, 100, tzinfo=UTC)
RECEIVED = datetime(2026, 11, 20, 19, 58, 3, tzinfo=UTC)


def envelope(event: Json, event_id: str | None = "Ev0001", **more: Any) -> Json:
    """The outer payload in a shared channel: its team is the customer's, the installing one is in authorizations."""
    shape = {
        "token": "verification-token",
        "team_id": "T0ACME",
        "context_team_id": "T0ACME",
        "context_enterprise_id": None,
        "api_app_id": "A0ACKLINE",
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1795204680,
        "authorizations": [{"enterprise_id": None, "team_id": "T0VENDOR", "user_id": "U0ACKLINE", "is_bot": True}],
        "is_ext_shared_channel": True,
    }
    return {name: value for name, value in (shape | more).items() if value is not None}


def message(text: str = "Our runs are stuck", ts: str = TS, **more: Any) -> Json:
    shape = {
        "type": "message",
        "channel": CHANNEL,
        "channel_type": "channel",
        "user": BOB,
        "team": "T0VENDOR",
        "user_team": "T0ACME",
        "source_team": "T0ACME",
        "text": text,
        "ts": ts,
        "event_ts": ts,
        "client_msg_id": "3f6d2a1c-0000-4000-8000-000000000001",
        "blocks": [{"type": "rich_text", "block_id": "b0", "elements": []}],
    }
    return {name: value for name, value in (shape | more).items() if value is not None}


def changed(
    text: str, before: str = "Our runs are stuck", edited: str | None = LATER, edited_before: str | None = None
) -> Json:
    """`message_changed`: an edit, or with equal texts an unfurl."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": CHANNEL,
        "hidden": True,
        "ts": LATER,
        "event_ts": LATER,
        "message": _inner(text, edited),
        "previous_message": _inner(before, edited_before),
    }


def _inner(text: str, edited: str | None) -> Json:
    inner = message(text)
    del inner["channel"]
    return inner | ({"edited": {"user": BOB, "ts": edited}} if edited else {})


def deleted(**more: Any) -> Json:
    return {
        "type": "message",
        "subtype": "message_deleted",
        "channel": CHANNEL,
        "hidden": True,
        "deleted_ts": TS,
        "ts": LATER,
        "event_ts": LATER,
        "previous_message": _inner("Our runs are stuck", None),
        **more,
    }


def tombstone() -> Json:
    """What deleting a root with replies sends."""
    grave = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True, "ts": TS}
    return changed("x") | {"message": grave | {"text": "This message was deleted.", "thread_ts": TS}}


def reaction(kind: str = "reaction_added", name: str = "eyes", **more: Any) -> Json:
    return {
        "type": kind,
        "user": BOB,
        "reaction": name,
        "item": {"type": "message", "channel": CHANNEL, "ts": TS},
        "item_user": BOB,
        "event_ts": LATER,
        **more,
    }


def press(action_id: str = "act:acknowledge:0", value: str = "tkt_1", **more: Any) -> Json:
    return {
        "type": "block_actions",
        "user": {"id": BOB, "username": "bob", "name": "bob", "team_id": "T0ACME"},
        "api_app_id": "A0ACKLINE",
        "token": "verification-token",
        "container": {"type": "message", "message_ts": TS, "channel_id": CHANNEL, "is_ephemeral": False},
        "trigger_id": "111.222.abc",
        "team": {"id": "T0VENDOR", "domain": "vendor"},
        "channel": {"id": CHANNEL, "name": "ext-acme"},
        "message": message() | {"bot_id": "B0ACKLINE"},
        "response_url": "https://hooks.slack.example/actions/1",
        "actions": [
            {
                "action_id": action_id,
                "block_id": "b1",
                "text": {"type": "plain_text", "text": "Acknowledge"},
                "value": value,
                "type": "button",
                "action_ts": LATER,
            }
        ],
        **more,
    }


def submission(act: str = "exclude", values: Json | None = None, **more: Any) -> Json:
    given = values or {
        "code": {"answer": {"type": "static_select", "selected_option": {"value": "beta"}}},
        "reason": {"answer": {"type": "plain_text_input", "value": " a preview feature "}},
        "note": {"answer": {"type": "plain_text_input", "value": None}},
    }
    return {
        "type": "view_submission",
        "user": {"id": BOB, "username": "bob", "name": "bob", "team_id": "T0ACME"},
        "team": {"id": "T0VENDOR", "domain": "vendor"},
        "token": "verification-token",
        "trigger_id": "111.222.abc",
        "view": {
            "id": "V0001",
            "type": "modal",
            "callback_id": f"act:{act}",
            "private_metadata": "tkt_1",
            "hash": "1795204740.abc",
            "state": {"values": given},
            "blocks": [{"type": "input", "block_id": "reason", "element": {}, "label": {}}],
        },
        "response_urls": [],
        **more,
    }


EVERY = [
    envelope(message()),
    envelope(message(thread_ts="1795200000.000001", subtype="thread_broadcast")),
    envelope(changed("Our runs are stuck: P1")),
    envelope(deleted()),
    envelope(tombstone()),
    envelope(reaction()),
    envelope(reaction("reaction_removed", "eyes::skin-tone-4")),
    envelope({"type": "member_joined_channel", "user": "U0ACKLINE", "channel": CHANNEL, "event_ts": TS}),
    envelope({"type": "channel_archive", "channel": CHANNEL, "user": "U0ANA", "event_ts": TS}),
    envelope({"type": "channel_unshared", "channel": CHANNEL, "is_ext_shared": False, "event_ts": TS}),
    envelope({"type": "channel_id_changed", "old_channel_id": "G0OLD", "new_channel_id": "C0NEW", "event_ts": TS}),
    envelope({"type": "tokens_revoked", "tokens": {"oauth": ["U0ANA"], "bot": ["U0ACKLINE"]}}),
    envelope({"type": "app_uninstalled"}),
    press(),
    submission(),
]
