"""One Web API call as its method sees it, and the errors it may answer."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ackline.sandbox.channel import Channel
from ackline.sandbox.message import Message
from ackline.sandbox.people import User
from ackline.sandbox.wire import Json
from ackline.sandbox.workspace import Workspace
from ackline.sandbox.world import World

T = TypeVar("T")


class ApiError(Exception):
    """Slack's `{"ok": false, "error": ...}`, with what else the answer carries."""

    def __init__(self, code: str, **more: object) -> None:
        super().__init__(code)
        self.code = code
        self.more = more


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A method's arguments, form fields and JSON alike, and the workspace it acts on."""

    workspace: Workspace
    args: Json

    @property
    def world(self) -> World:
        """Who and what exists."""
        return self.workspace.world

    @property
    def bot(self) -> User:
        """The app's own user."""
        return self.world.users[self.world.app.bot_user]

    def text(self, name: str, default: str = "") -> str:
        """An argument as text."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """An argument that must be there; `invalid_arguments` when it isn't."""
        value = self.text(name)
        if not value:
            message = f"[ERROR] missing required field: {name}"
            raise ApiError("invalid_arguments", response_metadata={"messages": [message]})
        return value

    def flag(self, name: str) -> bool:
        """A boolean in any of Slack's spellings."""
        return self.text(name).lower() in ("1", "true")

    def limit(self, default: int, most: int) -> int:
        """The page size; `invalid_limit` when it is no number from 1 on."""
        value = self.text("limit", str(default)) or str(default)
        if not value.isdecimal() or int(value) < 1:
            raise ApiError("invalid_limit")
        return min(int(value), most)

    def structure(self, name: str, error: str) -> Any:
        """An argument that is JSON, as an object or as the text of one; None when absent, `error` when broken."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise ApiError(error) from None

    def needs(self, scope: str) -> None:
        """`missing_scope` unless the app has it."""
        scopes = self.world.app.scopes
        if scope not in scopes:
            raise ApiError("missing_scope", needed=scope, provided=",".join(scopes))

    def channel(self, right: str, name: str = "channel") -> Channel:
        """The channel that an argument names and the bot may see; `right` is read or history."""
        wanted = self.required(name)
        channel = self.world.channels.get(wanted) or self._named(wanted)
        if channel is None or not self._visible(channel):
            raise ApiError("channel_not_found")
        if right:
            family = {"im": "im", "mpim": "mpim", "group": "groups", "channel": "channels"}[channel.kind]
            self.needs(f"{family}:{right}")
        return channel

    def _named(self, wanted: str) -> Channel | None:
        name = wanted.removeprefix("#")
        return next((c for c in self.world.channels.values() if c.name == name and not c.is_im), None)

    def _visible(self, channel: Channel) -> bool:
        return not (channel.private or channel.is_im) or self.bot.id in channel.members

    def message(self, channel: Channel, name: str) -> Message:
        """The message that an argument names; `message_not_found` when there is none."""
        found = self.world.message(channel.id, self.required(name))
        if found is None:
            raise ApiError("message_not_found")
        return found

    def user(self, name: str = "user") -> User:
        """The person that an argument names and the bot may see; `user_not_found` otherwise."""
        user = self.world.users.get(self.required(name))
        if user is None or (self.world.is_external(user) and not self._connected(user)):
            raise ApiError("user_not_found")
        return user

    def _connected(self, user: User) -> bool:
        return any(
            user.team in channel.connected and self.bot.id in channel.members
            for channel in self.world.channels.values()
        )

    def page(self, items: Sequence[T], default: int, most: int) -> tuple[Sequence[T], Json]:
        """One page of a list and its `response_metadata`."""
        start = self.cursor_number()
        end = start + self.limit(default, most)
        cursor = new_cursor(str(end)) if end < len(items) else ""
        return items[start:end], {"response_metadata": {"next_cursor": cursor}}

    def cursor_number(self) -> int:
        """Where a page starts; `invalid_cursor` when the cursor is none of ours."""
        cursor = self.cursor()
        if not cursor.isdecimal():
            if cursor:
                raise ApiError("invalid_cursor")
            return 0
        return int(cursor)

    def cursor(self) -> str:
        """The text in a cursor; empty without one."""
        given = self.text("cursor")
        if not given:
            return ""
        try:
            label, _, value = base64.b64decode(given, validate=True).decode().partition(":")
        except ValueError:
            raise ApiError("invalid_cursor") from None
        if label != "next":
            raise ApiError("invalid_cursor")
        return value


def new_cursor(value: str) -> str:
    """An opaque cursor."""
    return base64.b64encode(f"next:{value}".encode()).decode()
