"""Erasing an account: words, people and tickets go; the journal keeps the links that its chains are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Delete,
    Integer,
    Select,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    false,
    func,
    or_,
    select,
    true,
    tuple_,
    update,
)

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.schema import channels, config, current, inbox, journal, outbox, subjects, texts, threads
from ackline.domain.effects import Amend, Close
from ackline.services.operating.archive import Key, Part, Stretch

_ROSTER = "roster"
_ENDINGS = (Amend.__name__, Close.__name__)
_AT_ONCE = 1_000
TEXTS_OF = (
    select(texts.c.id)
    .where(texts.c.account == bindparam("account"), texts.c.id > bindparam("after"))
    .order_by(texts.c.id)
    .limit(bindparam("limit"))
)
# Names and contacts of former editions of accounts.yml: only the present one is ever read.
FORGET_ROSTERS = delete(config).where(
    config.c.kind == _ROSTER,
    config.c.version.not_in(select(current.c.version).where(current.c.kind == _ROSTER)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What is done with the rows of one table that are an account's, all of them or those of a stretch."""

    key: Sequence[Column[Any]]
    held: Select[Any]
    ahead: Select[Any]
    found: Select[Any]
    end: Update | Delete


def _kept(
    key: Sequence[Column[Any]],
    ours: ColumnElement[bool],
    end: Update | Delete,
    counted: ColumnElement[bool] | None = None,
) -> _Kept:
    """`key` is the order in which the rows are gone through; `counted` are those of `ours` that are told."""

    def bound(name: str) -> ColumnElement[Any]:
        return tuple_(*(bindparam(f"{name}_{place}", type_=column.type) for place, column in enumerate(key)))

    place = tuple_(*key)
    stretch = and_(place > bound("after"), place <= bound("upto"))
    held = select(func.count()).select_from(key[0].table).where(ours, true() if counted is None else counted)
    return _Kept(
        key=key,
        held=held,
        ahead=select(*key).where(place > bound("after")).order_by(*key).limit(bindparam("limit")),
        found=held.where(stretch),
        end=end.where(ours, stretch),
    )


@lru_cache(maxsize=1)
def _parts(account: str, lanes: tuple[str, ...]) -> Mapping[Part, _Kept]:
    """All that there is of an account, by kind. Each statement is compiled once and run for many stretches."""
    mine = _subjects(account)

    def about(subject: ColumnElement[str]) -> ColumnElement[bool]:
        return exists().where(subjects.c.id == subject, mine)

    said = or_(
        false(),
        *(or_(inbox.c.lane == lane, func.substr(inbox.c.lane, 1, len(lane) + 1) == f"{lane}:") for lane in lanes),
    )
    told = inbox.c.lane.like("tell/%") & about(func.substr(inbox.c.lane, len("tell/") + 1))
    # What lets a pager stop ringing must still leave, and a message that nobody has read yet is a new request.
    sent = about(outbox.c.subject) & (outbox.c.finished_at.is_not(None) | outbox.c.kind.not_in(_ENDINGS))
    received = told | (said & inbox.c.finished_at.is_not(None))
    written = (texts.c.account == account) & texts.c.words.is_not(None)
    decided = about(journal.c.subject) & journal.c.body.is_not(None)
    return {
        Part.TEXTS: _kept((texts.c.seq,), written, update(texts).values(words=None, salt=None, author="")),
        Part.FACTS: _kept((journal.c.id,), decided, update(journal).values(body=None, salt=None, why=[])),
        Part.SENT: _kept((outbox.c.id,), sent, delete(outbox)),
        Part.RECEIVED: _kept((inbox.c.id,), received, delete(inbox)),
        Part.THREADS: _kept((threads.c.channel, threads.c.ts), about(threads.c.subject), delete(threads)),
        Part.TICKETS: _kept((subjects.c.id,), mine, delete(subjects), subjects.c.kind == "ticket"),
    }


def _subjects(account: str) -> ColumnElement[bool]:
    return or_(subjects.c.account == account, subjects.c.id == f"account:{account}")


async def holdings(connection: Connection, account: str, lanes: Sequence[str]) -> Mapping[str, int]:
    """How many rows there are of each kind."""
    return {
        part.value: int((await connection.execute(kept.held)).scalar_one())
        for part, kept in _parts(account, tuple(lanes)).items()
    }


async def forget(
    connection: Connection, account: str, lanes: Sequence[str], part: Part, after: Key | None, limit: int
) -> Stretch:
    """Erase what is the account's among the next `limit` rows of a kind, whoever's they are."""
    kept = _parts(account, tuple(lanes))[part]
    begin = after or tuple(0 if isinstance(column.type, Integer) else "" for column in kept.key)
    beyond = {f"after_{place}": value for place, value in enumerate(begin)}
    ahead = (await connection.execute(kept.ahead, {**beyond, "limit": limit})).all()
    if not ahead:
        return Stretch(erased=0, after=None)
    last = tuple(ahead[-1])
    stretch = beyond | {f"upto_{place}": value for place, value in enumerate(last)}
    erased = int((await connection.execute(kept.found, stretch)).scalar_one())
    await connection.execute(kept.end, stretch)
    return Stretch(erased=erased, after=last if len(ahead) == limit else None)


async def lanes_of(connection: Connection, account: str) -> Sequence[str]:
    """Every id that a channel of an account goes or went by: of its tickets, of what was written in them."""
    ticketed = await connection.execute(
        select(subjects.c.channel).where(_subjects(account), subjects.c.channel.is_not(None)).distinct()
    )
    named = {str(channel) for channel in ticketed.scalars()}
    asked = {"account": account, "after": "", "limit": _AT_ONCE}
    while written := list((await connection.execute(TEXTS_OF, asked)).scalars()):
        named |= {str(text).partition(":")[0] for text in written}
        asked["after"] = written[-1]
    moved = await connection.execute(select(channels.c.slack_id).where(channels.c.bound_id.in_(sorted(named))))
    return sorted(named | {str(channel) for channel in moved.scalars()})
