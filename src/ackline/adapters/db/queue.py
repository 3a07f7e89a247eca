"""The queue. A page begins at a place and counts nothing before it: the last one costs what the first one does."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from ackline.adapters.db import ranges
from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.listed import listed
from ackline.adapters.db.ranges import Shape
from ackline.adapters.db.schema import END_OF_TIME, subjects
from ackline.domain.ids import AccountId
from ackline.services.looking.queue import Load, Page, Place, Row, Wanted

_OPENED = (
    select(subjects.c.id)
    .where(
        subjects.c.account == bindparam("account"),
        subjects.c.opened_at >= bindparam("start"),
        or_(subjects.c.opened_at > bindparam("start"), subjects.c.number > bindparam("after")),
        subjects.c.opened_at < bindparam("end"),
    )
    .order_by(subjects.c.opened_at, subjects.c.number)
    .limit(bindparam("limit"))
)
_BEGINNING = datetime.min.replace(tzinfo=UTC)


class DbQueue:
    """The port `Queue`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def page(self, wanted: Wanted, size: int, *, after: Place | None = None, before: Place | None = None) -> Page:
        """The rows just after or just before a place (one of the two), or the first ones."""
        forth, at, accounts = before is None, _at(after or before), wanted.accounts
        if not _by_owner(wanted) and len(accounts) > size:
            # Whatever is on the page belongs to the accounts that begin next: it has no room for more of them.
            accounts = tuple(account for account, _ in await self._heads(wanted, forth, at))[: size + 1]
            if not accounts:
                return Page(rows=(), earlier=after is not None, later=before is not None)
        shape, values = _shape(wanted, accounts, self._dialect)
        found = await self._connection.execute(ranges.page(shape, forth), {**values, **at, "limit": size + 1})
        ranked = sorted(found, key=lambda row: (row.due_at, row.number), reverse=not forth)
        more, shown = len(ranked) > size, [row.id for row in ranked[:size]]
        if not forth:
            return Page(rows=await listed(self._connection, shown[::-1]), earlier=more, later=True)
        return Page(rows=await listed(self._connection, shown), earlier=after is not None, later=more)

    async def count(self, wanted: Wanted, most: int) -> int:
        """How many there are, `most` at most."""
        shape, values = _shape(wanted, wanted.accounts, self._dialect)
        counted = await self._connection.execute(ranges.count(shape), {**values, "limit": most})
        return int(counted.scalar_one())

    async def loads(
        self, accounts: Sequence[AccountId], now: datetime, soon: datetime, limit: int, most: int
    ) -> tuple[Load, ...]:
        """What lies on those `limit` accounts on which something is due first: overdue, due until `soon`, owed."""
        first = await self._heads(Wanted(accounts=tuple(accounts)), True, _at(None))
        shown = list(dict.fromkeys((*(account for account, _ in first), *accounts)))[:limit]
        asked = {"accounts": shown, "now": now, "soon": soon, "limit": most}
        found = {row.account: row for row in await self._connection.execute(ranges.loads(self._dialect), asked)}
        return tuple(
            Load(account=a, waiting=row.waiting, overdue=row.overdue, soon=row.soon, reports=row.reports)
            for a in shown
            if (row := found.get(a)) is not None
        )

    async def owed(self, accounts: Sequence[AccountId], size: int) -> tuple[Row, ...]:
        """Tickets of these accounts for which a report is owed, by when it is due."""
        asked = {"accounts": list(accounts), "limit": size}
        found = await self._connection.execute(ranges.owed(self._dialect), asked)
        return await listed(self._connection, tuple(found.scalars()))

    async def opened(
        self, account: AccountId, start: datetime, end: datetime, size: int, after: int = 0
    ) -> tuple[Row, ...]:
        """Tickets of an account that were opened from `start` to before `end`, whatever became of them, in order.

        Of those that were opened at `start` itself only the ones with a number after `after`.
        """
        asked = {"account": account, "start": start, "end": end, "limit": size, "after": after}
        found = await self._connection.execute(_OPENED, asked)
        return await listed(self._connection, tuple(found.scalars()))

    async def _heads(
        self, wanted: Wanted, forth: bool, at: dict[str, Any]
    ) -> list[tuple[AccountId, tuple[datetime, int]]]:
        """The first place of each account that has one beside the place given; the account that begins next first."""
        narrowed = _narrowed(wanted)
        query = ranges.heads(self._dialect, tuple(narrowed), forth)
        found = await self._connection.execute(query, {**narrowed, **at, "accounts": list(wanted.accounts)})
        heads = [(AccountId(row.account), (row.due_at, row.number)) for row in found if row.due_at is not None]
        return sorted(heads, key=lambda head: head[1], reverse=not forth)


def _shape(wanted: Wanted, accounts: Sequence[AccountId], dialect: Dialect) -> tuple[Shape, dict[str, Any]]:
    """The shape of a question, and what is asked for in it."""
    narrowed = _narrowed(wanted)
    names = tuple(narrowed)
    if _by_owner(wanted):
        within = {"accounts": list(accounts)} if accounts else {}
        lead, owner = ("nobody", {}) if wanted.unowned else ("owner", {"owner": wanted.owner})
        shape = Shape(dialect=dialect, lead=lead, narrowed=names, within=bool(accounts))
        return shape, {**narrowed, **within, **owner}
    if accounts:
        asked = {f"account_{number}": account for number, account in enumerate(accounts)}
        return Shape(dialect=dialect, lead="account", accounts=len(accounts), narrowed=names), {**narrowed, **asked}
    return Shape(dialect=dialect, lead="severity" if wanted.severity else "status", narrowed=names), narrowed


def _by_owner(wanted: Wanted) -> bool:
    """Whether who has a ticket leads the question, be it nobody."""
    return wanted.unowned or wanted.owner is not None


def _narrowed(wanted: Wanted) -> dict[str, Any]:
    given = {"status": wanted.status and wanted.status.value, "severity": wanted.severity}
    return {name: value for name, value in given.items() if value is not None}


def _at(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"due": _BEGINNING, "number": 0}
    return {"due": place.due_at or END_OF_TIME, "number": place.number}
