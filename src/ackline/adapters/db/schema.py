"""The tables. Constraints carry the truth; the migrations say the same (a test compares)."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    and_,
    false,
    not_,
    text,
)

from ackline.adapters.db.columns import Instant, JsonBytes, JsonText

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

END_OF_TIME = datetime.max.replace(tzinfo=UTC)
"""When a ticket is due that somebody waits for and no promise runs on: after all others."""

# SQLite numbers rows by itself only in a column of exactly this type.
_RowId = BigInteger().with_variant(Integer, "sqlite")

inbox = Table(
    "inbox",
    metadata,
    Column("id", _RowId, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("event_id", Text, unique=True),
    Column("lane", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("body", JsonText, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("retry_at", Instant),
    Column("claimed_until", Instant),
    Column("finished_at", Instant),
    Column("why", Text),
    CheckConstraint("state IN ('waiting', 'done', 'aside')", name="state"),
    CheckConstraint("(state = 'waiting') = (finished_at IS NULL)", name="finished"),
)
_waiting = inbox.c.finished_at.is_(None)
Index("ix_inbox_waiting", inbox.c.id, sqlite_where=_waiting, postgresql_where=_waiting)
Index("ix_inbox_lane", inbox.c.lane, inbox.c.id, sqlite_where=_waiting, postgresql_where=_waiting)
_aside = text("state = 'aside'")
Index("ix_inbox_aside", inbox.c.id, sqlite_where=_aside, postgresql_where=_aside)

subjects = Table(
    "subjects",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", JsonBytes, nullable=False),
    Column("wake_at", Instant),
    Column("stamp", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("number", BigInteger, unique=True),
    Column("account", Text),
    Column("open", Boolean, nullable=False),
    Column("channel", Text),
    Column("requester", Text),
    Column("opened_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("status", Text),
    Column("severity", Text),
    Column("owner", Text),
    Column("due_at", Instant),
    Column("due_kind", Text),
    Column("report_at", Instant),
)
_wakes = subjects.c.wake_at.is_not(None)
# Each database must read here what the compiler makes of `subjects.c.open` in a query, or the index is not used.
_open, _open_sqlite = text("open"), text("open = 1")
Index("ix_subjects_wake_at", subjects.c.wake_at, subjects.c.id, sqlite_where=_wakes, postgresql_where=_wakes)
Index(
    "ix_subjects_open",
    subjects.c.kind,
    subjects.c.account,
    subjects.c.created_at,
    subjects.c.id,
    sqlite_where=_open_sqlite,
    postgresql_where=_open,
)
Index(
    "ix_subjects_opened",
    subjects.c.channel,
    subjects.c.opened_at,
    subjects.c.requester,
    sqlite_where=_open_sqlite,
    postgresql_where=_open,
)
# The engine asks at each start whether anything bears another stamp than what is in force.
_watched = "{} OR wake_at IS NOT NULL"
Index(
    "ix_subjects_stamp",
    subjects.c.stamp,
    sqlite_where=text(_watched.format("open = 1")),
    postgresql_where=text(_watched.format("open")),
)
# The queue: `due_at` is set on every ticket that somebody waits for, at the end of time where no promise runs.
# Each index answers one question by a range; what a page can be narrowed by beyond that stands at its end.
_queued = subjects.c.due_at.is_not(None)
_owed = subjects.c.report_at.is_not(None)
_opened = subjects.c.opened_at.is_not(None)
_place = (subjects.c.due_at, subjects.c.number)
for _name, _columns, _where in (
    ("account", (subjects.c.account, *_place, subjects.c.status, subjects.c.severity), _queued),
    ("owner", (subjects.c.owner, *_place, subjects.c.status, subjects.c.severity), _queued),
    ("severity", (subjects.c.severity, subjects.c.status, *_place), _queued),
    ("status", (subjects.c.status, *_place), _queued),
    ("report", (subjects.c.account, subjects.c.report_at, subjects.c.number), _owed),
    ("opening", (subjects.c.account, subjects.c.opened_at, subjects.c.number), _opened),
):
    Index(f"ix_subjects_by_{_name}", *_columns, sqlite_where=_where, postgresql_where=_where)

chains = Table(
    "chains",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("head", LargeBinary, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("id", _RowId, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("event_id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("why", JsonText, nullable=False),
    Column("clauses", JsonText, nullable=False),
    Column("effects", JsonText, nullable=False),
    Column("body", JsonBytes),
    Column("salt", LargeBinary),
    Column("digest", LargeBinary, nullable=False),
    Column("link", LargeBinary, nullable=False),
    UniqueConstraint("subject", "seq"),
    CheckConstraint("outcome IN ('decided', 'moot', 'refused', 'failed')", name="outcome"),
    CheckConstraint("(body IS NULL) = (salt IS NULL)", name="erased"),
)

texts = Table(
    "texts",
    metadata,
    Column("seq", _RowId, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("words", Text),
    Column("author", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("salt", LargeBinary),
    Column("digest", Text, nullable=False),
    Column("subject", Text),
    CheckConstraint("(words IS NULL) = (salt IS NULL)", name="erased"),
)
# What is searched stands beside it, and only the migrations make it: on SQLite the table `sought` with its triggers, on
# PostgreSQL a column of that name.

outbox = Table(
    "outbox",
    metadata,
    Column("id", _RowId, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("subject", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", JsonBytes, nullable=False),
    Column("lane", Text, nullable=False),
    Column("destination", Text, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("coalesce", Text),
    Column("guard_subject", Text),
    Column("guard_generation", Integer),
    Column("look", Boolean, nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("lease_until", Instant),
    Column("created_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("why", Text),
    Column("receipt", JsonText),
    Column("rode", Boolean, nullable=False, server_default=false()),
    CheckConstraint("state IN ('pending', 'leased', 'done', 'suppressed', 'dead')", name="state"),
    CheckConstraint("(state IN ('pending', 'leased')) = (finished_at IS NULL)", name="finished"),
    CheckConstraint("(state = 'leased') = (lease_until IS NOT NULL)", name="leased"),
    CheckConstraint("(guard_subject IS NULL) = (guard_generation IS NULL)", name="guard"),
)
_unfinished = outbox.c.finished_at.is_(None)
_guarded = and_(_unfinished, outbox.c.guard_subject.is_not(None))
_shared = outbox.c.coalesce.is_not(None)
_post = and_(_unfinished, not_(outbox.c.urgent))
_page = and_(_unfinished, outbox.c.urgent)
_unseen = and_(_unfinished, outbox.c.look)
Index(
    "ix_outbox_destination",
    outbox.c.destination,
    outbox.c.lease_until,
    outbox.c.id,
    sqlite_where=_post,
    postgresql_where=_post,
)
Index("ix_outbox_urgent", outbox.c.id, sqlite_where=_page, postgresql_where=_page)
Index("ix_outbox_look", outbox.c.id, sqlite_where=_unseen, postgresql_where=_unseen)
Index(
    "ix_outbox_moment",
    outbox.c.lease_until,
    outbox.c.not_before,
    sqlite_where=_unfinished,
    postgresql_where=_unfinished,
)
Index("ix_outbox_lane", outbox.c.lane, outbox.c.id, sqlite_where=_unfinished, postgresql_where=_unfinished)
Index("ix_outbox_subject", outbox.c.subject, sqlite_where=_unfinished, postgresql_where=_unfinished)
Index("ix_outbox_guard", outbox.c.id, sqlite_where=_guarded, postgresql_where=_guarded)
_dead = text("state = 'dead'")
Index("ix_outbox_dead", outbox.c.id, sqlite_where=_dead, postgresql_where=_dead)
# A card that is shown anew asks for its latest receipt, however often it was shown before.
Index(
    "ix_outbox_coalesce",
    outbox.c.coalesce,
    outbox.c.finished_at,
    outbox.c.id,
    sqlite_where=_shared,
    postgresql_where=_shared,
)

# A post that quotes what somebody wrote, and where it stands once it has arrived. `stale`: it changed on its way.
quotes = Table(
    "quotes",
    metadata,
    Column("text", Text, primary_key=True),
    Column("post", Text, primary_key=True),
    Column("channel", Text),
    Column("ts", Text, index=True),
    Column("stale", Boolean, nullable=False, server_default=false()),
    ForeignKeyConstraint(["post"], ["outbox.key"], ondelete="CASCADE"),
    Index("ix_quotes_post", "post"),
)

threads = Table(
    "threads",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("ts", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("added_at", Instant, nullable=False),
    CheckConstraint("place IN ('root', 'card', 'triage', 'reply')", name="place"),
)

channels = Table(
    "channels",
    metadata,
    Column("slack_id", Text, primary_key=True),
    Column("bound_id", Text, nullable=False, index=True),
    Column("since", Instant, nullable=False),
)

watermarks = Table(
    "watermarks",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("ts", Text, nullable=False),
    Column("micros", BigInteger, nullable=False),
)

config = Table(
    "config",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("kept_at", Instant, nullable=False),
)

current = Table(
    "current",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("since", Instant, nullable=False),
    ForeignKeyConstraint(["kind", "version"], ["config.kind", "config.version"]),
)

anchors = Table(
    "anchors",
    metadata,
    Column("day", Text, primary_key=True),
    Column("upto", BigInteger, nullable=False),
    Column("entries", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
