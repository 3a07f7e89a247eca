"""Who may leave next: the first row of each lane, one a destination, pages before all others.

Only the oldest unfinished row of a lane may leave, and none that an acknowledgement has overtaken.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Subquery,
    Table,
    and_,
    bindparam,
    case,
    func,
    not_,
    or_,
    select,
    update,
)

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.schema import outbox, subjects
from ackline.services.ports import Leased

_now = bindparam("now", type_=outbox.c.not_before.type)
_limit: BindParameter[int] = bindparam("limit")
_unfinished = outbox.c.finished_at.is_(None)


def _due(row: Table | Subquery) -> ColumnElement[bool]:
    """What was to leave at once may, whatever the clock says: put back by an hour, it must not hold up a lane so."""
    return or_(row.c.not_before <= _now, row.c.not_before == row.c.created_at)


def _free(row: Table | Subquery) -> ColumnElement[bool]:
    return or_(and_(row.c.lease_until.is_(None), _due(row)), row.c.lease_until <= _now)


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
    outbox.c.rode,
)
_TO_LOOK = (
    select(*_leased_columns)
    .where(_unfinished, outbox.c.lease_until.is_(None), outbox.c.look, _due(outbox))
    .order_by(outbox.c.urgent.desc(), outbox.c.id)
    .limit(_limit)
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
        outbox.c.created_at,
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
_waited = _free(_lined_up)
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
    .where(outbox.c.id.in_(_chosen), _unfinished, _free(outbox))
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

_PENDING = select(func.count()).select_from(_lined_up).where(_first, _waited)
_NEXT_AT = select(func.min(func.coalesce(_lined_up.c.lease_until, _lined_up.c.not_before))).where(
    _first, or_(_lined_up.c.lease_until.is_not(None), _lined_up.c.urgent, _lined_up.c.busy_until.is_(None))
)


async def to_look(connection: Connection, now: datetime, limit: int) -> tuple[Leased, ...]:
    """Due rows that still need the last look; they are not leased, `lease_until` is `now`."""
    found = await connection.execute(_TO_LOOK, {"now": now, "limit": limit})
    return tuple(_leased(row, row.attempt, now) for row in found)


async def lease(connection: Connection, now: datetime, until: datetime, limit: int) -> tuple[Leased, ...]:
    """Lease up to `limit` rows that may leave now, urgent ones first; suppress what was overtaken."""
    await connection.execute(_SUPPRESS_OVERTAKEN, {"now": now, "limit": limit})
    chosen = (await connection.execute(_CHOOSE, {"now": now, "limit": limit})).all()
    guards = {row.guard_subject for row in chosen if row.guard_subject is not None}
    if guards:
        found = await connection.execute(_GENERATIONS, {"ids": sorted(guards)})
        held = {(row.id, row.generation) for row in found}
        chosen = [
            row for row in chosen if row.guard_subject is None or (row.guard_subject, row.guard_generation) in held
        ]
    if not chosen:
        return ()
    await connection.execute(_LEASE, {"ids": [row.id for row in chosen], "until": until})
    return tuple(_leased(row, row.attempt + 1, until) for row in chosen)


async def pending(connection: Connection, now: datetime) -> int:
    """How many lanes have something due that nobody holds, rows that wait for their look included."""
    return int((await connection.execute(_PENDING, {"now": now})).scalar_one())


async def next_at(connection: Connection) -> datetime | None:
    """The soonest instant at which a row becomes due or a lease runs out, busy destinations left out."""
    soonest: datetime | None = (await connection.execute(_NEXT_AT)).scalar_one()
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
        rode=row.rode,
    )
