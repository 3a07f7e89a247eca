"""Pages that left inside another's message are known after a restart.

It only adds: the version before works on with it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("rode", sa.Boolean(), server_default=sa.false(), nullable=False))
