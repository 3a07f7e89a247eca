"""Who may leave next is found by ranges of indexes, however much waits, and so is the latest receipt of a card.

It only changes indexes: the version before works on with it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_outbox_coalesce": (["coalesce", "finished_at", "id"], "coalesce IS NOT NULL", "coalesce IS NOT NULL"),
    "ix_outbox_destination": (
        ["destination", "lease_until", "id"],
        "finished_at IS NULL AND urgent = 0",
        "finished_at IS NULL AND NOT urgent",
    ),
    "ix_outbox_urgent": (["id"], "finished_at IS NULL AND urgent = 1", "finished_at IS NULL AND urgent"),
    "ix_outbox_look": (["id"], "finished_at IS NULL AND look = 1", "finished_at IS NULL AND look"),
    "ix_outbox_moment": (["lease_until", "not_before"], "finished_at IS NULL", "finished_at IS NULL"),
}


def upgrade() -> None:
    op.drop_index("ix_outbox_coalesce", "outbox")
    for name, (columns, on_sqlite, on_postgresql) in _INDEXES.items():
        op.create_index(
            name, "outbox", columns, sqlite_where=sa.text(on_sqlite), postgresql_where=sa.text(on_postgresql)
        )
