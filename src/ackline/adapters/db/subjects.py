"""The things that decisions are about: their state and what is derived from it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, func, or_, select, update

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import HOLD_NAME, Dialect, Insert, Inserting, per_dialect
from ackline.adapters.db.schema import END_OF_TIME, counters, subjects
from ackline.domain.ids import SubjectId
from ackline.domain.tickets.standing import Standing
from ackline.services.ports import Derived, Kept, Settled


class _Opening(msgspec.Struct, frozen=True):
    """Who opened a ticket, where and when, out of its state: what bursts are joined by."""

    channel: str
    requester: str
    opened_at: datetime


_kept = (
    subjects.c.id,
    subjects.c.kind,
    subjects.c.state,
    subjects.c.wake_at,
    subjects.c.stamp,
    subjects.c.generation,
)
_READ = select(*_kept).where(subjects.c.id == bindparam("id"))
_LOCK = _READ.with_for_update()
_OPEN = (
    select(*_kept)
    .where(subjects.c.open, subjects.c.kind == bindparam("kind"))
    .order_by(subjects.c.created_at, subjects.c.id)
)
_OPEN_IN = (
    select(*_kept)
    .where(subjects.c.open, subjects.c.channel == bindparam("channel"))
    .order_by(subjects.c.opened_at.desc(), subjects.c.number.desc())
    .limit(bindparam("limit"))
)
_OPEN_TICKETS = select(subjects.c.id).where(subjects.c.open, subjects.c.kind == "ticket").limit(bindparam("limit"))
OPEN_WAKING = (
    select(subjects.c.id)
    # Joined to nothing, the kind is in no index: SQLite would take all that are open and sort a million of them.
    .where(subjects.c.open, subjects.c.kind.concat("") == "ticket", subjects.c.wake_at.is_not(None))
    .order_by(subjects.c.wake_at, subjects.c.id)
    .limit(bindparam("limit"))
)
_OPEN_ASLEEP = _OPEN_TICKETS.where(subjects.c.wake_at.is_(None)).order_by(subjects.c.account, subjects.c.created_at)
_OPEN_OF_ACCOUNT = _OPEN.where(subjects.c.account == bindparam("account"))
DUE = (
    select(*_kept)
    .where(subjects.c.wake_at <= bindparam("now"), subjects.c.id.not_in(bindparam("but", expanding=True)))
    .order_by(subjects.c.wake_at, subjects.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_AS_THEY_ARE = select(*_kept).where(subjects.c.id.in_(bindparam("ids", expanding=True))).with_for_update()
_LOOK_AGAIN = (
    update(subjects).where(subjects.c.open, subjects.c.kind == bindparam("of_kind")).values(wake_at=bindparam("now"))
)
_LOOK_AGAIN_AT = _LOOK_AGAIN.where(subjects.c.account.in_(bindparam("of_accounts", expanding=True)))
_WAKING = select(*_kept).where(subjects.c.wake_at.is_not(None)).order_by(subjects.c.wake_at, subjects.c.id)
_SOONEST = select(func.min(subjects.c.wake_at)).where(subjects.c.wake_at.is_not(None))
_BY_NUMBER = select(subjects.c.id).where(subjects.c.number == bindparam("number"))
_WATCHED = or_(subjects.c.open, subjects.c.wake_at.is_not(None))
_OTHER_STAMP = tuple(
    select(*_kept).where(_WATCHED, apart).limit(bindparam("limit")).with_for_update()
    for apart in (subjects.c.stamp < bindparam("stamp"), subjects.c.stamp > bindparam("stamp"))
)
_STANDING = ("status", "severity", "owner", "due_at", "due_kind", "report_at")
_DERIVED = ("wake_at", "stamp", *_STANDING)
_DERIVE = update(subjects).where(subjects.c.id == bindparam("of")).values({n: bindparam(f"new_{n}") for n in _DERIVED})


def _keep(insert: Inserting) -> Insert:
    row = insert(subjects)
    fixed = {"id", "created_at"}
    replaced = {column.name: row.excluded[column.name] for column in subjects.c if column.name not in fixed}
    return row.on_conflict_do_update(index_elements=[subjects.c.id], set_=replaced)


_KEEP = per_dialect(_keep)
# SQLite writes anew whatever index has a column that is set, changed or not. Most decisions move nothing but these, so
# the others are compared instead, and one index of ten is written.
_MOVED = ("state", "wake_at", "generation", "updated_at")
_UNMOVED = {f"same_{c.name}": c for c in subjects.c if c.name not in (*_MOVED, "id", "created_at")}
_MOVE = (
    update(subjects)
    .where(
        subjects.c.id == bindparam("of"),
        *(column.is_not_distinct_from(bindparam(same, type_=column.type)) for same, column in _UNMOVED.items()),
    )
    .values({name: bindparam(f"new_{name}") for name in _MOVED})
)
_BOUND = [(same, column.name) for same, column in _UNMOVED.items()] + [(f"new_{name}", name) for name in _MOVED]
_NEXT_NUMBER = per_dialect(
    lambda insert: (
        insert(counters)
        .values(name="ticket", value=1)
        .on_conflict_do_update(index_elements=[counters.c.name], set_={"value": counters.c.value + 1})
        .returning(counters.c.value)
    )
)


class DbSubjects:
    """The port `Subjects`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def lock(self, subject: SubjectId, kind: str) -> Kept | None:  # noqa: ARG002 - an id says its kind
        """The subject, locked until the transaction ends; an unknown one is held by its name."""
        row = (await self._connection.execute(_LOCK, {"id": subject})).one_or_none()
        hold = HOLD_NAME[self._dialect]
        if row is None and hold is not None:
            await self._connection.execute(hold, {"name": subject})
            row = (await self._connection.execute(_LOCK, {"id": subject})).one_or_none()
        return None if row is None else _kept_of(row)

    async def read(self, subject: SubjectId) -> Kept | None:
        """The subject without a lock."""
        row = (await self._connection.execute(_READ, {"id": subject})).one_or_none()
        return None if row is None else _kept_of(row)

    async def keep(self, settled: Sequence[Settled], now: datetime) -> None:
        """Insert or replace states and everything derived from them."""
        rows = [_row(one, now) for one in settled]
        if self._dialect is Dialect.SQLITE:
            rows = await self._moved_beside(rows)
        if rows:
            await self._connection.execute(_KEEP[self._dialect], rows)

    async def _moved_beside(self, rows: list[dict[str, object]]) -> list[dict[str, object]]:
        """Those of these rows of which more moves than what a decision moves mostly; the others are written."""
        if len(rows) > 1:
            moved = await self._connection.execute(_MOVE, [_moving(row) for row in rows])
            if moved.rowcount == len(rows):
                return []
        return [row for row in rows if not (await self._connection.execute(_MOVE, _moving(row))).rowcount]

    async def due(self, now: datetime, limit: int, but: Collection[SubjectId] = ()) -> tuple[Kept, ...]:
        """Subjects whose `wake_at` has come, soonest first, locked, without those another worker holds, and `but`."""
        found = await self._connection.execute(DUE, {"now": now, "limit": limit, "but": list(but)})
        return tuple(_kept_of(row) for row in found)

    async def unchanged(self, kept: Sequence[Kept]) -> frozenset[SubjectId]:
        """Those that still are as they were read, locked."""
        found = await self._connection.execute(_AS_THEY_ARE, {"ids": [one.id for one in kept]}) if kept else ()
        there = {row.id: _kept_of(row) for row in found}
        return frozenset(one.id for one in kept if there.get(one.id) == one)

    async def soonest(self) -> datetime | None:
        """The soonest `wake_at` of all."""
        soonest: datetime | None = (await self._connection.execute(_SOONEST)).scalar_one()
        return soonest

    async def look_again(self, kind: str, now: datetime, accounts: Sequence[str] | None = None) -> None:
        """Every open subject of a kind is looked at now, of some accounts or of all."""
        if accounts is None:
            await self._connection.execute(_LOOK_AGAIN, {"of_kind": kind, "now": now})
        else:
            await self._connection.execute(_LOOK_AGAIN_AT, {"of_kind": kind, "now": now, "of_accounts": accounts})

    async def next_number(self) -> int:
        """The next ticket number, from 1."""
        return int((await self._connection.execute(_NEXT_NUMBER[self._dialect])).scalar_one())

    async def by_number(self, number: int) -> SubjectId | None:
        """The ticket of that number."""
        return (await self._connection.execute(_BY_NUMBER, {"number": number})).scalar_one_or_none()

    async def derive(self, derived: Sequence[Derived], stamp: str) -> None:
        """Replace what was derived from states that themselves stay as they are."""
        fresh = [(d.id, {"wake_at": d.wake_at, "stamp": stamp, **_columns(d.standing)}) for d in derived]
        if fresh:
            rows = [{"of": of, **{f"new_{name}": columns[name] for name in _DERIVED}} for of, columns in fresh]
            await self._connection.execute(_DERIVE, rows)

    async def stale(self, stamp: str, limit: int) -> tuple[Kept, ...]:
        """Subjects that are open or will wake and bear another stamp, in any order, locked."""
        found: list[Kept] = []
        for query in _OTHER_STAMP:
            rows = await self._connection.execute(query, {"stamp": stamp, "limit": limit - len(found)})
            found += [_kept_of(row) for row in rows]
        return tuple(found)

    async def open_of_kind(self, kind: str, account: str | None = None) -> tuple[Kept, ...]:
        """Open subjects of a kind, of one account or of all, oldest first."""
        if account is None:
            found = await self._connection.execute(_OPEN, {"kind": kind})
        else:
            found = await self._connection.execute(_OPEN_OF_ACCOUNT, {"kind": kind, "account": account})
        return tuple(_kept_of(row) for row in found)

    async def open_in(self, channel: str, most: int) -> tuple[Kept, ...]:
        """Open tickets of a channel, the newest first."""
        found = await self._connection.execute(_OPEN_IN, {"channel": channel, "limit": most})
        return tuple(_kept_of(row) for row in found)

    async def open_tickets(self, most: int) -> tuple[SubjectId, ...]:
        """Open tickets, those first that have a moment to come soonest."""
        found: list[SubjectId] = []
        for query in (OPEN_WAKING, _OPEN_ASLEEP):
            if len(found) < most:
                found += (await self._connection.execute(query, {"limit": most - len(found)})).scalars()
        return tuple(found)

    async def waking(self) -> tuple[Kept, ...]:
        """Every subject that has a moment to come, the soonest first."""
        return tuple(_kept_of(row) for row in await self._connection.execute(_WAKING))


def _row(settled: Settled, now: datetime) -> dict[str, object]:
    opening = msgspec.json.decode(settled.state, type=_Opening) if settled.kind == "ticket" else None
    return {
        "id": settled.id,
        "kind": settled.kind,
        "state": settled.state,
        "wake_at": settled.wake_at,
        "stamp": settled.stamp,
        "generation": settled.generation,
        "number": settled.number,
        "account": settled.account,
        "open": settled.open,
        "channel": opening and opening.channel,
        "requester": opening and opening.requester,
        "opened_at": opening and opening.opened_at,
        "created_at": now,
        "updated_at": now,
        **_columns(settled.standing),
    }


def _moving(row: dict[str, object]) -> dict[str, object]:
    return {"of": row["id"], **{bound: row[name] for bound, name in _BOUND}}


def _columns(standing: Standing | None) -> dict[str, object]:
    """What the queue is made of; nothing where a subject is no ticket."""
    if standing is None:
        return dict.fromkeys(_STANDING)
    return {
        "status": standing.status.value,
        "severity": standing.severity,
        "owner": standing.owner,
        "due_at": standing.due_at or END_OF_TIME if standing.queued else None,
        "due_kind": standing.due_kind and standing.due_kind.value,
        "report_at": standing.report_at,
    }


def _kept_of(row: Row[Any]) -> Kept:
    return Kept(
        id=row.id,
        kind=row.kind,
        state=row.state,
        wake_at=row.wake_at,
        stamp=row.stamp,
        generation=row.generation,
    )
