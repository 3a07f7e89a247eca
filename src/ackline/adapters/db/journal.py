"""What happened: append-only, a chain of hashes for each subject.

A row's digest covers its salt and all that it says; its link covers the link before it and the digest. Erasing
a row removes its body and its salt: the digest can no longer be guessed from likely words, the chain still holds.
"""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, select

from ackline.adapters.db.codec import decode, encode
from ackline.adapters.db.connection import Connection
from ackline.adapters.db.dialect import Dialect, Insert, Inserting, per_dialect
from ackline.adapters.db.schema import chains, journal
from ackline.domain.ids import SubjectId
from ackline.services.ports import Entry, Recorded

_GENESIS = bytes(32)

_HEAD = select(chains.c.seq, chains.c.head).where(chains.c.subject == bindparam("subject"))
_HEADS = select(chains.c.subject, chains.c.seq, chains.c.head).where(
    chains.c.subject.in_(bindparam("subjects", expanding=True))
)
_KNOWS = select(journal.c.id).where(journal.c.event_id == bindparam("event_id"))
_OUTCOME = select(journal.c.outcome).where(journal.c.event_id == bindparam("event_id"))
_OF = select(journal).where(journal.c.subject == bindparam("subject")).order_by(journal.c.seq)
_APPEND = per_dialect(
    lambda insert: insert(journal).on_conflict_do_nothing(index_elements=[journal.c.event_id]).returning(journal.c.id)
)


def _move_head(insert: Inserting) -> Insert:
    row = insert(chains)
    moved = {"seq": row.excluded.seq, "head": row.excluded.head}
    return row.on_conflict_do_update(index_elements=[chains.c.subject], set_=moved)


_MOVE_HEAD = per_dialect(_move_head)


class DbJournal:
    """The port `Journal`. The subject is locked by whoever appends."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect
        self.appended: list[Entry] = []

    async def knows(self, event_id: str) -> bool:
        """Whether this fact was decided before."""
        return (await self._connection.execute(_KNOWS, {"event_id": event_id})).first() is not None

    async def outcome_of(self, event_id: str) -> str | None:
        """What was decided about a fact; None when it is not known."""
        return (await self._connection.execute(_OUTCOME, {"event_id": event_id})).scalar_one_or_none()

    async def append(self, entries: Sequence[Entry], now: datetime) -> bool:
        """Add rows to their subjects' chains; False when an event id is known, and no head is moved then."""
        if not entries:
            return True
        heads = await self._heads(sorted({entry.event.subject for entry in entries}))
        rows = []
        for entry in entries:
            seq, head = heads[entry.event.subject]
            row = _row(entry, seq + 1, head, now)
            heads[entry.event.subject] = (seq + 1, row["link"])
            rows.append(row)
        if len((await self._connection.execute(_APPEND[self._dialect], rows)).all()) < len(rows):
            return False
        moved = [{"subject": subject, "seq": seq, "head": head} for subject, (seq, head) in heads.items()]
        await self._connection.execute(_MOVE_HEAD[self._dialect], moved)
        self.appended += entries
        return True

    async def _heads(self, names: Sequence[SubjectId]) -> dict[SubjectId, tuple[int, bytes]]:
        """Where the chains of these subjects end."""
        found = await self._connection.execute(_HEADS, {"subjects": names})
        return dict.fromkeys(names, (0, _GENESIS)) | {row.subject: (row.seq, row.head) for row in found}

    async def of(self, subject: SubjectId) -> tuple[Recorded, ...]:
        """A subject's rows in order; the body of an erased one is empty."""
        found = await self._connection.execute(_OF, {"subject": subject})
        return tuple(
            Recorded(
                seq=row.seq,
                subject=row.subject,
                event_id=row.event_id,
                kind=row.kind,
                at=row.at,
                recorded_at=row.recorded_at,
                body={} if row.body is None else decode(row.body),
                outcome=row.outcome,
                why=tuple(row.why),
                clauses=tuple(row.clauses),
                effects=tuple(row.effects),
            )
            for row in found
        )

    async def verify(self, subject: SubjectId) -> str | None:
        """None when the chain holds; else the first row that breaks it, and how."""
        seq, link = 0, _GENESIS
        for row in await self._connection.execute(_OF, {"subject": subject}):
            if row.seq != seq + 1:
                return f"row {seq + 1} is missing"
            if row.body is not None and row.digest != _digest(
                row.salt,
                row.kind,
                row.event_id,
                row.at,
                row.recorded_at,
                row.outcome,
                row.why,
                row.clauses,
                row.effects,
                row.body,
            ):
                return f"row {row.seq} says something else than when it was written"
            if row.link != _link(link, row.digest):
                return f"row {row.seq} does not follow from the row before it"
            seq, link = row.seq, row.link
        last = (await self._connection.execute(_HEAD, {"subject": subject})).one_or_none()
        if (last.seq, last.head) != (seq, link) if last else seq:
            return f"the chain ends at row {seq}, but its head was kept at row {last.seq if last else 0}"
        return None


def _row(entry: Entry, seq: int, head: bytes, now: datetime) -> dict[str, Any]:
    event = entry.event
    kind, body, salt = type(event).__name__, encode(event), secrets.token_bytes(16)
    digest = _digest(salt, kind, event.id, event.at, now, entry.outcome, entry.why, entry.clauses, entry.effects, body)
    return {
        "subject": event.subject,
        "seq": seq,
        "event_id": event.id,
        "kind": kind,
        "at": event.at,
        "recorded_at": now,
        "outcome": entry.outcome,
        "why": entry.why,
        "clauses": entry.clauses,
        "effects": entry.effects,
        "body": body,
        "salt": salt,
        "digest": digest,
        "link": _link(head, digest),
    }


def _digest(
    salt: bytes,
    kind: str,
    event_id: str,
    at: datetime,
    recorded_at: datetime,
    outcome: str,
    why: Sequence[str],
    clauses: Sequence[str],
    effects: Sequence[str],
    body: bytes,
) -> bytes:
    times = (at.astimezone(UTC), recorded_at.astimezone(UTC))
    said = (kind, event_id, times, outcome, why, clauses, effects, body.decode())
    return sha256(salt + encode(said)).digest()


def _link(previous: bytes, digest: bytes) -> bytes:
    return sha256(previous + digest).digest()
