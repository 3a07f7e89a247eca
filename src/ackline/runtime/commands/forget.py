"""`ackline forget`: everything that an account's people, or one person, wrote is erased; the journal's chains hold."""

import argparse
import asyncio
from collections.abc import Mapping

from ackline.adapters.db.scrubbing import scrub
from ackline.adapters.db.url import sqlite_path
from ackline.adapters.wallclock import Wallclock
from ackline.runtime.edition import read_book
from ackline.runtime.opening import changing, viewing
from ackline.runtime.settings import read_settings
from ackline.services.book import Book
from ackline.services.desk import Desk
from ackline.services.operating.forgetting import Forgetting, StillOpen, refuse_open, refuse_unknown
from ackline.services.ports import Work


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    forget = commands.add_parser("forget", help="erase what was written by an account's people, or by one person")
    whose = forget.add_mutually_exclusive_group(required=True)
    whose.add_argument("--account", help="an account's id, as in accounts.yml")
    whose.add_argument("--user", help="a person's Slack id")
    forget.add_argument("--dry-run", action="store_true", help="only say what would be erased")


def run(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Erase and print the counts, or only print them. ValueError while somebody waits, or for no account's name."""
    url = read_settings(environment).database_url
    if given.dry_run:
        return asyncio.run(_tell(url, given.account, given.user))
    asyncio.run(_forget(url, given.account, given.user))
    return 0


async def _tell(url: str, account: str | None, user: str | None) -> int:
    async with viewing(url) as store:
        book = await read_book(store)
        async with store.read() as work:
            return await _told(work, book, account, user)


async def _told(work: Work, book: Book, account: str | None, user: str | None) -> int:
    if account is None:
        _print("Would be erased", {"texts": await work.archive.holdings_of_user(user or "")})
        return 0
    held = await work.archive.holdings(account, await work.archive.lanes_of(account))
    refuse_unknown(account, held, book)
    _print("Would be erased", held)
    _remind(book, account)
    try:
        await refuse_open(work, account)
    except StillOpen as refused:
        print(f"Not yet: {refused}.")
        return 1
    return 0


async def _forget(url: str, account: str | None, user: str | None) -> None:
    async with changing(url) as store:
        book, clock = await read_book(store), Wallclock()
        forgetting = Forgetting(store, book, Desk(store, book, clock), clock)
        if account is None:
            erased: Mapping[str, int] = {"texts": await forgetting.user(user or "")}
        else:
            erased = await forgetting.account(account)
        if (path := sqlite_path(url)) is not None:
            scrub(path)
    _print("Erased", erased)
    _remind(book, account)


def _remind(book: Book, account: str | None) -> None:
    if any(account == known for known in book.roster.accounts):
        print(f"{account} is still in accounts.yml: its name and contacts stay there, and what is written from now on.")


def _print(what: str, counts: Mapping[str, int]) -> None:
    print(f"{what}: {', '.join(f'{name} {count}' for name, count in counts.items())}.")
