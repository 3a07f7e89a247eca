"""Users, channels and teams as the Web API and events show them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ackline.sandbox.channel import Channel
from ackline.sandbox.people import Team, User
from ackline.sandbox.wire import Json
from ackline.sandbox.world import World


def team_json(team: Team) -> Json:
    """As `team.info` answers it."""
    domain = team.domain or team.name.lower().replace(" ", "-")
    return {
        "id": team.id,
        "name": team.name,
        "domain": domain,
        "email_domain": "",
        "icon": {"image_default": True},
        "url": f"https://{domain}.slack.example/",
        "is_verified": False,
    }


def user_json(world: World, user: User, now: datetime) -> Json:
    """As `users.info` answers it: an external's e-mail address is hidden, a stranger is flagged."""
    external = world.is_external(user)
    zone = now.astimezone(ZoneInfo(user.tz))
    offset = zone.utcoffset()
    profile: Json = {
        "title": user.title,
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "status_text": "",
        "status_emoji": "",
        "team": user.team,
        "image_48": "",
    }
    if user.email and not external:
        profile["email"] = user.email
    if user.is_bot:
        profile |= {"api_app_id": world.app.id, "bot_id": world.app.bot_id, "always_active": True}
    shape: Json = {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": zone.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": int(world.start.timestamp()),
    }
    if external:
        return shape | {"is_stranger": not world.shares_channel(user)}
    flags = {"is_admin": False, "is_owner": False, "is_primary_owner": False, "is_email_confirmed": True}
    guest = {"is_restricted": user.is_restricted, "is_ultra_restricted": user.is_ultra_restricted}
    return shape | flags | guest


def channel_json(world: World, channel: Channel) -> Json:
    """As `conversations.info` answers it."""
    shape: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_im": channel.is_im,
        "is_org_shared": False,
        "context_team_id": world.vendor.id,
        "updated": channel.created * 1000,
    }
    if channel.is_im:
        person = world.im_person(channel)
        return shape | {"user": person.id, "is_user_deleted": person.deleted, "priority": 0}
    shape |= {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.private,
        "is_group": channel.private,
        "is_mpim": channel.is_mpim,
        "is_private": channel.private,
        "is_general": False,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "is_member": world.app.bot_user in channel.members,
        "creator": channel.members[0] if channel.members else world.app.bot_user,
        "unlinked": 0,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
        "shared_team_ids": list(channel.connected),
        "num_members": len(channel.members),
    }
    if channel.is_ext_shared:
        shape |= {
            "conversation_host_id": channel.host,
            "connected_team_ids": [team for team in channel.connected if team != world.vendor.id],
            "internal_team_ids": [world.vendor.id],
        }
    return shape
