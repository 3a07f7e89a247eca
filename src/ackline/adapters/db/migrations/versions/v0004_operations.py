"""Anchors of the journal, dead letters that are found without a search, and reasons that can be erased.

It only adds: the version before works on with it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_DEAD = sa.text("state = 'dead'")
_ASIDE = sa.text("state = 'aside'")

# A body and its salt go together, and the reasons may go with them: people's names stand in both.
_SQLITE = (
    "DROP TRIGGER journal_keeps_words",
    """
    CREATE TRIGGER journal_keeps_words BEFORE UPDATE ON journal
    WHEN NEW.body IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.why NOT IN (OLD.why, '[]')
        OR (NEW.id, NEW.subject, NEW.seq, NEW.event_id, NEW.kind, NEW.at, NEW.recorded_at, NEW.outcome,
            NEW.clauses, NEW.effects, NEW.digest, NEW.link)
        IS NOT (OLD.id, OLD.subject, OLD.seq, OLD.event_id, OLD.kind, OLD.at, OLD.recorded_at, OLD.outcome,
            OLD.clauses, OLD.effects, OLD.digest, OLD.link)
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
    """,
)
_POSTGRESQL = (
    "DROP TRIGGER journal_keeps_words ON journal",
    """
    CREATE TRIGGER journal_keeps_words BEFORE UPDATE ON journal FOR EACH ROW
    WHEN (NEW.body IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.why NOT IN (OLD.why, '[]')
        OR (NEW.id, NEW.subject, NEW.seq, NEW.event_id, NEW.kind, NEW.at, NEW.recorded_at, NEW.outcome,
            NEW.clauses, NEW.effects, NEW.digest, NEW.link)
        IS DISTINCT FROM (OLD.id, OLD.subject, OLD.seq, OLD.event_id, OLD.kind, OLD.at, OLD.recorded_at, OLD.outcome,
            OLD.clauses, OLD.effects, OLD.digest, OLD.link))
    EXECUTE FUNCTION refuse_journal_change()
    """,
)


def upgrade() -> None:
    op.create_table(
        "anchors",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_anchors")),
    )
    op.create_index("ix_outbox_dead", "outbox", ["id"], sqlite_where=_DEAD, postgresql_where=_DEAD)
    op.create_index("ix_inbox_aside", "inbox", ["id"], sqlite_where=_ASIDE, postgresql_where=_ASIDE)
    for statement in {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[op.get_bind().dialect.name]:
        op.execute(statement)
