"""Statements for asyncpg: compiled once, prepared by the driver once for each connection.

A list of values is sent as one array: a statement that is written out for each length would be prepared for each.
"""

from typing import Any, Protocol, cast

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import BinaryExpression, BindParameter, Executable, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql.operators import in_op
from sqlalchemy.sql.visitors import replacement_traverse

from ackline.adapters.db.compiled import Compiled, Once, rows_of
from ackline.adapters.db.connection import Given, Parameters
from ackline.adapters.db.rows import Rows

_DIALECT = PGDialect_asyncpg(dbapi=PGDialect_asyncpg.import_dbapi())  # type: ignore[no-untyped-call]


class Raw(Protocol):
    """The part of asyncpg's connections that statements need."""

    async def fetch(self, query: str, *values: Any) -> list[Any]: ...
    async def fetchmany(self, query: str, each: list[list[Any]], /) -> list[Any]: ...
    async def execute(self, query: str, *values: Any) -> str: ...
    async def executemany(self, query: str, each: list[list[Any]], /) -> None: ...


class Sending:
    """A connection on which a transaction is open. What goes wrong is an error of asyncpg's."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw

    async def execute(self, statement: Executable, parameters: Given = None, /) -> Rows:
        """Execute it with the values of one row, or at once with those of each of a list."""
        ready = _COMPILED.of(statement, parameters)
        many = rows_of(parameters)
        if many is None or len(many) == 1:
            sql, values = _bound(ready, many[0] if many else cast("Parameters", parameters or {}))
            if ready.finds:
                return _read(ready, await self._raw.fetch(sql, *values))
            return Rows([], _changed(await self._raw.execute(sql, *values)))
        bound = [_bound(ready, values) for values in many]
        (sql, _), each = bound[0], [values for _, values in bound]
        if ready.finds:
            return _read(ready, await self._raw.fetchmany(sql, each))
        await self._raw.executemany(sql, each)
        return Rows([], -1)  # the driver does not tell


def _with_arrays(statement: Any) -> Executable:
    """The same statement, each `IN` of a list a comparison with one array."""
    compared: Executable = replacement_traverse(statement, {}, _array)
    return compared


def _array(element: object, **_: object) -> Any:
    match element:
        case BinaryExpression(operator=operator, left=left, right=BindParameter() as right) if operator is in_op:
            return left == any_(bindparam(right.key, right.value, ARRAY(left.type), required=right.required))
    return None


def _bound(ready: Compiled, given: Parameters) -> tuple[str, list[Any]]:
    try:
        return ready.bound(given)
    except ValueError as error:
        raise asyncpg.InterfaceError(str(error)) from error


def _read(ready: Compiled, found: list[Any]) -> Rows:
    return Rows(ready.read(found), len(found))


def _changed(tag: str) -> int:
    """How many rows, by the tag that PostgreSQL ends a statement with: "UPDATE 3", "INSERT 0 1"."""
    return int(tag.rpartition(" ")[2])


_COMPILED = Once(lambda statement, names: Compiled(_with_arrays(statement), names, _DIALECT))
