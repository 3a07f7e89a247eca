"""Leases, claims and pauses that were reckoned before the clock was put back are put back with it."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Column, ColumnElement, Update, bindparam, func, select, update

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.schema import inbox, outbox
from ackline.services.operating.waits import STEP

_by = bindparam("by", type_=BigInteger)


def _put_back(column: Column[datetime], *also: ColumnElement[bool]) -> Update:
    table = column.table
    beyond = column > bindparam("beyond", type_=column.type)
    return update(table).where(table.c.finished_at.is_(None), beyond, *also).values({column: column - _by})


# A row that was never postponed says nothing of why: it waits for an hour that was meant, such as the end of a night.
_PUT_BACK = (
    _put_back(outbox.c.not_before, outbox.c.why.is_not(None)),
    _put_back(outbox.c.lease_until),
    _put_back(inbox.c.retry_at),
    _put_back(inbox.c.claimed_until),
)
_APP_NOW = select(func.app_now())


class DbWaits:
    """The port `Waits`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def follow_back(self, told: datetime, now: datetime) -> bool:
        """Put back by `told - now` what lies further ahead than anything does that begins now; whether that is a step.

        PostgreSQL is asked for its own time: a replica that was suspended must not take its late clock for a step.
        """
        if self._dialect is Dialect.POSTGRESQL:
            now = (await self._connection.execute(_APP_NOW)).scalar_one()
        if told - now <= STEP:
            return False
        for statement in _PUT_BACK:
            back = {"beyond": now + STEP, "by": (told - now) // timedelta(microseconds=1)}
            await self._connection.execute(statement, back)
        return True
