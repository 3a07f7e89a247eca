"""`ackline db`: a database moves to another (`copy`), or its journal is verified (`verify`)."""

import argparse
import asyncio
from collections.abc import Mapping

from ackline.adapters.db.copying import Copied
from ackline.adapters.db.store import open_existing, open_store
from ackline.runtime.opening import viewing
from ackline.runtime.settings import read_settings
from ackline.services.operating.anchoring import Verified, verify


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    database = commands.add_parser("db", help="move the database, or verify its journal")
    actions = database.add_subparsers(dest="action", metavar="action", required=True)
    copies = actions.add_parser("copy", help="copy everything into an empty database, while nothing serves from either")
    copies.add_argument("source", help="a URL like sqlite:////var/lib/ackline/ackline.db")
    copies.add_argument("target", help="a URL like postgresql://user:password@host/ackline")
    actions.add_parser("verify", help="verify every chain and every daily anchor of the journal")


def run(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Copy or verify; 1 when the journal does not hold. StoreError or ValueError when a URL can't be used."""
    if given.action == "verify":
        return _tell(asyncio.run(_verify(read_settings(environment).database_url)))
    copied = asyncio.run(_copy(given.source, given.target))
    for table, rows in copied.rows.items():
        print(f"{table:12}{rows:>10}")
    print(f"{copied.chains} chains of the journal were verified.")
    print("Set ACKLINE_DATABASE_URL to the new database. The old one must not be served any more.")
    return 0


def _tell(verified: Verified) -> int:
    for fault in verified.faults:
        print(f"FAIL {fault}")
    print(f"{verified.chains} chains and {verified.anchors} anchors of the journal: {len(verified.faults)} faults.")
    if (newest := verified.newest) is not None:
        print(f"The anchor of {newest.day}: {newest.digest.hex()}. The log of that day must say the same.")
    return 1 if verified.faults else 0


async def _verify(url: str) -> Verified:
    async with viewing(url) as store:
        return await verify(store)


async def _copy(source_url: str, target_url: str) -> Copied:
    if source_url == target_url:
        raise ValueError("the source is the target: name an empty database to copy into")
    source = await open_existing(source_url)
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
