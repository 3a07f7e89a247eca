"""Brings a database to the schema of this version. Runs in the caller's transaction: all of it or nothing."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from ackline.adapters.db.errors import StoreError

# Replicas that start together migrate one after the other. The number only has to be ours.
_PLACE_IN_LINE = 7_225_546_301


def upgrade(connection: Connection, to: str = "head") -> None:
    """Apply what is missing up to a version. StoreError when a newer version was here before."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_PLACE_IN_LINE)))
    refuse_newer(connection)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def refuse_newer(connection: Connection) -> None:
    """StoreError when the schema is of a version that this one has never heard of."""
    known = [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]
    for revision in MigrationContext.configure(connection).get_current_heads():
        if revision not in known:
            raise StoreError(
                f"this database was written by a newer Ackline: its schema is {revision!r}, this version knows up to "
                f"{known[0]!r}. Start the newer version again, or restore the backup made before it was installed."
            )


def behind(connection: Connection) -> str | None:
    """How the schema is older than this version's; None when it is not."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    heads = MigrationContext.configure(connection).get_current_heads()
    if newest in heads:
        return None
    return f"its schema is {', '.join(heads)}, this version's is {newest}" if heads else "it has no tables yet"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "ackline.adapters.db:migrations")
    config.set_main_option("path_separator", "os")
    return config
