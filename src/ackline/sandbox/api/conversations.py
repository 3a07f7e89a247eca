"""`conversations.*` and `users.conversations`: channels, their members and what was said in them."""

from itertools import islice

from ackline.sandbox import changes, shapes
from ackline.sandbox.api.call import ApiError, Call, new_cursor
from ackline.sandbox.channel import Channel
from ackline.sandbox.message import Message
from ackline.sandbox.people import User
from ackline.sandbox.wire import Json

_MOST_PEOPLE = 8
_TYPES = {
    "public_channel": ("channel", "channels:read"),
    "private_channel": ("group", "groups:read"),
    "im": ("im", "im:read"),
    "mpim": ("mpim", "mpim:read"),
}


def info(call: Call) -> Json:
    """`conversations.info`."""
    shape = shapes.channel_json(call.world, channel := call.channel("read"))
    if not call.flag("include_num_members") and not channel.is_im:
        del shape["num_members"]
    return {"channel": shape}


def list_all(call: Call) -> Json:
    """`conversations.list`: every public channel, and the private ones that the bot is in."""
    return _listed(call, [c for c in call.world.channels.values() if not c.private or _is_member(call, c)])


def of_user(call: Call) -> Json:
    """`users.conversations`: those that somebody, without `user` the bot, is in."""
    user = call.user().id if call.text("user") else call.bot.id
    mine = [c for c in call.world.channels_of(user) if not c.private or _is_member(call, c)]
    return _listed(call, mine)


def members(call: Call) -> Json:
    """`conversations.members`."""
    found, page = call.page(call.channel("read").members, 100, 1000)
    return {"members": list(found)} | page


def open_dm(call: Call) -> Json:
    """`conversations.open`: the DM with one person or several, by `users` or by `channel`."""
    if call.text("channel"):
        call.needs("im:write")
        channel = call.channel("")
        if not (channel.is_im or channel.is_mpim):
            raise ApiError("method_not_supported_for_channel_type")
        names = [member for member in channel.members if member != call.bot.id]
    else:
        names = [name.strip() for name in call.text("users").split(",") if name.strip()]
        if not names:
            raise ApiError("users_list_not_supplied")
        call.needs("im:write" if len(names) == 1 else "mpim:write")
        if len(names) > _MOST_PEOPLE:
            raise ApiError("too_many_users")
    people = [_reachable(call, name) for name in dict.fromkeys(names)]
    before = len(call.world.channels)
    channel = call.world.im_with(people[0]) if len(people) == 1 else call.world.mpim_with(people)
    known = len(call.world.channels) == before
    if not known:
        call.workspace.feed.tell("world", channel=channel.id)
    shape = shapes.channel_json(call.world, channel) if call.flag("return_im") else {"id": channel.id}
    if call.flag("return_im") and channel.is_mpim:
        del shape["num_members"]
    return {"channel": shape} | ({"no_op": True, "already_open": True} if known else {})


def _reachable(call: Call, name: str) -> User:
    """Somebody whom the bot may write to; Slack's error otherwise."""
    person = call.world.users.get(name)
    if person is None:
        raise ApiError("user_not_found")
    if person.is_bot:
        raise ApiError("cannot_dm_bot")
    if person.deleted:
        raise ApiError("user_disabled")
    if call.world.is_external(person) and not call.world.shares_channel(person):
        raise ApiError("user_not_visible")
    return person


def join(call: Call) -> Json:
    """`conversations.join`, of public channels."""
    call.needs("channels:join")
    channel = call.channel("")
    if channel.private or channel.is_im or channel.is_mpim:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.archived:
        raise ApiError("is_archived")
    return {"channel": shapes.channel_json(call.world, changes.join(call.workspace, channel, call.bot))}


def history(call: Call) -> Json:
    """`conversations.history`: newest first, threads left out; both ends are excluded unless `inclusive`."""
    channel = _readable(call)
    limit = call.limit(100, 999)
    oldest, latest = _end(call, "oldest"), _end(call, "latest")
    roots = call.world.roots(channel.id, oldest=oldest, latest=call.cursor() or latest or "~")
    if not call.flag("inclusive"):
        roots = (message for message in roots if message.ts not in (oldest, latest))
    found = list(islice(roots, limit + 1))
    more = len(found) > limit
    answer: Json = {
        "messages": [_shown(call, message) for message in found[:limit]],
        "has_more": more,
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    if latest:
        answer["latest"] = call.text("latest")
    if more:
        answer["response_metadata"] = {"next_cursor": new_cursor(found[limit].ts)}
    return answer


def replies(call: Call) -> Json:
    """`conversations.replies`: the root first, then its replies, oldest first; a reply's ts gives that one alone."""
    channel = _readable(call)
    root = call.world.message(channel.id, call.required("ts"))
    if root is None:
        raise ApiError("thread_not_found")
    oldest, latest = _end(call, "oldest"), _end(call, "latest") or "~"
    inclusive = call.flag("inclusive")
    below = [
        reply
        for reply in call.world.replies(channel.id, root.ts)
        if oldest < reply.ts < latest or (inclusive and reply.ts in (oldest, latest))
    ]
    found, page = call.page([root, *below], 1000, 1000)
    more = bool(page["response_metadata"]["next_cursor"])
    answer: Json = {"messages": [_shown(call, message) for message in found], "has_more": more}
    return answer | (page if more else {})


def _readable(call: Call) -> Channel:
    channel = call.channel("history")
    if not _is_member(call, channel):
        raise ApiError("not_in_channel")
    return channel


def _shown(call: Call, message: Message) -> Json:
    return call.world.shown(message, metadata=call.flag("include_all_metadata"))


def _is_member(call: Call, channel: Channel) -> bool:
    return call.bot.id in channel.members


def _listed(call: Call, channels: list[Channel]) -> Json:
    wanted = [name.strip() for name in (call.text("types") or "public_channel").split(",")]
    kinds = set()
    for name in wanted:
        if name not in _TYPES:
            raise ApiError("invalid_types")
        kind, scope = _TYPES[name]
        call.needs(scope)
        kinds.add(kind)
    skip_archived = call.flag("exclude_archived")
    fitting = [c for c in channels if c.kind in kinds and not (skip_archived and c.archived)]
    found, page = call.page(fitting, 100, 999)
    return {"channels": [shapes.channel_json(call.world, channel) for channel in found]} | page


def _end(call: Call, name: str) -> str:
    """An end of the window, written out so that it compares with a ts as text; empty when it isn't given."""
    given = call.text(name)
    seconds, _, fraction = given.partition(".")
    if given and not (seconds + fraction).isdecimal():
        raise ApiError(f"invalid_ts_{name}")
    return f"{seconds.zfill(10)}.{fraction.ljust(6, '0')[:6]}" if given else ""
