"""What queues are sorted and filtered by, and the words that are searched.

It only adds: the version before works on with it. `services.desk` fills the queue's columns at the first start, in
batches, since a due time follows from a ticket's contract. No table refers to `texts`, so SQLite may rebuild it with
foreign keys on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_QUEUED = sa.text("due_at IS NOT NULL")
_OWED = sa.text("report_at IS NOT NULL")
_INDEXES = {
    "account": (["account", "due_at", "number", "status", "severity"], _QUEUED),
    "owner": (["owner", "due_at", "number", "status", "severity"], _QUEUED),
    "severity": (["severity", "status", "due_at", "number"], _QUEUED),
    "status": (["status", "due_at", "number"], _QUEUED),
    "report": (["account", "report_at", "number"], _OWED),
}

# A rowid must outlive a VACUUM to be what the full-text table knows a text by, so that it needs a column.
_SQLITE = (
    """
    CREATE TABLE texts_numbered (
        seq INTEGER NOT NULL,
        id TEXT NOT NULL,
        words TEXT,
        author TEXT NOT NULL,
        account TEXT NOT NULL,
        at BIGINT NOT NULL,
        salt BLOB,
        digest TEXT NOT NULL,
        subject TEXT,
        CONSTRAINT pk_texts PRIMARY KEY (seq),
        CONSTRAINT ck_texts_erased CHECK ((words IS NULL) = (salt IS NULL)),
        CONSTRAINT uq_texts_id UNIQUE (id)
    )
    """,
    """
    INSERT INTO texts_numbered (id, words, author, account, at, salt, digest)
    SELECT id, words, author, account, at, salt, digest FROM texts ORDER BY rowid
    """,
    "DROP TABLE texts",
    "ALTER TABLE texts_numbered RENAME TO texts",
    # It holds no words, only where they stand: a text is erased from it by the words that it had.
    """
    CREATE VIRTUAL TABLE sought USING fts5(
        words, content = '', columnsize = 0, detail = none, tokenize = 'unicode61 remove_diacritics 0'
    )
    """,
    "INSERT INTO sought (rowid, words) SELECT seq, words FROM texts WHERE words IS NOT NULL",
    """
    CREATE TRIGGER texts_are_sought AFTER INSERT ON texts WHEN NEW.words IS NOT NULL
    BEGIN INSERT INTO sought (rowid, words) VALUES (NEW.seq, NEW.words); END
    """,
    """
    CREATE TRIGGER texts_are_sought_anew AFTER UPDATE ON texts WHEN NEW.words IS NOT OLD.words
    BEGIN
        INSERT INTO sought (sought, rowid, words)
        SELECT 'delete', OLD.seq, OLD.words WHERE OLD.words IS NOT NULL;
        INSERT INTO sought (rowid, words) SELECT NEW.seq, NEW.words WHERE NEW.words IS NOT NULL;
    END
    """,
    """
    CREATE TRIGGER texts_are_sought_no_more AFTER DELETE ON texts WHEN OLD.words IS NOT NULL
    BEGIN INSERT INTO sought (sought, rowid, words) VALUES ('delete', OLD.seq, OLD.words); END
    """,
)
# Between words stands what is neither letter nor digit, named here because a regular expression's classes depend on the
# database's locale. One statement, so that the table is written anew once.
_POSTGRESQL = (
    r"""
    ALTER TABLE texts ADD COLUMN seq BIGSERIAL NOT NULL, ADD COLUMN subject TEXT,
        ADD COLUMN sought TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple', regexp_replace(
            left(words, 100000),
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g'
        ))) STORED
    """,
    "ALTER TABLE texts DROP CONSTRAINT pk_texts",
    "ALTER TABLE texts ADD CONSTRAINT pk_texts PRIMARY KEY (seq), ADD CONSTRAINT uq_texts_id UNIQUE (id)",
    "CREATE INDEX ix_texts_sought ON texts USING gin (sought)",
)


def upgrade() -> None:
    for name in ("status", "severity", "owner"):
        op.add_column("subjects", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("subjects", sa.Column("due_at", sa.BigInteger(), nullable=True))
    op.add_column("subjects", sa.Column("due_kind", sa.Text(), nullable=True))
    op.add_column("subjects", sa.Column("report_at", sa.BigInteger(), nullable=True))
    for name, (columns, where) in _INDEXES.items():
        op.create_index(f"ix_subjects_by_{name}", "subjects", columns, sqlite_where=where, postgresql_where=where)
    op.drop_index("ix_subjects_open")
    op.drop_index("ix_subjects_requester")
    for name, columns, beside in (
        ("stamp", ["stamp"], " OR wake_at IS NOT NULL"),
        ("open", ["kind", "account", "created_at", "id"], ""),
        ("opened", ["channel", "opened_at", "requester"], ""),
    ):
        op.create_index(
            f"ix_subjects_{name}",
            "subjects",
            columns,
            sqlite_where=sa.text(f"open = 1{beside}"),
            postgresql_where=sa.text(f"open{beside}"),
        )
    for statement in {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)
