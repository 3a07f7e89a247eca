"""What a look at a thread found: every message there, and who put which emoji on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ackline.adapters.slack.fields import as_stamp, ident, items, moment, stamp, text
from ackline.adapters.slack.translate import folded
from ackline.domain.ids import UserId
from ackline.services.ports import Incoming, Json

KIND = "reactions_state"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionsState:
    """The emoji on one message of a thread at `as_of`; none is an answer too.

    A reaction event later than `as_of` is newer than this. Skin tones are folded away.
    """

    channel: str
    thread: str
    ts: str
    marks: tuple[tuple[UserId, str], ...]
    as_of: datetime


def state_row(channel: str, thread: str, messages: Iterable[Json], as_of: datetime) -> Incoming:
    """One inbox row for a whole thread, source "state".

    Each look has its own key: a set that was there, went and came back is news although it was seen before.
    """
    seen = [{"ts": message.get("ts"), "reactions": message.get("reactions", [])} for message in messages]
    when = as_stamp(as_of)
    return Incoming(
        key=f"rs:{channel}:{thread}:{when}",
        event_id=None,
        lane=f"{channel}:{thread}",
        source="state",
        body={"type": KIND, "channel": channel, "thread": thread, "as_of": when, "messages": seen},
        received_at=as_of,
    )


def read_state(body: object) -> tuple[ReactionsState, ...]:
    """What a state row holds, a record for each message of the thread; empty for any other body."""
    channel, thread, when = ident(body, "channel"), stamp(body, "thread"), stamp(body, "as_of")
    if text(body, "type") != KIND or not (channel and thread and when):
        return ()
    as_of = moment(when)
    return tuple(
        ReactionsState(channel=channel, thread=thread, ts=ts, marks=_marks(message), as_of=as_of)
        for message in items(body, "messages")
        if (ts := stamp(message, "ts"))
    )


def _marks(message: object) -> tuple[tuple[UserId, str], ...]:
    found: Mapping[tuple[UserId, str], None] = {
        (UserId(user), folded(name)): None
        for reaction in items(message, "reactions")
        if (name := text(reaction, "name"))
        for user in items(reaction, "users")
        if isinstance(user, str)
    }
    return tuple(found)
