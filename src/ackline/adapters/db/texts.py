"""What people wrote, apart from the journal so that it can be erased."""

import secrets
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, select, update

from ackline.adapters.db.codec import whole
from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect, Insert, Inserting, per_dialect
from ackline.adapters.db.schema import texts
from ackline.domain.ids import TextId
from ackline.services.ports import Text


def _put(insert: Inserting) -> Insert:
    row = insert(texts)
    replaced = {name: row.excluded[name] for name in ("words", "author", "account", "at", "salt", "digest")}
    # What was erased stays erased, however often Slack sends it again; the same words keep their digest.
    return row.on_conflict_do_update(
        index_elements=[texts.c.id], set_=replaced, where=texts.c.words != row.excluded.words
    )


_PUT = per_dialect(lambda insert: _put(insert).returning(texts.c.digest))
_DIGEST = select(texts.c.digest).where(texts.c.id == bindparam("id"))
_GET = select(texts.c.id, texts.c.words, texts.c.author, texts.c.at).where(texts.c.id == bindparam("id"))
_ERASE = update(texts).where(texts.c.id == bindparam("of")).values(words=None, salt=None)


class DbTexts:
    """The port `Texts`."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    async def put(self, text: TextId, words: str, author: str, account: str, at: datetime) -> str:
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
        }
        digest = (await self._connection.execute(_PUT[self._dialect], row)).scalar_one_or_none()
        if digest is None:
            digest = (await self._connection.execute(_DIGEST, {"id": text})).scalar_one()
        return str(digest)

    async def get(self, text: TextId) -> Text | None:
        """A text."""
        row = (await self._connection.execute(_GET, {"id": text})).one_or_none()
        return None if row is None else Text(id=row.id, words=row.words, author=row.author, at=row.at)

    async def erase(self, text: TextId) -> bool:
        """Remove the words and the salt; False when there is no such text."""
        return (await self._connection.execute(_ERASE, {"of": text})).rowcount > 0
