"""The payloads of clicks, modals, shortcuts and commands: pure shapes.

`user.team_id` is the clicker's home team, `team` the one that installed the app.
"""

from ackline.sandbox.channel import Channel
from ackline.sandbox.message import Message
from ackline.sandbox.people import User
from ackline.sandbox.shapes import team_json
from ackline.sandbox.wire import Json
from ackline.sandbox.world import World


def _frame(world: World, kind: str, user: User, trigger_id: str) -> Json:
    team = team_json(world.vendor)
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team},
        "api_app_id": world.app.id,
        "token": "sandbox-verification-token",
        "trigger_id": trigger_id,
        "team": {"id": team["id"], "domain": team["domain"]},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def action(block: Json, part: Json, chosen: Json, ts: str) -> Json:
    """The one action that a click carries."""
    shape = {
        "type": part["type"],
        "action_id": part["action_id"],
        "block_id": block["block_id"],
        "action_ts": ts,
    }
    for name in ("text", "value", "style", "placeholder"):
        if name in part:
            shape[name] = part[name]
    return shape | {name: value for name, value in chosen.items() if name != "type"}


def clicked_in_message(
    world: World,
    user: User,
    channel: Channel,
    message: Message,
    *,
    act: Json,
    state: Json,
    trigger_id: str,
    response_url: str,
    ephemeral: bool,
) -> Json:
    """`block_actions` of a message."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.is_reply:
        container["thread_ts"] = message.thread_ts
    shape = _frame(world, "block_actions", user, trigger_id) | {
        "container": container,
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "state": {"values": state},
        "response_url": response_url,
        "actions": [act],
    }
    return shape if ephemeral else shape | {"message": world.shown(message)}


def clicked_in_view(world: World, user: User, view: Json, *, act: Json, trigger_id: str) -> Json:
    """`block_actions` of a modal or App Home."""
    return _frame(world, "block_actions", user, trigger_id) | {
        "container": {"type": "view", "view_id": view["id"]},
        "view": view,
        "actions": [act],
    }


def suggested(world: World, user: User, *, block: Json, part: Json, query: str, where: Json) -> Json:
    """`block_suggestion`: what somebody types into an external select; `where` is the container, and what is in it."""
    shape = _frame(world, "block_suggestion", user, "") | where
    del shape["trigger_id"]
    return shape | {"block_id": block["block_id"], "action_id": part["action_id"], "value": query}


def submitted(world: World, user: User, view: Json, *, trigger_id: str) -> Json:
    """`view_submission`."""
    return _frame(world, "view_submission", user, trigger_id) | {"view": view, "response_urls": []}


def closed(world: World, user: User, view: Json, *, cleared: bool) -> Json:
    """`view_closed`."""
    shape = _frame(world, "view_closed", user, "") | {"view": view, "is_cleared": cleared}
    del shape["trigger_id"]
    return shape


def message_shortcut(
    world: World,
    user: User,
    channel: Channel,
    message: Message,
    *,
    callback_id: str,
    ts: str,
    trigger_id: str,
    response_url: str,
) -> Json:
    """`message_action`."""
    return _frame(world, "message_action", user, trigger_id) | {
        "callback_id": callback_id,
        "channel": {"id": channel.id, "name": _channel_name(channel)},
        "message": world.shown(message),
        "message_ts": message.ts,
        "action_ts": ts,
        "response_url": response_url,
    }


def global_shortcut(world: World, user: User, *, callback_id: str, ts: str, trigger_id: str) -> Json:
    """`shortcut`: of no channel and no message."""
    return _frame(world, "shortcut", user, trigger_id) | {"callback_id": callback_id, "action_ts": ts}


def command(
    world: World, user: User, channel: Channel, *, name: str, text: str, trigger_id: str, response_url: str
) -> dict[str, str]:
    """A slash command's form fields."""
    team = team_json(world.vendor)
    return {
        "token": "sandbox-verification-token",
        "team_id": team["id"],
        "team_domain": team["domain"],
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": world.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def _channel_name(channel: Channel) -> str:
    return "directmessage" if channel.is_im else "privategroup" if channel.private else channel.name
