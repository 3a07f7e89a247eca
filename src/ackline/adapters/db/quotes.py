"""Which posts quote what people wrote, and where they stand."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select, update

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect, per_dialect
from ackline.adapters.db.schema import outbox, quotes
from ackline.domain.ids import SubjectId, TextId
from ackline.services.ports import Quoting

_ADD = per_dialect(lambda insert: insert(quotes).on_conflict_do_nothing())
_POSTED = (
    update(quotes)
    .where(quotes.c.post == bindparam("of"))
    .values(channel=bindparam("channel"), ts=bindparam("ts"))
    .returning(quotes.c.stale)
)
_REPLACED = delete(quotes).where(quotes.c.ts == bindparam("at"), quotes.c.channel == bindparam("place"))
_LEFT_OUT = delete(quotes).where(quotes.c.post.in_(bindparam("posts", expanding=True)))
_OF = (
    select(outbox.c.kind, outbox.c.body, outbox.c.subject, quotes.c.channel, quotes.c.ts)
    .join(quotes, quotes.c.post == outbox.c.key)
    .where(quotes.c.text == bindparam("text"), quotes.c.ts.is_not(None))
    .order_by(outbox.c.id)
)
_STALE = update(quotes).where(quotes.c.text == bindparam("of"), quotes.c.ts.is_(None)).values(stale=True)


class DbQuotes:
    """The port `Quotes`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def add(self, post: str, texts: Sequence[TextId], place: tuple[str, str] | None) -> None:
        """A post of the outbox quotes these texts; `place` is where it stands, None while it is on its way."""
        channel, ts = place or (None, None)
        rows = [{"text": text, "post": post, "channel": channel, "ts": ts} for text in texts]
        await self._connection.execute(_ADD[self._dialect], rows)

    async def posted(self, post: str, channel: str, ts: str) -> bool:
        """A post stands somewhere now; whether what it quotes was changed while it was on its way."""
        return any((await self._connection.execute(_POSTED, {"of": post, "channel": channel, "ts": ts})).scalars())

    async def replaced(self, channel: str, ts: str) -> None:
        """Other words stand there now."""
        await self._connection.execute(_REPLACED, {"place": channel, "at": ts})

    async def left_out(self, posts: Sequence[str]) -> None:
        """Posts that left as one which quotes nothing."""
        await self._connection.execute(_LEFT_OUT, {"posts": list(posts)})

    async def of(self, text: TextId) -> tuple[Quoting, ...]:
        """The posts that quote a text. Those that are on their way are told when they have arrived."""
        await self._connection.execute(_STALE, {"of": text})
        found = await self._connection.execute(_OF, {"text": text})
        return tuple(
            Quoting(
                kind=row.kind,
                body=row.body,
                subject=SubjectId(row.subject),
                channel=row.channel,
                ts=row.ts,
            )
            for row in found
        )
