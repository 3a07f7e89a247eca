"""Statements that SQLAlchemy compiles once and a driver runs without it: one message runs dozens of them.

What SQLAlchemy does at each execution, binding values and reading rows by their columns' types, is done here with the
same types.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Executable

from ackline.adapters.db.connection import Given, Parameters

Convert = Callable[[Any], Any]
Converting = tuple[tuple[int, Convert], ...]
P = TypeVar("P")

_MANY = (list, tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A statement with lists of certain lengths: whose value stands at each place, at what place of its list."""

    sql: str
    places: Sequence[tuple[str, int | None]]
    there: Converting


class Compiled:
    """One statement in a database's words, with what turns values into the database's and back."""

    def __init__(self, statement: Executable, names: Iterable[str], dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(names))  # type: ignore[attr-defined]
        binds = [compiled.binds[name] for name in compiled.positiontup or ()]
        self._sql = compiled.string
        self._fixed = {bind.key: bind.effective_value for bind in binds if not bind.required}
        # A list takes as many places as it has values, so such a statement is written out for each length.
        self._compiled = compiled
        self._lists = tuple(dict.fromkeys(bind.key for bind in binds if bind.expanding))
        self._written: dict[tuple[int, ...], _Written] = {}
        there = [bind.type.dialect_impl(dialect).bind_processor(dialect) for bind in binds]
        self._converts = {b.key: convert for b, convert in zip(binds, there, strict=True) if convert is not None}
        # A value that is the statement's own is converted here, once; a list's stand in what is written out.
        given = set(names)
        if missing := [b.key for b in binds if b.required and b.key not in given]:
            raise KeyError(*missing)
        own = [None if b.key in given or b.expanding else b.effective_value for b in binds]
        self._values = _converted(own, tuple((at, c) for at, c in _converting(there) if own[at] is not None))
        self._places = tuple((at, b.key) for at, b in enumerate(binds) if b.key in given)
        self._there = tuple((at, c) for at, c in _converting(there) if binds[at].key in given)
        columns = compiled._result_columns
        self._make = _shape([column.keyname for column in columns])
        self._back = _converting(
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        )
        self.finds = bool(columns)
        """Whether it gives rows. Of SQL that was written out, nothing is known."""
        self.changes = (compiled.isinsert or compiled.isupdate or compiled.isdelete) and not columns and not self._lists
        """Whether it only changes, and reads the same for all values."""

    def bound(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """What is sent: SQL, and the value of each place. ValueError when a type refuses a value."""
        if self._lists:
            return self._write({**self._fixed, **given})
        values = self._values.copy()
        for at, key in self._places:
            values[at] = given[key]
        return self._sql, _converted(values, self._there)

    def read(self, found: Iterable[Iterable[Any]]) -> list[Any]:
        """The rows that were found, their columns by name."""
        make, back = self._make, self._back
        return [make(_converted(list(row), back)) for row in found] if back else [make(row) for row in found]

    def _write(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        lengths = tuple(len(given[key]) for key in self._lists)
        if (written := self._written.get(lengths)) is None:
            written = self._written[lengths] = self._written_out(given)
        values = [given[key] if at is None else given[key][at] for key, at in written.places]
        return written.sql, _converted(values, written.there)

    def _written_out(self, given: Mapping[str, Any]) -> "_Written":
        state = self._compiled.construct_expanded_state(given)
        converts = {**self._converts, **state.processors}
        known: dict[str, tuple[str, int | None]] = {
            name: (bind.key, None) for name, bind in self._compiled.binds.items()
        }
        for listed, names in state.parameter_expansion.items():
            known |= {name: (self._compiled.binds[listed].key, at) for at, name in enumerate(names)}
        return _Written(
            sql=state.statement,
            places=[known[name] for name in state.positiontup],
            there=_converting(converts.get(name) for name in state.positiontup),
        )


class Once(Generic[P]):
    """What is made of each statement, once for each set of names that it is given values for."""

    def __init__(self, make: Callable[[Executable, tuple[str, ...]], P]) -> None:
        self._make = make
        self._made: WeakKeyDictionary[Executable, dict[tuple[str, ...], P]] = WeakKeyDictionary()

    def of(self, statement: Executable, given: Given) -> P:
        """What was made of a statement."""
        known = self._made.get(statement)
        if known is None:
            known = self._made[statement] = {}
        many = rows_of(given)
        names: tuple[str, ...] = tuple((given or ()) if many is None else many[0])  # type: ignore[arg-type]
        if (made := known.get(names)) is None:
            made = known[names] = self._make(statement, names)
        return made


def rows_of(given: Given) -> Sequence[Parameters] | None:
    """The rows of a list; None for the values of one. Sequence and Mapping themselves would be slow to ask for."""
    return given if isinstance(given, _MANY) else None


def _shape(names: list[str]) -> Callable[[Iterable[Any]], Any]:
    if not names:
        return tuple
    shape: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
    return partial(tuple.__new__, shape)


def _converted(values: list[Any], converting: Converting) -> list[Any]:
    for at, convert in converting:
        values[at] = convert(values[at])
    return values


def _converting(converts: Iterable[Convert | None]) -> Converting:
    return tuple((at, convert) for at, convert in enumerate(converts) if convert is not None)
