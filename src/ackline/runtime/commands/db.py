"""`ackline db copy FROM TO`: a database moves, from SQLite to PostgreSQL or the other way."""

import argparse
import asyncio
from collections.abc import Mapping

from ackline.adapters.db.copying import Copied
from ackline.adapters.db.store import open_store


def run(given: argparse.Namespace, environment: Mapping[str, str]) -> int:  # noqa: ARG001 - one signature
    """Copy, verify, and print the counts. StoreError when either can't be used or the target is not empty."""
    copied = asyncio.run(_copy(given.source, given.target))
    for table, rows in copied.rows.items():
        print(f"{table:12}{rows:>10}")
    print(f"{copied.chains} chains of the journal were verified.")
    print("Set ACKLINE_DATABASE_URL to the new database. The old one must not be served any more.")
    return 0


async def _copy(source_url: str, target_url: str) -> Copied:
    source = await open_store(source_url)
    try:
        await source.migrate()
        target = await open_store(target_url)
        try:
            await target.migrate()
            return await source.copy_into(target)
        finally:
            await target.close()
    finally:
        await source.close()
