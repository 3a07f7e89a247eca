"""Which subject a Slack message belongs to."""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect, per_dialect
from ackline.adapters.db.schema import subjects, threads
from ackline.domain.ids import SubjectId
from ackline.services.ports import ThreadOf

_ADD = per_dialect(lambda insert: insert(threads).on_conflict_do_nothing().returning(threads.c.ts))
_FIND = select(threads.c.subject, threads.c.place).where(
    threads.c.channel == bindparam("channel"), threads.c.ts == bindparam("ts")
)
_REASSIGN = (
    update(threads)
    .where(threads.c.channel == bindparam("of"), threads.c.ts == bindparam("at"))
    .values(subject=bindparam("to"))
)
_RECENT = (
    select(subjects.c.id)
    .where(
        subjects.c.open,
        subjects.c.channel == bindparam("channel"),
        subjects.c.requester == bindparam("requester"),
        subjects.c.opened_at >= bindparam("since"),
    )
    .order_by(subjects.c.opened_at.desc(), subjects.c.number.desc())
    .limit(1)
)


class DbThreads:
    """The port `Threads`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def add(self, channel: str, ts: str, subject: SubjectId, place: str, now: datetime) -> bool:
        """Map a message; False when it is mapped already."""
        row = {"channel": channel, "ts": ts, "subject": subject, "place": place, "added_at": now}
        return (await self._connection.execute(_ADD[self._dialect], row)).first() is not None

    async def find(self, channel: str, ts: str) -> ThreadOf | None:
        """What a message belongs to."""
        row = (await self._connection.execute(_FIND, {"channel": channel, "ts": ts})).one_or_none()
        return None if row is None else ThreadOf(subject=row.subject, place=row.place)

    async def reassign(self, channel: str, ts: str, subject: SubjectId) -> None:
        """Map a message to another subject from here on."""
        await self._connection.execute(_REASSIGN, {"of": channel, "at": ts, "to": subject})

    async def recent_by(self, channel: str, requester: str, since: datetime) -> SubjectId | None:
        """The newest open ticket that `requester` opened in `channel` at or after `since`."""
        asked = {"channel": channel, "requester": requester, "since": since}
        return (await self._connection.execute(_RECENT, asked)).scalar_one_or_none()
