"""What happens in the sandbox: each verb changes the world and tells the app by event.

People and the app go through the same verbs; who may do what is decided by whoever calls them.
"""

import copy
import uuid
from collections.abc import Sequence
from dataclasses import replace

from ackline.sandbox import events
from ackline.sandbox.cabinet import Cabinet
from ackline.sandbox.channel import Channel
from ackline.sandbox.clock import Clock
from ackline.sandbox.delivery import Delivery, new_event_id
from ackline.sandbox.feed import Feed
from ackline.sandbox.message import Message
from ackline.sandbox.people import User
from ackline.sandbox.triggers import Triggers
from ackline.sandbox.views import Views
from ackline.sandbox.wire import Json, Refused
from ackline.sandbox.world import World


class Workspace:
    """One installation: its world, its time, what is on people's screens, and the line to the app."""

    def __init__(self, world: World, clock: Clock, feed: Feed, delivery: Delivery) -> None:
        self.world = world
        self.clock = clock
        self.feed = feed
        self.delivery = delivery
        self.triggers = Triggers(clock)
        self.views = Views()
        self.files = Cabinet(world)
        self.offered: dict[str, list[Json]] = {}
        self.ephemerals: list[tuple[str, Message]] = []
        self.token_revoked = False
        self.origin = ""

    def as_of(self, then: str) -> "Workspace":
        """The same, with the messages as they were at a ts; for reading only."""
        before = copy.copy(self)
        before.world = self.world.as_of(then)
        return before

    def emit(self, event: Json, actor: str | None, channel: Channel | None = None) -> None:
        """Tell the app, if it subscribed and, for what happens in a channel, is a member of it."""
        app = self.world.app
        if self.token_revoked or events.subscription(event) not in app.events:
            return
        if channel is not None and app.bot_user not in channel.members:
            return
        self.delivery.add(
            events.envelope(self.world, event, event_id=new_event_id(), event_time=self.clock.epoch, actor=actor)
        )

    def say(
        self,
        channel: Channel,
        author: User,
        text: str,
        *,
        blocks: Sequence[Json] = (),
        attachments: Sequence[Json] = (),
        files: Sequence[Json] = (),
        thread_ts: str | None = None,
        broadcast: bool = False,
        metadata: Json | None = None,
    ) -> Message:
        """A new message, by a person or by the app's bot."""
        message = self.compose(channel, author, text, blocks=blocks, attachments=attachments, thread_ts=thread_ts)
        subtype = "file_share" if files else None
        message = replace(message, files=tuple(files), subtype=subtype, broadcast=broadcast, metadata=metadata)
        self.world.put(message, message.ts)
        self.feed.tell("message", channel=channel.id, ts=message.ts)
        self.emit(events.posted(self.world, channel, message), author.team, channel)
        for file in message.files:
            shared = events.file_shared(channel, file["id"], author.id, self.clock.stamp())
            self.emit(shared, author.team, channel)
        if f"<@{self.world.app.bot_user}>" in text:
            self.emit(events.mentioned(self.world, channel, message), author.team, channel)
        return message

    def compose(
        self,
        channel: Channel,
        author: User,
        text: str,
        *,
        blocks: Sequence[Json] = (),
        attachments: Sequence[Json] = (),
        thread_ts: str | None = None,
    ) -> Message:
        """A message with its own ts that nobody has seen yet."""
        app = self.world.app
        by_app = author.id == app.bot_user
        return Message(
            channel=channel.id,
            ts=self.clock.stamp(),
            user=author.id,
            team=author.team,
            text=text,
            blocks=tuple(blocks),
            attachments=tuple(attachments),
            thread_ts=thread_ts,
            client_msg_id=None if by_app else str(uuid.uuid4()),
            bot_id=app.bot_id if by_app else None,
            app_id=app.id if by_app else None,
            bot_name=app.name if by_app else None,
            external=self.world.is_external(author),
        )

    def edit(self, channel: Channel, before: Message, after: Message) -> Message:
        """New content for a message; the caller sets `edited_by`, except for an unfurl."""
        stamp = self.clock.stamp()
        if after.edited_by is not None:
            after = replace(after, edited_ts=stamp.split(".")[0] + ".000000")
        return self._replace(channel, before, after, stamp)

    def _replace(self, channel: Channel, before: Message, after: Message, stamp: str) -> Message:
        self.world.put(after, stamp)
        self.feed.tell("message", channel=channel.id, ts=after.ts)
        self.emit(events.changed(self.world, channel, before, after, stamp), before.team, channel)
        return after

    def delete(self, channel: Channel, message: Message) -> None:
        """Gone; but the root of a thread leaves a tombstone, which Slack announces as a change."""
        stamp = self.clock.stamp()
        if not message.is_reply and self.world.replies(channel.id, message.ts):
            tombstone = Message(
                channel=channel.id,
                ts=message.ts,
                user="USLACKBOT",
                team=message.team,
                text="This message was deleted.",
                subtype="tombstone",
            )
            self._replace(channel, message, tombstone, stamp)
            return
        self.world.put(replace(message, deleted=True), stamp)
        self.feed.tell("message", channel=channel.id, ts=message.ts)
        self.emit(events.deleted(channel, message, stamp), message.team, channel)

    def react(self, channel: Channel, message: Message, user: User, name: str) -> None:
        """One more emoji; Refused when it is already there."""
        after = message.with_reaction(name, user.id)
        if after is None:
            raise Refused("already_reacted", f"{user.name} has already put :{name}: there")
        self._reacted(channel, after, user, name, "reaction_added")

    def unreact(self, channel: Channel, message: Message, user: User, name: str) -> None:
        """One emoji fewer; Refused when it is not there."""
        after = message.without_reaction(name, user.id)
        if after is None:
            raise Refused("no_reaction", f"{user.name} has not put :{name}: there")
        self._reacted(channel, after, user, name, "reaction_removed")

    def _reacted(self, channel: Channel, after: Message, user: User, name: str, kind: str) -> None:
        stamp = self.clock.stamp()
        self.world.put(after, stamp)
        self.feed.tell("message", channel=channel.id, ts=after.ts)
        self.emit(events.reacted(kind, after, name, user.id, stamp), user.team, channel)

    def whisper(self, user: str, message: Message) -> None:
        """An ephemeral message: seen by one person, kept in no history."""
        self.ephemerals.append((user, message))
        self.feed.tell("message", channel=message.channel, ts=message.ts)

    def ephemeral(self, ts: str) -> Message | None:
        """An ephemeral message that is still on somebody's screen."""
        return next((message for _, message in self.ephemerals if message.ts == ts), None)

    def unwhisper(self, ts: str) -> None:
        """An ephemeral message is gone."""
        self.ephemerals = [(user, message) for user, message in self.ephemerals if message.ts != ts]
