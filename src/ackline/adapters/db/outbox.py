"""Everything the bot says: who may deliver what next, and how it ended.

A row is pending, leased, and then done, suppressed or dead. Only the oldest unfinished row of a lane may leave.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, and_, bindparam, case, func, not_, or_, select, update

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect, per_dialect
from ackline.adapters.db.schema import outbox, subjects
from ackline.domain.effects import Deliver
from ackline.domain.ids import SubjectId
from ackline.services.ports import Json, Leased, Outgoing, Result

_now = bindparam("now", type_=outbox.c.not_before.type)
_limit: BindParameter[int] = bindparam("limit")
_unfinished = outbox.c.finished_at.is_(None)
_pending = and_(_unfinished, outbox.c.lease_until.is_(None))
_may_leave = or_(
    and_(outbox.c.lease_until.is_(None), outbox.c.not_before <= _now),
    outbox.c.lease_until <= _now,
)
_PUT = per_dialect(
    lambda insert: insert(outbox).on_conflict_do_nothing(index_elements=[outbox.c.key]).returning(outbox.c.id)
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
_leased_columns = (
    outbox.c.id,
    outbox.c.key,
    outbox.c.subject,
    outbox.c.kind,
    outbox.c.body,
    outbox.c.destination,
    outbox.c.coalesce,
    outbox.c.attempt,
    outbox.c.created_at,
    outbox.c.verified,
    outbox.c.urgent,
)
_TO_LOOK = (
    select(*_leased_columns)
    .where(_pending, outbox.c.look, outbox.c.not_before <= _now)
    .order_by(outbox.c.urgent.desc(), outbox.c.id)
    .limit(_limit)
)
_LOOKED = (
    update(outbox).where(outbox.c.id == bindparam("row"), _unfinished).values(look=False, verified=bindparam("read"))
)

_overtaken = (
    select(outbox.c.id)
    .where(
        _unfinished,
        outbox.c.guard_subject.is_not(None),
        or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= _now),
        select(subjects.c.id)
        .where(subjects.c.id == outbox.c.guard_subject, subjects.c.generation != outbox.c.guard_generation)
        .exists(),
    )
    .order_by(outbox.c.id)
    .limit(_limit)
    .with_for_update(of=outbox, skip_locked=True)
    .cte("overtaken")
)
_SUPPRESS_OVERTAKEN = (
    update(outbox)
    .where(outbox.c.id.in_(select(_overtaken.c.id)))
    .values(state="suppressed", why="overtaken", lease_until=None, finished_at=_now)
)

# One pass over what is unfinished, by windows: PostgreSQL has no figures about a queue that fills and empties
# faster than it is analysed, and a join of the table with itself then takes seconds. `place` is a row's place in
# its lane, `held` whether a row that isn't urgent is under way to the same destination.
_lined_up = (
    select(
        outbox.c.id,
        outbox.c.destination,
        outbox.c.urgent,
        outbox.c.look,
        outbox.c.not_before,
        outbox.c.lease_until,
        outbox.c.guard_subject,
        outbox.c.guard_generation,
        func.row_number().over(partition_by=outbox.c.lane, order_by=outbox.c.id).label("place"),
        func.max(case((outbox.c.urgent, None), else_=outbox.c.lease_until))
        .over(partition_by=outbox.c.destination)
        .label("busy_until"),
    )
    .where(_unfinished)
    .subquery("lined_up")
)
_first = _lined_up.c.place == 1
_waited = or_(and_(_lined_up.c.lease_until.is_(None), _lined_up.c.not_before <= _now), _lined_up.c.lease_until <= _now)
_in_turn = (
    select(
        _lined_up.c.id,
        _lined_up.c.urgent,
        func.row_number()
        .over(partition_by=(_lined_up.c.destination, _lined_up.c.urgent), order_by=_lined_up.c.id)
        .label("turn"),
    )
    .where(
        _first,
        _waited,
        not_(_lined_up.c.look),
        or_(
            _lined_up.c.guard_subject.is_(None),
            select(subjects.c.id)
            .where(subjects.c.id == _lined_up.c.guard_subject, subjects.c.generation == _lined_up.c.guard_generation)
            .exists(),
        ),
        or_(_lined_up.c.urgent, _lined_up.c.busy_until.is_(None), _lined_up.c.busy_until <= _now),
    )
    .subquery("in_turn")
)
_chosen = (
    select(_in_turn.c.id)
    .where(or_(_in_turn.c.urgent, _in_turn.c.turn == 1))
    .order_by(_in_turn.c.urgent.desc(), _in_turn.c.id)
    .limit(_limit)
)
# The conditions are repeated outside: PostgreSQL checks them again on a row that changed meanwhile.
_CHOOSE = (
    select(*_leased_columns, outbox.c.guard_subject, outbox.c.guard_generation)
    .where(outbox.c.id.in_(_chosen), _unfinished, _may_leave)
    .order_by(outbox.c.urgent.desc(), outbox.c.id)
    .with_for_update(of=outbox, skip_locked=True)
)
# A subject that is locked is being decided on: what it guards waits for the next lease and is never leased
# beside an acknowledgement that is about to commit.
_GENERATIONS = (
    select(subjects.c.id, subjects.c.generation)
    .where(subjects.c.id.in_(bindparam("ids", expanding=True)))
    .with_for_update(read=True, skip_locked=True)
)
_LEASE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="leased", attempt=outbox.c.attempt + 1, lease_until=bindparam("until"))
)

_held = update(outbox).where(
    outbox.c.id == bindparam("row"), outbox.c.lease_until.is_not(None), outbox.c.attempt == bindparam("fence")
)
_FINISH = _held.values(
    state=bindparam("state"), lease_until=None, finished_at=bindparam("now"), receipt=bindparam("receipt")
)
_POSTPONE = _held.values(state="pending", lease_until=None, not_before=bindparam("until"), why=bindparam("why"))
_POSTPONE_UNSPENT = _POSTPONE.values(attempt=outbox.c.attempt - 1)
_RELEASE = (
    update(outbox)
    .where(_pending, outbox.c.why == bindparam("held_for"), outbox.c.not_before > _now)
    .values(not_before=_now, why=None)
)

_RECEIPT_OF = (
    select(outbox.c.receipt)
    .where(outbox.c.coalesce == bindparam("shared"), outbox.c.state == "done", outbox.c.receipt.is_not(None))
    .order_by(outbox.c.finished_at.desc(), outbox.c.id.desc())
    .limit(1)
)
_SUPPRESS = (
    update(outbox)
    .where(outbox.c.subject == bindparam("of"), _pending, outbox.c.kind != Deliver.__name__)
    .values(state="suppressed", why=bindparam("why"), finished_at=bindparam("now"))
)
_PENDING = select(func.count()).select_from(_lined_up).where(_first, _waited)
_NEXT_AT = select(func.min(func.coalesce(_lined_up.c.lease_until, _lined_up.c.not_before))).where(
    _first, or_(_lined_up.c.lease_until.is_not(None), _lined_up.c.urgent, _lined_up.c.busy_until.is_(None))
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

    async def put(self, row: Outgoing, now: datetime) -> bool:
        """Add a row; False when its key is known.

        Older rows of one `coalesce` go that were never tried and have nothing else of their lane behind them.
        """
        guarded, generation = row.guard or (None, None)
        added = await self._connection.execute(
            _PUT[self._dialect],
            {
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
                "look": row.look,
                "verified": not row.look,
                "not_before": row.not_before or now,
                "created_at": now,
            },
        )
        newest = added.scalar_one_or_none()
        if newest is not None and row.coalesce is not None:
            older = {"shared": row.coalesce, "newest": newest, "now": now}
            await self._connection.execute(_SUPERSEDE, older)
        return newest is not None

    async def to_look(self, now: datetime, limit: int) -> tuple[Leased, ...]:
        """Due rows that still need the last look; they are not leased, `lease_until` is `now`."""
        found = await self._connection.execute(_TO_LOOK, {"now": now, "limit": limit})
        return tuple(_leased(row, row.attempt, now) for row in found)

    async def looked(self, row: int, verified: bool) -> None:
        """The last look was taken; `verified` False when Slack could not be read."""
        await self._connection.execute(_LOOKED, {"row": row, "read": verified})

    async def lease(self, now: datetime, until: datetime, limit: int) -> tuple[Leased, ...]:
        """Lease up to `limit` rows that may leave now, urgent ones first; suppress what was overtaken."""
        await self._connection.execute(_SUPPRESS_OVERTAKEN, {"now": now, "limit": limit})
        chosen = (await self._connection.execute(_CHOOSE, {"now": now, "limit": limit})).all()
        guards = {row.guard_subject for row in chosen if row.guard_subject is not None}
        if guards:
            found = await self._connection.execute(_GENERATIONS, {"ids": sorted(guards)})
            held = {(row.id, row.generation) for row in found}
            chosen = [
                row for row in chosen if row.guard_subject is None or (row.guard_subject, row.guard_generation) in held
            ]
        if not chosen:
            return ()
        await self._connection.execute(_LEASE, {"ids": [row.id for row in chosen], "until": until})
        return tuple(_leased(row, row.attempt + 1, until) for row in chosen)

    async def finish(self, row: int, attempt: int, result: Result, receipt: Json, now: datetime) -> bool:
        """End a row; False when `attempt` does not hold it any more: nothing was changed."""
        ended = {"row": row, "fence": attempt, "state": result.value, "receipt": receipt, "now": now}
        return (await self._connection.execute(_FINISH, ended)).rowcount > 0

    async def postpone(self, row: int, attempt: int, until: datetime, why: str, *, spent: bool) -> bool:
        """Give the lease back until `until`; `spent` False leaves the attempt uncounted."""
        statement = _POSTPONE if spent else _POSTPONE_UNSPENT
        back = {"row": row, "fence": attempt, "until": until, "why": why}
        return (await self._connection.execute(statement, back)).rowcount > 0

    async def release(self, why: str, now: datetime) -> int:
        """Rows that were postponed for `why` may leave now; how many."""
        return (await self._connection.execute(_RELEASE, {"held_for": why, "now": now})).rowcount

    async def receipt_of(self, coalesce: str) -> Json | None:
        """The latest receipt among done rows that share `coalesce`."""
        return (await self._connection.execute(_RECEIPT_OF, {"shared": coalesce})).scalar_one_or_none()

    async def suppress(self, subject: SubjectId, why: str, now: datetime) -> int:
        """Suppress every pending row of a subject that is not a page; how many."""
        return (await self._connection.execute(_SUPPRESS, {"of": subject, "why": why, "now": now})).rowcount

    async def pending(self, now: datetime) -> int:
        """How many lanes have something due that nobody holds, rows that wait for their look included."""
        return int((await self._connection.execute(_PENDING, {"now": now})).scalar_one())

    async def next_at(self) -> datetime | None:
        """The soonest instant at which a row becomes due or a lease runs out, busy destinations left out."""
        soonest: datetime | None = (await self._connection.execute(_NEXT_AT)).scalar_one()
        return soonest


def _leased(row: Row[Any], attempt: int, until: datetime) -> Leased:
    return Leased(
        id=row.id,
        key=row.key,
        subject=row.subject,
        kind=row.kind,
        body=row.body,
        destination=row.destination,
        coalesce=row.coalesce,
        attempt=attempt,
        created_at=row.created_at,
        lease_until=until,
        verified=row.verified,
        urgent=row.urgent,
    )
