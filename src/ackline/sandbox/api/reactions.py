"""`reactions.*`: the emoji on a message."""

from ackline.sandbox.api.call import ApiError, Call
from ackline.sandbox.channel import Channel
from ackline.sandbox.message import Message
from ackline.sandbox.wire import Json


def add(call: Call) -> Json:
    """`reactions.add`, as the bot."""
    channel, message = _message(call)
    call.workspace.react(channel, message, call.bot, call.required("name").strip(":"))
    return {}


def remove(call: Call) -> Json:
    """`reactions.remove`, of the bot's own."""
    channel, message = _message(call)
    call.workspace.unreact(channel, message, call.bot, call.required("name").strip(":"))
    return {}


def get(call: Call) -> Json:
    """`reactions.get`."""
    channel, message = _message(call)
    return {"type": "message", "channel": channel.id, "message": call.world.shown(message)}


def _message(call: Call) -> tuple[Channel, Message]:
    channel = call.channel("")
    if call.bot.id not in channel.members:
        raise ApiError("not_in_channel")
    return channel, call.message(channel, "timestamp")
