"""What people do with the app's surfaces: buttons, selects, commands, shortcuts, and answers by response_url."""

from dataclasses import replace
from typing import Any

from ackline.sandbox import blocks, inputs, interactions
from ackline.sandbox.channel import Channel
from ackline.sandbox.elements import MOST_OPTIONS, option_problems
from ackline.sandbox.message import Message
from ackline.sandbox.people import User
from ackline.sandbox.transport import Transport
from ackline.sandbox.views import View
from ackline.sandbox.wire import Json, Refused
from ackline.sandbox.workspace import Workspace


class Clicks:
    """Each sends one payload to the app and waits for its answer; Refused when the app gives none in time."""

    def __init__(self, workspace: Workspace, transport: Transport) -> None:
        self._workspace = workspace
        self._transport = transport

    async def click(
        self,
        channel: str,
        ts: str,
        user: str,
        action_id: str,
        value: Any = None,
        values: Json | None = None,
    ) -> None:
        """A button or select of a message. `value` picks among buttons of one action_id, or is what is selected.

        `values` fills the message's other inputs, which Slack sends along as `state`.
        """
        world = self._workspace.world
        by = world.user(user)
        place = world.place(channel, by)
        whisper = self._workspace.ephemeral(ts)
        message = whisper or world.message(place.id, ts)
        if message is None or by.id not in place.members:
            raise Refused("message_not_found", f"{by.name} sees no message {ts} in {place.name or place.id}")
        act, state = self._act(message.blocks, action_id, value, values or {})
        payload = interactions.clicked_in_message(
            world,
            by,
            place,
            message,
            act=act,
            state=state,
            trigger_id=self._workspace.triggers.new_trigger(by.id),
            response_url=self._response_url(place, by, message.ts, message.thread_ts),
            ephemeral=self._workspace.ephemeral(ts) is not None,
        )
        await self._transport.interaction(payload)

    async def click_in_view(
        self, view: View, user: str, action_id: str, value: Any = None, values: Json | None = None
    ) -> None:
        """A button or select of an open modal or of App Home."""
        world = self._workspace.world
        by = world.user(user)
        act, state = self._act(view.body["blocks"], action_id, value, values or {})
        trigger_id = self._workspace.triggers.new_trigger(by.id, view.id)
        shown = view_json(self._workspace, view, state)
        await self._transport.interaction(
            interactions.clicked_in_view(world, by, shown, act=act, trigger_id=trigger_id)
        )

    async def suggest_in_message(self, channel: str, ts: str, user: str, action_id: str, query: str) -> list[Json]:
        """The options that the app suggests while somebody types into an external select of a message."""
        by = self._workspace.world.user(user)
        place, message = self._seen(channel, ts, by)
        block, part = _asking(message.blocks, action_id)
        where = {
            "container": {"type": "message", "message_ts": message.ts, "channel_id": place.id},
            "channel": {"id": place.id, "name": place.name},
            "message": self._workspace.world.shown(message),
        }
        return await self._suggested(by, block, part, query, where)

    async def suggest_in_view(self, view: View, user: str, action_id: str, query: str) -> list[Json]:
        """The same in an open modal or App Home."""
        by = self._workspace.world.user(user)
        block, part = _asking(view.body["blocks"], action_id)
        shown = view_json(self._workspace, view, {})
        where = {"container": {"type": "view", "view_id": view.id}, "view": shown}
        return await self._suggested(by, block, part, query, where)

    async def _suggested(self, by: User, block: Json, part: Json, query: str, where: Json) -> list[Json]:
        payload = interactions.suggested(self._workspace.world, by, block=block, part=part, query=query, where=where)
        reply = await self._transport.interaction(payload)
        found = inputs.options(reply.body)
        wrong = [finding for option in found for finding in option_problems(option)]
        if wrong or len(found) > MOST_OPTIONS:
            raise Refused("bad_options", "; ".join(wrong) or f"more than {MOST_OPTIONS} options")
        known = {option["value"]: option for option in [*self._workspace.offered.get(part["action_id"], ()), *found]}
        self._workspace.offered[part["action_id"]] = list(known.values())
        return found

    async def command(self, channel: str, user: str, command: str, text: str = "") -> str:
        """A slash command: the text of its immediate answer, which only that person sees."""
        world = self._workspace.world
        by, place = self._insider(user, "slash commands"), world.channel(channel)
        fields = interactions.command(
            world,
            by,
            place,
            name=command if command.startswith("/") else f"/{command}",
            text=text,
            trigger_id=self._workspace.triggers.new_trigger(by.id),
            response_url=self._response_url(place, by, None, None),
        )
        reply = await self._transport.command(fields)
        body = reply.body or ({"text": reply.text} if reply.text else {})
        if body:
            self._said(place, by, body, None)
        return str(body.get("text", ""))

    async def shortcut(self, channel: str, ts: str, user: str, callback_id: str) -> None:
        """A message shortcut."""
        world = self._workspace.world
        by, place = self._insider(user, "message shortcuts"), world.channel(channel)
        message = world.message(place.id, ts)
        if message is None:
            raise Refused("message_not_found", f"{place.name} has no message {ts}")
        payload = interactions.message_shortcut(
            world,
            by,
            place,
            message,
            callback_id=callback_id,
            ts=self._workspace.clock.stamp(),
            trigger_id=self._workspace.triggers.new_trigger(by.id),
            response_url=self._response_url(place, by, message.ts, message.thread_ts),
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
            self._said(place, by, body, url.thread_ts)
        return None

    def _seen(self, channel: str, ts: str, by: User) -> tuple[Channel, Message]:
        place = self._workspace.world.channel(channel)
        message = self._workspace.ephemeral(ts) or self._workspace.world.message(place.id, ts)
        if message is None or by.id not in place.members:
            raise Refused("message_not_found", f"{by.name} sees no message {ts} in {place.name or place.id}")
        return place, message

    def _said(self, place: Channel, to: User, body: Json, thread_ts: str | None) -> None:
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

    def _act(self, kit: Any, action_id: str, value: Any, values: Json) -> tuple[Json, Json]:
        found = _named(kit, action_id)
        block, part = found[0]
        chosen: Json = {}
        if part["type"] == "button":
            fitting = [pair for pair in found if value is None or pair[1].get("value") == value]
            if not fitting:
                raise Refused("no_such_action", f"no button {action_id!r} has the value {value!r}")
            block, part = fitting[0]
        else:
            chosen = inputs.entered(part, value, self._workspace.offered)
        act = interactions.action(block, part, chosen, self._workspace.clock.stamp())
        state = inputs.state(kit, values, self._workspace.offered)
        if chosen:
            state[block["block_id"]][part["action_id"]] = chosen
        return act, state

    def _response_url(self, place: Channel, by: User, ts: str | None, thread_ts: str | None) -> str:
        key = self._workspace.triggers.new_response(channel=place.id, user=by.id, ts=ts, thread_ts=thread_ts)
        return f"{self._workspace.origin}/response/{key}"

    def _insider(self, user: str, what: str) -> User:
        by = self._workspace.world.user(user)
        if self._workspace.world.is_external(by):
            raise Refused("external_user", f"{by.name} is of another organisation: {what} are not for them")
        return by


def _named(kit: Any, action_id: str) -> list[tuple[Json, Json]]:
    found = [(block, part) for block, part in inputs.elements(kit) if part.get("action_id") == action_id]
    if not found:
        there = ", ".join(part["action_id"] for _, part in inputs.elements(kit)) or "none"
        raise Refused("no_such_action", f"no element has the action_id {action_id!r}; there is {there}")
    return found


def _asking(kit: Any, action_id: str) -> tuple[Json, Json]:
    asking = [pair for pair in _named(kit, action_id) if "external" in pair[1]["type"]]
    if not asking:
        raise Refused("no_such_action", f"{action_id!r} is no external select: it does not ask the app for options")
    return asking[0]


def view_json(workspace: Workspace, view: View, state: Json) -> Json:
    """A view as payloads carry it."""
    app, installed = workspace.world.app, workspace.world.vendor.id
    return view.as_json(app_id=app.id, bot_id=app.bot_id, installed_team=installed, state=state)
