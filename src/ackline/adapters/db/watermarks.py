"""How far each channel was read."""

from decimal import Decimal

from sqlalchemy import bindparam, delete, select

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect, Insert, Inserting, per_dialect
from ackline.adapters.db.schema import watermarks


def _raise(insert: Inserting) -> Insert:
    row = insert(watermarks)
    return row.on_conflict_do_update(
        index_elements=[watermarks.c.channel],
        set_={"ts": row.excluded.ts, "micros": row.excluded.micros},
        where=watermarks.c.micros < row.excluded.micros,
    )


_RAISE = per_dialect(_raise)
_GET = select(watermarks.c.ts).where(watermarks.c.channel == bindparam("channel"))


_FORGET = delete(watermarks).where(watermarks.c.channel == bindparam("channel"))


class DbWatermarks:
    """The port `Watermarks`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def get(self, channel: str) -> str | None:
        """The ts up to which a channel's history is in the inbox."""
        return (await self._connection.execute(_GET, {"channel": channel})).scalar_one_or_none()

    async def raise_to(self, channel: str, ts: str) -> None:
        """Move a watermark forward, compared as a number; never back."""
        row = {"channel": channel, "ts": ts, "micros": int(Decimal(ts).scaleb(6))}
        await self._connection.execute(_RAISE[self._dialect], row)

    async def forget(self, channel: str) -> None:
        """Nothing is known of a channel any more."""
        await self._connection.execute(_FORGET, {"channel": channel})
