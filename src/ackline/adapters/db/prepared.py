"""Statements that SQLAlchemy compiles once and sqlite3 runs without it: one message runs dozens of them.

What SQLAlchemy does at each execution, binding values and reading rows by their columns' types, is done here with the
same types.
"""

import sqlite3
import time
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Executable
from sqlalchemy.dialects import sqlite

from ackline.adapters.db.connection import Given, Parameters

_DIALECT = sqlite.dialect()

SLOW_SECONDS = 0.002
"""What took longer than this must not hold up what else the process does."""

FORGETTING = 0.95
"""What is left, at each time, of how long a statement took once: of some only a few of many are slow."""

Convert = Callable[[Any], Any]
Converting = tuple[tuple[int, Convert], ...]


class Rows:
    """What a statement found, asked for as SQLAlchemy's results are."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Every row."""
        return self._rows

    def first(self) -> Any:
        """The first row, or None."""
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The only row. ValueError when there is another number of them."""
        (row,) = self._rows
        return row

    def one_or_none(self) -> Any:
        """The only row, or None. ValueError when there are more."""
        return self.one() if self._rows else None

    def scalars(self) -> Sequence[Any]:
        """The first column of each row."""
        return [row[0] for row in self._rows]

    def scalar_one(self) -> Any:
        """The first column of the only row."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """The same, or None without a row."""
        return self.scalar_one() if self._rows else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A statement with lists of certain lengths: whose value stands at each place, at what place of its list."""

    sql: str
    places: Sequence[tuple[str, int | None]]
    there: Converting


class Prepared:
    """One statement as it is sent, with what turns values into SQLite's and back.

    `seconds` is what it took at most lately, for one row of values; 0 before the first time.
    """

    def __init__(self, statement: Executable, names: Iterable[str]) -> None:
        compiled: Any = statement.compile(dialect=_DIALECT, column_keys=list(names))  # type: ignore[attr-defined]
        binds = [compiled.binds[name] for name in compiled.positiontup or ()]
        self.seconds = 0.0
        self._sql = compiled.string
        self._keys = tuple(bind.key for bind in binds)
        self._fixed = {bind.key: bind.effective_value for bind in binds if not bind.required}
        # A list takes as many places as it has values, so such a statement is written out for each length.
        self._compiled = compiled
        self._lists = tuple(dict.fromkeys(bind.key for bind in binds if bind.expanding))
        self._written: dict[tuple[int, ...], _Written] = {}
        there = [_to_database(bind.type) for bind in binds]
        self._there = _converting(there)
        self._converts = {key: convert for key, convert in zip(self._keys, there, strict=True) if convert is not None}
        columns = compiled._result_columns
        self._make = _shape([column.keyname for column in columns])
        self._back = _converting(_from_database(column.type) for column in columns)

    def run(self, connection: sqlite3.Connection, given: Given) -> Rows:
        """Execute it with the values of one row, or with those of each of a list. sqlite3.Error when it can't be."""
        begun = time.perf_counter()
        many = _many(given)
        try:
            if many is None:
                return Rows(*self._execute(connection, cast("Parameters", given or {})))
            each = [self._execute(connection, values) for values in many]
            return Rows([row for rows, _ in each for row in rows], sum(count for _, count in each))
        finally:
            rows = 1 if many is None else len(many)
            self.seconds = max((time.perf_counter() - begun) / rows, self.seconds * FORGETTING)

    def _execute(self, connection: sqlite3.Connection, given: Mapping[str, Any]) -> tuple[list[Any], int]:
        if self._fixed:
            given = {**self._fixed, **given}
        sql, values = self._bound(given)
        cursor = connection.execute(sql, values)
        return [self._read(row) for row in cursor.fetchall()], cursor.rowcount

    def _bound(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        try:
            return self._write(given) if self._lists else (self._sql, self._values(given))
        except ValueError as error:
            raise sqlite3.InterfaceError(str(error)) from error

    def _values(self, given: Mapping[str, Any]) -> list[Any]:
        return _converted([given[key] for key in self._keys], self._there)

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

    def _read(self, row: tuple[Any, ...]) -> Any:
        if not self._back:
            return self._make(row)
        return self._make(_converted(list(row), self._back))


def _shape(names: list[str]) -> Callable[[Iterable[Any]], Any]:
    if not names:  # of SQL that was written out, nothing is known
        return tuple
    shape: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
    return shape._make


_prepared: WeakKeyDictionary[Executable, dict[tuple[str, ...], Prepared]] = WeakKeyDictionary()


def prepared(statement: Executable, given: Given) -> Prepared:
    """A statement, ready to run; for each set of names that it is given it is compiled once."""
    known = _prepared.get(statement)
    if known is None:
        known = _prepared[statement] = {}
    many = _many(given)
    first = cast("Parameters", given or {}) if many is None else many[0]
    names = tuple(first)
    if (made := known.get(names)) is None:
        made = known[names] = Prepared(statement, names)
    return made


def _many(given: Given) -> Sequence[Parameters] | None:
    """The rows of a list; None for the values of one. Sequence and Mapping themselves would be slow to ask for."""
    return given if isinstance(given, list | tuple) else None


def _to_database(type_: Any) -> Convert | None:
    return type_.dialect_impl(_DIALECT).bind_processor(_DIALECT)  # type: ignore[no-any-return]


def _from_database(type_: Any) -> Convert | None:
    return type_.dialect_impl(_DIALECT).result_processor(_DIALECT, None)  # type: ignore[no-any-return]


def _converted(values: list[Any], converting: Converting) -> list[Any]:
    for at, convert in converting:
        values[at] = convert(values[at])
    return values


def _converting(converts: Iterable[Convert | None]) -> Converting:
    return tuple((at, convert) for at, convert in enumerate(converts) if convert is not None)
