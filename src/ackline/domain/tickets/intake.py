"""What came in from the channel, before it is known what it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ackline.domain.authority import Act
from ackline.domain.ids import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message with words or files. `team` is the author's home team where the payload named it.

    `thread` is the root's ts for a reply. `broadcast`: the reply was also shown in the channel. `past`: it was said
    before Ackline came.
    """

    channel: str
    ts: str
    thread: str | None
    user: UserId
    team: str | None
    text: str
    files: int
    at: datetime
    broadcast: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """An edit by its author: `edited_ts` names it. Unfurls are not edits and never come this far."""

    channel: str
    ts: str
    thread: str | None
    user: UserId
    team: str | None
    text: str
    edited_ts: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A message was deleted."""

    channel: str
    ts: str
    thread: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """An emoji was put on a message or taken off; skin tones are folded away."""

    channel: str
    ts: str
    user: UserId
    emoji: str
    added: bool
    event_ts: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksSeen:
    """Every emoji in a thread when it was read: catch-up compares state, so removals are found too.

    `marks` has every message by its ts, also those without any. Skin tones are folded away. A reaction event later
    than `at` is newer than this.
    """

    channel: str
    thread: str
    marks: Mapping[str, frozenset[tuple[UserId, str]]]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button was pressed or a form submitted. `value` names the subject; `fields` are a form's answers."""

    channel: str
    user: UserId
    team: str | None
    act: Act
    value: str
    fields: tuple[tuple[str, str], ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A press that can't be acted on, and why: "old" for no act of ours, "late" for a form that did not open in time,
    "foreign" for one that named somebody else's. `answered`: whoever pressed reads the outcome at once.
    """

    channel: str
    user: UserId
    team: str | None
    value: str
    why: str
    answered: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A slash command that is to change something, or a button or a form that stands for one.

    The first of its words names what; `fields` are a form's answers; `message` is the ts of the message that held the
    button. `answered`: whoever gave it reads the outcome at once.
    """

    user: UserId
    team: str | None
    words: tuple[str, ...]
    channel: str
    at: datetime
    fields: tuple[tuple[str, str], ...] = ()
    message: str = ""
    answered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelGone:
    """The bot can no longer read a channel: archived, unshared, left, uninstalled (channel "" = all)."""

    channel: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMoved:
    """A channel goes by another id now."""

    old: str
    new: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BotJoined:
    """The bot was added to a channel, by `inviter` where Slack says who; or one that it is in was shared."""

    channel: str
    at: datetime
    inviter: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Nothing to act on, and why."""

    why: str


Input = (
    Heard
    | Altered
    | Removed
    | Marked
    | MarksSeen
    | Pressed
    | Unusable
    | Ordered
    | ChannelGone
    | ChannelMoved
    | BotJoined
    | Ignored
)
