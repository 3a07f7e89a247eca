"""What Bolt hears: each event and click is on disk before Slack is answered."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from ackline.adapters.slack.blocks import render
from ackline.adapters.slack.errors import Refusal, post
from ackline.adapters.slack.fields import answers, at, ident, items, stamp, text
from ackline.adapters.slack.forms import CHOOSING, FORMS, NOTHING_GIVEN, form
from ackline.adapters.slack.looking import Looking, Published, See, in_view
from ackline.adapters.slack.pressed import act_of, ordered, pressed
from ackline.adapters.slack.rows import UNUSABLE, inbox_row, interaction_row
from ackline.adapters.slack.translate import CHANNELS_GONE
from ackline.domain.authority import Act
from ackline.domain.ids import UserId
from ackline.domain.surfaces.words import Internal, Line, line, strong
from ackline.domain.tickets.witness import MARK
from ackline.services.incoming.commands import COMMAND, Commands
from ackline.services.ports import Clock, Incoming, Json, Permanent, Retry

NOT_RECORDED = "This was not recorded. Please try again."
NOT_OPENED = "The form could not be opened in time, and nothing was changed. Please try again."
OUTDATED = "This entry is from another version of the app: its manifest needs an update."
STAFF_ONLY = "Only the support team makes tickets of messages."
UNBOUND = "No account is bound to this channel, so nothing in it is tracked. Use this on a customer's message."
STALE = "stale"

SHORTCUTS = frozenset({Act.OPEN, Act.SPLIT})
"""What the menu of a message offers; `manifest.yml` names them by `act:` and the act."""

_OF_CHANNELS = frozenset({*CHANNELS_GONE, "channel_shared", "member_joined_channel"})
_EVERYTHING = re.compile("")
_SLACK_WAITS = 2.5
_CHOICES_SECONDS = 0.8  # twice, at most: choices and what is told first
_TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"})
_T = TypeVar("_T")

_log = logging.getLogger("ackline.slack")

Choose = Callable[[Act, str], Awaitable[Sequence[tuple[str, str]]]]


async def _unheeded(user: UserId, deleted: bool, key: str) -> None:
    """Nothing follows from a changed profile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Where things heard go. `intake` has committed when it returns; `submit` gives a form's errors by field.

    A form's error under STALE is how things stand by now: then it is drawn anew, with what was entered.
    `choices` are what a form offers for an act on what its button named; `witnessed` is what it keeps of that name.
    `message` names a message of a customer's channel, None in another. `commands` are the slash command's words.
    `tells` is what a form says before its fields; `may_open`: whether what a button names may be shown in a
    channel to whoever pressed it.
    `order` decides a command that changes something and gives its answer; `views` are what is only looked at, by name.
    `forget` and `resurvey` are told of a person and of a channel that something happened to, `published` of a Home.
    `profile` of a changed profile: whose, whether the account is closed, and the event that said so.
    """

    intake: Callable[[Incoming], Awaitable[None]]
    submit: Callable[[Json], Awaitable[Mapping[str, str] | None]]
    choices: Choose
    witnessed: Callable[[Act, str], Awaitable[str]]
    message: Callable[[str, str, str | None], Awaitable[str | None]]
    tells: Callable[[Act, str], Awaitable[Sequence[Line]]]
    may_open: Callable[[str, str, str], Awaitable[bool]]
    commands: Commands
    order: Callable[[Json], Awaitable[str]]
    views: Mapping[str, See]
    is_staff: Callable[[str], Awaitable[bool]]
    forget: Callable[[str], None]
    clock: Clock
    resurvey: Callable[[str], None] = lambda channel: None  # noqa: ARG005 - its form
    profile: Callable[[UserId, bool, str], Awaitable[None]] = _unheeded
    published: Published = lambda user, view, hash: None  # noqa: ARG005 - its form


def register(app: AsyncApp, client: AsyncWebClient, doors: Doors) -> None:
    """Join Bolt's requests to the doors."""
    ears = _Ears(client, doors)
    app.use(ears.events)
    app.action(_EVERYTHING)(ears.press)
    app.view_submission(_EVERYTHING)(ears.submission)
    app.command(COMMAND)(ears.command)
    app.shortcut(_EVERYTHING)(ears.shortcut)
    app.error(_failed)


async def _failed(error: Exception, body: Any) -> BoltResponse:
    # The error's own text may quote a message, so only its kind is told.
    _log.error("not taken: %s of type %s", type(error).__name__, text(body, "type"))
    return BoltResponse(status=503)


class _Ears:
    def __init__(self, client: AsyncWebClient, doors: Doors) -> None:
        self._client = client
        self._doors = doors
        self._looking = Looking(client, doors.views, doors.published)

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
        try:
            await self._pressed(body)
        except Exception:
            # Not acknowledged either: whether external people see an ephemeral message is unknown, and Slack
            # marks a button whose click nobody answered.
            await _told(respond, NOT_RECORDED)
            raise
        await ack()

    async def _pressed(self, body: Any) -> None:
        action = next(items(body, "actions"), None)
        act, value = pressed(action)
        try:
            if await self._looking.pressed(body):
                return
            if act is not None and act in FORMS:
                await self._open(act, value, body)
            elif in_view(body) and (act is not None or ordered(action) is not None):
                await self._act_in_view(body)
            elif act is not None or interaction_row(body, self._doors.clock.now()) is not None:
                await self._record(body)
            else:
                _log.info("a button that is none of ours")
        except Refusal as refusal:
            if refusal.code not in _TOO_LATE:
                raise
            await self._record(body | {UNUSABLE: "late"})

    async def _act_in_view(self, body: Any) -> None:
        """Decided like a form, before the answer: Home then shows what became of it."""
        try:
            errors = await self._doors.submit(body)
        except Exception as error:
            _log.error("a press in a view was not taken: %s", type(error).__name__)
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
        try:
            errors = await self._doors.submit(body)
        except Exception as error:
            _log.error("a form was not taken: %s", type(error).__name__)
            errors = {"": NOT_RECORDED}
        act = act_of(text(body, "view", "callback_id"))
        if errors and STALE in errors and act is not None:
            value = (text(body, "view", "private_metadata") or "").partition(MARK)[0]
            entered = dict(answers(at(body, "view", "state", "values")))
            view = await self._form(act, value, entered, line(strong("Changed meanwhile. "), errors[STALE]))
            await ack(response_action="update", view=view)
        elif errors:
            await ack(response_action="errors", errors=_placed(errors, body))
        else:
            await ack(**(await self._looking.followed(body) or {}))

    async def command(self, body: Any, ack: AsyncAck) -> None:
        """`/ackline`: read by the asker only, and only by staff."""
        try:
            async with asyncio.timeout(_SLACK_WAITS):
                answer = await self._answer(body, ident(body, "user_id") or "", (text(body, "text") or "").split())
        except (TimeoutError, Retry, Refusal) as late:
            _log.warning("a command was not answered: %s", type(late).__name__)
            answer = "No answer in time. Please try again."
        if answer is None:
            await ack()
            return
        if isinstance(answer, str):
            await ack(response_type="ephemeral", text=answer)
            return
        shown = render(answer, {})
        await ack(response_type="ephemeral", text=shown.text, blocks=list(shown.blocks))

    async def _answer(self, body: Any, user: str, words: list[str]) -> Internal | str | None:
        if not user or not await self._doors.is_staff(user):
            return "This command is for the support team."
        found = self._doors.commands.find(words)
        if found is None:
            return self._doors.commands.unknown(words)
        command, behind = found
        if command.opens:
            await self._looking.asked(command.opens, " ".join(behind), body)
            return None
        if command.answer is None:
            return await self._doors.order(body)
        try:
            return await command.answer(behind)
        except Permanent as error:
            return str(error)

    async def _keep(self, body: Any) -> None:
        if text(body, "event", "type") == "user_change" and (user := ident(body, "event", "user", "id")):
            self._doors.forget(user)
            deleted = at(body, "event", "user", "deleted") is True
            await self._doors.profile(UserId(user), deleted, ident(body, "event_id") or "")
        if (text(body, "event", "type") or "") in _OF_CHANNELS and (channel := ident(body, "event", "channel")):
            self._doors.resurvey(channel)
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

    async def _open(self, act: Act, value: str, body: Any) -> None:
        pressed_in = ident(body, "channel", "id") or ident(body, "container", "channel_id") or ""
        if not await self._doors.may_open(value, pressed_in, ident(body, "user", "id") or ""):
            await self._record(body | {UNUSABLE: "foreign"})
            return
        view = await self._form(act, value)
        await post(self._client.views_open(trigger_id=text(body, "trigger_id") or "", view=view))

    async def _form(self, act: Act, value: str, given: Mapping[str, str] = NOTHING_GIVEN, *before: Line) -> Json:
        """The form of an act as things stand now, with what was entered before."""
        choices = await self._in_time(self._doors.choices(act, value)) if act in CHOOSING else ()
        tells = await self._in_time(self._doors.tells(act, value))
        return form(act, await self._doors.witnessed(act, value), choices, (*before, *tells), given)

    async def shortcut(self, body: Any, ack: AsyncAck, respond: AsyncRespond) -> None:
        """From the menu of a message: the form of what it names, or why there is none."""
        act = act_of(text(body, "callback_id"))
        try:
            told = await self._about_message(act, body) if act in SHORTCUTS else OUTDATED
        except (Refusal, Retry) as late:
            _log.warning("a form was not opened: %s", type(late).__name__)
            told = NOT_OPENED
        if told:
            await _told(respond, told)
        await ack()

    async def _about_message(self, act: Act | None, body: Any) -> str:
        """Open the form for a message; why not, if it can't be."""
        if act is None or not await self._doors.is_staff(ident(body, "user", "id") or ""):
            return STAFF_ONLY
        channel, ts = ident(body, "channel", "id") or "", stamp(body, "message_ts") or ""
        value = await self._doors.message(channel, ts, stamp(body, "message", "thread_ts"))
        if value is None:
            return UNBOUND
        view = await self._form(act, value)
        await post(self._client.views_open(trigger_id=text(body, "trigger_id") or "", view=view))
        return ""

    async def _in_time(self, asked: Awaitable[Sequence[_T]]) -> Sequence[_T]:
        """What a form offers or says; nothing when that takes long, since the trigger lives three seconds."""
        try:
            async with asyncio.timeout(_CHOICES_SECONDS):
                return await asked
        except TimeoutError:
            return ()


async def _told(respond: AsyncRespond, words: str) -> None:
    """Tell whoever acted, and nobody else. Where their request gives no address that answers, they go without."""
    try:
        await respond(text=words, response_type="ephemeral", replace_original=False)
    except Exception as error:  # whatever stands there was sent to us, and is tried by several libraries
        _log.warning("an answer found nobody: %s", type(error).__name__)


def _placed(errors: Mapping[str, str], body: Any) -> dict[str, str]:
    """The errors under inputs that the form has: Slack shows no others."""
    fields = [name for block in items(body, "view", "blocks") if at(block, "type") == "input"
              and (name := text(block, "block_id"))]  # fmt: skip
    first = fields[0] if fields else "reason"
    return {name if name in fields else first: why for name, why in errors.items()}
