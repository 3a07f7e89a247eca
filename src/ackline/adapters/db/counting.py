"""Counting what is kept, over indexes that hold only what is unfinished or dead."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, literal_column, select

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.schema import chains, inbox, outbox, subjects
from ackline.domain.effects import Deliver
from ackline.domain.ids import SubjectId
from ackline.services.operating.census import Backlog, Census

_OUTBOX = (
    select(outbox.c.kind, func.count().label("rows"), func.min(outbox.c.created_at).label("oldest"))
    .where(outbox.c.finished_at.is_(None))
    .group_by(outbox.c.kind)
    .order_by(outbox.c.kind)
)
_INBOX = select(func.count().label("rows"), func.min(inbox.c.received_at).label("oldest")).where(
    inbox.c.finished_at.is_(None)
)
# Written out, as the indexes say it: SQLite takes no partial index for a parameter.
_dead = outbox.c.state == literal_column("'dead'")
_aside = inbox.c.state == literal_column("'aside'")
_DEAD_OUTBOX = select(func.count()).select_from(outbox).where(_dead)
_DEAD_INBOX = select(func.count()).select_from(inbox).where(_aside)
_SOONEST = select(func.min(subjects.c.wake_at)).where(subjects.c.wake_at.is_not(None))
_OVERDUE = (
    select(subjects.c.id)
    .where(subjects.c.wake_at < bindparam("before"))
    .order_by(subjects.c.wake_at, subjects.c.id)
    .limit(bindparam("limit"))
)
_FAILED_PAGES = (
    select(outbox.c.subject)
    .where(_dead, outbox.c.kind == Deliver.__name__, outbox.c.finished_at >= bindparam("since"))
    .order_by(outbox.c.id.desc())
    .limit(bindparam("limit"))
)
_CHAINS = (
    select(chains.c.subject)
    .where(chains.c.subject > bindparam("after"))
    .order_by(chains.c.subject)
    .limit(bindparam("limit"))
)


class DbCounting:
    """The port `Counting`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def census(self) -> Census:
        """What is unfinished and dead, and the soonest `wake_at` of all."""
        waiting = (await self._connection.execute(_INBOX)).one()
        return Census(
            outbox=tuple(
                Backlog(kind=row.kind, rows=row.rows, oldest=row.oldest)
                for row in await self._connection.execute(_OUTBOX)
            ),
            inbox=Backlog(kind="inbox", rows=waiting.rows, oldest=waiting.oldest) if waiting.rows else None,
            dead_outbox=int((await self._connection.execute(_DEAD_OUTBOX)).scalar_one()),
            dead_inbox=int((await self._connection.execute(_DEAD_INBOX)).scalar_one()),
            soonest=(await self._connection.execute(_SOONEST)).scalar_one(),
        )

    async def overdue(self, before: datetime, limit: int) -> Sequence[SubjectId]:
        """Subjects whose `wake_at` is before an instant, the longest overdue first."""
        found = await self._connection.execute(_OVERDUE, {"before": before, "limit": limit})
        return tuple(found.scalars())

    async def failed_pages(self, since: datetime, limit: int) -> Sequence[SubjectId]:
        """Pages of which a delivery has ended dead since an instant, the latest first."""
        found = await self._connection.execute(_FAILED_PAGES, {"since": since, "limit": limit})
        return tuple(dict.fromkeys(found.scalars()))

    async def chains(self, after: str, limit: int) -> Sequence[SubjectId]:
        """Subjects that have a journal, in the order of their ids, those after `after`."""
        return tuple((await self._connection.execute(_CHAINS, {"after": after, "limit": limit})).scalars())
