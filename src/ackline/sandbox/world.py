"""Who and what exists in the sandbox: teams, people, one app, channels and their messages.

The world keeps and answers; what happens in it is in `workspace`.
"""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from ackline.sandbox import seed as seeds
from ackline.sandbox.channel import Channel
from ackline.sandbox.message import Message
from ackline.sandbox.people import Team, User
from ackline.sandbox.timeline import Timeline
from ackline.sandbox.wire import Json, Refused

_EMPTY = Timeline()


class World:
    """Everything there is; records are frozen and replaced, never changed."""

    def __init__(self, seed: seeds.Seed) -> None:
        self.app = seed.app
        self.start = seed.start
        self.business_days = seed.business_days
        self.story = seed.story
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.moved: dict[str, str] = {}
        self._timelines: dict[str, Timeline] = {}
        self._ims: dict[str, str] = {}
        for team in seed.teams:
            if team.id in self.teams:
                raise Refused("bad_seed", f"team {team.id} is there twice")
            self.teams[team.id] = team
        for user in seed.users:
            self.add_user(user)
        for channel in seed.channels:
            self.add_channel(channel)
        for message in seed.messages:
            self.user(message.user)
            self.put(replace(message, channel=self.channel(message.channel).id), message.ts)

    @classmethod
    def from_dict(cls, seed: Json) -> "World":
        """A world from a plain dict (or YAML of the same form). Only `teams` and `users` are required::

            title: Harbour                      # with `about`, what it is called where worlds are to choose from
            now: 2026-11-20T17:58:00Z           # where the clock stands at first
            app: {id, name, bot_id, bot_user, token, app_token, signing_secret, scopes, events}   # all optional
                # also: commands [{command, description, usage_hint}],
                # shortcuts [{name, callback_id, type, description}]
            teams:
              - {id: T0VENDOR, name: Vendor, domain: vendor, vendor: true}   # exactly one vendor
              - {id: T0ACME, name: Acme Ltd}
            users:
              - {id: U0ANA, name: ana, real_name: Ana Lima, team: T0VENDOR, tz: Europe/Berlin}
                # also: title, email, is_bot, deleted, is_restricted, is_ultra_restricted
            channels:
              - {id: C0ACME, name: ext-acme, shared_with: [T0ACME], members: [U0ANA, U0BOB]}
                # also: host (default the vendor), private, archived, topic; `bot: false` keeps the bot out
            messages:                            # what was said before; ts decides the order
              - {channel: C0ACME, user: U0BOB, text: Hello, ts: "1795000000.000100"}   # also thread_ts, blocks
            business_days: {zone: America/New_York, opens: "09:00", holidays: [2026-09-07]}   # optional
            story: …                             # optional: see `ackline.sandbox.story`

        Raises Refused when something is missing, unknown, named twice or refers to what does not exist.
        """
        return cls(seeds.read(seed))

    def add_user(self, user: User) -> None:
        """Refused when the id is taken or the team does not exist."""
        if user.id in self.users:
            raise Refused("bad_seed", f"user {user.id} is there twice")
        if user.team not in self.teams:
            raise Refused("bad_seed", f"user {user.id} is of team {user.team}, which does not exist")
        self.users[user.id] = user

    def add_channel(self, channel: Channel) -> None:
        """Refused when the id is taken or a member or team does not exist."""
        if channel.id in self.channels:
            raise Refused("bad_seed", f"channel {channel.id} is there twice")
        missing = [m for m in channel.members if m not in self.users]
        missing += [t for t in channel.connected if t not in self.teams]
        if missing:
            raise Refused("bad_seed", f"channel {channel.id} names {', '.join(missing)}, which do not exist")
        self.channels[channel.id] = channel

    @property
    def vendor(self) -> Team:
        """The organisation that installed the app."""
        return next(team for team in self.teams.values() if team.vendor)

    def user(self, name_or_id: str) -> User:
        """By id or by name; Refused when there is none."""
        if name_or_id in self.users:
            return self.users[name_or_id]
        for user in self.users.values():
            if user.name == name_or_id:
                return user
        raise Refused("user_not_found", f"nobody has the id or name {name_or_id!r}")

    def is_external(self, user: User) -> bool:
        """External is not a flag: it is a home team other than the installing one."""
        return user.team != self.vendor.id

    def channel(self, name_or_id: str) -> Channel:
        """By id, by an id it had before, or by name with or without #; Refused when there is none."""
        current = self.moved.get(name_or_id, name_or_id)
        if current in self.channels:
            return self.channels[current]
        wanted = name_or_id.removeprefix("#")
        for channel in self.channels.values():
            if channel.name == wanted and not channel.is_im:
                return channel
        raise Refused("channel_not_found", f"no channel has the id or name {name_or_id!r}")

    def channels_of(self, user: str) -> list[Channel]:
        """The channels and DMs that somebody is a member of."""
        return [channel for channel in self.channels.values() if user in channel.members]

    def shares_channel(self, user: User) -> bool:
        """Whether somebody is in a channel with the bot, DMs left out."""
        both = {user.id, self.app.bot_user}
        return any(
            both <= set(channel.members) for channel in self.channels.values() if not (channel.is_im or channel.is_mpim)
        )

    def rekey(self, old: str, new: str) -> None:
        """A channel keeps everything but its id; the old id is answered `channel_not_found` from now on."""
        self.channels[new] = replace(self.channels.pop(old), id=new)
        self.moved = {was: new if now == old else now for was, now in self.moved.items()} | {old: new}
        self._timelines[new] = self._timelines.pop(old, Timeline()).rekeyed(new)

    def place(self, name_or_id: str, user: User) -> Channel:
        """A channel as somebody names it: the app's name is their conversation with the bot. Refused when unknown."""
        to_bot = name_or_id in (self.app.name, self.app.bot_user)
        return self.im_with(user) if to_bot else self.channel(name_or_id)

    def im_with(self, user: User) -> Channel:
        """The conversation of the bot with one person, opened when it isn't there yet."""
        known = self._ims.get(user.id)
        if known is None:
            known = "D" + user.id[1:]
            members = (user.id, self.app.bot_user)
            self.add_channel(Channel(id=known, name="", host=self.vendor.id, members=members, is_im=True))
            self._ims[user.id] = known
        return self.channels[known]

    def mpim_with(self, people: Sequence[User]) -> Channel:
        """The conversation of the bot with several people, opened when it isn't there yet."""
        members = sorted({self.app.bot_user, *(person.id for person in people)})
        for channel in self.channels.values():
            if channel.is_mpim and sorted(channel.members) == members:
                return channel
        names = "--".join(self.users[member].name for member in members)
        opened = Channel(
            id=f"G0MPIM{sum(channel.is_mpim for channel in self.channels.values()) + 1}",
            name=f"mpdm-{names}-1",
            host=self.vendor.id,
            connected=tuple(dict.fromkeys([self.vendor.id, *(person.team for person in people)])),
            members=tuple(members),
            private=True,
            is_mpim=True,
        )
        self.add_channel(opened)
        return opened

    def im_person(self, channel: Channel) -> User:
        """The person at the other end of a DM."""
        return self.users[next(member for member in channel.members if member != self.app.bot_user)]

    def put(self, message: Message, at: str) -> None:
        """Keep a new message, or the new state of one; `at` is the ts since which it is so."""
        self._timelines.setdefault(message.channel, Timeline()).put(message, at)

    def as_of(self, then: str) -> "World":
        """The same, with the messages as they were at a ts; for reading only."""
        before = copy.copy(self)
        before._timelines = {channel: timeline.as_of(then) for channel, timeline in self._timelines.items()}
        return before

    def message(self, channel: str, ts: str) -> Message | None:
        """A message that is there, deleted ones excepted."""
        found = self.timeline(channel).messages.get(ts)
        return None if found is None or found.deleted else found

    def timeline(self, channel: str) -> Timeline:
        """All that was ever said in a channel, deleted messages too."""
        return self._timelines.get(channel, _EMPTY)

    def roots(self, channel: str, *, oldest: str = "", latest: str = "~") -> Iterator[Message]:
        """Top-level and broadcast messages from `latest` back to `oldest`, both included, newest first."""
        there = takewhile(lambda message: message.ts >= oldest, self.timeline(channel).newest_first(latest))
        return (m for m in there if not m.deleted and (m.broadcast or not m.is_reply))

    def replies(self, channel: str, root: str) -> tuple[Message, ...]:
        """The replies below a message, oldest first."""
        return self.timeline(channel).replies(root)

    def shown(self, message: Message, *, metadata: bool = False) -> Json:
        """A message as the API answers it, with its thread's figures; metadata only where it is asked for."""
        parent = self.message(message.channel, message.thread_ts or "")
        replies = () if message.is_reply else self.replies(message.channel, message.ts)
        shape = message.as_json(replies=replies, parent_user=parent.user if parent else None)
        if message.broadcast:
            shape |= {"subtype": "thread_broadcast"} | ({"root": self.shown(parent)} if parent else {})
        if metadata and message.metadata is not None:
            shape["metadata"] = message.metadata
        return shape
