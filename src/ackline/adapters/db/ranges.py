"""The statements of the queue: each reads a range of one index, or the first rows of a few ranges, merged.

They are built once for each shape of a question; what is asked for comes as parameters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Executable,
    Integer,
    ScalarSelect,
    Select,
    TableValuedAlias,
    UnaryExpression,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.sql.operators import custom_op

from ackline.adapters.db.columns import Instant
from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.schema import subjects
from ackline.services.looking.queue import WAITED

QUEUED, OWED = subjects.c.due_at.is_not(None), subjects.c.report_at.is_not(None)
LIMIT: BindParameter[int] = bindparam("limit", type_=Integer)

# Accounts as rows, out of a JSON list, so that one statement serves any number of them.
_accounts = bindparam("accounts", type_=JSON)
EACH: Mapping[Dialect, TableValuedAlias] = {
    Dialect.SQLITE: func.json_each(_accounts).table_valued("value", name="each"),
    Dialect.POSTGRESQL: func.json_array_elements_text(_accounts).table_valued("value", name="each"),
}

_place = tuple_(subjects.c.due_at, subjects.c.number)
_given = tuple_(bindparam("due", type_=Instant), bindparam("number", type_=Integer))
_FORTH = (_place > _given, (subjects.c.due_at, subjects.c.number))
_BACK = (_place < _given, (subjects.c.due_at.desc(), subjects.c.number.desc()))
_NARROWING = {"status": subjects.c.status, "severity": subjects.c.severity}

Conditions = list[ColumnElement[bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a question is led by: an owner, or that there is none, so many accounts, a severity, or nothing.

    The parameters are `owner`, `account_0` and so on, `severity`, `status`, and for `within` the list `accounts`.
    """

    dialect: Dialect
    lead: str
    accounts: int = 0
    narrowed: tuple[str, ...] = ()
    within: bool = False


@cache
def page(shape: Shape, forth: bool) -> Executable:
    """The first `limit` keys after (or before) the place `due`, `number` of each range, in no order."""
    beside, order = _FORTH if forth else _BACK
    keys = select(subjects.c.id, subjects.c.due_at, subjects.c.number)
    return _merged([keys.where(*where, beside).order_by(*order) for where in _ranges(shape)])


@cache
def count(shape: Shape) -> Executable:
    """How many rows there are, `limit` at most."""
    found = _merged([select(subjects.c.number).where(*where) for where in _ranges(shape)])
    return select(func.count()).select_from(found.limit(LIMIT).subquery())


@cache
def heads(dialect: Dialect, narrowed: tuple[str, ...], forth: bool) -> Executable:
    """Of each of the `accounts` the first place beside the one given; none where there is none."""
    each, (beside, order) = EACH[dialect], _FORTH if forth else _BACK
    mine = (subjects.c.account == each.c.value, QUEUED, beside, *_asides(dialect, narrowed))
    first = select(subjects.c.due_at).where(*mine).order_by(*order).limit(1).correlate(each)
    due, number = first.scalar_subquery(), first.with_only_columns(subjects.c.number).scalar_subquery()
    return select(each.c.value.label("account"), due.label("due_at"), number.label("number"))


@cache
def loads(dialect: Dialect) -> Executable:
    """Of each of the `accounts` how much waits, is overdue `now`, is due by `soon`, owes a report; `limit` each."""
    each, due_at = EACH[dialect], subjects.c.due_at
    now, soon = bindparam("now", type_=Instant), bindparam("soon", type_=Instant)

    def counted(*where: ColumnElement[bool]) -> ScalarSelect[int]:
        mine: Select[Any] = select(literal_column("1")).where(subjects.c.account == each.c.value, *where)
        return select(func.count()).select_from(mine.limit(LIMIT).correlate(each).subquery()).scalar_subquery()

    return select(
        each.c.value.label("account"),
        counted(QUEUED).label("waiting"),
        counted(QUEUED, due_at <= now).label("overdue"),
        counted(QUEUED, due_at > now, due_at <= soon).label("soon"),
        counted(OWED).label("reports"),
    )


@cache
def owed(dialect: Dialect) -> Executable:
    """The tickets of the `accounts` that owe a report, by when it is due."""
    of_accounts = subjects.c.account.in_(select(EACH[dialect].c.value))
    by_due = (subjects.c.report_at, subjects.c.number)
    return select(subjects.c.id).where(of_accounts, OWED).order_by(*by_due).limit(LIMIT)


def _ranges(shape: Shape) -> list[Conditions]:
    asides = _asides(shape.dialect, shape.narrowed)
    by_status = [subjects.c.status == bindparam("status")] if "status" in shape.narrowed else []
    each_status = [by_status] if by_status else [[subjects.c.status == status.value] for status in WAITED]
    match shape.lead:
        case "owner" | "nobody":
            owner = subjects.c.owner
            owned = owner == bindparam("owner") if shape.lead == "owner" else owner.is_(None)
            each = EACH[shape.dialect]
            account = _aside(shape.dialect, subjects.c.account)
            within = [account.in_(select(each.c.value))] if shape.within else []
            return [[owned, QUEUED, *asides, *within]]
        case "account":
            accounts = [subjects.c.account == bindparam(f"account_{n}") for n in range(shape.accounts)]
            return [[account, QUEUED, *asides] for account in accounts]
        case "severity":
            return [[subjects.c.severity == bindparam("severity"), *status, QUEUED] for status in each_status]
    return [[*status, QUEUED] for status in each_status]


def _asides(dialect: Dialect, narrowed: tuple[str, ...]) -> Conditions:
    """What narrows a range that another column leads."""
    return [_aside(dialect, _NARROWING[name]) == bindparam(name) for name in narrowed]


def _aside(dialect: Dialect, column: ColumnElement[str | None]) -> ColumnElement[Any]:
    # To SQLite a plus says that no index is to be chosen by this column; PostgreSQL knows how full each one is.
    if dialect is Dialect.POSTGRESQL:
        return column
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def _merged(ranges: Sequence[Select[Any]]) -> CompoundSelect[Any]:
    """The first rows of each range. Wrapped, since SQLite takes no LIMIT in the members of a union."""
    return union_all(*(select(one.limit(LIMIT).subquery()) for one in ranges))
