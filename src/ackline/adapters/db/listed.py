"""Tickets as lists show them, read by their ids."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from ackline.adapters.db.connection import Connection
from ackline.adapters.db.schema import END_OF_TIME, subjects
from ackline.domain.contract import TargetKind
from ackline.domain.ids import SubjectId
from ackline.domain.tickets.ticket import Status
from ackline.services.looking.queue import Row

_ROWS = select(
    subjects.c.id,
    subjects.c.number,
    subjects.c.account,
    subjects.c.severity,
    subjects.c.status,
    subjects.c.owner,
    subjects.c.due_at,
    subjects.c.due_kind,
    subjects.c.report_at,
    subjects.c.state,
).where(subjects.c.id.in_(bindparam("ids", expanding=True)), subjects.c.status.is_not(None))


async def listed(connection: Connection, ids: Sequence[SubjectId]) -> tuple[Row, ...]:
    """These tickets in this order, without those that there are not."""
    if not ids:
        return ()
    known: dict[str, Row] = {}
    for found in await connection.execute(_ROWS, {"ids": list(ids)}):
        known[found.id] = Row(
            id=found.id,
            number=found.number,
            account=found.account,
            severity=found.severity,
            status=Status(found.status),
            owner=found.owner,
            due_at=None if found.due_at == END_OF_TIME else found.due_at,
            due_kind=TargetKind(found.due_kind) if found.due_kind else None,
            report_at=found.report_at,
            state=found.state,
        )
    return tuple(known[id] for id in ids if id in known)
