"""JSON in and out: events, effects and states as the database keeps them."""

from typing import Any, TypeVar

import msgspec

from ackline.domain.effects import POSTED, Posted
from ackline.domain.events import EVENTS, Event

T = TypeVar("T")


def encode(value: object) -> bytes:
    """A value as JSON. Halves of emoji that a broken client sent alone, which no UTF-8 can hold, become "�"."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(msgspec.to_builtins(value)))


def decode(body: bytes | str) -> Any:
    """JSON as plain values."""
    return msgspec.json.decode(body)


def decode_as(kind: type[T], body: bytes | str) -> T:
    """JSON as a value of `kind`. msgspec.ValidationError when it isn't one."""
    return msgspec.json.decode(body, type=kind)


def decode_event(kind: str, body: bytes | str) -> Event:
    """An event by its name in EVENTS. KeyError when there is no such event."""
    return msgspec.json.decode(body, type=EVENTS[kind])


def decode_effect(kind: str, body: bytes | str) -> Posted:
    """An effect by its name in POSTED. KeyError when there is no such effect."""
    return msgspec.json.decode(body, type=POSTED[kind])


def whole(text: str) -> str:
    """Text that every database can keep: no NUL (PostgreSQL refuses it), no half of a surrogate pair."""
    return text.replace("\x00", "�").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _whole(value: Any) -> Any:
    match value:
        case str():
            return whole(value)
        case dict():
            return {_whole(key): _whole(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_whole(inner) for inner in value]
        case _:
            return value
