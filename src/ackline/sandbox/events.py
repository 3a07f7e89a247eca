"""The events that Slack sends of what happened, and the envelope around them: pure shapes.

Slack Connect is where they differ: the installing team is only in `authorizations`, the outer team can be the
customer's; a message names its author's team, a reaction names none.
"""

from ackline.sandbox.channel import Channel
from ackline.sandbox.message import Message
from ackline.sandbox.people import User
from ackline.sandbox.wire import Json
from ackline.sandbox.world import World


def posted(world: World, channel: Channel, message: Message) -> Json:
    """`message`, of a person or a bot."""
    shape = world.shown(message, metadata=True)
    for figure in ("reply_count", "reply_users_count", "latest_reply", "reply_users", "is_locked", "subscribed"):
        shape.pop(figure, None)
    return shape | _where(channel, message.ts)


def mentioned(world: World, channel: Channel, message: Message) -> Json:
    """`app_mention`: its `team` is the channel's side, not the author's."""
    shape = posted(world, channel, message) | {"type": "app_mention", "team": world.vendor.id}
    author = {"user_team": message.team, "source_team": message.team}
    return shape | (author if message.external else {})


def changed(world: World, channel: Channel, before: Message, after: Message, ts: str) -> Json:
    """`message_changed`: the author is nested, nothing outside says who it was."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": world.shown(after, metadata=True),
        "previous_message": before.as_json(),
        "hidden": True,
        "ts": ts,
        **_where(channel, ts),
    }


def deleted(channel: Channel, before: Message, ts: str) -> Json:
    """`message_deleted`."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "deleted_ts": before.ts,
        "previous_message": before.as_json(),
        "hidden": True,
        "ts": ts,
        **_where(channel, ts),
    }


def reacted(kind: str, message: Message, name: str, user: str, ts: str) -> Json:
    """`reaction_added` or `reaction_removed`: they carry no team at all."""
    return {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel, "ts": message.ts},
        "item_user": message.user,
        "event_ts": ts,
    }


def file_shared(channel: Channel, file_id: str, user: str, ts: str) -> Json:
    """`file_shared`: no more than ids."""
    return {
        "type": "file_shared",
        "file_id": file_id,
        "user_id": user,
        "file": {"id": file_id},
        "channel_id": channel.id,
        "event_ts": ts,
    }


def app_rate_limited(world: World, minute: int) -> Json:
    """`app_rate_limited`, which has no inner event: Slack drops what comes in that minute."""
    return {
        "token": "sandbox-verification-token",
        "type": "app_rate_limited",
        "team_id": world.vendor.id,
        "minute_rate_limited": minute,
        "api_app_id": world.app.id,
    }


def kind(payload: Json) -> str:
    """The type of a payload's event, or of the payload where it carries none."""
    return str(payload.get("event", payload)["type"])


def membership(kind: str, channel: Channel, user: User, ts: str, *, inviter: str | None = None) -> Json:
    """`member_joined_channel` or `member_left_channel`, of the bot too."""
    shape: Json = {
        "type": kind,
        "user": user.id,
        "channel": channel.id,
        "channel_type": "G" if channel.private else "C",
        "team": user.team,
        "event_ts": ts,
    }
    return shape | ({"inviter": inviter} if inviter else {})


def of_channel(kind: str, channel: str, ts: str, **more: object) -> Json:
    """`channel_left`, `channel_archive`, `channel_shared`, `channel_unshared` and their like."""
    return {"type": kind, "channel": channel, "event_ts": ts, **more}


def envelope(world: World, event: Json, *, event_id: str, event_time: int, actor: str | None) -> Json:
    """The outer payload; `actor` is the team of whoever did it, which Slack puts in the outer `team_id`."""
    channel = _channel_of(world, event)
    vendor = world.vendor.id
    shared = bool(channel and channel.is_ext_shared)
    outer = actor if shared and actor else vendor
    shape: Json = {
        "token": "sandbox-verification-token",
        "team_id": outer,
        "context_team_id": channel.host if channel and shared else vendor,
        "context_enterprise_id": None,
        "api_app_id": world.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": event_time,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": vendor,
                "user_id": world.app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
    }
    if channel:
        shape["event_context"] = f"4-{event['type']}-{outer}-{channel.id}"
    return shape


def subscription(event: Json) -> str:
    """The name under which an app subscribes to an event."""
    if event["type"] != "message":
        return str(event["type"])
    kinds = {"im": "message.im", "mpim": "message.mpim", "group": "message.groups"}
    return kinds.get(event["channel_type"], "message.channels")


def _where(channel: Channel, ts: str) -> Json:
    return {"channel": channel.id, "event_ts": ts, "channel_type": channel.kind}


def _channel_of(world: World, event: Json) -> Channel | None:
    item = event.get("item")
    named = item.get("channel") if isinstance(item, dict) else event.get("channel") or event.get("channel_id")
    return world.channels.get(named) if isinstance(named, str) else None
