"""Whoever looks at every screen: after each step all that the bot showed, said or answered since the last look."""

from collections import Counter
from typing import Any

from canaries import strange, strange_words
from harness import Stage
from town_of_two import CHANNELS, CUSTOMERS, OUTSIDE, customer_of, user_id

from ackline.sandbox.wire import Json
from ackline.services.operating.exporting import export

_SAYS = frozenset({"chat.postMessage", "chat.update", "chat.postEphemeral", "files.completeUploadExternal"})
_OUTSIDE = {user_id(name): customer_of(name) for name in OUTSIDE}


class Leak(AssertionError):
    """Somebody saw what they may not."""


class Onlooker:
    """Holds each thing shown against whoever sees it. `seen` counts them by surface."""

    def __init__(self, on: Stage) -> None:
        self._on = on
        self.seen: Counter[str] = Counter()

    def look(self) -> None:
        """All that is new. Raises Leak."""
        stage = self._on.slack.stage
        for call in stage.calls:
            if call.method in _SAYS:
                self._said(call.method, call.args)
        for one in stage.witness.seen:
            assert one.failure in (None, "operation_timeout"), f"the bot failed: {one.failure}: {one.payload}"
            user = one.payload.get("user_id") or one.payload["user"]["id"]
            self._shown(f"answer to {one.payload['type']}", user, one.answer)
        for user, whisper in stage.workspace.ephemerals:
            self._shown("ephemeral", user, [whisper.text, whisper.blocks])
        for user in _OUTSIDE:
            for view in stage.workspace.views.stack(user):
                self._viewed("modal", user, view.body)
            if (home := stage.workspace.views.home(user)) is not None:
                self._viewed("home", user, home.body)
        stage.calls.clear()
        stage.witness.seen.clear()
        stage.delivery.sent[:] = [sent for sent in stage.delivery.sent if sent.state == "queued"]
        stage.workspace.ephemerals = []

    async def look_at_everything(self) -> None:
        """What stands in every channel and in every direct message, and what is exported of each customer."""
        slack = self._on.slack
        for channel, customer in CHANNELS.items():
            for root in await slack.messages(channel):
                for message in (root, *root["replies"]):
                    if message.get("bot_id") and not message["deleted"]:
                        self._held("channel at the end", [message["text"], message.get("blocks")], customer)
        for name in OUTSIDE:
            self._shown("direct messages", user_id(name), [m for m in await slack.dms(name) if m.get("bot_id")])
        for customer in CUSTOMERS:
            async for record in export(self._on.running.store, customer):
                self.seen["export"] += 1
                if found := strange_words(record, customer):
                    raise Leak(f"the export of {customer} holds {found}: {record}")

    def _said(self, method: str, args: dict[str, Any]) -> None:
        channel = str(args.get("channel") or args.get("channel_id") or "")
        world = self._on.slack.stage.workspace.world
        place = world.channels.get(channel)
        if method == "chat.postEphemeral":
            self._shown(method, args["user"], args)
        elif channel in CHANNELS:
            self._held(method, args, CHANNELS[channel])
        else:
            for user in place.members if place is not None else (channel,):
                self._shown(f"{method} directly", user, args)

    def _shown(self, surface: str, user: str, told: object) -> None:
        if user in _OUTSIDE:
            self._held(surface, told, _OUTSIDE[user])

    def _viewed(self, surface: str, user: str, body: Json) -> None:
        """A view; what it keeps out of sight may name what its opener's own button named, and no words."""
        self._shown(surface, user, body | {"private_metadata": ""})
        if found := strange_words(body.get("private_metadata"), _OUTSIDE[user]):
            raise Leak(f"{surface}: {found} kept in the form of {user}: {body}")

    def _held(self, surface: str, told: object, customer: str) -> None:
        if not told:
            return
        self.seen[surface] += 1
        found = strange(told, customer)
        if found:
            raise Leak(f"{surface}: {sorted(set(found))} shown to {customer}: {told}")
