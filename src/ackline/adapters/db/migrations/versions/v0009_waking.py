"""Subjects by when they wake and, of one instant, by id: the soonest fifty are read off the index.

Business hours open for many at once, and all that wake at one instant were sorted for each fifty of them. The version
before works on with it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_WAKES = sa.text("wake_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_subjects_wake_at")
    op.create_index("ix_subjects_wake_at", "subjects", ["wake_at", "id"], sqlite_where=_WAKES, postgresql_where=_WAKES)
