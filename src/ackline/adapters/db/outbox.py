"""Everything the bot says: who may deliver what next, and how it ended.

A row is pending, leased, and then done, suppressed or dead. Only the oldest unfinished row of a lane may leave.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import and_, bindparam, literal_column, not_, select, update

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect, per_dialect
from ackline.adapters.db.leasing import lease, next_at, to_look
from ackline.adapters.db.schema import outbox
from ackline.domain.effects import Deliver
from ackline.domain.ids import SubjectId
from ackline.services.ports import Json, Leased, Outgoing, Result

_now = bindparam("now", type_=outbox.c.not_before.type)
_unfinished = outbox.c.finished_at.is_(None)
_pending = and_(_unfinished, outbox.c.lease_until.is_(None))
_PUT = per_dialect(
    lambda insert: (
        insert(outbox).on_conflict_do_nothing(index_elements=[outbox.c.key]).returning(outbox.c.id, outbox.c.key)
    )
)
# A row that was tried may have arrived: only its own look-up can tell, so it is never superseded. Nor is one that
# another row of its lane waits behind: a notice goes below the card that stands before it.
_behind = outbox.alias("behind")
_SUPERSEDE = (
    update(outbox)
    .where(
        outbox.c.coalesce == bindparam("shared"),
        outbox.c.id < bindparam("newest"),
        _pending,
        outbox.c.attempt == 0,
        not_(
            select(_behind.c.id)
            .where(
                _behind.c.lane == outbox.c.lane,
                _behind.c.id > outbox.c.id,
                _behind.c.finished_at.is_(None),
                _behind.c.coalesce.is_distinct_from(bindparam("shared")),
            )
            .exists()
        ),
    )
    .values(state="suppressed", why="superseded", finished_at=_now)
)
_LOOKED = (
    update(outbox).where(outbox.c.id == bindparam("row"), _unfinished).values(look=False, verified=bindparam("read"))
)

_held = update(outbox).where(
    outbox.c.id == bindparam("row"), outbox.c.lease_until.is_not(None), outbox.c.attempt == bindparam("fence")
)
_FINISH = _held.values(
    state=bindparam("state"), lease_until=None, finished_at=bindparam("now"), receipt=bindparam("receipt")
)
_POSTPONE = _held.values(state="pending", lease_until=None, not_before=bindparam("until"), why=bindparam("why"))
_POSTPONE_UNSPENT = _POSTPONE.values(attempt=outbox.c.attempt - 1)
_GATHER = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(rode=bindparam("together"), coalesce=bindparam("gathering"))
)
_GATHERED = (
    select(outbox.c.body).where(outbox.c.coalesce == bindparam("gathering"), outbox.c.rode).order_by(outbox.c.id)
)
_RELEASE = (
    update(outbox)
    .where(_pending, outbox.c.why == bindparam("held_for"), outbox.c.not_before > _now)
    .values(not_before=_now, why=None)
)

# Bound, "done" would be compared with what an index is narrowed to, and the statement prepared anew at each run.
_done = outbox.c.state == literal_column("'done'")
_RECEIPT_OF = (
    select(outbox.c.receipt)
    .where(outbox.c.coalesce == bindparam("shared"), _done, outbox.c.receipt.is_not(None))
    .order_by(outbox.c.finished_at.desc(), outbox.c.id.desc())
    .limit(1)
)
_SUPPRESS = (
    update(outbox)
    .where(outbox.c.subject == bindparam("of"), _pending, outbox.c.kind != Deliver.__name__)
    .values(state="suppressed", why=bindparam("why"), finished_at=bindparam("now"))
)
# One process owns a SQLite file, so whatever is leased when it opens was leased by a process that is gone. The
# attempt stays counted: the next one looks first whether this one arrived.
RELEASE_LEASES = (
    update(outbox).where(_unfinished, outbox.c.lease_until.is_not(None)).values(state="pending", lease_until=None)
)


class DbOutbox:
    """The port `Outbox`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def put(self, rows: Sequence[Outgoing], now: datetime) -> frozenset[str]:
        """Add rows in their order; the keys that were new. One that is withheld is suppressed as it is added.

        Older rows of one `coalesce` go that were never tried and have nothing else of their lane behind them.
        """
        new: set[str] = set()
        for shared, some in groupby(rows, key=lambda row: row.coalesce):
            values = [_row(row, now) for row in some]
            added = (await self._connection.execute(_PUT[self._dialect], values)).all()
            new |= {row.key for row in added}
            if added and shared is not None:
                older = {"shared": shared, "newest": max(row.id for row in added), "now": now}
                await self._connection.execute(_SUPERSEDE, older)
        return frozenset(new)

    async def looked(self, row: int, verified: bool) -> None:
        """The last look was taken; `verified` False when Slack could not be read."""
        await self._connection.execute(_LOOKED, {"row": row, "read": verified})

    async def finish(self, row: int, attempt: int, result: Result, receipt: Json, now: datetime) -> bool:
        """End a row; False when `attempt` does not hold it any more: nothing was changed."""
        ended = {"row": row, "fence": attempt, "state": result.value, "receipt": receipt, "now": now}
        return (await self._connection.execute(_FINISH, ended)).rowcount > 0

    async def postpone(self, row: int, attempt: int, until: datetime, why: str, *, spent: bool) -> bool:
        """Give the lease back until `until`; `spent` False leaves the attempt uncounted."""
        statement = _POSTPONE if spent else _POSTPONE_UNSPENT
        back = {"row": row, "fence": attempt, "until": until, "why": why}
        return (await self._connection.execute(statement, back)).rowcount > 0

    async def gather(self, rows: Sequence[int], gathering: str) -> None:
        """Rows are about to leave as one message, known by `gathering`; "": each alone."""
        shared = {"ids": list(rows), "together": bool(gathering), "gathering": gathering or None}
        await self._connection.execute(_GATHER, shared)

    async def gathered(self, gathering: str) -> tuple[bytes, ...]:
        """The bodies of the rows that share a message, in their order."""
        found = await self._connection.execute(_GATHERED, {"gathering": gathering})
        return tuple(row.body for row in found)

    async def release(self, why: str, now: datetime) -> int:
        """Rows that were postponed for `why` may leave now; how many."""
        return (await self._connection.execute(_RELEASE, {"held_for": why, "now": now})).rowcount

    async def receipt_of(self, coalesce: str) -> Json | None:
        """The latest receipt among done rows that share `coalesce`."""
        return (await self._connection.execute(_RECEIPT_OF, {"shared": coalesce})).scalar_one_or_none()

    async def suppress(self, subject: SubjectId, why: str, now: datetime) -> int:
        """Suppress every pending row of a subject that is not a page; how many."""
        return (await self._connection.execute(_SUPPRESS, {"of": subject, "why": why, "now": now})).rowcount

    async def to_look(self, now: datetime, limit: int) -> tuple[Leased, ...]:
        """Due rows that still need the last look; they are not leased, `lease_until` is `now`."""
        return await to_look(self._connection, now, limit)

    async def lease(self, now: datetime, until: datetime, limit: int) -> tuple[Leased, ...]:
        """Lease up to `limit` rows that may leave now, urgent ones first; suppress what was overtaken."""
        return await lease(self._connection, now, until, limit)

    async def next_at(self, now: datetime) -> datetime | None:
        """The soonest instant after `now` at which a row becomes due or a lease runs out."""
        return await next_at(self._connection, now)


def _row(row: Outgoing, now: datetime) -> dict[str, object]:
    guarded, generation = row.guard or (None, None)
    return {
        "key": row.key,
        "subject": row.subject,
        "kind": row.kind,
        "body": row.body,
        "lane": row.lane,
        "destination": row.destination,
        "urgent": row.urgent,
        "coalesce": row.coalesce,
        "guard_subject": guarded,
        "guard_generation": generation,
        "look": row.look and not row.withheld,
        "verified": not row.look,
        "not_before": row.not_before or now,
        "created_at": now,
        "state": "suppressed" if row.withheld else "pending",
        "finished_at": now if row.withheld else None,
        "why": row.withheld or None,
    }
