"""Raw events: durable before Slack is answered, handed out in the order of their lanes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select, update

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect, per_dialect
from ackline.adapters.db.schema import inbox
from ackline.services.ports import Incoming, Waiting

# A worker that dies with a row gives it up after this long: twice what finding out who somebody is may take.
CLAIM = timedelta(seconds=60)

_unfinished = inbox.c.finished_at.is_(None)
_earlier = inbox.alias("earlier")
_now = bindparam("now", type_=inbox.c.retry_at.type)

_PUT = per_dialect(lambda insert: insert(inbox).on_conflict_do_nothing().returning(inbox.c.id))

_free = (
    select(inbox.c.id)
    .where(
        _unfinished,
        or_(inbox.c.retry_at.is_(None), inbox.c.retry_at <= _now),
        or_(inbox.c.claimed_until.is_(None), inbox.c.claimed_until <= _now),
        ~select(_earlier.c.id)
        .where(_earlier.c.finished_at.is_(None), _earlier.c.lane == inbox.c.lane, _earlier.c.id < inbox.c.id)
        .exists(),
    )
    .order_by(inbox.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("free")
)
_CLAIM = (
    update(inbox)
    .where(inbox.c.id.in_(select(_free.c.id)))
    .values(claimed_until=bindparam("until"), retry_at=None)
    .returning(
        inbox.c.id,
        inbox.c.key,
        inbox.c.lane,
        inbox.c.source,
        inbox.c.body,
        inbox.c.received_at,
        inbox.c.attempts,
    )
)
_END = (
    update(inbox)
    .where(inbox.c.key == bindparam("of"), _unfinished)
    .values(state=bindparam("state"), finished_at=bindparam("now"), why=bindparam("why"))
)
# What people wrote lives on in `texts`, where it can be erased; the key alone tells a repetition.
_FINISH = (
    update(inbox)
    .where(inbox.c.key == bindparam("of"), _unfinished)
    .values(state="done", finished_at=bindparam("now"), why=None, body={})
)
_POSTPONE = (
    update(inbox)
    .where(inbox.c.key == bindparam("of"), _unfinished)
    .values(attempts=inbox.c.attempts + 1, retry_at=bindparam("until"), claimed_until=None, why=bindparam("why"))
)
_NEXT_RETRY = select(func.min(inbox.c.retry_at)).where(_unfinished)

# One process owns a SQLite file, so whatever is claimed when it opens was claimed by a process that is gone.
RELEASE_CLAIMS = update(inbox).where(_unfinished, inbox.c.claimed_until.is_not(None)).values(claimed_until=None)


class DbInbox:
    """The port `Inbox`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def put(self, rows: Sequence[Incoming]) -> int:
        """How many rows were new by key and by event id; the others are skipped."""
        if not rows:
            return 0
        values = [
            {
                "key": row.key,
                "event_id": row.event_id,
                "lane": row.lane,
                "source": row.source,
                "body": row.body,
                "received_at": row.received_at,
            }
            for row in rows
        ]
        return len((await self._connection.execute(_PUT[self._dialect], values)).all())

    async def waiting(self, now: datetime, limit: int) -> tuple[Waiting, ...]:
        """Claim the first unfinished row of up to `limit` lanes, oldest first, for CLAIM at most."""
        found = await self._connection.execute(_CLAIM, {"now": now, "until": now + CLAIM, "limit": limit})
        return tuple(
            Waiting(
                key=row.key,
                lane=row.lane,
                source=row.source,
                body=row.body,
                received_at=row.received_at,
                attempts=row.attempts,
            )
            for row in sorted(found, key=lambda row: row.id)
        )

    async def finish(self, key: str, now: datetime) -> None:
        """The row is done; only its key is kept."""
        await self._connection.execute(_FINISH, {"of": key, "now": now})

    async def postpone(self, key: str, until: datetime, why: str) -> None:
        """Count an attempt; the row and its lane wait until `until`."""
        await self._connection.execute(_POSTPONE, {"of": key, "until": until, "why": why})

    async def set_aside(self, key: str, now: datetime, why: str) -> None:
        """The row is a dead letter; its lane goes on."""
        await self._connection.execute(_END, {"of": key, "state": "aside", "now": now, "why": why})

    async def next_retry(self) -> datetime | None:
        """The soonest `retry_at` of rows that were postponed and not claimed since."""
        soonest: datetime | None = (await self._connection.execute(_NEXT_RETRY)).scalar_one()
        return soonest
