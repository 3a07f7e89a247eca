"""`files.*`: the upload in three calls, and what a file is."""

from dataclasses import replace
from typing import Any

from ackline.sandbox.api.call import ApiError, Call
from ackline.sandbox.api.chat import open_to_bot, thread_of
from ackline.sandbox.cabinet import new_file_id
from ackline.sandbox.file import File
from ackline.sandbox.wire import Json


def get_upload_url(call: Call) -> Json:
    """`files.getUploadURLExternal`: where the bytes go, and the id that the file will have."""
    name, length = call.required("filename"), call.required("length")
    if not length.isdecimal() or int(length) < 1:
        raise ApiError("invalid_arguments", response_metadata={"messages": ["[ERROR] must be greater than 0: length"]})
    file = File(
        id=new_file_id(),
        name=name,
        title=name,
        user=call.bot.id,
        team=call.bot.team,
        created=call.workspace.clock.epoch,
    )
    key = call.workspace.files.begin(file)
    return {"upload_url": f"{call.workspace.origin}/upload/{key}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """`files.completeUploadExternal`: the files are there, and shared where `channel_id` says."""
    wanted = call.structure("files", "invalid_arguments")
    if not isinstance(wanted, list) or not wanted:
        raise ApiError("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: files"]})
    channel = open_to_bot(call, "channel_id") if call.text("channel_id") else None
    root = thread_of(call, channel) if channel else None
    uploaded = [_uploaded(call, entry) for entry in wanted]
    shared = [replace(file, channels=(channel.id,)) if channel else file for file in uploaded]
    shown = [call.workspace.files.shown(call.workspace.files.keep(file), call.workspace.origin) for file in shared]
    if channel is not None:
        call.workspace.say(channel, call.bot, call.text("initial_comment"), files=shown, thread_ts=root)
    return {"files": shown}


def info(call: Call) -> Json:
    """`files.info`, of files in channels that the bot is in."""
    file = call.workspace.files.find(call.required("file"))
    if file is None or not any(call.bot.id in call.world.channel(one).members for one in file.channels):
        raise ApiError("file_not_found")
    shown = call.workspace.files.shown(file, call.workspace.origin)
    return {"file": shown, "comments": [], "response_metadata": {"next_cursor": ""}}


def _uploaded(call: Call, entry: Any) -> File:
    file = call.workspace.files.received(str(entry.get("id", ""))) if isinstance(entry, dict) else None
    if file is None:
        raise ApiError("file_not_found")
    return replace(file, title=str(entry.get("title") or file.title))
