"""A Slack in memory: channels, threads, reactions, what the bot posted, and the envelopes that people's acts make."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from .stage import ME, TEAM_OF

Json = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Posted:
    """A message as Slack keeps it. `seen_at` is when it could be read by others; `key` is of the bot's own."""

    channel: str
    ts: str
    user: str
    text: str
    thread: str | None
    at: datetime
    key: str = ""
    blocks: list[Json] = field(default_factory=list)
    edited: str = ""
    deleted: bool = False
    marks: dict[str, list[str]] = field(default_factory=dict)
    history: list[tuple[datetime, str]] = field(default_factory=list)

    def shown(self) -> Json:
        """The message as the Web API tells it."""
        shape: Json = {"type": "message", "channel": self.channel, "ts": self.ts, "user": self.user, "text": self.text}
        shape["team"] = shape["user_team"] = TEAM_OF.get(self.user, ME.team)
        if self.user == ME.user:
            shape |= {"bot_id": ME.bot, "app_id": ME.app, "blocks": self.blocks}
        if self.key:
            shape["metadata"] = {"event_type": "ackline", "event_payload": {"key": self.key}}
        if self.thread:
            shape["thread_ts"] = self.thread
        if self.edited:
            shape["edited"] = {"ts": self.edited, "user": self.user}
        if self.marks:
            shape["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)} for name, users in self.marks.items() if users
            ]
        return shape


class Workspace:
    """The state of Slack, and how often the bot posted each key."""

    def __init__(self) -> None:
        self.messages: dict[str, dict[str, Posted]] = {}
        self.keys: Counter[str] = Counter()
        self.marked_duplicate: set[str] = set()
        self.misled: set[str] = set()
        self.words: list[tuple[str, str | None, str, str, datetime]] = []
        self._names: dict[str, str] = {}
        self._gone: set[str] = set()
        self._last = 0

    def stamp(self, now: datetime) -> str:
        """A timestamp that nobody had before."""
        micros = max((now - _EPOCH) // timedelta(microseconds=1), self._last + 1)
        self._last = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def present(self, channel: str) -> str:
        """The id that a channel goes by now; in here each keeps the one that it began with."""
        return self._names.get(channel, channel)

    def move(self, channel: str, now: datetime) -> Json:
        """A channel gets another id, and the one before answers no more."""
        before = self.present(channel)
        self._gone.add(before)
        after = self._names[channel] = f"{channel}{int(before.removeprefix(channel) or 1) + 1}"
        changed = {"type": "channel_id_changed", "old_channel_id": before, "new_channel_id": after}
        return _envelope({**changed, "event_ts": self.stamp(now)})

    def _known_as(self, name: str) -> str | None:
        """The channel that goes by a name now."""
        if name in self._gone:
            return None
        return next((channel for channel, after in self._names.items() if after == name), name)

    def say(self, channel: str, user: str, text: str, thread: str | None, now: datetime) -> tuple[Posted, Json]:
        """A person writes."""
        posted = Posted(channel, self.stamp(now), user, text, thread, now)
        self.messages.setdefault(channel, {})[posted.ts] = posted
        return posted, self._event({**posted.shown(), "event_ts": posted.ts})

    def edit(self, posted: Posted, text: str, now: datetime) -> Json:
        """Its author changes a message."""
        before = posted.shown()
        posted.text, posted.edited = text, self.stamp(now)
        return self._event(
            {
                "type": "message",
                "subtype": "message_changed",
                "channel": posted.channel,
                "message": posted.shown(),
                "previous_message": before,
                "event_ts": self.stamp(now),
            }
        )

    def delete(self, posted: Posted, now: datetime) -> Json:
        """A message goes; a root with replies stays behind as a tombstone."""
        before = posted.shown()
        posted.deleted = True
        event_ts = self.stamp(now)
        if self._replies(posted):
            message = {**before, "subtype": "tombstone", "text": "This message was deleted.", "user": "USLACKBOT"}
            changed: Json = {"subtype": "message_changed", "message": message, "previous_message": before}
        else:
            changed = {"subtype": "message_deleted", "deleted_ts": posted.ts, "previous_message": before}
        return self._event({"type": "message", "channel": posted.channel, "event_ts": event_ts, **changed})

    def mark(self, posted: Posted, user: str, emoji: str, *, added: bool, now: datetime) -> Json | None:
        """Somebody puts an emoji on a message or takes it off; None when that changes nothing."""
        users = posted.marks.setdefault(emoji, [])
        if added == (user in users) or posted.deleted:
            return None
        if added:
            users.append(user)
        else:
            users.remove(user)
        return self._event(
            {
                "type": "reaction_added" if added else "reaction_removed",
                "user": user,
                "reaction": emoji,
                "item": {"type": "message", "channel": posted.channel, "ts": posted.ts},
                "event_ts": self.stamp(now),
            }
        )

    def post(self, asked: Json, now: datetime) -> Json:
        """The bot posts."""
        channel, thread = self._known_as(asked["channel"]), asked.get("thread_ts")
        if channel is None:
            return _UNKNOWN
        root = self.messages.get(channel, {}).get(thread) if thread else None
        if thread and (root is None or (root.deleted and not self._replies(root))):
            return {"ok": False, "error": "thread_not_found"}
        key = asked["metadata"]["event_payload"]["key"]
        posted = Posted(channel, self.stamp(now), ME.user, asked["text"], thread, now, key=key, blocks=asked["blocks"])
        self.messages.setdefault(channel, {})[posted.ts] = posted
        self.keys[key] += 1
        self._said(posted, now)
        return {"ok": True, "channel": asked["channel"], "ts": posted.ts}

    def update(self, asked: Json, now: datetime) -> Json:
        """The bot changes what it posted."""
        channel = self._known_as(asked["channel"])
        if channel is None:
            return _UNKNOWN
        posted = self.messages.get(channel, {}).get(asked["ts"])
        if posted is None or posted.deleted:
            return {"ok": False, "error": "message_not_found"}
        posted.text, posted.blocks = asked["text"], asked["blocks"]
        self._said(posted, now)
        return {"ok": True, "channel": asked["channel"], "ts": posted.ts}

    def history(self, name: str, oldest: str, as_of: datetime) -> Json:
        """The top of a channel, newest first, as it was then."""
        channel = self._known_as(name)
        if channel is None:
            return _UNKNOWN
        tops = [p for p in self._known(channel, as_of) if p.thread is None and p.ts > oldest]
        found = [self._counted(p) for p in reversed(tops) if not p.deleted or self._replies(p)]
        return {"ok": True, "messages": found}

    def replies(self, name: str, thread: str, oldest: str, as_of: datetime) -> Json:
        """A thread, its root first, as it was then."""
        channel = self._known_as(name)
        if channel is None:
            return _UNKNOWN
        known = self._known(channel, as_of)
        root = next((p for p in known if p.ts == thread), None)
        if root is None or (root.deleted and not self._replies(root)):
            return {"ok": False, "error": "thread_not_found"}
        below = [p for p in known if p.thread == thread and not p.deleted and p.ts > oldest]
        return {"ok": True, "messages": [self._counted(root), *(p.shown() for p in below)]}

    def reactions(self, name: str, ts: str) -> Json:
        """A message with everybody who reacted."""
        posted = self.messages.get(self._known_as(name) or "", {}).get(ts)
        return (
            {"ok": False, "error": "message_not_found"} if posted is None else {"ok": True, "message": posted.shown()}
        )

    def _known(self, channel: str, as_of: datetime) -> list[Posted]:
        return [p for p in self.messages.get(channel, {}).values() if p.at <= as_of]

    def _replies(self, root: Posted) -> int:
        return sum(p.thread == root.ts and not p.deleted for p in self.messages[root.channel].values())

    def _counted(self, posted: Posted) -> Json:
        shape = posted.shown()
        if replies := self._replies(posted):
            shape |= {"reply_count": replies, "thread_ts": posted.ts}
        if posted.deleted:
            shape |= {"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted."}
            shape.pop("reactions", None)
        return shape

    def _event(self, event: Json) -> Json:
        """What Slack sends of something that happened in a channel, under the id that it has now."""
        if item := event.get("item"):
            return _envelope({**event, "item": {**item, "channel": self.present(item["channel"])}})
        return _envelope({**event, "channel": self.present(event["channel"])})

    def _said(self, posted: Posted, now: datetime) -> None:
        self.words.append((posted.channel, posted.thread, posted.text, posted.key, now))
        if "possible duplicate" in posted.text:
            self.marked_duplicate.add(posted.key)


_UNKNOWN: Json = {"ok": False, "error": "channel_not_found"}


def _envelope(event: Json) -> Json:
    return {"type": "event_callback", "team_id": ME.team, "event": event, "event_time": int(float(event["event_ts"]))}
