"""Reading a field out of Slack's JSON, whatever is really there: a value of the asked kind, or None."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ackline.adapters.slack.markup import clean

_IDENT = re.compile(r"[A-Za-z0-9]{1,64}")
_STAMP = re.compile(r"([0-9]{1,11})\.([0-9]{1,6})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def at(value: object, *path: str) -> object:
    """What stands at `path` in nested objects; None when anything on the way is no object."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text(value: object, *path: str) -> str | None:
    """The string at `path`, as every database can hold it; an empty one too."""
    found = at(value, *path)
    return _whole(found) if isinstance(found, str) else None


def _whole(found: str) -> str:
    """Without NUL and without a half of a surrogate pair: of the latter no UTF-8 can be made, of the former no row."""
    if found.isprintable():
        return found
    return found.replace("\x00", "�").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def ident(value: object, *path: str) -> str | None:
    """The Slack id at `path`."""
    found = text(value, *path)
    return found if found is not None and _IDENT.fullmatch(found) else None


def stamp(value: object, *path: str) -> str | None:
    """The Slack timestamp at `path`, as the string that Slack orders and names messages by."""
    found = text(value, *path)
    return found if found is not None and _STAMP.fullmatch(found) else None


def items(value: object, *path: str) -> Iterator[object]:
    """The elements of the list at `path`; none when it is no list."""
    found = at(value, *path)
    return iter(found if isinstance(found, list) else ())


def moment(ts: str) -> datetime:
    """A Slack timestamp as an exact instant in UTC. `ts` is what `stamp` gave."""
    seconds, _, fraction = ts.partition(".")
    return _EPOCH + timedelta(seconds=int(seconds), microseconds=int(fraction.ljust(6, "0")))


def epoch(value: object, *path: str) -> datetime | None:
    """The whole seconds at `path` as an instant in UTC (the envelope's `event_time`)."""
    found = at(value, *path)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 < found < 10**11:
        return None
    return _EPOCH + timedelta(seconds=found)


def as_stamp(instant: datetime) -> str:
    """An aware instant as a Slack timestamp."""
    since = instant - _EPOCH
    return f"{since.days * 86_400 + since.seconds}.{since.microseconds:06d}"


def answers(values: object) -> tuple[tuple[str, str], ...]:
    """A form's answers by the id of their block; what was left empty is left out. Several are a line each."""
    if not isinstance(values, dict):
        return ()
    found = []
    for block, inputs in values.items():
        for given in inputs.values() if isinstance(inputs, dict) else ():
            picked = at(given, "selected_date_time")
            moment_picked = str(picked) if isinstance(picked, int) and not isinstance(picked, bool) else None
            several = "\n".join(value for each in items(given, "selected_options") if (value := text(each, "value")))
            answer = text(given, "value") or text(given, "selected_option", "value") or moment_picked or several
            if isinstance(block, str) and answer:
                found.append((block, clean(answer).strip()))
    return tuple(found)
