"""One message as the world keeps it, and the shape in which Slack shows it."""

from dataclasses import dataclass, replace

from ackline.sandbox.wire import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """Who put one emoji on a message, in the order in which they did."""

    name: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A post by a person or a bot; `deleted` ones stay for whoever inspects the sandbox, the API hides them."""

    channel: str
    ts: str
    user: str
    team: str
    text: str
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    files: tuple[Json, ...] = ()
    thread_ts: str | None = None
    broadcast: bool = False
    subtype: str | None = None
    client_msg_id: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    bot_name: str | None = None
    metadata: Json | None = None
    edited_by: str | None = None
    edited_ts: str | None = None
    reactions: tuple[Reaction, ...] = ()
    external: bool = False
    deleted: bool = False

    @property
    def is_reply(self) -> bool:
        """Whether it hangs in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def with_reaction(self, name: str, user: str) -> "Message | None":
        """The message with one more reaction; None when that person has already put it there."""
        for reaction in self.reactions:
            if reaction.name == name:
                if user in reaction.users:
                    return None
                grown = replace(reaction, users=(*reaction.users, user))
                return replace(self, reactions=tuple(grown if r.name == name else r for r in self.reactions))
        return replace(self, reactions=(*self.reactions, Reaction(name=name, users=(user,))))

    def without_reaction(self, name: str, user: str) -> "Message | None":
        """The message with one reaction fewer; None when that person has not put it there."""
        if not any(r.name == name and user in r.users for r in self.reactions):
            return None
        left = [
            replace(r, users=tuple(u for u in r.users if u != user)) if r.name == name else r for r in self.reactions
        ]
        return replace(self, reactions=tuple(r for r in left if r.users))

    def as_json(self, *, replies: "tuple[Message, ...]" = (), parent_user: str | None = None) -> Json:
        """As `conversations.history` and events show it; metadata is added by whoever is asked for it."""
        shape: Json = {
            "type": "message",
            "user": self.user,
            "text": self.text,
            "ts": self.ts,
            "team": self.team,
        }
        if self.subtype == "tombstone":
            shape |= {"subtype": "tombstone", "hidden": True}
            del shape["team"]
        elif self.subtype:
            shape["subtype"] = self.subtype
        if self.client_msg_id:
            shape["client_msg_id"] = self.client_msg_id
        if self.external:
            shape |= {"user_team": self.team, "source_team": self.team}
        if self.bot_id:
            shape |= {"bot_id": self.bot_id, "app_id": self.app_id, "bot_profile": self._bot_profile()}
        if self.blocks:
            shape["blocks"] = list(self.blocks)
        if self.attachments:
            shape["attachments"] = list(self.attachments)
        if self.files:
            shape |= {"files": list(self.files), "upload": False}
        if self.edited_ts:
            shape["edited"] = {"user": self.edited_by, "ts": self.edited_ts}
        if self.reactions:
            shape["reactions"] = [
                {"name": r.name, "users": list(r.users), "count": len(r.users)} for r in self.reactions
            ]
        if self.is_reply:
            shape |= {"thread_ts": self.thread_ts, "parent_user_id": parent_user}
        elif replies:
            shape |= {"thread_ts": self.ts, **_thread_summary(replies)}
        return shape

    def _bot_profile(self) -> Json:
        return {
            "id": self.bot_id,
            "app_id": self.app_id,
            "name": self.bot_name,
            "team_id": self.team,
            "deleted": False,
            "updated": 1_600_000_000,
            "icons": {},
        }


def _thread_summary(replies: tuple[Message, ...]) -> Json:
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users[:5],
        "is_locked": False,
        "subscribed": False,
    }
