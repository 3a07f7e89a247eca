"""The clock that replicas share. It may be replaced in the database, as a drill in another time would."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """PostgreSQL only: SQLite serves one process, which has its machine's clock."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()'")
