"""What changes around the messages: who is in a channel, who is connected to it, who still works here."""

from dataclasses import replace

from ackline.sandbox import events, shapes
from ackline.sandbox.channel import Channel
from ackline.sandbox.people import User
from ackline.sandbox.wire import Refused
from ackline.sandbox.workspace import Workspace


def join(workspace: Workspace, channel: Channel, user: User, inviter: str | None = None) -> Channel:
    """Somebody, or the bot, comes into a channel."""
    if user.id in channel.members:
        return channel
    after = _keep(workspace, replace(channel, members=(*channel.members, user.id)))
    stamp = workspace.clock.stamp()
    event = events.membership("member_joined_channel", after, user, stamp, inviter=inviter)
    workspace.emit(event, user.team, after)
    return after


def leave(workspace: Workspace, channel: Channel, user: User) -> Channel:
    """Somebody goes; when it is the bot, it is told by `channel_left` (`group_left`) and hears no more."""
    after = _keep(workspace, replace(channel, members=tuple(m for m in channel.members if m != user.id)))
    stamp = workspace.clock.stamp()
    if user.id == workspace.world.app.bot_user:
        kind = "group_left" if channel.private else "channel_left"
        workspace.emit(events.of_channel(kind, channel.id, stamp), None)
        return after
    workspace.emit(events.membership("member_left_channel", after, user, stamp), user.team, after)
    return after


def archive(workspace: Workspace, channel: Channel, by: User) -> None:
    """Nobody can post there any more."""
    after = _keep(workspace, replace(channel, archived=True))
    kind = "group_archive" if channel.private else "channel_archive"
    workspace.emit(events.of_channel(kind, channel.id, workspace.clock.stamp(), user=by.id), by.team, after)


def delete(workspace: Workspace, channel: Channel) -> None:
    """The channel is gone with all that was said in it."""
    kind = "group_deleted" if channel.private else "channel_deleted"
    workspace.emit(events.of_channel(kind, channel.id, workspace.clock.stamp()), None, channel)
    del workspace.world.channels[channel.id]
    workspace.feed.tell("world", channel=channel.id)


def share(workspace: Workspace, channel: Channel, team: str) -> None:
    """Another organisation accepts the invitation."""
    if team not in workspace.world.teams:
        raise Refused("team_not_found", f"no team has the id {team!r}")
    after = _keep(workspace, replace(channel, connected=tuple(dict.fromkeys((*channel.connected, team)))))
    stamp = workspace.clock.stamp()
    workspace.emit(events.of_channel("channel_shared", channel.id, stamp, connected_team_id=team), team, after)


def unshare(workspace: Workspace, channel: Channel, team: str) -> None:
    """An organisation is disconnected, and its people are gone from the channel."""
    world = workspace.world
    after = _keep(
        workspace,
        replace(
            channel,
            connected=tuple(t for t in channel.connected if t != team),
            members=tuple(m for m in channel.members if world.users[m].team != team),
        ),
    )
    event = events.of_channel(
        "channel_unshared",
        channel.id,
        workspace.clock.stamp(),
        previously_connected_team_id=team,
        is_ext_shared=after.is_ext_shared,
    )
    workspace.emit(event, None, after)


def change_id(workspace: Workspace, channel: Channel, new_id: str) -> None:
    """The channel gets another id, as a private one does when it is shared."""
    if new_id in workspace.world.channels:
        raise Refused("id_taken", f"{new_id} is already a channel")
    workspace.world.rekey(channel.id, new_id)
    workspace.feed.tell("world")
    stamp = workspace.clock.stamp()
    event = {
        "type": "channel_id_changed",
        "old_channel_id": channel.id,
        "new_channel_id": new_id,
        "event_ts": stamp,
    }
    workspace.emit(event, None)


def set_deleted(workspace: Workspace, user: User, *, deleted: bool) -> None:
    """Somebody's account is deactivated, or restored."""
    after = replace(user, deleted=deleted)
    workspace.world.users[user.id] = after
    workspace.feed.tell("world")
    shape = shapes.user_json(workspace.world, after, workspace.clock.now)
    stamp = workspace.clock.stamp()
    workspace.emit({"type": "user_change", "user": shape, "cache_ts": 0, "event_ts": stamp}, user.team)


def revoke_token(workspace: Workspace) -> None:
    """The app is told, and all its calls answer `token_revoked`."""
    bot = workspace.world.app.bot_user
    stamp = workspace.clock.stamp()
    workspace.emit({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}, "event_ts": stamp}, None)
    workspace.emit({"type": "app_uninstalled", "event_ts": stamp}, None)
    workspace.token_revoked = True
    workspace.feed.tell("world")


def _keep(workspace: Workspace, channel: Channel) -> Channel:
    workspace.world.channels[channel.id] = channel
    workspace.feed.tell("world", channel=channel.id)
    return channel
