"""The tickets of an account by when they were opened: a quarter of them is reviewed.

It only adds: the version before works on with it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OPENED = sa.text("opened_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_subjects_by_opening",
        "subjects",
        ["account", "opened_at", "number"],
        sqlite_where=_OPENED,
        postgresql_where=_OPENED,
    )
