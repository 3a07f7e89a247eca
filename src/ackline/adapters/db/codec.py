"""JSON in and out, and text that every database can keep."""

from typing import Any

import msgspec


def encode(value: object) -> bytes:
    """A value as JSON. Halves of emoji that a broken client sent alone, which no UTF-8 can hold, become "�"."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(msgspec.to_builtins(value)))


def decode(body: bytes | str) -> Any:
    """JSON as plain values."""
    return msgspec.json.decode(body)


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
