"""What the vendor's people begin with the app: slash commands, shortcuts, App Home. Others have none of it."""

from ackline.sandbox import interactions
from ackline.sandbox.clicks import view_json
from ackline.sandbox.people import User
from ackline.sandbox.responses import Responses
from ackline.sandbox.transport import Transport
from ackline.sandbox.wire import Json, Refused
from ackline.sandbox.workspace import Workspace


class Launches:
    """Each sends one payload to the app and waits for its answer; Refused when the app gives none in time."""

    def __init__(self, workspace: Workspace, transport: Transport, responses: Responses) -> None:
        self._workspace = workspace
        self._transport = transport
        self._responses = responses

    async def command(self, channel: str, user: str, command: str, text: str = "") -> str:
        """A slash command: the text of its immediate answer, which only that person sees."""
        world = self._workspace.world
        by = self._insider(user, "slash commands")
        place = world.place(channel, by)
        name = command if command.startswith("/") else f"/{command}"
        if world.app.commands and name not in [one.command for one in world.app.commands]:
            raise Refused("unknown_command", f"{name} is not a valid command here")
        fields = interactions.command(
            world,
            by,
            place,
            name=name,
            text=text,
            trigger_id=self._workspace.triggers.new_trigger(by.id),
            response_url=self._responses.new_url(place, by, None, None),
        )
        reply = await self._transport.command(fields)
        body = reply.body or ({"text": reply.text} if reply.text else {})
        if body:
            self._responses.said(place, by, body, None)
        return str(body.get("text", ""))

    async def shortcut(self, channel: str, ts: str, user: str, callback_id: str) -> None:
        """A message shortcut."""
        world = self._workspace.world
        by = self._insider(user, "message shortcuts")
        self._offered("message", callback_id)
        place = world.place(channel, by)
        message = world.message(place.id, ts)
        if message is None:
            raise Refused("message_not_found", f"{place.name or place.id} has no message {ts}")
        payload = interactions.message_shortcut(
            world,
            by,
            place,
            message,
            callback_id=callback_id,
            ts=self._workspace.clock.stamp(),
            trigger_id=self._workspace.triggers.new_trigger(by.id),
            response_url=self._responses.new_url(place, by, message.ts, message.thread_ts),
        )
        await self._transport.interaction(payload)

    async def global_shortcut(self, user: str, callback_id: str) -> None:
        """A global shortcut, which belongs to no message."""
        by = self._insider(user, "shortcuts")
        self._offered("global", callback_id)
        payload = interactions.global_shortcut(
            self._workspace.world,
            by,
            callback_id=callback_id,
            ts=self._workspace.clock.stamp(),
            trigger_id=self._workspace.triggers.new_trigger(by.id),
        )
        await self._transport.interaction(payload)

    def open_home(self, user: str) -> None:
        """Somebody looks at the app's Home: the app is told and may publish it."""
        by = self._insider(user, "App Home")
        im = self._workspace.world.im_with(by)
        home = self._workspace.views.home(by.id)
        event: Json = {
            "type": "app_home_opened",
            "user": by.id,
            "channel": im.id,
            "tab": "home",
            "event_ts": self._workspace.clock.stamp(),
        }
        if home is not None:
            event["view"] = view_json(self._workspace, home, {})
        self._workspace.emit(event, by.team)

    def _offered(self, kind: str, callback_id: str) -> None:
        """Where the seed lists the app's shortcuts, people find no others."""
        known = [one.callback_id for one in self._workspace.world.app.shortcuts if one.type == kind]
        if self._workspace.world.app.shortcuts and callback_id not in known:
            there = ", ".join(known) or "none"
            raise Refused("unknown_shortcut", f"no {kind} shortcut is called {callback_id!r}; there is {there}")

    def _insider(self, user: str, what: str) -> User:
        by = self._workspace.world.user(user)
        if self._workspace.world.is_external(by):
            raise Refused("external_user", f"{by.name} is of another organisation: {what} are not for them")
        return by
