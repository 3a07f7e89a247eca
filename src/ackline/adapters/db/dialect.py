"""The few places where SQLite and PostgreSQL differ in a statement."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Protocol, TypeVar

from sqlalchemy import Executable, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

S = TypeVar("S", bound=Executable)


class Dialect(StrEnum):
    """The databases that Ackline runs on."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


Insert = sqlite.Insert | postgresql.Insert


class Inserting(Protocol):
    """Starts an insert that may go on with ON CONFLICT."""

    def __call__(self, table: Table) -> Insert: ...


def per_dialect(build: Callable[[Inserting], S]) -> Mapping[Dialect, S]:
    """A statement with ON CONFLICT, built once for each database."""
    return {Dialect.SQLITE: build(sqlite.insert), Dialect.POSTGRESQL: build(postgresql.insert)}


# SQLite has one writer, which holds everything; on PostgreSQL a row that does not exist yet can't be locked.
# FOR UPDATE and SKIP LOCKED need no switch: the SQLite compiler leaves them out.
HOLD_NAME: Mapping[Dialect, Executable | None] = {
    Dialect.SQLITE: None,
    Dialect.POSTGRESQL: select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name"), 0))),
}
