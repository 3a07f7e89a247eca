"""The one installed app: its ids, its secrets, what it may do, what it hears of, and what people find of it."""

from dataclasses import dataclass

from ackline.sandbox.wire import Refused

EVERY_SCOPE = (
    "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write", "commands",
    "files:read", "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write", "mpim:history",
    "mpim:read", "mpim:write", "reactions:read", "reactions:write", "team:read", "users:read",
)  # fmt: skip

EVERY_EVENT = (
    "app_home_opened", "app_uninstalled", "channel_archive", "channel_deleted", "channel_id_changed",
    "channel_left", "channel_shared", "channel_unshared", "file_shared", "group_archive", "group_deleted",
    "group_left", "member_joined_channel", "member_left_channel", "message.channels", "message.groups",
    "message.im", "message.mpim", "reaction_added", "reaction_removed", "tokens_revoked", "user_change",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A slash command that people find when they type."""

    command: str
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """A shortcut in every message's menu, or (type: global) beside the composer."""

    name: str
    callback_id: str
    type: str = "message"
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Tokens must say that they are the sandbox's, so that nobody's real ones end up in a seed or a log."""

    id: str = "A0SANDBOX"
    name: str = "ackline"
    bot_id: str = "B0SANDBOX"
    bot_user: str = "U0SANDBOX"
    token: str = "xoxb-sandbox-token"
    app_token: str = "xapp-sandbox-token"
    signing_secret: str = "sandbox-signing-secret"
    scopes: tuple[str, ...] = EVERY_SCOPE
    events: tuple[str, ...] = EVERY_EVENT
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()

    def __post_init__(self) -> None:
        for token, prefix in ((self.token, "xoxb-sandbox"), (self.app_token, "xapp-sandbox")):
            if not token.startswith(prefix):
                raise Refused(
                    "real_token",
                    f"the seed's token must start with {prefix}: never give the sandbox a real one",
                )
