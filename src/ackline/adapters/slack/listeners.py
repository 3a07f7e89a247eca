"""What Bolt hears: each event and click is on disk before Slack is answered."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from ackline.adapters.slack.blocks import render
from ackline.adapters.slack.errors import post
from ackline.adapters.slack.fields import at, ident, items, text
from ackline.adapters.slack.forms import CHOOSING, FORMS, form
from ackline.adapters.slack.looking import Looking, See, in_home
from ackline.adapters.slack.pressed import act_of, pressed
from ackline.adapters.slack.rows import inbox_row, interaction_row
from ackline.domain.authority import Act
from ackline.domain.words import Internal
from ackline.services.ordering import ORDERS
from ackline.services.ports import Clock, Incoming, Json, Permanent, Retry

COMMAND = "/ackline"
NOT_RECORDED = "This was not recorded. Please try again."

_EVERYTHING = re.compile("")
_SLACK_WAITS = 2.5
_CHOICES_SECONDS = 1.0

_log = logging.getLogger("ackline.slack")

Choose = Callable[[Act, str], Awaitable[Sequence[tuple[str, str]]]]
Command = Callable[[tuple[str, ...]], Awaitable[Internal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Where things heard go. `intake` has committed when it returns; `submit` gives a form's errors by field.

    `choices` are what a form offers for an act on what its button named; `commands` are the slash command's words.
    `order` decides a command that changes something and gives its answer; `views` are what is only looked at, by name.
    """

    intake: Callable[[Incoming], Awaitable[None]]
    submit: Callable[[Json], Awaitable[Mapping[str, str] | None]]
    choices: Choose
    commands: Mapping[str, Command]
    order: Callable[[Json], Awaitable[str]]
    views: Mapping[str, See]
    is_staff: Callable[[str], Awaitable[bool]]
    forget: Callable[[str], None]
    clock: Clock


def register(app: AsyncApp, client: AsyncWebClient, doors: Doors) -> None:
    """Join Bolt's requests to the doors."""
    ears = _Ears(client, doors)
    app.use(ears.events)
    app.action(_EVERYTHING)(ears.press)
    app.view_submission(_EVERYTHING)(ears.submission)
    app.command(COMMAND)(ears.command)
    app.error(_failed)


async def _failed(error: Exception, body: Any) -> BoltResponse:
    # The error's own text may quote a message, so only its kind is told.
    _log.error("not taken: %s of type %s", type(error).__name__, text(body, "type"))
    return BoltResponse(status=503)


class _Ears:
    def __init__(self, client: AsyncWebClient, doors: Doors) -> None:
        self._client = client
        self._doors = doors
        self._looking = Looking(client, doors.views)

    async def events(self, body: Any, next_: Callable[[], Awaitable[None]]) -> BoltResponse | None:
        """Every event, of known and unknown types: Slack repeats for hours what nobody acknowledges."""
        match text(body, "type"):
            case "event_callback":
                await self._keep(body)
            case "app_rate_limited":
                _log.warning("Slack holds events back: more than 30,000 in an hour")
            case _:
                await next_()
                return None
        return BoltResponse(status=200)

    async def press(self, body: Any, ack: AsyncAck, respond: AsyncRespond) -> None:
        """A button: committed first, since Slack does not send a click twice."""
        if await self._looking.pressed(body):
            await ack()
            return
        action = next(items(body, "actions"), None)
        act, value = pressed(action)
        if act is None:
            _log.info("a button that is none of ours")
        elif in_home(body) and act not in FORMS:
            await self._act_in_home(body)
        else:
            try:
                if act in FORMS:
                    await self._open(act, value, text(body, "trigger_id") or "")
                else:
                    await self._record(body)
            except Exception:
                # Not acknowledged either: whether external people see an ephemeral message is unknown, and Slack
                # marks a button whose click nobody answered.
                await respond(text=NOT_RECORDED, response_type="ephemeral", replace_original=False)
                raise
        await ack()

    async def _act_in_home(self, body: Any) -> None:
        """Decided like a form, before the answer: Home then shows what became of it."""
        try:
            errors = await self._doors.submit(body)
        except Exception as error:
            _log.error("a press in Home was not taken: %s", type(error).__name__)
            errors = {"": NOT_RECORDED}
        await self._looking.acted(body, next(iter(errors.values())) if errors else None)

    async def submission(self, body: Any, ack: AsyncAck) -> None:
        """A form: decided before the answer, so that its errors are read in the form."""
        if (shown := await self._looking.submitted(body)) is not None:
            if "errors" in shown:
                shown = {"response_action": "errors", "errors": _placed(shown["errors"], body)}
            await ack(**shown)
            return
        errors: Mapping[str, str] | None = None
        if act_of(text(body, "view", "callback_id")) is None:
            _log.info("a form that is none of ours")
        else:
            try:
                errors = await self._doors.submit(body)
            except Exception as error:
                _log.error("a form was not taken: %s", type(error).__name__)
                errors = {"": NOT_RECORDED}
        if errors:
            await ack(response_action="errors", errors=_placed(errors, body))
        else:
            await ack()

    async def command(self, body: Any, ack: AsyncAck) -> None:
        """`/ackline`: read by the asker only, and only by staff."""
        try:
            async with asyncio.timeout(_SLACK_WAITS):
                answer = await self._answer(body, ident(body, "user_id") or "", (text(body, "text") or "").split())
        except (TimeoutError, Retry):
            answer = "No answer in time. Please try again."
        if isinstance(answer, str):
            await ack(response_type="ephemeral", text=answer)
            return
        shown = render(answer, {})
        await ack(response_type="ephemeral", text=shown.text, blocks=list(shown.blocks))

    async def _answer(self, body: Any, user: str, words: list[str]) -> Internal | str:
        if not user or not await self._doors.is_staff(user):
            return "This command is for the support team."
        if words and words[0].lower() in ORDERS:
            return await self._doors.order(body)
        command = self._doors.commands.get(words[0].lower()) if words else None
        if command is None:
            return f"`{COMMAND} list` shows open tickets, `{COMMAND} why 12` explains the due times of ticket 12."
        try:
            return await command(tuple(words[1:]))
        except Permanent as error:
            return str(error)

    async def _keep(self, body: Any) -> None:
        if text(body, "event", "type") == "user_change" and (user := ident(body, "event", "user", "id")):
            self._doors.forget(user)
        if text(body, "event", "type") == "app_home_opened":
            await self._looking.opened(body)
        row = inbox_row(body, self._doors.clock.now())
        if row is not None:
            await self._doors.intake(row)

    async def _record(self, body: Any) -> None:
        row = interaction_row(body, self._doors.clock.now())
        if row is None:
            raise Permanent("a click with something missing")
        await self._doors.intake(row)

    async def _open(self, act: Act, value: str, trigger: str) -> None:
        choices = await self._choices(act, value) if act in CHOOSING else ()
        await post(self._client.views_open(trigger_id=trigger, view=form(act, value, choices)))

    async def _choices(self, act: Act, value: str) -> Sequence[tuple[str, str]]:
        """What the form offers; nothing when that takes long, since the trigger lives three seconds."""
        try:
            async with asyncio.timeout(_CHOICES_SECONDS):
                return await self._doors.choices(act, value)
        except TimeoutError:
            return ()


def _placed(errors: Mapping[str, str], body: Any) -> dict[str, str]:
    """The errors under inputs that the form has: Slack shows no others."""
    fields = [name for block in items(body, "view", "blocks") if at(block, "type") == "input"
              and (name := text(block, "block_id"))]  # fmt: skip
    first = fields[0] if fields else "reason"
    return {name if name in fields else first: why for name, why in errors.items()}
