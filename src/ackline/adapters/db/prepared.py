"""Statements that SQLAlchemy compiles once and sqlite3 runs without it: one message runs dozens of them.

What SQLAlchemy does at each execution, binding values and reading rows by their columns' types, is done here with the
same types.
"""

import sqlite3
import time
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Executable
from sqlalchemy.dialects import sqlite

_DIALECT = sqlite.dialect()

Convert = Callable[[Any], Any]
Given = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


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


class Prepared:
    """One statement as it is sent, with what turns values into SQLite's and back.

    `seconds` is what it took the last time.
    """

    def __init__(self, statement: Executable, names: Iterable[str]) -> None:
        compiled: Any = statement.compile(dialect=_DIALECT, column_keys=list(names))  # type: ignore[attr-defined]
        binds = [compiled.binds[name] for name in compiled.positiontup or ()]
        self.seconds = 0.0
        self._sql = compiled.string
        self._keys = tuple(bind.key for bind in binds)
        self._fixed = {bind.key: bind.effective_value for bind in binds if not bind.required}
        # A list takes as many places as it has values, so such a statement is written out each time.
        self._written_out: Any = compiled if any(bind.expanding for bind in binds) else None
        there = [_to_database(bind.type) for bind in binds]
        self._there = _converting(there)
        self._converts = {key: convert for key, convert in zip(self._keys, there, strict=True) if convert is not None}
        columns = compiled._result_columns
        self._make = _shape([column.keyname for column in columns])
        self._back = _converting(_from_database(column.type) for column in columns)

    def run(self, connection: sqlite3.Connection, given: Given) -> Rows:
        """Execute it with the values of one row, or with those of each of a list. sqlite3.Error when it can't be."""
        begun = time.perf_counter()
        try:
            if given is None or isinstance(given, Mapping):
                return Rows(*self._execute(connection, given or {}))
            each = [self._execute(connection, values) for values in given]
            return Rows([row for rows, _ in each for row in rows], sum(count for _, count in each))
        finally:
            self.seconds = time.perf_counter() - begun

    def _execute(self, connection: sqlite3.Connection, given: Mapping[str, Any]) -> tuple[list[Any], int]:
        if self._fixed:
            given = {**self._fixed, **given}
        sql, values = self._bound(given)
        cursor = connection.execute(sql, values)
        return [self._read(row) for row in cursor.fetchall()], cursor.rowcount

    def _bound(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        try:
            return self._written(given) if self._written_out is not None else (self._sql, self._values(given))
        except ValueError as error:
            raise sqlite3.InterfaceError(str(error)) from error

    def _values(self, given: Mapping[str, Any]) -> list[Any]:
        values = [given[key] for key in self._keys]
        for at, convert in self._there:
            values[at] = convert(values[at])
        return values

    def _written(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        state = self._written_out.construct_expanded_state(given)
        converts = {**self._converts, **state.processors}
        values = [
            converts[name](state.parameters[name]) if name in converts else state.parameters[name]
            for name in state.positiontup
        ]
        return state.statement, values

    def _read(self, row: tuple[Any, ...]) -> Any:
        if not self._back:
            return self._make(row)
        values = list(row)
        for at, convert in self._back:
            values[at] = convert(values[at])
        return self._make(values)


def _shape(names: list[str]) -> Callable[[Iterable[Any]], Any]:
    if not names:  # of SQL that was written out, nothing is known
        return tuple
    shape: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
    return shape._make


_prepared: WeakKeyDictionary[Executable, dict[tuple[str, ...], Prepared]] = WeakKeyDictionary()


def execute(connection: sqlite3.Connection, statement: Executable, given: Given) -> Rows:
    """Execute a statement. sqlite3.Error when it can't be."""
    return prepared(statement, given).run(connection, given)


def prepared(statement: Executable, given: Given) -> Prepared:
    """A statement, ready to run; for each set of names that it is given it is compiled once."""
    known = _prepared.setdefault(statement, {})
    first = given if given is None or isinstance(given, Mapping) else given[0]
    names = tuple(first) if first else ()
    if (made := known.get(names)) is None:
        made = known[names] = Prepared(statement, names)
    return made


def _to_database(type_: Any) -> Convert | None:
    return type_.dialect_impl(_DIALECT).bind_processor(_DIALECT)  # type: ignore[no-any-return]


def _from_database(type_: Any) -> Convert | None:
    return type_.dialect_impl(_DIALECT).result_processor(_DIALECT, None)  # type: ignore[no-any-return]


def _converting(converts: Iterable[Convert | None]) -> tuple[tuple[int, Convert], ...]:
    return tuple((at, convert) for at, convert in enumerate(converts) if convert is not None)
