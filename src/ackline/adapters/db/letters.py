"""Dead letters of both boxes."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, Select, bindparam, func, literal, literal_column, select, update

from ackline.adapters.db.codec import encode
from ackline.adapters.db.connection import Connection
from ackline.adapters.db.schema import inbox, outbox
from ackline.domain.ids import SubjectId
from ackline.services.operating.letters import Box, Letter

# Written out, as the indexes say it: SQLite takes no partial index for a parameter.
_DEAD: Mapping[Box, ColumnElement[bool]] = {
    Box.OUTBOX: outbox.c.state == literal_column("'dead'"),
    Box.INBOX: inbox.c.state == literal_column("'aside'"),
}
_WAITING: Mapping[Box, ColumnElement[bool]] = {
    Box.OUTBOX: outbox.c.finished_at.is_(None),
    Box.INBOX: inbox.c.finished_at.is_(None),
}
_TABLES = {Box.OUTBOX: outbox, Box.INBOX: inbox}
_LETTER: Mapping[Box, Select[Any]] = {
    Box.OUTBOX: select(
        outbox.c.id,
        outbox.c.key,
        outbox.c.kind,
        outbox.c.subject,
        outbox.c.destination.label("to"),
        outbox.c.state,
        outbox.c.why,
        outbox.c.receipt,
        outbox.c.attempt.label("attempts"),
        outbox.c.created_at.label("since"),
        func.coalesce(outbox.c.lease_until, outbox.c.not_before).label("next_at"),
        outbox.c.body,
    ),
    Box.INBOX: select(
        inbox.c.id,
        inbox.c.key,
        inbox.c.source.label("kind"),
        literal("").label("subject"),
        inbox.c.lane.label("to"),
        inbox.c.state,
        inbox.c.why,
        literal(None).label("receipt"),
        inbox.c.attempts,
        inbox.c.received_at.label("since"),
        func.coalesce(inbox.c.claimed_until, inbox.c.retry_at).label("next_at"),
        inbox.c.body,
    ),
}
_RETRY: Mapping[Box, Executable] = {
    Box.OUTBOX: update(outbox)
    .where(outbox.c.id == bindparam("letter"), _DEAD[Box.OUTBOX])
    .values(state="pending", finished_at=None, not_before=outbox.c.created_at, why=None, receipt=None),
    Box.INBOX: update(inbox)
    .where(inbox.c.id == bindparam("letter"), _DEAD[Box.INBOX])
    .values(state="waiting", finished_at=None, retry_at=None, claimed_until=None, attempts=0, why=None),
}
_DROP: Mapping[Box, Executable] = {
    Box.OUTBOX: update(outbox)
    .where(outbox.c.id == bindparam("letter"), _DEAD[Box.OUTBOX])
    .values(state="suppressed", body=b"{}", why=bindparam("reason")),
    Box.INBOX: update(inbox)
    .where(inbox.c.id == bindparam("letter"), _DEAD[Box.INBOX])
    .values(state="done", body={}, why=bindparam("reason")),
}


class DbLetters:
    """The port `Letters`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def dead(self, box: Box, limit: int) -> Sequence[Letter]:
        """Those that were given up, the latest first."""
        asked = _LETTER[box].where(_DEAD[box]).order_by(_TABLES[box].c.id.desc()).limit(limit)
        return await self._letters(asked)

    async def waiting(self, box: Box, limit: int) -> Sequence[Letter]:
        """Those that are still being tried, the oldest first."""
        asked = _LETTER[box].where(_WAITING[box]).order_by(_TABLES[box].c.id).limit(limit)
        return await self._letters(asked)

    async def find(self, box: Box, letter: int) -> Letter | None:
        """One of them, dead or waiting."""
        found = await self._letters(
            _LETTER[box].where(_TABLES[box].c.id == letter, _DEAD[box] | _WAITING[box]).limit(1)
        )
        return found[0] if found else None

    async def retry(self, box: Box, letter: int) -> bool:
        """Let a dead one be tried again now; its attempts stay counted, so that it is looked for first."""
        return (await self._connection.execute(_RETRY[box], {"letter": letter})).rowcount > 0

    async def drop(self, box: Box, letter: int, reason: str) -> bool:
        """End a dead one for good, without its words."""
        return (await self._connection.execute(_DROP[box], {"letter": letter, "reason": reason})).rowcount > 0

    async def _letters(self, asked: Select[Any]) -> Sequence[Letter]:
        return tuple(_letter(row) for row in await self._connection.execute(asked))


def _letter(row: Row[Any]) -> Letter:
    dead = row.state in ("dead", "aside")
    return Letter(
        id=row.id,
        key=row.key,
        kind=row.kind,
        subject=SubjectId(row.subject),
        to=row.to,
        state="dead" if dead else "waiting",
        why=str((row.receipt or {}).get("why") or row.why or ""),
        attempts=row.attempts,
        since=row.since,
        next_at=None if dead else row.next_at,
        body=row.body.decode() if isinstance(row.body, bytes) else encode(row.body).decode(),
    )
