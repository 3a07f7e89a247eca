"""What a look at a thread found: every message there, and who put which emoji on it."""

from collections.abc import Iterable
from datetime import datetime

from ackline.adapters.slack.fields import as_stamp, ident, items, moment, stamp, text
from ackline.adapters.slack.translate import folded
from ackline.domain.ids import UserId
from ackline.domain.tickets.intake import MarksSeen
from ackline.services.ports import Incoming, Json

KIND = "reactions_state"


def state_row(channel: str, thread: str, messages: Iterable[Json], as_of: datetime, received_at: datetime) -> Incoming:
    """One inbox row for a whole thread, source "state". `as_of` is Slack's time, `received_at` ours.

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
        received_at=received_at,
    )


def read_state(body: object) -> MarksSeen | None:
    """What a state row holds; None for any other body."""
    channel, thread, when = ident(body, "channel"), stamp(body, "thread"), stamp(body, "as_of")
    if text(body, "type") != KIND or not (channel and thread and when):
        return None
    marks = {ts: _marks(message) for message in items(body, "messages") if (ts := stamp(message, "ts"))}
    return MarksSeen(channel=channel, thread=thread, marks=marks, at=moment(when))


def _marks(message: object) -> frozenset[tuple[UserId, str]]:
    return frozenset(
        (UserId(user), folded(name))
        for reaction in items(message, "reactions")
        if (name := text(reaction, "name"))
        for user in items(reaction, "users")
        if isinstance(user, str)
    )
