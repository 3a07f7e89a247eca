"""What people press and pick: the elements of the app's messages, of its modals and of App Home."""

from typing import Any

from ackline.sandbox import inputs, interactions
from ackline.sandbox.channel import Channel
from ackline.sandbox.elements import MOST_OPTIONS, option_problems
from ackline.sandbox.message import Message
from ackline.sandbox.people import User
from ackline.sandbox.responses import Responses
from ackline.sandbox.transport import Transport
from ackline.sandbox.views import View
from ackline.sandbox.wire import Json, Refused
from ackline.sandbox.workspace import Workspace


class Clicks:
    """Each sends one payload to the app and waits for its answer; Refused when the app gives none in time."""

    def __init__(self, workspace: Workspace, transport: Transport, responses: Responses) -> None:
        self._workspace = workspace
        self._transport = transport
        self._responses = responses

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
        """A button or select of a message. `value` picks among buttons of one action_id, or is what is selected.

        `block_id` tells elements of one action_id apart. `values` fills the message's other
        inputs, which Slack sends along as `state`.
        """
        world = self._workspace.world
        by = world.user(user)
        place, message = self._seen(channel, ts, by)
        act, state = self._act(message.blocks, action_id, block_id, value, values or {})
        payload = interactions.clicked_in_message(
            world,
            by,
            place,
            message,
            act=act,
            state=state,
            trigger_id=self._workspace.triggers.new_trigger(by.id),
            response_url=self._responses.new_url(place, by, message.ts, message.thread_ts),
            ephemeral=self._workspace.ephemeral(ts) is not None,
        )
        await self._transport.interaction(payload)

    async def click_in_view(
        self,
        view: View,
        user: str,
        action_id: str,
        value: Any = None,
        values: Json | None = None,
        block_id: str | None = None,
    ) -> None:
        """A button or select of an open modal or of App Home."""
        world = self._workspace.world
        by = world.user(user)
        act, state = self._act(view.body["blocks"], action_id, block_id, value, values or {})
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

    def _seen(self, channel: str, ts: str, by: User) -> tuple[Channel, Message]:
        place = self._workspace.world.place(channel, by)
        message = self._workspace.ephemeral(ts) or self._workspace.world.message(place.id, ts)
        if message is None or by.id not in place.members:
            raise Refused("message_not_found", f"{by.name} sees no message {ts} in {place.name or place.id}")
        return place, message

    def _act(self, kit: Any, action_id: str, block_id: str | None, value: Any, values: Json) -> tuple[Json, Json]:
        """The action that a click carries, and the state of all inputs beside it."""
        found = [pair for pair in _named(kit, action_id) if block_id in (None, pair[0]["block_id"])]
        if not found:
            raise Refused("no_such_action", f"the block {block_id!r} has no element {action_id!r}")
        block, part = next((pair for pair in found if _offers(pair[1], value)), found[0])
        offered = self._workspace.offered
        chosen = {} if part["type"] == "button" else inputs.entered(part, value, offered)
        if not chosen and value not in (None, part.get("value")):
            raise Refused("no_such_action", f"no button {action_id!r} has the value {value!r}")
        state = inputs.state(kit, values, offered)
        if chosen:
            state[block["block_id"]][part["action_id"]] = chosen
        return interactions.action(block, part, chosen, self._workspace.clock.stamp()), state


def _offers(part: Json, value: Any) -> bool:
    """Whether an element is a button of that value, or has that option: what tells it from others of its action_id."""
    return value is None or part.get("value") == value or value in [one["value"] for one in inputs.options(part)]


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
