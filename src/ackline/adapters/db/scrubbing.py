"""Erased words also stand in a SQLite file where nothing looks any more: in free pages, and in its search index."""

import sqlite3
from contextlib import closing
from pathlib import Path


def scrub(path: Path) -> None:
    """Write the file anew without them. It must be owned, and nothing may be read from it meanwhile."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("INSERT INTO sought (sought) VALUES ('optimize')")
        database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
