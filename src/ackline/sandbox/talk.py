"""What people do with messages: write, reply, edit, delete, react, share a file.

Channels and people are named by id or by name, emoji by character or by name. Whoever may not, is Refused.
"""

import secrets
from dataclasses import replace

from ackline.sandbox.cabinet import new_file_id
from ackline.sandbox.channel import Channel
from ackline.sandbox.compose import compose
from ackline.sandbox.emoji import name_of
from ackline.sandbox.file import File, veiled
from ackline.sandbox.message import Message
from ackline.sandbox.people import User
from ackline.sandbox.wire import Json, Refused
from ackline.sandbox.workspace import Workspace


class Talk:
    """People's side of the conversation."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def post(self, channel: str, user: str, text: str, thread_ts: str | None = None, *, broadcast: bool = False) -> str:
        """A message in a channel, a thread or, with the bot's name for the channel, the DM with it: its ts.

        The text is what the person types: `&`, `<` and `>` are escaped as Slack's client does, @name, @channel,
        links, emoji and well-formed `<@U…>`, `<#C…>`, `<!here>` become what Slack makes of them.
        """
        place, author = self._place(channel, user)
        wire, rich = self._composed(text)
        root = self._thread(place, thread_ts)
        said = self._workspace.say(
            place, author, wire, blocks=[rich], thread_ts=root, broadcast=broadcast and root is not None
        )
        return said.ts

    def share_file(self, channel: str, user: str, name: str, text: str = "", thread_ts: str | None = None) -> str:
        """A message with a file; of another organisation's file the app is told only the id."""
        place, author = self._place(channel, user)
        wire, _ = self._composed(text)
        files = self._workspace.files
        file = files.keep(
            File(
                id=new_file_id(),
                name=name,
                title=name,
                user=author.id,
                team=author.team,
                created=self._workspace.clock.epoch,
                size=len(name.encode()),
                channels=(place.id,),
            )
        )
        external = self._workspace.world.is_external(author)
        shape = veiled(file.id) if external else files.shown(file, self._workspace.origin)
        root = self._thread(place, thread_ts)
        return self._workspace.say(place, author, wire, files=[shape], thread_ts=root).ts

    def edit(self, channel: str, ts: str, text: str) -> str:
        """The author changes the text."""
        place, before = self.find(channel, ts)
        wire, rich = self._composed(text)
        after = replace(before, text=wire, blocks=(rich,), edited_by=before.user)
        return self._workspace.edit(place, before, after).ts

    def unfurl(self, channel: str, ts: str, url: str) -> str:
        """Slack adds a preview: a `message_changed` in which neither text nor `edited` differ."""
        place, before = self.find(channel, ts)
        after = replace(before, attachments=({"id": 1, "from_url": url, "fallback": url},))
        return self._workspace.edit(place, before, after).ts

    def delete(self, channel: str, ts: str) -> str:
        """The author takes the message back."""
        place, message = self.find(channel, ts)
        self._workspace.delete(place, message)
        return ts

    def react(self, channel: str, ts: str, user: str, emoji: str) -> str:
        """One more emoji by somebody."""
        place, by = self._place(channel, user)
        self._workspace.react(place, self.find(channel, ts)[1], by, name_of(emoji))
        return ts

    def unreact(self, channel: str, ts: str, user: str, emoji: str) -> str:
        """Somebody takes an emoji back."""
        place, by = self._place(channel, user)
        self._workspace.unreact(place, self.find(channel, ts)[1], by, name_of(emoji))
        return ts

    def find(self, channel: str, ts: str) -> tuple[Channel, Message]:
        """A message that is there, and its channel."""
        place = self._workspace.world.channel(channel)
        message = self._workspace.world.message(place.id, ts)
        if message is None:
            raise Refused("message_not_found", f"{place.name or place.id} has no message {ts}")
        return place, message

    def _place(self, channel: str, user: str) -> tuple[Channel, User]:
        world = self._workspace.world
        author = world.user(user)
        place = world.place(channel, author)
        if author.deleted:
            raise Refused("user_disabled", f"{author.name} is deactivated")
        if author.id not in place.members:
            raise Refused("not_in_channel", f"{author.name} is not a member of {place.name or place.id}")
        if place.archived:
            raise Refused("is_archived", f"{place.name} is archived")
        return place, author

    def _thread(self, place: Channel, thread_ts: str | None) -> str | None:
        if thread_ts is None:
            return None
        _, root = self.find(place.id, thread_ts)
        return root.thread_ts if root.is_reply else root.ts

    def _composed(self, text: str) -> tuple[str, Json]:
        wire, rich = compose(text, {user.name: user.id for user in self._workspace.world.users.values()})
        return wire, rich | {"block_id": secrets.token_hex(3)}
