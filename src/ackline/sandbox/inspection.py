"""What may be read of a sandbox: channels and screens, calls and events."""

from ackline.sandbox.events import kind
from ackline.sandbox.staged import Staged
from ackline.sandbox.wire import Json


class Inspection(Staged):
    """Reads; changes nothing."""

    async def messages(
        self, channel: str, deleted: bool = True, limit: int | None = None, before: str = "~"
    ) -> list[Json]:
        """A channel's messages, oldest first, each root with its `replies`, and `deleted`, `author`, `metadata`."""
        return self.stage.reading.messages(channel, deleted=deleted, limit=limit, before=before)

    async def thread(self, channel: str, ts: str) -> list[Json]:
        """A root and its replies, deleted ones left out."""
        return self.stage.reading.thread(channel, ts)

    async def dms(self, user: str) -> list[Json]:
        """What somebody and the bot wrote to each other."""
        return self.stage.reading.dms(user)

    async def ephemerals(self, user: str) -> list[Json]:
        """The ephemeral messages on somebody's screen."""
        return self.stage.reading.ephemerals(user)

    async def views(self, user: str) -> list[Json]:
        """Somebody's open modals, the visible one last."""
        return self.stage.reading.views(user)

    async def home(self, user: str) -> Json | None:
        """Somebody's App Home."""
        return self.stage.reading.home(user)

    async def calls(self, method: str | None = None, limit: int | None = None) -> list[Json]:
        """What the app called, of one method or all, the last `limit`: at, method, args, status, answer, fault."""
        every = [call for call in self.stage.calls if method in (None, call.method)]
        return [call.as_json() for call in every[-limit if limit else 0 :]]

    async def events(self, type: str | None = None, limit: int | None = None) -> list[Json]:
        """What was sent to the app, of one event type or all, the last `limit`: at, state, attempts, payload."""
        every = self.stage.delivery.sent
        found = [sent for sent in every if type in (None, kind(sent.payload))]
        return [sent.as_json() for sent in found[-limit if limit else 0 :]]

    async def interactions(self, limit: int | None = None) -> list[Json]:
        """What people did with the app's surfaces, the last `limit`: at, payload, answer, failure."""
        return [seen.as_json() for seen in self.stage.witness.seen[-limit if limit else 0 :]]

    async def summary(self) -> Json:
        """Teams, people, channels and the time."""
        return self.stage.reading.summary()
