"""What was posted in words that somebody may still change: it is amended when they do.

It only adds: the version before works on with it, and what it posts meanwhile is not amended.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quotes",
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text()),
        sa.Column("ts", sa.Text()),
        sa.Column("stale", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("text", "post", name="pk_quotes"),
        sa.ForeignKeyConstraint(["post"], ["outbox.key"], name="fk_quotes_post", ondelete="CASCADE"),
    )
    op.create_index("ix_quotes_post", "quotes", ["post"])
    op.create_index("ix_quotes_ts", "quotes", ["ts"])
