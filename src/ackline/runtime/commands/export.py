"""`ackline export --account ID`: everything that is kept of one account, as lines of JSON."""

import argparse
import asyncio
import json
from collections.abc import Mapping

from ackline.runtime.edition import read_book
from ackline.runtime.opening import viewing
from ackline.runtime.settings import read_settings
from ackline.services.operating.exporting import NothingKept, export


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    exporting = commands.add_parser("export", help="tickets, journal and texts of one account, a line of JSON each")
    exporting.add_argument("--account", required=True, help="an account's id, as in accounts.yml")


def run(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Print the records: `services/operating/exporting.py` tells their shape. NothingKept if no account is named so."""
    asyncio.run(_export(read_settings(environment).database_url, given.account))
    return 0


async def _export(url: str, account: str) -> None:
    written = 0
    async with viewing(url) as store:
        async for record in export(store, account):
            print(json.dumps(record, ensure_ascii=False))
            written += 1
        in_force = (await read_book(store)).roster.accounts
    if not written and account not in in_force:
        raise NothingKept(account, in_force)
