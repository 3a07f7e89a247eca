"""Slack's payloads as inbox rows: a natural key each, so that one fact is one row under any event id."""

import hashlib
import json
from datetime import datetime

from ackline.adapters.slack.fields import at, ident, items, stamp, text
from ackline.services.ports import Incoming, Json

CONTENT = frozenset({None, "file_share", "thread_broadcast", "me_message", "bot_message"})

UNUSABLE = "ackline_unusable"
"""What a press is marked with whose form was not opened, and why: Slack's own payloads have no such field."""

# People's profiles and who looks at Home are no business of the inbox: a listener answers both at once.
NOT_KEPT = frozenset({"app_home_opened", "user_change"})

# Good for as long as Slack honours them: they let a reader of the inbox act as Slack or as the bot.
_SECRETS = frozenset({"token", "response_url", "response_urls", "trigger_id", "bot_access_token", "interactivity"})


def inbox_row(body: object, received_at: datetime) -> Incoming | None:
    """The row of an Events API envelope; None when it holds nothing to keep. Never raises."""
    if not isinstance(body, dict) or body.get("type") != "event_callback":
        return None
    event = body.get("event")
    if not isinstance(event, dict) or text(event, "type") in NOT_KEPT:
        return None
    event_id = ident(body, "event_id")
    key, lane = _natural(event) or (_other_key(body, event_id), ident(event, "channel") or "slack")
    return Incoming(
        key=key,
        event_id=event_id,
        lane=lane,
        source="slack",
        body=_without_secrets(body),
        received_at=received_at,
    )


def interaction_row(body: object, received_at: datetime) -> Incoming | None:
    """The row of a pressed button or a submitted form; None for anything else. Never raises."""
    user = ident(body, "user", "id")
    if not isinstance(body, dict) or user is None:
        return None
    match body.get("type"):
        case "block_actions":
            action = next(items(body, "actions"), None)
            place = ident(body, "channel", "id") or ident(body, "container", "channel_id") or ""
            message = stamp(body, "container", "message_ts") or stamp(body, "message", "ts") or ""
            pressed, name = stamp(action, "action_ts"), text(action, "action_id")
            if pressed is None or name is None or not _nameable(name):
                return None
            key, lane = f"a:{user}:{pressed}:{name}:{message}", f"{place}:{message}:{user}"
        case "view_submission":
            view = ident(body, "view", "id")
            if view is None:
                return None
            key, lane = f"f:{user}:{view}:{_digest(at(body, 'view', 'state'))[:16]}", f"{view}:{user}"
        case _:
            return None
    kept = {name: value for name, value in _without_secrets(body).items() if name != "message"}
    return Incoming(key=key, event_id=None, lane=lane, source="interaction", body=kept, received_at=received_at)


def command_row(body: object, received_at: datetime) -> Incoming | None:
    """The row of a slash command that changes something; None when it lacks what Slack always sends. Never raises."""
    user, trigger = ident(body, "user_id"), text(body, "trigger_id")
    if not isinstance(body, dict) or user is None or trigger is None:
        return None
    # The trigger names this one command; it is a secret, so only its digest is kept.
    key = f"c:{user}:{_digest(trigger)[:16]}"
    kept = _without_secrets(body) | {"type": "command"}
    return Incoming(key=key, event_id=None, lane=user, source="interaction", body=kept, received_at=received_at)


def edited_ts(event: object) -> str | None:
    """The name of the edit that a `message_changed` tells of; None when it is none, such as an unfurl.

    An edit differs from the previous message in its text and in its `edited` mark. Where Slack gives no previous
    message, the mark alone says it.
    """
    mark = stamp(event, "message", "edited", "ts")
    if not isinstance(at(event, "previous_message"), dict):
        return mark
    same_mark = mark == stamp(event, "previous_message", "edited", "ts")
    same_text = at(event, "message", "text") == at(event, "previous_message", "text")
    return None if same_mark or same_text else mark


def deleted_ts(event: object) -> str | None:
    """The message that an event says is deleted. A root with replies stays behind as a `tombstone`."""
    match at(event, "subtype"):
        case "message_deleted":
            return stamp(event, "deleted_ts")
        case "message_changed" if at(event, "message", "subtype") == "tombstone":
            return stamp(event, "message", "ts")
    return None


def _natural(event: Json) -> tuple[str, str] | None:
    """Key and lane of what has a name of its own."""
    match event.get("type"):
        case "message":
            return _of_message(event)
        case "reaction_added" | "reaction_removed":
            return _of_reaction(event)
    return None


def _of_message(event: Json) -> tuple[str, str] | None:
    channel = ident(event, "channel")
    if channel is None:
        return None
    if deleted := deleted_ts(event):
        return f"d:{channel}:{deleted}", f"{channel}:{deleted}"
    if event.get("subtype") == "message_changed":
        ts, mark = stamp(event, "message", "ts"), edited_ts(event)
        return (f"e:{channel}:{ts}:{mark}", f"{channel}:{ts}") if ts and mark else None
    ts = stamp(event, "ts")
    subtype = event.get("subtype")
    if ts is None or not (subtype is None or (isinstance(subtype, str) and subtype in CONTENT)):
        return None
    thread = stamp(event, "thread_ts")
    author = ident(event, "user") or ident(event, "bot_id") or ""
    lane = f"{channel}:{thread}:{author}" if thread and thread != ts else f"{channel}:{author}"
    return f"m:{channel}:{ts}", lane


def _of_reaction(event: Json) -> tuple[str, str] | None:
    channel, ts = ident(event, "item", "channel"), stamp(event, "item", "ts")
    user, emoji, when = ident(event, "user"), text(event, "reaction"), stamp(event, "event_ts")
    if not (channel and ts and user and emoji and when) or not _nameable(emoji):
        return None
    change = event["type"].removeprefix("reaction_")
    return f"r:{channel}:{ts}:{user}:{emoji}:{change}:{when}", f"{channel}:{ts}:{user}"


def _nameable(word: str) -> bool:
    """Whether a word can be part of a key: no control characters, no halves of surrogate pairs."""
    return word.isprintable() and len(word) <= 255


def _other_key(body: Json, event_id: str | None) -> str:
    return f"ev:{event_id}" if event_id else f"dg:{_digest(body)}"


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _without_secrets(body: Json) -> Json:
    return {name: value for name, value in body.items() if name not in _SECRETS}
