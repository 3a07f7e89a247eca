"""`ackline export-config FOLDER`: accounts.yml with everything that was set in Slack, to be put in place of the old."""

import argparse
import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ackline.adapters.config.contracts.errors import RosterError
from ackline.adapters.config.contracts.load import ACCOUNTS
from ackline.adapters.config.contracts.source import Raw, read_file
from ackline.adapters.config.roster.written import written
from ackline.domain.duty.people import Account, Roster
from ackline.domain.setup.checklist import still_asked
from ackline.runtime.edition import read_book
from ackline.runtime.opening import viewing
from ackline.runtime.settings import SettingsError, read_settings
from ackline.services.book import Book
from ackline.services.looking.offering import checklist_of
from ackline.services.ports import Work

_HEAD = "# Written by ackline export-config: what was set in Slack is in it. Comments of the file before are not.\n"


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    exporting = commands.add_parser("export-config", help="accounts.yml with all that was set in Slack")
    exporting.add_argument("folder", help="where accounts.yml is written; it must not hold one yet")


def run(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Write the file. SettingsError for a folder that holds one, RosterError for a present file that can't be read."""
    settings = read_settings(environment)
    folder = Path(given.folder)
    target = folder / ACCOUNTS
    if target.exists():
        raise SettingsError([f"{target} is there already: name another folder, compare, and move the file into place"])
    roster, imported = asyncio.run(_in_force(settings.database_url))
    before = _before(settings.config)
    folder.mkdir(parents=True, exist_ok=True)
    target.write_text(_HEAD + written(roster, imported, before), encoding="utf-8")
    fresh = sorted(set(roster.accounts) - set(imported.accounts))
    channels = sum(len(a.channels) for a in roster.accounts.values())
    print(f"{target}: {len(roster.accounts)} accounts with {channels} channels.")
    if fresh:
        print(f"Opened in Slack: {', '.join(fresh)}.")
    if settings.config is None:
        print("What accounts.yml adjusts under `contracts:` is not in the database: set ACKLINE_CONFIG to keep it.")
    return 0


async def _in_force(url: str) -> tuple[Roster, Roster]:
    async with viewing(url) as store:
        book = await read_book(store)
        async with store.read() as work:
            accounts = {name: await _ticked(work, account, book) for name, account in book.roster.accounts.items()}
        return replace(book.roster, accounts=accounts), book.imported


async def _ticked(work: Work, account: Account, book: Book) -> Account:
    """The account with its checklist, as far as its contract still asks for it: a file that names more is refused."""
    asked = still_asked(await checklist_of(work, account), book.contract_of(account))
    return replace(account, checklist=asked)


def _before(config: Path | None) -> Raw:
    """What the file says now. Without a folder nothing: every account is written from the database."""
    if config is None:
        return None
    source = read_file(config / ACCOUNTS, str(config / ACCOUNTS))
    if source.mistakes:
        raise RosterError(source.mistakes)
    return source.raw
