"""Every event, every effect and every state reads back from JSON as it was written."""

from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from ackline.domain.account import AccountBook
from ackline.domain.calling.page import Page
from ackline.domain.calling.trial import Trial
from ackline.domain.effects import POSTED
from ackline.domain.events import EVENTS
from ackline.domain.installations.installation import Installation
from ackline.domain.kinds import KINDS
from ackline.domain.tickets.ticket import Ticket

AT = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)


def filled(kind: Any, *, sparse: bool) -> Any:
    """A value of a type: every field given, or only those without a default."""
    if isinstance(kind, NewType):
        return filled(kind.__supertype__, sparse=sparse)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        wanted = [f for f in fields(kind) if not sparse or (f.default is MISSING and f.default_factory is MISSING)]
        return kind(**{f.name: filled(hints[f.name], sparse=sparse) for f in wanted})
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        rest = [a for a in arguments if a is not NoneType]
        return None if sparse and NoneType in arguments else filled(rest[0], sparse=sparse)
    if origin is tuple:
        return tuple(filled(a, sparse=sparse) for a in arguments if a is not Ellipsis) * (2 - (len(arguments) > 2))
    if origin is frozenset:
        return frozenset({filled(arguments[0], sparse=sparse)})
    if origin is not None:
        return {filled(arguments[0], sparse=sparse): filled(arguments[1], sparse=sparse)}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)[-1]
    return {str: 'ü "quoted" \u2028', int: 7, bool: True, float: 1.5, datetime: AT, date: AT.date()}[kind]


TYPES = {**EVENTS, **POSTED, **{kind.__name__: kind for kind in (Ticket, Page, AccountBook, Installation, Trial)}}


@pytest.mark.parametrize("sparse", [True, False])
@pytest.mark.parametrize("name", TYPES)
def test_what_is_written_is_read_back(name: str, sparse: bool) -> None:
    value = filled(TYPES[name], sparse=sparse)
    assert msgspec.json.decode(msgspec.json.encode(value), type=TYPES[name]) == value
    assert msgspec.convert(msgspec.to_builtins(value), type=TYPES[name]) == value


def test_every_kind_of_subject_is_among_them() -> None:
    assert {kind.type for kind in KINDS.values()} <= set(TYPES.values())
