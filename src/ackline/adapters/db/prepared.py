"""Statements for sqlite3: compiled once, and each knows how long it took lately."""

import sqlite3
import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import sqlite

from ackline.adapters.db.compiled import Compiled, Once, rows_of
from ackline.adapters.db.connection import Given, Parameters
from ackline.adapters.db.rows import Rows

_DIALECT = sqlite.dialect()
_NOTHING: Parameters = {}

SLOW_SECONDS = 0.002
"""What took longer than this must not hold up what else the process does."""

FORGETTING = 0.95
"""What is left, at each time, of how long a statement took once: of some only a few of many are slow."""


class Prepared:
    """One statement. `seconds` is what it took at most lately, for one row of values; 0 before the first time."""

    def __init__(self, compiled: Compiled) -> None:
        self.seconds = 0.0
        self._compiled = compiled

    def run(self, connection: sqlite3.Connection, given: Given) -> Rows:
        """Execute it with the values of one row, or with those of each of a list. sqlite3.Error when it can't be."""
        begun = time.perf_counter()
        many = rows_of(given)
        try:
            if many is None:
                return Rows(*self._execute(connection, given or _NOTHING))  # type: ignore[arg-type]
            if self._compiled.changes:
                bound = [self._bound(values) for values in many]
                return Rows([], connection.executemany(bound[0][0], [values for _, values in bound]).rowcount)
            each = [self._execute(connection, values) for values in many]
            return Rows([row for found, _ in each for row in found], sum(count for _, count in each))
        finally:
            rows = 1 if many is None else len(many)
            self.seconds = max((time.perf_counter() - begun) / rows, self.seconds * FORGETTING)

    def _execute(self, connection: sqlite3.Connection, given: Mapping[str, Any]) -> tuple[list[Any], int]:
        cursor = connection.execute(*self._bound(given))
        return self._compiled.read(cursor.fetchall()), cursor.rowcount

    def _bound(self, given: Mapping[str, Any]) -> tuple[str, list[Any]]:
        try:
            return self._compiled.bound(given)
        except ValueError as error:
            raise sqlite3.InterfaceError(str(error)) from error


_PREPARED = Once(lambda statement, names: Prepared(Compiled(statement, names, _DIALECT)))

prepared = _PREPARED.of
"""A statement, ready to run."""
