"""The store's own statements, compiled once by SQLAlchemy and run on sqlite3 without it: a run executes thousands.

What SQLAlchemy does at each execution, binding values and reading rows by their columns' types, is done here with the
same types; a test lets both carry out the same runs.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Executable
from sqlalchemy.dialects import sqlite

_DIALECT = sqlite.dialect()

Convert = Callable[[Any], Any]


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

    def one_or_none(self) -> Any:
        """The only row, or None."""
        assert len(self._rows) < 2, "more than one row was found"
        return self._rows[0] if self._rows else None

    def scalars(self) -> Iterator[Any]:
        """The first column of each row."""
        return (row[0] for row in self._rows)

    def scalar_one(self) -> Any:
        """The only row's only value."""
        ((value,),) = self._rows
        return value

    def scalar_one_or_none(self) -> Any:
        """The same, or None without a row."""
        return self.scalar_one() if self._rows else None


class Prepared:
    """One statement as it is sent, with what turns values into SQLite's and back."""

    def __init__(self, statement: Executable, names: Iterable[str]) -> None:
        compiled: Any = statement.compile(dialect=_DIALECT, column_keys=list(names))  # type: ignore[attr-defined]
        places = compiled.positiontup or ()
        binds = [compiled.binds[name] for name in places]
        self._sql = compiled.string
        self._keys = tuple(bind.key for bind in binds)
        self._fixed = {bind.key: bind.value for bind in binds if not bind.required}
        self._lists = tuple((at, name) for at, name in enumerate(places) if binds[at].expanding)
        self._there = _converting(_to_database(bind.type) for bind in binds)
        columns = compiled._result_columns
        self._row = namedtuple("_row", [column.keyname for column in columns], rename=True)
        self._back = _converting(_from_database(column.type) for column in columns)

    def run(self, connection: sqlite3.Connection, given: Any) -> Rows:
        """Execute it with the values of one row, or with those of each of a list."""
        if isinstance(given, list):
            each = [self._execute(connection, values) for values in given]
            return Rows([row for rows, _ in each for row in rows], sum(count for _, count in each))
        return Rows(*self._execute(connection, given))

    def _execute(self, connection: sqlite3.Connection, given: Any) -> tuple[list[Any], int]:
        if self._fixed:
            given = {**self._fixed, **given} if given else self._fixed
        values = [given[key] for key in self._keys]
        for at, convert in self._there:
            values[at] = convert(values[at])
        sql = self._sql
        for at, name in self._lists:  # one at most, or the places would move
            sql = sql.replace(f"__[POSTCOMPILE_{name}]", ", ".join("?" * len(values[at])))
            values[at : at + 1] = values[at]
        cursor = connection.execute(sql, values)
        return [self._read(row) for row in cursor.fetchall()], cursor.rowcount

    def _read(self, row: tuple[Any, ...]) -> Any:
        if not self._back:
            return self._row._make(row)
        values = list(row)
        for at, convert in self._back:
            values[at] = convert(values[at])
        return self._row._make(values)


_prepared: WeakKeyDictionary[Executable, Prepared] = WeakKeyDictionary()


def execute(connection: sqlite3.Connection, statement: Executable, given: Any) -> Rows:
    """Execute a statement; the first time it is compiled. The names of its values never change."""
    prepared = _prepared.get(statement)
    if prepared is None:
        prepared = _prepared[statement] = Prepared(statement, given[0] if isinstance(given, list) else given or ())
    return prepared.run(connection, given)


def _to_database(type_: Any) -> Convert | None:
    return type_.dialect_impl(_DIALECT).bind_processor(_DIALECT)


def _from_database(type_: Any) -> Convert | None:
    return type_.dialect_impl(_DIALECT).result_processor(_DIALECT, None)


def _converting(converts: Iterable[Convert | None]) -> tuple[tuple[int, Convert], ...]:
    return tuple((at, convert) for at, convert in enumerate(converts) if convert is not None)
