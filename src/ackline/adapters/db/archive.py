"""What is kept of people and accounts: handed out, expired in small steps, forgotten."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, delete, func, or_, select, update

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.forgetting import FORGET_ROSTERS, TEXTS_OF, forget, holdings, lanes_of
from ackline.adapters.db.schema import inbox, outbox, subjects, texts, threads
from ackline.adapters.db.texts import WRITE_INDEX_ANEW
from ackline.domain.effects import Say
from ackline.domain.ids import SubjectId, TextId
from ackline.services.operating.archive import Batch, Key, Part, Stretch

_after: BindParameter[object] = bindparam("after")
_limit: BindParameter[int] = bindparam("limit")
_TEXTS = (
    select(texts.c.seq, texts.c.id, texts.c.at)
    .where(texts.c.seq > _after, texts.c.words.is_not(None))
    .order_by(texts.c.seq)
    .limit(_limit)
)
_STILL_OPEN = (
    select(threads.c.channel, threads.c.ts)
    .join(subjects, subjects.c.id == threads.c.subject)
    .where(
        subjects.c.open,
        threads.c.channel.in_(bindparam("channels", expanding=True)),
        threads.c.ts.in_(bindparam("stamps", expanding=True)),
    )
)
_ERASE = update(texts).where(texts.c.seq.in_(bindparam("rows", expanding=True))).values(words=None, salt=None)
_OUTBOX = (
    select(
        outbox.c.id,
        outbox.c.created_at,
        outbox.c.finished_at,
        or_(
            outbox.c.coalesce.is_(None),
            outbox.c.kind == Say.__name__,
            ~select(subjects.c.id).where(subjects.c.id == outbox.c.subject, subjects.c.open).exists(),
        ).label("idle"),
    )
    .where(outbox.c.id > _after)
    .order_by(outbox.c.id)
    .limit(_limit)
)
_INBOX = (
    select(inbox.c.id, inbox.c.received_at.label("created_at"), inbox.c.finished_at)
    .where(inbox.c.id > _after)
    .order_by(inbox.c.id)
    .limit(_limit)
)
_OF_USER = (texts.c.author == bindparam("user")) & texts.c.words.is_not(None)
_HOLDINGS_OF_USER = select(func.count()).select_from(texts).where(_OF_USER)
_FORGET_USER = update(texts).where(_OF_USER).values(words=None, salt=None, author="")
_SUBJECTS_OF = (
    select(subjects.c.id)
    .where(
        or_(subjects.c.account == bindparam("account"), subjects.c.id == bindparam("itself")), subjects.c.id > _after
    )
    .order_by(subjects.c.id)
    .limit(_limit)
)


class DbArchive:
    """The port `Archive`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def expire_texts(self, before: datetime, after: int, limit: int) -> Batch:
        """Erase the words that were written before an instant and belong to no open ticket."""
        rows = (await self._connection.execute(_TEXTS, {"after": after, "limit": limit})).all()
        old = {_place(row.id): row.seq for row in rows if row.at < before}
        if not old:
            return Batch(erased=0, after=None)
        places = {"channels": sorted({channel for channel, _ in old}), "stamps": sorted({ts for _, ts in old})}
        still_open = {(row.channel, row.ts) for row in await self._connection.execute(_STILL_OPEN, places)}
        expired = sorted(seq for place, seq in old.items() if place not in still_open)
        if expired:
            await self._connection.execute(_ERASE, {"rows": expired})
            if self._dialect is Dialect.SQLITE:
                await self._connection.execute(WRITE_INDEX_ANEW)
        return Batch(erased=len(expired), after=rows[-1].seq)

    async def expire_outbox(self, before: datetime, after: int, limit: int) -> Batch:
        """Remove what ended before an instant, but for the receipts that an open ticket's cards are found by."""
        rows = (await self._connection.execute(_OUTBOX, {"after": after, "limit": limit})).all()
        expired = [row.id for row in rows if row.idle and row.finished_at is not None and row.finished_at < before]
        if expired:
            await self._connection.execute(delete(outbox).where(outbox.c.id.in_(expired)))
        more = rows and rows[-1].created_at < before
        return Batch(erased=len(expired), after=rows[-1].id if more else None)

    async def expire_inbox(self, before: datetime, after: int, limit: int) -> Batch:
        """Remove what was done, or set aside, before an instant."""
        rows = (await self._connection.execute(_INBOX, {"after": after, "limit": limit})).all()
        expired = [row.id for row in rows if row.finished_at is not None and row.finished_at < before]
        if expired:
            await self._connection.execute(delete(inbox).where(inbox.c.id.in_(expired)))
        more = rows and rows[-1].created_at < before
        return Batch(erased=len(expired), after=rows[-1].id if more else None)

    async def lanes_of(self, account: str) -> Sequence[str]:
        """What the inbox knows an account's channels by."""
        return await lanes_of(self._connection, account)

    async def holdings(self, account: str, lanes: Sequence[str]) -> Mapping[str, int]:
        """What there is of an account and could be forgotten: how many of each."""
        return await holdings(self._connection, account, lanes)

    async def forget(self, account: str, lanes: Sequence[str], part: Part, after: Key | None, limit: int) -> Stretch:
        """Erase what is an account's among the next `limit` rows of a kind. The journal keeps its links."""
        return await forget(self._connection, account, lanes, part, after, limit)

    async def forget_rosters(self) -> None:
        """Erase the names and contacts of former imports."""
        await self._connection.execute(FORGET_ROSTERS)

    async def holdings_of_user(self, user: str) -> int:
        """How many texts of one person still have their words."""
        return int((await self._connection.execute(_HOLDINGS_OF_USER, {"user": user})).scalar_one())

    async def forget_user(self, user: str) -> int:
        """Erase all that one person wrote."""
        return (await self._connection.execute(_FORGET_USER, {"user": user})).rowcount

    async def subjects_of(self, account: str, after: str, limit: int) -> Sequence[SubjectId]:
        """An account's tickets, pages and itself, in the order of their ids, those after `after`."""
        asked = {"account": account, "itself": f"account:{account}", "after": after, "limit": limit}
        return tuple((await self._connection.execute(_SUBJECTS_OF, asked)).scalars())

    async def texts_of(self, account: str, after: str, limit: int) -> Sequence[TextId]:
        """What was written in an account's channels, in the order of ids, those after `after`."""
        asked = {"account": account, "after": after, "limit": limit}
        return tuple((await self._connection.execute(TEXTS_OF, asked)).scalars())


def _place(text: str) -> tuple[str, str]:
    """The channel and the timestamp of the message whose words a text is."""
    channel, _, ts = text.partition(":")
    return channel, ts
