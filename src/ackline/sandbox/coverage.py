"""What of Slack is imitated, for whoever asks whether a story can rest on it. A test compares this with the code."""

from collections.abc import Mapping

from ackline.sandbox.wire import Json

METHODS: Mapping[str, str] = {
    "apps.connections.open": "",
    "auth.test": "its url leads to this page",
    "bots.info": "the app's own bot",
    "chat.delete": "the app's own messages",
    "chat.getPermalink": "leads to this page",
    "chat.postEphemeral": "",
    "chat.postMessage": "text, blocks, attachments, metadata, threads, broadcast; not as another user",
    "chat.update": "the app's own messages",
    "conversations.history": "",
    "conversations.info": "",
    "conversations.join": "",
    "conversations.list": "",
    "conversations.members": "",
    "conversations.open": "with one person or several",
    "conversations.replies": "",
    "files.completeUploadExternal": "",
    "files.getUploadURLExternal": "",
    "files.info": "",
    "reactions.add": "",
    "reactions.get": "of messages",
    "reactions.remove": "",
    "team.info": "",
    "users.conversations": "",
    "users.info": "strangers too",
    "users.list": "",
    "views.open": "",
    "views.publish": "",
    "views.push": "",
    "views.update": "",
}

EVENTS: Mapping[str, str] = {
    "app_home_opened": "",
    "app_mention": "where the seed subscribes to it",
    "app_rate_limited": "by the control API",
    "app_uninstalled": "with tokens_revoked",
    "channel_archive": "",
    "channel_deleted": "",
    "channel_id_changed": "",
    "channel_left": "",
    "channel_shared": "",
    "channel_unshared": "",
    "file_shared": "",
    "group_archive": "",
    "group_deleted": "",
    "group_left": "",
    "member_joined_channel": "the bot's too",
    "member_left_channel": "",
    "message.channels": "plain, file_share, thread_broadcast, message_changed (edit, unfurl, tombstone), _deleted",
    "message.groups": "the same",
    "message.im": "the same",
    "message.mpim": "the same",
    "reaction_added": "",
    "reaction_removed": "",
    "tokens_revoked": "",
    "user_change": "deactivated and restored",
}

INTERACTIONS: Mapping[str, str] = {
    "block_actions": "of messages, ephemerals, modals and App Home",
    "block_suggestion": "external selects",
    "message_action": "message shortcuts, staff only",
    "shortcut": "global shortcuts, staff only",
    "slash command": "staff only",
    "view_closed": "where the view asks for it",
    "view_submission": "errors, update, push, clear",
    "response_url": "five times within 30 minutes",
}

BLOCKS: Mapping[str, str] = {
    "actions": "",
    "context": "",
    "divider": "",
    "header": "",
    "image": "its alternative text; nothing is fetched",
    "input": "",
    "markdown": "drawn as mrkdwn",
    "rich_text": "",
    "section": "",
}

MISSING: tuple[str, ...] = (
    "scheduled messages (chat.scheduleMessage and its like), which the bot never uses: its timers are its own",
    "chat.unfurl, chat.meMessage",
    "user groups, bookmarks, pins, reminders, stars, canvases, lists, calls, workflows",
    "search, admin and SCIM methods, audit logs",
    "OAuth installation and token rotation",
    "Enterprise Grid: one workspace is installed",
    "video, file, table and call blocks, file inputs",
    "link unfurling by the app, typing indicators",
    "real limits per minute: 429 comes on demand only",
)


def listed(elements: frozenset[str], faults: tuple[str, ...]) -> Json:
    """All of it, for the control API; the caller knows the elements and faults."""
    noted = {"methods": METHODS, "events": EVENTS, "interactions": INTERACTIONS, "blocks": BLOCKS}
    shown: Json = {
        title: [{"name": name, "note": note} for name, note in sorted(entries.items())]
        for title, entries in noted.items()
    }
    shown["elements"] = [{"name": name, "note": ""} for name in sorted(elements)]
    shown["faults"] = [{"name": name, "note": ""} for name in faults]
    shown["missing"] = [{"name": name, "note": ""} for name in MISSING]
    return shown
