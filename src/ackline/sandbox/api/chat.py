"""`chat.*`: what the app says, changes and takes back."""

from dataclasses import replace

from ackline.sandbox import blocks
from ackline.sandbox.api.call import ApiError, Call
from ackline.sandbox.channel import Channel
from ackline.sandbox.message import Message
from ackline.sandbox.wire import Json

_MOST_TEXT = 40_000
_MOST_BLOCKS = 50
_MOST_ATTACHMENTS = 100


def post_message(call: Call) -> Json:
    """`chat.postMessage`, to a channel, or to a person's DM when given a user id."""
    channel = open_to_bot(call)
    text, kit, attachments = _content(call)
    message = call.workspace.say(
        channel,
        call.bot,
        text,
        blocks=kit or (),
        attachments=attachments or (),
        thread_ts=thread_of(call, channel),
        broadcast=call.flag("reply_broadcast") and bool(call.text("thread_ts")),
        metadata=_metadata(call) or None,
    )
    shown = call.world.shown(message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(call: Call) -> Json:
    """`chat.postEphemeral`: seen by one person, in no history."""
    channel = open_to_bot(call)
    user = call.user()
    if user.id not in channel.members:
        raise ApiError("user_not_in_channel")
    text, kit, attachments = _content(call)
    message = call.workspace.compose(
        channel,
        call.bot,
        text,
        blocks=kit or (),
        attachments=attachments or (),
        thread_ts=thread_of(call, channel),
    )
    call.workspace.whisper(user.id, message)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """`chat.update`: blocks and attachments that are not given stay as they were."""
    channel = call.channel("")
    before = _own(call, channel, "cant_update_message")
    text, kit, attachments = _content(call, before)
    metadata = _metadata(call)
    after = replace(
        before,
        text=text or before.text,
        blocks=before.blocks if kit is None else kit,
        attachments=before.attachments if attachments is None else tuple(attachments),
        metadata=before.metadata if metadata is None else metadata or None,
        edited_by=call.bot.id,
    )
    after = call.workspace.edit(channel, before, after)
    return {"channel": channel.id, "ts": after.ts, "text": after.text, "message": call.world.shown(after)}


def delete(call: Call) -> Json:
    """`chat.delete`, of the app's own messages."""
    channel = call.channel("")
    message = _own(call, channel, "cant_delete_message")
    call.workspace.delete(channel, message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """`chat.getPermalink`: leads to the sandbox's own page."""
    channel = call.channel("")
    message = call.message(channel, "message_ts")
    link = f"{call.workspace.origin}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def open_to_bot(call: Call, name: str = "channel") -> Channel:
    """The channel or DM that an argument names, when the bot may post there; Slack's error otherwise."""
    wanted = call.required(name)
    person = call.world.users.get(wanted)
    if person is not None:
        if person.is_bot:
            raise ApiError("cannot_dm_bot")
        call.user(name)
        channel = call.world.im_with(person)
    else:
        channel = call.channel("", name)
    if call.bot.id not in channel.members:
        raise ApiError("not_in_channel")
    if channel.archived:
        raise ApiError("is_archived")
    if channel.is_im and call.world.im_person(channel).deleted:
        raise ApiError("channel_not_found")
    return channel


def _own(call: Call, channel: Channel, error: str) -> Message:
    message = call.message(channel, "ts")
    if message.user != call.bot.id:
        raise ApiError(error)
    return message


def thread_of(call: Call, channel: Channel) -> str | None:
    """The root that `thread_ts` leads to; `thread_not_found` when it leads nowhere."""
    thread_ts = call.text("thread_ts") or None
    if thread_ts is None:
        return None
    root = call.world.message(channel.id, thread_ts)
    if root is None:
        raise ApiError("thread_not_found")
    return root.thread_ts if root.is_reply else thread_ts


def _content(call: Call, before: Message | None = None) -> tuple[str, tuple[Json, ...] | None, list[Json] | None]:
    text = call.text("text")
    kit = call.structure("blocks", "invalid_blocks_format")
    attachments = _attachments(call)
    if len(text) > _MOST_TEXT:
        raise ApiError("msg_too_long")
    if kit is not None:
        found = blocks.problems(kit, _MOST_BLOCKS)
        if found:
            raise ApiError("invalid_blocks", errors=found, response_metadata={"messages": found})
    remains = before is not None and (before.blocks if kit is None else kit)
    if not text.strip() and not kit and not attachments and not remains:
        raise ApiError("no_text")
    return text, None if kit is None else blocks.with_ids(kit), attachments


def _attachments(call: Call) -> list[Json] | None:
    given = call.structure("attachments", "invalid_attachments")
    if given is None:
        return None
    if not isinstance(given, list) or len(given) > _MOST_ATTACHMENTS or not all(isinstance(one, dict) for one in given):
        raise ApiError("invalid_attachments")
    found = [wrong for one in given if "blocks" in one for wrong in blocks.problems(one["blocks"], _MOST_BLOCKS)]
    if found:
        raise ApiError("invalid_attachments", errors=found, response_metadata={"messages": found})
    return [{**one, "blocks": list(blocks.with_ids(one["blocks"]))} if "blocks" in one else one for one in given]


def _metadata(call: Call) -> Json | None:
    metadata = call.structure("metadata", "invalid_metadata_format")
    if metadata is None or metadata == {}:
        return None if metadata is None else {}
    sound = isinstance(metadata, dict) and isinstance(metadata.get("event_type"), str)
    if not sound or not isinstance(metadata.get("event_payload"), dict):
        raise ApiError("invalid_metadata_format")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}
