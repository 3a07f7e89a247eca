"""Contracts and rosters by version, and which version is in force."""

from datetime import datetime

from sqlalchemy import bindparam, select

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect, Insert, Inserting, per_dialect
from ackline.adapters.db.schema import config, current


def _make_current(insert: Inserting) -> Insert:
    row = insert(current)
    return row.on_conflict_do_update(
        index_elements=[current.c.kind, current.c.name],
        set_={"version": row.excluded.version, "since": row.excluded.since},
        where=current.c.version != row.excluded.version,
    )


_PUT = per_dialect(lambda insert: insert(config).on_conflict_do_nothing())
_MAKE_CURRENT = per_dialect(_make_current)
_GET = select(config.c.body).where(config.c.kind == bindparam("kind"), config.c.version == bindparam("version"))
_CURRENT = select(current.c.version).where(current.c.kind == bindparam("kind"), current.c.name == bindparam("name"))


class DbConfig:
    """The port `Config`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def put(self, kind: str, version: str, body: str, now: datetime) -> None:
        """Keep a frozen contract or roster; a known version is left alone."""
        row = {"kind": kind, "version": version, "body": body, "kept_at": now}
        await self._connection.execute(_PUT[self._dialect], row)

    async def get(self, kind: str, version: str) -> str | None:
        """The frozen body of a version."""
        found = await self._connection.execute(_GET, {"kind": kind, "version": version})
        return found.scalar_one_or_none()

    async def current(self, kind: str, name: str) -> str | None:
        """The version that is in force under a name."""
        return (await self._connection.execute(_CURRENT, {"kind": kind, "name": name})).scalar_one_or_none()

    async def make_current(self, kind: str, name: str, version: str, now: datetime) -> None:
        """Point `name` at a version, which must be kept already."""
        row = {"kind": kind, "name": name, "version": version, "since": now}
        await self._connection.execute(_MAKE_CURRENT[self._dialect], row)
