"""What the journal was on each day, in one digest."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect, per_dialect
from ackline.adapters.db.schema import anchors, journal
from ackline.services.operating.anchors import Anchor

_AT_ONCE = 1000
_GENESIS = bytes(32)

_ALL = select(anchors).order_by(anchors.c.day)
_NEWEST = select(anchors).order_by(anchors.c.day.desc()).limit(1)
_LAST_ROW = select(func.max(journal.c.id))
_LINKS = (
    select(journal.c.id, journal.c.subject, journal.c.seq, journal.c.link)
    .where(journal.c.id > bindparam("after"), journal.c.id <= bindparam("upto"))
    .order_by(journal.c.id)
    .limit(_AT_ONCE)
)
_PUT = per_dialect(lambda insert: insert(anchors).on_conflict_do_nothing().returning(anchors.c.day))


class DbAnchors:
    """The port `Anchors`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def newest(self) -> Anchor | None:
        """The last one."""
        row = (await self._connection.execute(_NEWEST)).one_or_none()
        return None if row is None else _anchor(row)

    async def all(self) -> Sequence[Anchor]:
        """Every one, the oldest first."""
        return tuple(_anchor(row) for row in await self._connection.execute(_ALL))

    async def last_row(self) -> int:
        """The highest number that a row of the journal has; 0 while there is none."""
        return int((await self._connection.execute(_LAST_ROW)).scalar_one() or 0)

    async def digest(self, previous: Anchor | None, upto: int) -> tuple[bytes, int]:
        """The digest over the links after `previous` up to a row, in their order, and how many there are."""
        after, entries = previous.upto if previous is not None else 0, 0
        digest = sha256(previous.digest if previous is not None else _GENESIS)
        while rows := (await self._connection.execute(_LINKS, {"after": after, "upto": upto})).all():
            for row in rows:
                digest.update(f"{row.subject}\n{row.seq}\n".encode())
                digest.update(row.link)
            after, entries = rows[-1].id, entries + len(rows)
        return digest.digest(), entries

    async def put(self, anchor: Anchor) -> bool:
        """Keep an anchor; False when its day has one already."""
        row = {
            "day": anchor.day,
            "upto": anchor.upto,
            "entries": anchor.entries,
            "digest": anchor.digest,
            "made_at": anchor.made_at,
        }
        return (await self._connection.execute(_PUT[self._dialect], row)).first() is not None


def _anchor(row: Row[Any]) -> Anchor:
    return Anchor(day=row.day, upto=row.upto, entries=row.entries, digest=row.digest, made_at=row.made_at)
