"""What may go wrong with a payload on its way, or be made wrong on purpose."""

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

Path = tuple[Any, ...]


def _nested(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    for _ in range(depth):
        inner = {"a": [inner]}
    return inner


_INSTEAD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 1e308, 2**70, "", " ", "x" * 20_000, "\u0000\u0007\u001b[2J", "\ud800", "a\udfffb", "１.１",
    [], {}, [None], [[]], {"id": []}, {"id": {"id": "U0AMY"}}, _nested(50), ["x"] * 3_000,
    "ticket:C0DUNE:1795204680.000100", "C0DUNE", "U0DORA", "T0DUNE", "account:dune|C0DUNE/1.1/1.1", "page:", "act:",
    "act:menu:0", "see:home", "order:", "99999999999.999999", "-1.0", "1795204680.000100\n", "message_deleted",
    "%00", "<!channel>", "[1", '{"tab":[]}', "9" * 300,
)  # fmt: skip
_TAKEN_AWAY = object()


def mutated(body: Any, rng: Random) -> Any:
    """The body with one to three places taken away or something else in them."""
    body = copy.deepcopy(body)
    for _ in range(rng.randint(1, 3)):
        path = rng.choice([p for p in _paths(body) if p])
        instead = rng.choice((_TAKEN_AWAY, *_INSTEAD))
        place = body
        for name in path[:-1]:
            place = place[name]
        if instead is _TAKEN_AWAY:
            del place[path[-1]]
        else:
            place[path[-1]] = copy.deepcopy(instead)
        if not body:
            break
    return body


def _paths(value: Any, here: Path = ()) -> Iterator[Path]:
    """Every place, of long lists the first few."""
    yield here
    children = value.items() if isinstance(value, dict) else enumerate(value[:5]) if isinstance(value, list) else ()
    for name, inner in children:
        if len(here) < 12:
            yield from _paths(inner, (*here, name))
