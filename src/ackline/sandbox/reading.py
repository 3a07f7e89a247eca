"""What whoever inspects the sandbox may read: channels, DMs, screens, calls and events."""

from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice

from ackline.sandbox import shapes
from ackline.sandbox.clicks import view_json
from ackline.sandbox.clock import render
from ackline.sandbox.message import Message
from ackline.sandbox.wire import Json
from ackline.sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCall:
    """One call of the Web API: what was asked, what was answered, and the fault that was in the way."""

    number: int
    at: datetime
    method: str
    args: Json
    status: int
    answer: Json
    fault: str | None

    def as_json(self) -> Json:
        """For the control API."""
        return {
            "number": self.number,
            "at": render(self.at),
            "method": self.method,
            "args": self.args,
            "status": self.status,
            "answer": self.answer,
            "fault": self.fault,
        }


class Reading:
    """Reads; changes nothing."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def messages(self, channel: str, *, deleted: bool, limit: int | None, before: str) -> list[Json]:
        """A channel's roots before a ts, oldest first and the newest `limit` of them, each with its `replies`."""
        timeline = self._workspace.world.timeline(self._workspace.world.channel(channel).id)
        roots = (
            message
            for message in timeline.newest_first(before)
            if message.ts != before and (message.broadcast or not message.is_reply) and (deleted or not message.deleted)
        )
        found = []
        for root in islice(roots, limit):
            below = [] if root.is_reply else timeline.below(root.ts)
            replies = [self._shown(message) for message in below if deleted or not message.deleted]
            found.append(self._shown(root) | {"replies": replies})
        return found[::-1]

    def thread(self, channel: str, ts: str) -> list[Json]:
        """A root and its replies, oldest first, deleted ones left out."""
        place = self._workspace.world.channel(channel)
        root = self._workspace.world.message(place.id, ts)
        below = self._workspace.world.replies(place.id, ts)
        return [self._shown(message) for message in ((root, *below) if root else below)]

    def dms(self, user: str) -> list[Json]:
        """What somebody and the bot wrote to each other, oldest first, deleted ones left out."""
        person = self._workspace.world.user(user)
        mine = [c for c in self._workspace.world.channels_of(person.id) if c.is_im]
        return [
            self._shown(message)
            for channel in mine
            for message in [*self._workspace.world.timeline(channel.id).newest_first("~")][::-1]
            if not message.deleted
        ]

    def ephemerals(self, user: str) -> list[Json]:
        """The ephemeral messages on somebody's screen."""
        person = self._workspace.world.user(user)
        return [
            self._shown(message) | {"channel": message.channel}
            for whom, message in self._workspace.ephemerals
            if whom == person.id
        ]

    def views(self, user: str) -> list[Json]:
        """Somebody's open modals, the visible one last."""
        person = self._workspace.world.user(user)
        return [view_json(self._workspace, view, {}) for view in self._workspace.views.stack(person.id)]

    def home(self, user: str) -> Json | None:
        """Somebody's App Home, None when never published."""
        view = self._workspace.views.home(self._workspace.world.user(user).id)
        return view_json(self._workspace, view, {}) if view else None

    def summary(self) -> Json:
        """Teams, people, channels, the app (without its secrets) and the time."""
        world = self._workspace.world
        now = self._workspace.clock.now
        return {
            "now": render(now),
            "app": {
                "id": world.app.id,
                "name": world.app.name,
                "bot_user": world.app.bot_user,
                "commands": [asdict(command) for command in world.app.commands],
                "shortcuts": [asdict(shortcut) for shortcut in world.app.shortcuts],
            },
            "teams": [shapes.team_json(t) | {"vendor": t.vendor} for t in world.teams.values()],
            "users": [shapes.user_json(world, u, now) for u in world.users.values()],
            "channels": [
                shapes.channel_json(world, c) | {"members": list(c.members), "latest": self._latest(c.id)}
                for c in world.channels.values()
            ],
        }

    def _latest(self, channel: str) -> str | None:
        newest = next(self._workspace.world.roots(channel), None)
        return newest.ts if newest else None

    def _shown(self, message: Message) -> Json:
        world = self._workspace.world
        author = world.users.get(message.user)
        name = author.name if author else message.user
        shown = world.shown(message, metadata=True) | {"author": name, "deleted": message.deleted}
        return shown | ({"files": [self._file(file) for file in message.files]} if message.files else {})

    def _file(self, stub: Json) -> Json:
        """People see a file whole, also where the app is told only its id."""
        file = self._workspace.files.find(stub["id"])
        return self._workspace.files.shown(file, self._workspace.origin) if file else stub
