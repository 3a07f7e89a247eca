"""Who may leave next: the first row of each lane, one a destination, pages before all others.

Only the oldest unfinished row of a lane may leave, and none that an acknowledgement has overtaken.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    false,
    func,
    not_,
    or_,
    select,
    union_all,
    update,
)

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.schema import outbox, subjects
from ackline.services.ports import Leased

_now = bindparam("now", type_=outbox.c.not_before.type)
_limit: BindParameter[int] = bindparam("limit")
_unfinished = outbox.c.finished_at.is_(None)


def _due(row: FromClause) -> ColumnElement[bool]:
    """What was to leave at once may, whatever the clock says: put back by an hour, it must not hold up a lane so."""
    return or_(row.c.not_before <= _now, row.c.not_before == row.c.created_at)


def _free(row: FromClause) -> ColumnElement[bool]:
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
_TO_LOOK = select(*_leased_columns).where(_unfinished, outbox.c.look, _due(outbox)).order_by(outbox.c.id).limit(_limit)

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

# Each question below is answered by a range of an index, however long the queue is.
_earlier = outbox.alias("earlier")
_place = outbox.alias("place")
_beyond = outbox.alias("beyond")
_held = outbox.alias("held")


def _waits(row: FromClause) -> ColumnElement[bool]:
    """Whether a row may leave, apart from what else goes to its destination: due, looked at, and first of its lane."""
    behind = select(_earlier.c.id).where(
        _earlier.c.finished_at.is_(None), _earlier.c.lane == row.c.lane, _earlier.c.id < row.c.id
    )
    guarded = select(subjects.c.id).where(
        subjects.c.id == row.c.guard_subject, subjects.c.generation == row.c.guard_generation
    )
    return and_(
        row.c.finished_at.is_(None),
        not_(row.c.look),
        or_(row.c.guard_subject.is_(None), guarded.exists()),
        not_(behind.exists()),
    )


_urgent = (
    select(outbox.c.id, outbox.c.urgent)
    .where(outbox.c.urgent, _waits(outbox), _free(outbox))
    .order_by(outbox.c.id)
    .limit(_limit)
    .subquery("pages")
)

_first_place = select(func.min(outbox.c.destination).label("name")).where(_unfinished, not_(outbox.c.urgent))
_places = _first_place.cte("places", recursive=True)
_next_place = select(func.min(_beyond.c.destination)).where(
    _beyond.c.finished_at.is_(None), not_(_beyond.c.urgent), _beyond.c.destination > _places.c.name
)
_places = _places.union_all(select(_next_place.scalar_subquery()).where(_places.c.name.is_not(None)))


def _oldest(lease: ColumnElement[bool]) -> Select[int]:
    """The oldest row that may leave for a destination."""
    return (
        select(func.min(_place.c.id).label("id"))
        .where(_place.c.destination == _places.c.name, not_(_place.c.urgent), lease, _waits(_place))
        .correlate(_places)
    )


_free_of_place = union_all(
    _oldest(_place.c.lease_until <= _now), _oldest(and_(_place.c.lease_until.is_(None), _due(_place)))
).subquery("free_of_place")
_under_way = select(_held.c.id).where(
    _held.c.destination == _places.c.name,
    _held.c.finished_at.is_(None),
    not_(_held.c.urgent),
    _held.c.lease_until > _now,
)
_posts = (
    select(
        select(func.min(_free_of_place.c.id)).scalar_subquery().label("id"),
        false().label("urgent"),
    )
    .where(_places.c.name.is_not(None), not_(_under_way.exists()))
    .subquery("posts")
)
_either = union_all(select(_urgent.c.id, _urgent.c.urgent), select(_posts.c.id, _posts.c.urgent)).subquery("either")
# A destination for which nothing may leave has no id.
_chosen = select(_either.c.id).order_by(_either.c.urgent.desc(), _either.c.id.nulls_last()).limit(_limit)
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

_wakes = union_all(
    select(func.min(outbox.c.not_before).label("at")).where(
        _unfinished, outbox.c.lease_until.is_(None), outbox.c.not_before > _now
    ),
    select(func.min(outbox.c.lease_until)).where(_unfinished, outbox.c.lease_until > _now),
).subquery("wakes")
_NEXT_AT = select(func.min(_wakes.c.at))


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


async def next_at(connection: Connection, now: datetime) -> datetime | None:
    """The soonest instant after `now` at which a row becomes due or a lease runs out."""
    soonest: datetime | None = (await connection.execute(_NEXT_AT, {"now": now})).scalar_one()
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
        gathering=row.coalesce or "" if row.rode else "",
    )
