"""A guided story, as a seed tells it: steps of moments, what each does, and what is to be seen once it happened.

A seed's `story` section::

    story:
      title: A P1 on a Friday evening
      tell: What it is about, in a sentence or two.
      messages:                      # what the steps refer to: the newest message that fits
        incident: {channel: C0ACME, by: U0AMY, text: P1}
        report: {channel: C0ACME, by: U0ADA, text: Report, thread: incident}
      steps:
        - title: Nobody answers
          tell: What the reader should know.
          moments:
            - label: Fifteen minutes pass
              hand: Press +15 in the clock bar.        # how to do the same by hand
              acts: [{wait: {minutes: 15, after: incident}}]
              sights:                                   # it has happened when each of these can be seen
                - {that: The TAM is paged, reader: U0TOM, channel: ackline, text: P1 at Acme}

`acts` are post {channel, user, text, thread}, react {message, user, emoji}, press {message, user, button},
submit {user, values} and wait {minutes, after}. A channel with the app's name is the reader's DM with it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from ackline.sandbox.wire import Json, Refused

ACTS: Mapping[str, frozenset[str]] = {
    "post": frozenset({"channel", "user", "text", "thread"}),
    "react": frozenset({"message", "user", "emoji"}),
    "press": frozenset({"message", "user", "button"}),
    "submit": frozenset({"user", "values"}),
    "wait": frozenset({"minutes", "after"}),
}
"""What each act takes; only `thread` may be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """The newest message of a channel, or of the thread of a named message, by somebody and with some words."""

    channel: str
    by: str
    text: str
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What somebody can read once a moment has happened; `thread` is the name of a message."""

    that: str
    reader: str
    channel: str
    text: str
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happens: each act is (name, arguments)."""

    label: str
    acts: tuple[tuple[str, Json], ...]
    sights: tuple[Sight, ...]
    hand: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A page of the story."""

    title: str
    tell: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All of it."""

    title: str
    tell: str
    steps: tuple[Step, ...]
    messages: Mapping[str, Sought] = field(default_factory=dict)


R = TypeVar("R", Sought, Sight, Moment, Step, Story)


def read(told: Any) -> Story | None:
    """The story of a seed's `story` section, None without one; Refused names what is missing or unknown."""
    if told is None:
        return None
    messages = {name: _record(Sought, entry) for name, entry in _mapping(told).get("messages", {}).items()}
    steps = tuple(_step(entry, messages) for entry in told.get("steps", ()))
    for sought in messages.values():
        _known(sought.thread, messages)
    return _record(Story, {**told, "messages": messages, "steps": steps})


def _step(entry: Any, messages: Mapping[str, Sought]) -> Step:
    moments = tuple(_moment(moment, messages) for moment in _mapping(entry).get("moments", ()))
    return _record(Step, {**entry, "moments": moments})


def _moment(entry: Any, messages: Mapping[str, Sought]) -> Moment:
    sights = tuple(_record(Sight, sight) for sight in _mapping(entry).get("sights", ()))
    acts = tuple(_act(act, messages) for act in entry.get("acts", ()))
    for sight in sights:
        _known(sight.thread, messages)
    return _record(Moment, {**entry, "acts": acts, "sights": sights})


def _act(entry: Any, messages: Mapping[str, Sought]) -> tuple[str, Json]:
    if len(_mapping(entry)) != 1:
        raise Refused("bad_seed", f"an act of the story is one verb with its arguments, not {entry!r}")
    ((verb, given),) = entry.items()
    takes = ACTS.get(verb)
    if takes is None:
        raise Refused("bad_seed", f"the story's act {verb!r} is none of {', '.join(ACTS)}")
    if not takes - {"thread"} <= set(_mapping(given)) <= takes:
        raise Refused("bad_seed", f"the story's {verb} takes {', '.join(sorted(takes))}, not {', '.join(given)}")
    for reference in ("message", "thread", "after"):
        _known(given.get(reference), messages)
    return verb, dict(given)


def _known(name: str | None, messages: Mapping[str, Sought]) -> None:
    if name is not None and name not in messages:
        raise Refused("bad_seed", f"the story names a message {name!r} that its `messages` do not have")


def _mapping(entry: Any) -> Json:
    if not isinstance(entry, dict):
        raise Refused("bad_seed", f"the story needs a mapping where it has {entry!r}")
    return entry


def _record(kind: Callable[..., R], entry: Any) -> R:
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(set(_mapping(entry)) - known)
    if unknown:
        raise Refused("bad_seed", f"the story's {kind.__name__.lower()} has unknown {', '.join(unknown)}")
    try:
        return kind(**entry)
    except TypeError as error:
        raise Refused("bad_seed", f"the story's {kind.__name__.lower()}: {error}") from error
