"""What people only look at: a modal or Home, shown at once. Nothing is decided by it and nothing is kept.

A name in `Doors.views` is led to by `see:{name}:{n}` as a button's or select's action id, by `see:{name}:|{value}` as
a menu's option, and by `see:{name}` as a form's callback id.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from ackline.adapters.slack.errors import Refusal, ask, post
from ackline.adapters.slack.fields import answers, at, ident, items, text
from ackline.adapters.slack.pressed import order_of, seen
from ackline.adapters.slack.screens import notice
from ackline.domain.ids import UserId
from ackline.services.ports import Json, Permanent, Retry

HOME = "home"
"""The name of what is shown when somebody opens Home."""

AFTER = "after:"
"""How the name of a view begins that is shown after an order's form: the order's word follows."""

_NOT_IN_TIME = "No answer in time. Please try again."
_NOT_SHOWN = frozenset({"not_found", "not_enabled"})  # closed by now, or the Home of somebody who has none
_SECONDS = 2.0  # a trigger lives three seconds, and the view has to be opened within them

_log = logging.getLogger("ackline.slack")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Who looks, at what, and from where.

    `value` is the button's, the option chosen or the text entered; `fields` are the answers in the view by block id;
    `memory` is the private metadata of the view that it was pressed in. None of it is authorisation. `channel` is where
    the message stands that it was pressed in, which Slack shows to those of that channel only.
    """

    user: UserId
    team: str | None
    value: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    memory: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A view to show. A modal takes the place of the one that was pressed in, or lies `above` it; Home is published."""

    view: Json
    above: bool = False


See = Callable[[Look], Awaitable[Screen | None]]
"""Shows something, or nothing new. Raises Permanent with words for whoever looks, such as why they may not."""


Published = Callable[[UserId, Json, str], None]
"""Is told of each Home that was published: whose it is, the view, and the hash that Slack knows it by."""


class Looking:
    """Shows views: opens, updates or publishes what a handler gives."""

    def __init__(self, client: AsyncWebClient, views: Mapping[str, See], published: Published) -> None:
        self._client = client
        self._views = views
        self._published = published

    async def pressed(self, body: object) -> bool:
        """Answer a press that only looks; False when it is none."""
        name, value = seen(next(items(body, "actions"), None))
        if name is None:
            return False
        await self._show(await self._screen(name, _look(body, value)), body)
        return True

    async def submitted(self, body: object) -> Json | None:
        """What answers a form that only looks, as arguments of its acknowledgement; None when it is none."""
        name = text(body, "view", "callback_id") or ""
        see = self._views.get(name.removeprefix("see:")) if name.startswith("see:") else None
        if see is None:
            return None
        try:
            async with asyncio.timeout(_SECONDS):
                screen = await see(_look(body, ""))
        except (TimeoutError, Retry):
            return {"errors": {"": _NOT_IN_TIME}}
        except Permanent as refused:
            return {"errors": {"": str(refused)}}
        if screen is not None and screen.view["type"] == "modal":
            return {"response_action": "push" if screen.above else "update", "view": screen.view}
        await self._show(screen, body)
        return {}

    async def asked(self, name: str, value: str, body: object) -> None:
        """Answer a command that only looks."""
        who, team = UserId(ident(body, "user_id") or ""), ident(body, "team_id")
        look = Look(user=who, team=team, value=value, channel=ident(body, "channel_id") or "")
        await self._show(await self._screen(name, look), body)

    async def followed(self, body: object) -> Json | None:
        """What follows a form that gave an order, as arguments of its acknowledgement: the view `after:{order}`."""
        given = order_of(text(body, "view", "callback_id"), "")
        see = self._views.get(f"{AFTER}{given[0]}") if given else None
        if see is None:
            return None
        try:
            async with asyncio.timeout(_SECONDS):
                screen = await see(_look(body, ""))
        except (TimeoutError, Retry, Permanent) as fault:  # the order stands; only what would be shown of it is missing
            _log.warning("nothing was shown after an order: %s", type(fault).__name__)
            return None
        return {"response_action": "update", "view": screen.view} if screen is not None else None

    async def opened(self, body: object) -> None:
        """Somebody opened Home: it is published anew, with the choices they had made in it."""
        if text(body, "event", "tab") != "home":
            return
        who = ident(body, "event", "user")
        memory = text(body, "event", "view", "private_metadata") or ""
        if who is not None:
            await self._redrawn(Look(user=UserId(who), team=None, memory=memory))

    async def acted(self, body: object, refused: str | None) -> None:
        """After an act in Home or in a modal: Home as it is now, and why it was refused if it was."""
        if text(body, "view", "type") == "home":
            await self._redrawn(_look(body, ""))
        if refused:
            await self._show(Screen(view=notice(refused)), body)

    async def _redrawn(self, look: Look) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                see = self._views.get(HOME)
                screen = await see(look) if see is not None else None
            if screen is not None:
                await self._publish(look.user, screen.view)
        except (TimeoutError, Retry, Permanent) as fault:  # nothing is lost: opening Home again draws it
            _log.warning("Home was not drawn: %s", type(fault).__name__)

    async def _publish(self, user: UserId, view: Json) -> None:
        answer = await ask(self._client.views_publish(user_id=user, view=view))
        self._published(user, view, text(answer, "view", "hash") or "")

    async def _screen(self, name: str, look: Look) -> Screen | None:
        see = self._views.get(name)
        if see is None:
            return Screen(view=notice("This button is of another version. Please open it again."))
        try:
            async with asyncio.timeout(_SECONDS):
                return await see(look)
        except (TimeoutError, Retry):
            return Screen(view=notice(_NOT_IN_TIME), above=True)
        except Permanent as refused:
            return Screen(view=notice(str(refused)), above=True)

    async def _show(self, screen: Screen | None, body: object) -> None:
        if screen is None:
            return
        try:
            await self._showing(screen, body)
        except Refusal as refusal:
            if refusal.code not in _NOT_SHOWN:
                raise
            _log.info("nothing was shown: %s", refusal.code)

    async def _showing(self, screen: Screen, body: object) -> None:
        trigger, shown = text(body, "trigger_id") or "", screen.view
        in_modal = text(body, "view", "type") == "modal"
        if shown["type"] == "home":
            await self._publish(UserId(ident(body, "user", "id") or ""), shown)
        elif in_modal and not screen.above:
            await ask(self._client.views_update(view_id=ident(body, "view", "id") or "", view=shown))
        elif in_modal:
            await post(self._client.views_push(trigger_id=trigger, view=shown))
        else:
            await post(self._client.views_open(trigger_id=trigger, view=shown))


def in_view(body: object) -> bool:
    """Whether something was pressed in Home or in a modal, not in a message."""
    return text(body, "view", "type") in ("home", "modal")


def _look(body: object, value: str) -> Look:
    state = at(body, "view", "state", "values") or at(body, "state", "values")
    return Look(
        user=UserId(ident(body, "user", "id") or ""),
        team=ident(body, "user", "team_id"),
        value=value,
        fields=dict(answers(state)),
        memory=text(body, "view", "private_metadata") or "",
        channel=ident(body, "channel", "id") or ident(body, "container", "channel_id") or "",
    )
