"""What people, time and misfortune do to a sandbox, and what may be read of it.

Each operation that changes something returns when all events are delivered and the app, if it has a timekeeper,
is at rest. The control API offers the same operations over HTTP.
"""

import math
from datetime import datetime, timedelta
from typing import Any

from ackline.sandbox import changes
from ackline.sandbox.forms import Submission
from ackline.sandbox.inspection import Inspection
from ackline.sandbox.misfortunes import Misfortunes
from ackline.sandbox.timekeeper import Forwarded
from ackline.sandbox.wire import Json


class Operations(Misfortunes, Inspection):
    """Channels and people are named by id or name, emoji by character or name; whoever may not is Refused."""

    # Talk.

    async def post(
        self, channel: str, user: str, text: str, thread_ts: str | None = None, broadcast: bool = False
    ) -> str:
        """Somebody writes what `text` says, in a channel, a thread, or (channel: the bot's name) the DM: its ts."""
        stage = self.stage
        return await self._done(stage.talk.post(channel, user, text, thread_ts, broadcast=broadcast))

    async def share_file(self, channel: str, user: str, name: str, text: str = "", thread_ts: str | None = None) -> str:
        """Somebody shares a file: the message's ts."""
        return await self._done(self.stage.talk.share_file(channel, user, name, text, thread_ts))

    async def edit(self, channel: str, ts: str, text: str) -> str:
        """The author changes a message."""
        return await self._done(self.stage.talk.edit(channel, ts, text))

    async def unfurl(self, channel: str, ts: str, url: str) -> str:
        """Slack adds a link preview, which comes as a `message_changed` that changes nothing."""
        return await self._done(self.stage.talk.unfurl(channel, ts, url))

    async def delete(self, channel: str, ts: str) -> str:
        """The author deletes a message."""
        return await self._done(self.stage.talk.delete(channel, ts))

    async def react(self, channel: str, ts: str, user: str, emoji: str) -> str:
        """Somebody puts an emoji on a message."""
        return await self._done(self.stage.talk.react(channel, ts, user, emoji))

    async def unreact(self, channel: str, ts: str, user: str, emoji: str) -> str:
        """Somebody takes an emoji back."""
        return await self._done(self.stage.talk.unreact(channel, ts, user, emoji))

    # The app's surfaces.

    async def click(
        self,
        channel: str,
        ts: str,
        user: str,
        action_id: str,
        value: Any = None,
        values: Json | None = None,
        block_id: str | None = None,
    ) -> None:
        """Somebody presses a button or picks from a select of a message; `value` is the option, date or id picked."""
        await self.stage.clicks.click(channel, ts, user, action_id, value, values, block_id)
        await self.settle()

    async def click_in_view(
        self,
        user: str,
        action_id: str,
        value: Any = None,
        values: Json | None = None,
        view_id: str | None = None,
        block_id: str | None = None,
    ) -> None:
        """Somebody presses a button or picks from a select of the visible modal, or of the view named."""
        stage = self.stage
        view = stage.forms.top(user, view_id)
        await stage.clicks.click_in_view(view, user, action_id, value, values, block_id)
        await self.settle()

    async def suggest(
        self,
        user: str,
        action_id: str,
        query: str,
        channel: str = "",
        ts: str = "",
        view_id: str | None = None,
    ) -> list[Json]:
        """Somebody types into an external select of a message, or without `ts` of a view: the options offered."""
        stage = self.stage
        if ts:
            return await self._done(await stage.clicks.suggest_in_message(channel, ts, user, action_id, query))
        view = stage.forms.top(user, view_id)
        return await self._done(await stage.clicks.suggest_in_view(view, user, action_id, query))

    async def submit(self, user: str, values: Json, view_id: str | None = None) -> Submission:
        """Somebody fills in and submits the visible modal; `values` is by block_id or action_id."""
        return await self._done(await self.stage.forms.submit(user, values, view_id))

    async def close_view(self, user: str, view_id: str | None = None) -> None:
        """Somebody closes the visible modal."""
        await self.stage.forms.close(user, view_id)
        await self.settle()

    async def command(self, channel: str, user: str, command: str, text: str = "") -> str:
        """Somebody uses a slash command: the text of its immediate answer."""
        return await self._done(await self.stage.launches.command(channel, user, command, text))

    async def shortcut(self, channel: str, ts: str, user: str, callback_id: str) -> None:
        """Somebody uses a message shortcut."""
        await self.stage.launches.shortcut(channel, ts, user, callback_id)
        await self.settle()

    async def global_shortcut(self, user: str, callback_id: str) -> None:
        """Somebody uses a global shortcut."""
        await self.stage.launches.global_shortcut(user, callback_id)
        await self.settle()

    async def open_home(self, user: str) -> Json | None:
        """Somebody opens the app's Home: what it shows after the app has reacted."""
        self.stage.launches.open_home(user)
        await self.settle()
        return await self.home(user)

    # The surroundings.

    async def join(self, channel: str, user: str, inviter: str | None = None) -> None:
        """Somebody, or the bot, joins a channel, on their own or invited."""
        workspace = self.stage.workspace
        by = workspace.world.user(inviter).id if inviter else None
        changes.join(workspace, workspace.world.channel(channel), workspace.world.user(user), by)
        await self.settle()

    async def leave(self, channel: str, user: str) -> None:
        """Somebody, or the bot, is out of a channel."""
        workspace = self.stage.workspace
        changes.leave(workspace, workspace.world.channel(channel), workspace.world.user(user))
        await self.settle()

    async def archive(self, channel: str, user: str) -> None:
        """A channel is archived."""
        workspace = self.stage.workspace
        changes.archive(workspace, workspace.world.channel(channel), workspace.world.user(user))
        await self.settle()

    async def delete_channel(self, channel: str) -> None:
        """A channel is deleted."""
        workspace = self.stage.workspace
        changes.delete(workspace, workspace.world.channel(channel))
        await self.settle()

    async def share(self, channel: str, team: str) -> None:
        """An organisation is connected to a channel."""
        workspace = self.stage.workspace
        changes.share(workspace, workspace.world.channel(channel), team)
        await self.settle()

    async def unshare(self, channel: str, team: str) -> None:
        """An organisation is disconnected from a channel."""
        workspace = self.stage.workspace
        changes.unshare(workspace, workspace.world.channel(channel), team)
        await self.settle()

    async def change_id(self, channel: str, new_id: str) -> None:
        """A channel's id changes; operations still find it by the old one, the app does not."""
        workspace = self.stage.workspace
        changes.change_id(workspace, workspace.world.channel(channel), new_id)
        await self.settle()

    async def deactivate(self, user: str) -> None:
        """Somebody's account is closed."""
        workspace = self.stage.workspace
        changes.set_deleted(workspace, workspace.world.user(user), deleted=True)
        await self.settle()

    async def reactivate(self, user: str) -> None:
        """Somebody's account is open again."""
        workspace = self.stage.workspace
        changes.set_deleted(workspace, workspace.world.user(user), deleted=False)
        await self.settle()

    async def revoke_token(self) -> None:
        """The app is uninstalled."""
        changes.revoke_token(self.stage.workspace)
        await self.settle()

    # Time.

    @property
    def now(self) -> datetime:
        """Where the clock stands."""
        return self.stage.clock.now

    async def forward(self, by: timedelta) -> Forwarded:
        """Move the clock on, stopping wherever the app or a retry has something to do.

        `stuck` of the answer names what stayed due however often the app was asked.
        """
        return await self.stage.forward_to(self.now + by)

    async def forward_to(self, instant: datetime, patience: float = math.inf) -> Forwarded:
        """Move the clock to an instant; Refused when it is past.

        After so many real seconds of `patience` it stays where it has come to, and `target` is still ahead.
        """
        return await self.stage.forward_to(instant, patience)

    async def forward_to_next_due(self) -> Forwarded:
        """Move the clock to the next moment at which something is due; Refused when there is none."""
        return await self.stage.forward_to(await self.stage.next_due())

    async def forward_to_next_business_day(self) -> Forwarded:
        """Move the clock to the next opening of the seed's `business_days`."""
        return await self.stage.forward_to(self.stage.next_business_day())

    async def due(self) -> list[Json]:
        """What the app says it will do, soonest first."""
        return await self.stage.timekeeper.due()
