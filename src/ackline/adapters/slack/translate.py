"""What a Slack payload says happened. Total: any JSON is read, and what can't be acted on is Ignored with why."""

from collections.abc import Callable, Mapping
from datetime import datetime

from ackline.adapters.slack.fields import answers, at, epoch, ident, items, moment, stamp, text
from ackline.adapters.slack.me import Me
from ackline.adapters.slack.pressed import act_of, order_of, ordered, pressed
from ackline.adapters.slack.rows import CONTENT, UNUSABLE, deleted_ts, edited_ts
from ackline.domain.ids import UserId
from ackline.domain.tickets.intake import (
    Altered,
    BotJoined,
    ChannelGone,
    ChannelMoved,
    Heard,
    Ignored,
    Input,
    Marked,
    Ordered,
    Pressed,
    Removed,
    Unusable,
)
from ackline.services.ports import Json


def read(body: object, me: Me, received_at: datetime) -> Input:
    """What the body of an inbox row means. `received_at` stands in where the payload names no time."""
    if not isinstance(body, dict):
        return Ignored(why="not an object")
    match body.get("type"):
        case "event_callback":
            return _event(body, me, received_at)
        case "block_actions":
            return _pressed(body)
        case "view_submission":
            return _submitted(body, received_at)
        case "command":
            return _ordered(body, received_at)
    return Ignored(why="not an event, a pressed button or a submitted form")


def _event(body: Json, me: Me, received_at: datetime) -> Input:
    event = body.get("event")
    kind = text(event, "type")
    if not isinstance(event, dict) or kind is None:
        return Ignored(why="an event without a type")
    reader = READERS.get(kind)
    if reader is None:
        return Ignored(why=f"nothing is done about {kind[:80]}")
    when = stamp(event, "event_ts")
    return reader(event, me, moment(when) if when else epoch(body, "event_time") or received_at)


# ---------------------------------------------------------------- messages


def _message(event: Json, me: Me, when: datetime) -> Input:
    channel, subtype = ident(event, "channel"), event.get("subtype")
    if channel is None:
        return Ignored(why="a message without a channel")
    if deleted := deleted_ts(event):
        thread = _thread(at(event, "previous_message"), deleted) or _thread(at(event, "message"), deleted)
        return Removed(channel=channel, ts=deleted, thread=thread, at=when)
    if subtype == "message_changed":
        return _altered(event, channel, me)
    if not (subtype is None or (isinstance(subtype, str) and subtype in CONTENT)):
        return Ignored(why="a message that nobody wrote")
    return _heard(event, channel, me)


def _heard(event: Json, channel: str, me: Me) -> Input:
    if why := _no_person(event, me):
        return Ignored(why=why)
    ts, user, words = stamp(event, "ts"), ident(event, "user"), _words(event)
    files = sum(1 for _ in items(event, "files"))
    if ts is None or user is None:
        return Ignored(why="a message without its author or timestamp")
    if not words.strip() and not files:
        return Ignored(why="a message with nothing in it")
    return Heard(
        channel=channel,
        ts=ts,
        thread=_thread(event, ts),
        user=UserId(user),
        team=_team(event),
        text=words,
        files=files,
        at=moment(ts),
        broadcast=event.get("subtype") == "thread_broadcast",
    )


def _altered(event: Json, channel: str, me: Me) -> Input:
    message = at(event, "message")
    if why := _no_person(message, me):
        return Ignored(why=why)
    edit = edited_ts(event)
    if edit is None:
        return Ignored(why="a message changed without being edited")
    ts, user = stamp(message, "ts"), ident(message, "user")
    if ts is None or user is None:
        return Ignored(why="an edit without its author or timestamp")
    return Altered(
        channel=channel,
        ts=ts,
        thread=_thread(message, ts),
        user=UserId(user),
        team=_team(message),
        text=_words(message),
        edited_ts=edit,
        at=moment(edit),
    )


def _no_person(message: object, me: Me) -> str | None:
    """Why a message is not a person's: two bots that answer each other never stop."""
    user, bot, app = ident(message, "user"), ident(message, "bot_id"), ident(message, "app_id")
    if user == me.user or (bot and bot == me.bot) or (app and app == me.app):
        return "the bot's own message"
    if bot or at(message, "subtype") == "bot_message" or user == "USLACKBOT":
        return "a bot's message"
    return None


def _words(message: object) -> str:
    """The text as its author wrote it; of a message that was only forwarded, the forwarded text."""
    own = text(message, "text") or ""
    if own.strip():
        return own
    shared = (text(part, "text") or text(part, "fallback") for part in items(message, "attachments"))
    return "\n".join(words for words in shared if words)


def _thread(message: object, ts: str) -> str | None:
    """The root of a reply; a root names itself once it has replies."""
    thread = stamp(message, "thread_ts")
    return None if thread == ts else thread


def _team(message: object) -> str | None:
    """The author's home team: in a shared channel `team` may be the channel's side."""
    return ident(message, "user_team") or ident(message, "team")


# ---------------------------------------------------------------- reactions and channels


def _marked(event: Json, me: Me, _: datetime) -> Input:
    if at(event, "item", "type") != "message":
        return Ignored(why="a reaction on something other than a message")
    channel, ts, user = ident(event, "item", "channel"), stamp(event, "item", "ts"), ident(event, "user")
    name, when = text(event, "reaction"), stamp(event, "event_ts")
    if not (channel and ts and user and name and when):
        return Ignored(why="a reaction with something missing")
    if user == me.user:
        return Ignored(why="the bot's own reaction")
    return Marked(
        channel=channel,
        ts=ts,
        user=UserId(user),
        emoji=folded(name),
        added=event["type"] == "reaction_added",
        event_ts=when,
        at=moment(when),
    )


def folded(emoji: str) -> str:
    """An emoji's name without its skin tone."""
    return emoji.partition("::")[0]


_GONE = {
    "archive": "it was archived",
    "deleted": "it was deleted",
    "left": "the bot was taken out of it",
    "unshared": "it is no longer shared with the customer",
}


def _gone(event: Json, _: Me, when: datetime) -> Input:
    channel = ident(event, "channel")
    if channel is None:
        return Ignored(why="a channel event without a channel")
    if event["type"] == "channel_unshared" and event.get("is_ext_shared") is True:
        return Ignored(why="the channel is still shared with others")
    return ChannelGone(channel=channel, why=_GONE[event["type"].partition("_")[2]], at=when)


def _everything_gone(event: Json, _: Me, when: datetime) -> Input:
    if event["type"] == "tokens_revoked" and next(items(event, "tokens", "bot"), None) is None:
        return Ignored(why="tokens of people were revoked, not the bot's")
    return ChannelGone(channel="", why=event["type"].replace("_", " "), at=when)


def _moved(event: Json, _: Me, when: datetime) -> Input:
    old, new = ident(event, "old_channel_id"), ident(event, "new_channel_id")
    if old is None or new is None:
        return Ignored(why="a channel's new id without both ids")
    return ChannelMoved(old=old, new=new, at=when)


def _joined(event: Json, me: Me, when: datetime) -> Input:
    channel = ident(event, "channel")
    if channel is None or ident(event, "user") != me.user:
        return Ignored(why="somebody else joined")
    inviter = ident(event, "inviter")
    return BotJoined(channel=channel, at=when, inviter=UserId(inviter) if inviter else None)


def _shared(event: Json, _: Me, when: datetime) -> Input:
    channel = ident(event, "channel")
    return BotJoined(channel=channel, at=when) if channel else Ignored(why="a channel event without a channel")


CHANNELS_GONE = frozenset({
    "channel_archive", "channel_deleted", "channel_left", "channel_unshared", "group_archive", "group_deleted",
    "group_left",
})  # fmt: skip
"""What happens to a channel that ends it for the bot, or for a customer."""

Reader = Callable[[Json, Me, datetime], Input]

READERS: Mapping[str, Reader] = {
    "message": _message,
    "reaction_added": _marked,
    "reaction_removed": _marked,
    "member_joined_channel": _joined,
    "channel_shared": _shared,
    **dict.fromkeys(sorted(CHANNELS_GONE), _gone),
    "channel_id_changed": _moved,
    "app_uninstalled": _everything_gone,
    "tokens_revoked": _everything_gone,
}


# ---------------------------------------------------------------- buttons and forms


def _pressed(body: Json) -> Input:
    action = next(items(body, "actions"), None)
    (act, value), when, user = pressed(action), stamp(action, "action_ts"), ident(body, "user", "id")
    channel = ident(body, "channel", "id") or ident(body, "container", "channel_id") or ""
    if when is None or user is None or text(action, "url") or not (act or channel or ordered(action)):
        return Ignored(why="a press that asks for nothing")
    team = ident(body, "user", "team_id")
    if (words := ordered(action)) and UNUSABLE not in body:
        message = stamp(body, "container", "message_ts") or ""
        return Ordered(
            user=UserId(user),
            team=team,
            words=words,
            channel=channel,
            at=moment(when),
            message=message,
            answered=text(body, "view", "type") in ("home", "modal"),
        )
    why = text(body, UNUSABLE) or ("old" if act is None else None)
    if act is None or why is not None:
        return Unusable(
            channel=channel,
            user=UserId(user),
            team=team,
            value=value or text(action, "action_id") or "",
            why=why or "old",
            answered=False,
            at=moment(when),
        )
    return Pressed(
        channel=channel,
        user=UserId(user),
        team=team,
        act=act,
        value=value,
        fields=(),
        at=moment(when),
    )


def _submitted(body: Json, received_at: datetime) -> Input:
    act, user = act_of(text(body, "view", "callback_id")), ident(body, "user", "id")
    value, team = text(body, "view", "private_metadata") or "", ident(body, "user", "team_id")
    if user is None:
        return Ignored(why="a form of nobody")
    if words := order_of(text(body, "view", "callback_id"), value):
        fields = answers(at(body, "view", "state", "values"))
        return Ordered(user=UserId(user), team=team, words=words, channel="", at=received_at, fields=fields)
    if act is None:
        return Unusable(channel="", user=UserId(user), team=team, value=value, why="old", answered=True, at=received_at)
    return Pressed(
        channel="",
        user=UserId(user),
        team=team,
        act=act,
        value=value,
        fields=answers(at(body, "view", "state", "values")),
        at=received_at,
    )


def _ordered(body: Json, received_at: datetime) -> Input:
    user = ident(body, "user_id")
    if user is None:
        return Ignored(why="a command of nobody")
    return Ordered(
        user=UserId(user),
        team=ident(body, "team_id"),
        words=tuple((text(body, "text") or "").split()),
        channel=ident(body, "channel_id") or "",
        at=received_at,
    )
