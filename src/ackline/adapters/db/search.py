"""What people wrote, found by its words: SQLite's full-text table or PostgreSQL's index over the texts.

Both are kept in step by the database itself, in the transaction that keeps or erases a text.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.listed import listed
from ackline.adapters.db.schema import subjects, texts, threads
from ackline.domain.ids import SubjectId, TextId
from ackline.services.looking.queue import Found, Row

_AT_ONCE = 50
_ROUNDS = 20
"""Texts are read in so many rounds at most: words that stand in one thread a thousand times find few tickets."""

_LATEST = 2**63 - 1
_before = bindparam("before", type_=BigInteger)
_limit: BindParameter[int] = bindparam("limit", type_=Integer)
_words: BindParameter[str] = bindparam("words", type_=Text)
_sought = table("sought", column("rowid", BigInteger))
_FOUND: Mapping[Dialect, Select[Any]] = {
    Dialect.SQLITE: select(_sought.c.rowid.label("seq"))
    .where(text("sought MATCH :words"), _sought.c.rowid < _before)
    .order_by(_sought.c.rowid.desc())
    .limit(_limit),
    Dialect.POSTGRESQL: select(texts.c.seq)
    .where(literal_column("texts.sought").op("@@")(func.to_tsquery(text("'simple'"), _words)), texts.c.seq < _before)
    .order_by(texts.c.seq.desc())
    .limit(_limit),
}
_COLON = {Dialect.SQLITE: func.instr(texts.c.id, ":"), Dialect.POSTGRESQL: func.strpos(texts.c.id, ":")}


def _owned(dialect: Dialect) -> Select[Any]:
    """Texts with the subject each belongs to: the one it was kept with, else that of the message it was written in."""
    found, colon = _FOUND[dialect].subquery(), _COLON[dialect]
    message = and_(
        threads.c.channel == func.substr(texts.c.id, 1, colon - 1), threads.c.ts == func.substr(texts.c.id, colon + 1)
    )
    return (
        select(texts.c.id, texts.c.seq, func.coalesce(texts.c.subject, threads.c.subject).label("subject"))
        .select_from(found.join(texts, texts.c.seq == found.c.seq).outerjoin(threads, message))
        .order_by(texts.c.seq.desc())
    )


_TEXTS = {dialect: _owned(dialect) for dialect in Dialect}
_NUMBERED = select(subjects.c.id).where(subjects.c.number == bindparam("number"))


class DbSearch:
    """The port `Search`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def tickets(self, words: Sequence[str], size: int, *, before: int | None = None) -> tuple[Found, ...]:
        """Tickets, also resolved ones, with a text that holds every word: the newest text first, each ticket once."""
        asked = {"words": _query(words, self._dialect), "limit": _AT_ONCE}
        places: dict[SubjectId, tuple[TextId, int]] = {}
        reached = before or _LATEST
        for _ in range(_ROUNDS):
            hits = (await self._connection.execute(_TEXTS[self._dialect], {**asked, "before": reached})).all()
            for hit in hits:
                if hit.subject is not None and hit.subject.startswith("ticket:"):
                    places.setdefault(hit.subject, (hit.id, hit.seq))
            if len(places) >= size or len(hits) < _AT_ONCE:
                break
            reached = hits[-1].seq
        rows = await listed(self._connection, list(places)[:size])
        return tuple(Found(row=row, text=places[row.id][0], seq=places[row.id][1]) for row in rows)

    async def numbered(self, number: int) -> Row | None:
        """The ticket of that number."""
        subject = (await self._connection.execute(_NUMBERED, {"number": number})).scalar_one_or_none()
        rows = await listed(self._connection, [subject] if subject is not None else [])
        return rows[0] if rows else None


def _query(words: Sequence[str], dialect: Dialect) -> str:
    """Every word, in the database's own language. They hold letters and digits, and at most a `*` at their end."""
    bare = [(word.removesuffix("*"), word.endswith("*")) for word in words]
    if dialect is Dialect.POSTGRESQL:
        return " & ".join(f"'{word}'{':*' if begins else ''}" for word, begins in bare)
    return " ".join(f'"{word}"{"*" if begins else ""}' for word, begins in bare)
