"""Answers to a person: at once to a command, or later by the response_url that an interaction carried."""

from dataclasses import replace

from ackline.sandbox import blocks
from ackline.sandbox.channel import Channel
from ackline.sandbox.message import Message
from ackline.sandbox.people import User
from ackline.sandbox.wire import Json
from ackline.sandbox.workspace import Workspace


class Responses:
    """What the app says back, and where it may."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def new_url(self, place: Channel, by: User, ts: str | None, thread_ts: str | None) -> str:
        """A response_url for what somebody did in a channel, about a message when `ts` names one."""
        key = self._workspace.triggers.new_response(channel=place.id, user=by.id, ts=ts, thread_ts=thread_ts)
        return f"{self._workspace.origin}/response/{key}"

    def respond(self, key: str, body: Json) -> str | None:
        """The app answers by response_url: None when done, else Slack's error."""
        url = self._workspace.triggers.use_response(key)
        if isinstance(url, str):
            return url
        world = self._workspace.world
        place, by = world.channel(url.channel), world.user(url.user)
        if url.ts is not None and body.get("delete_original"):
            self._taken_back(place, url.ts)
        elif url.ts is not None and body.get("replace_original"):
            self._replaced(place, url.ts, body)
        else:
            self.said(place, by, body, url.thread_ts)
        return None

    def said(self, place: Channel, to: User, body: Json, thread_ts: str | None) -> None:
        """An answer appears: for one person, or where it says so for everybody."""
        world = self._workspace.world
        bot = world.users[world.app.bot_user]
        text, kit = str(body.get("text", "")), blocks.with_ids(body.get("blocks") or ())
        if body.get("response_type") == "in_channel":
            self._workspace.say(place, bot, text, blocks=kit, thread_ts=thread_ts)
            return
        whisper = self._workspace.compose(place, bot, text, blocks=kit, thread_ts=thread_ts)
        self._workspace.whisper(to.id, whisper)

    def _taken_back(self, place: Channel, ts: str) -> None:
        message = self._workspace.world.message(place.id, ts)
        self._workspace.unwhisper(ts)
        if message is not None:
            self._workspace.delete(place, message)

    def _replaced(self, place: Channel, ts: str, body: Json) -> None:
        def fresh(message: Message) -> Message:
            kit = blocks.with_ids(body.get("blocks") or ())
            return replace(
                message, text=str(body.get("text", "")), blocks=kit, edited_by=self._workspace.world.app.bot_user
            )

        message = self._workspace.world.message(place.id, ts)
        if message is not None:
            self._workspace.edit(place, message, fresh(message))
        self._workspace.ephemerals = [
            (user, fresh(whisper) if whisper.ts == ts else whisper) for user, whisper in self._workspace.ephemerals
        ]
