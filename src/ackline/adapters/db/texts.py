"""What people wrote, apart from the journal so that it can be erased."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, select, update
from sqlalchemy import text as sql

from ackline.adapters.db.codec import whole
from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect, Insert, Inserting, per_dialect
from ackline.adapters.db.schema import texts
from ackline.domain.ids import SubjectId, TextId
from ackline.services.ports import Text


def _put(insert: Inserting) -> Insert:
    row = insert(texts)
    replaced = {name: row.excluded[name] for name in ("words", "author", "account", "at", "salt", "digest", "subject")}
    # What was erased stays erased, however often Slack sends it again; the same words keep their digest.
    return row.on_conflict_do_update(
        index_elements=[texts.c.id], set_=replaced, where=texts.c.words != row.excluded.words
    )


_PUT = per_dialect(lambda insert: _put(insert).returning(texts.c.digest))
_DIGEST = select(texts.c.digest).where(texts.c.id == bindparam("id"))
_GET = select(texts.c.id, texts.c.words, texts.c.author, texts.c.at).where(texts.c.id == bindparam("id"))
_GET_ALL = select(texts.c.id, texts.c.words, texts.c.author, texts.c.at).where(
    texts.c.id.in_(bindparam("ids", expanding=True))
)
_ERASE = update(texts).where(texts.c.id == bindparam("of")).values(words=None, salt=None)
# An erased word is found no more at once, but stands in SQLite's index until the part that holds it is written anew.
WRITE_INDEX_ANEW = sql("INSERT INTO sought (sought, rank) VALUES ('merge', -200)")


class DbTexts:
    """The port `Texts`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def put(
        self, text: TextId, words: str, author: str, account: str, at: datetime, subject: SubjectId | None = None
    ) -> str:
        """Keep or replace a text; the digest of what is kept. An erased text stays erased."""
        kept, salt = whole(words), secrets.token_bytes(16)
        row = {
            "id": text,
            "words": kept,
            "author": author,
            "account": account,
            "at": at,
            "salt": salt,
            "digest": sha256(salt + kept.encode()).hexdigest(),
            "subject": subject,
        }
        digest = (await self._connection.execute(_PUT[self._dialect], row)).scalar_one_or_none()
        if digest is None:
            digest = (await self._connection.execute(_DIGEST, {"id": text})).scalar_one()
        return str(digest)

    async def get(self, text: TextId) -> Text | None:
        """A text."""
        row = (await self._connection.execute(_GET, {"id": text})).one_or_none()
        return None if row is None else Text(id=row.id, words=row.words, author=row.author, at=row.at)

    async def get_all(self, ids: Sequence[TextId]) -> dict[TextId, Text]:
        """Those of these texts that there are."""
        found = await self._connection.execute(_GET_ALL, {"ids": list(ids)}) if ids else ()
        return {row.id: Text(id=row.id, words=row.words, author=row.author, at=row.at) for row in found}

    async def erase(self, text: TextId) -> bool:
        """Remove the words and the salt; False when there is no such text."""
        there = (await self._connection.execute(_ERASE, {"of": text})).rowcount > 0
        if there and self._dialect is Dialect.SQLITE:
            await self._connection.execute(WRITE_INDEX_ANEW)
        return there
