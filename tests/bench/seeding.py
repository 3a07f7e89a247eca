"""A database with as many open tickets as wanted, in states that the rules themselves led to.

`python tests/bench/seeding.py FOLDER [--tickets N]` leaves `ackline-N.db` and the two files of its 200 customers in the
folder; what is there already is used again. Some hundred tickets are lived through by the domain, and each row is one
of them under another number, customer and owner, with words of its own. Time stands at NOW.
"""

import argparse
import asyncio
import random
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

sys.path.insert(0, str(Path(__file__).parents[1] / "domain"))

from builders import MONDAY, ada, story

from ackline.adapters.db.schema import END_OF_TIME
from ackline.adapters.db.store import open_store
from ackline.adapters.wallclock import HandClock
from ackline.domain.authority import Act
from ackline.domain.decision import Context
from ackline.domain.duty.people import Account
from ackline.domain.tickets.standing import standing
from ackline.domain.timetable import timetable
from ackline.runtime.edition import import_config, read_book
from ackline.services.book import Book

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
ACCOUNTS, ENGINEERS, TAMS = 200, 40, 20
TICKETS = 1_000_000
TEMPLATES = 600
CHANNEL = "C1"
"""Where the tickets of the builders are."""

RARE, FREQUENT = "kryptonite", "error"
"""A word of five texts, and one of every third."""

_BATCH = 10_000
_CONTRACTS = ("stringer, tier: enterprise", "spacelift, tier: gold", "gruntwork")
_SHARES = (5, 20, 45, 30)
_GRUNTWORK = """
contracts:
  gruntwork:
    calendars:
      business: {clause: GRU-5, timezone: America/New_York, weekly: {mon-fri: 09:00-17:00}, holidays: {country: US}}
"""


# ------------------------------------------------------------------- the customers


def write_config(folder: Path) -> None:
    """people.yml and accounts.yml of a vendor with 200 customers, 40 engineers, 20 TAMs and one VP."""
    people = [f"  U9ENG{n:02}: {{name: Engineer {n}, support: yes}}" for n in range(ENGINEERS)]
    people += [f"  U9TAM{n:02}: {{name: Manager {n}}}" for n in range(TAMS)]
    engineers = ", ".join(f"U9ENG{n:02}" for n in range(ENGINEERS))
    rotas = [f"  engineers: {{people: [{engineers}], handover: mon 09:00, timezone: Europe/Berlin, since: 2026-01-05}}"]
    rotas += [f"  tam-{n}: {{people: [U9TAM{n:02}]}}" for n in range(TAMS)]
    rotas += ["  leadership: {people: [U9VICE]}"]
    vendor = "vendor: {name: Harbour, triage_channel: C9TRIAGE, fallback_channel: C9FALLBACK}"
    text = "\n".join([vendor, "people:", *people, "  U9VICE: {name: Vera}", "rotas:", *rotas])
    (folder / "people.yml").write_text(f"{text}\n", encoding="utf-8")
    accounts = [
        f"  a{n:03}: {{name: Customer {n:03}, contract: {_CONTRACTS[n % len(_CONTRACTS)]}, channels: [C8{n:03}],"
        f" roles: {{oncall: engineers, tam: tam-{n % TAMS}, vp: leadership}}}}"
        for n in range(ACCOUNTS)
    ]
    (folder / "accounts.yml").write_text("\n".join([_GRUNTWORK, "accounts:", *accounts, ""]), encoding="utf-8")


async def prepared(url: str, folder: Path) -> Book:
    """The schema and the customers in an empty database, and the book of them."""
    write_config(folder)
    store = await open_store(url)
    await store.migrate()
    await import_config(store, folder, HandClock(NOW))
    book = await read_book(store)
    await store.close()
    return book


# --------------------------------------------------------------------- the tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A ticket that was lived through: its state, and what the database keeps beside it."""

    contract: str
    state: bytes
    wake_at: datetime | None
    opened_at: datetime
    status: str
    severity: str
    owned: bool
    due_at: datetime | None
    due_kind: str | None
    report_at: datetime | None
    generation: int


def templates(book: Book, dice: random.Random) -> list[Template]:
    """Tickets of the last ten days: a third nobody has acknowledged, most were answered, some wait for the customer."""
    by_contract = {account.contract: account for account in book.roster.accounts.values()}
    return [_lived(book, dice.choice(list(by_contract.values())), dice) for _ in range(TEMPLATES)]


def _lived(book: Book, account: Account, dice: random.Random) -> Template:
    # Lived through in the builders' channel: one that is not the account's would lapse, and be in force again later.
    here = replace(account, channels=(CHANNEL,))
    ctx = Context(contract=book.contract_of(account), account=here, roster=book.roster)
    levels = [severity.id for severity in ctx.contract.severities]
    opened = NOW - timedelta(minutes=dice.randrange(1, 14_400))
    told = story(dice.choices(levels, weights=_SHARES[: len(levels)])[0], ctx=ctx, at=opened)
    after = opened - MONDAY
    if dice.random() < 0.65:
        told.act(Act.ACKNOWLEDGE, ada, after=after + timedelta(minutes=1))
        if dice.random() < 0.7:
            told.reply(after=after + timedelta(minutes=2))
        if dice.random() < 0.3:
            told.act(Act.PEND, ada, after=after + timedelta(minutes=3))
    told.until(NOW)
    stands, coming = standing(told.ticket, ctx.contract), timetable(told.ticket, ctx)
    return Template(
        contract=account.contract,
        state=msgspec.json.encode(told.ticket),
        wake_at=coming[0].due if coming else None,
        opened_at=opened,
        status=stands.status.value,
        severity=stands.severity,
        owned=stands.owner is not None,
        due_at=stands.due_at,
        due_kind=stands.due_kind and stands.due_kind.value,
        report_at=stands.report_at,
        generation=told.ticket.generation,
    )


SUBJECTS = (
    "id", "kind", "state", "wake_at", "stamp", "generation", "number", "account", "open", "channel", "requester",
    "opened_at", "created_at", "updated_at", "status", "severity", "owner", "due_at", "due_kind", "report_at",
)  # fmt: skip
TEXTS = ("id", "words", "author", "account", "at", "salt", "digest")
THREADS = ("channel", "ts", "subject", "place", "added_at")


def rows(book: Book, count: int) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]]:
    """The rows of each ticket: of its own, of its first message, and of the message's thread."""
    dice = random.Random(11)
    by_contract: dict[str, list[Account]] = {}
    for account in book.roster.accounts.values():
        by_contract.setdefault(account.contract, []).append(account)
    known = templates(book, dice)
    vocabulary = [f"word{n}" for n in range(20_000)]
    rare = set(dice.sample(range(1, count + 1), 5))
    end = _micros(END_OF_TIME)
    for number in range(1, count + 1):
        made = dice.choice(known)
        account = dice.choice(by_contract[made.contract])
        owner = f"U9ENG{dice.randrange(ENGINEERS):02}" if made.owned else None
        ts, channel = f"{1_700_000_000 + number}.000100", account.channels[0]
        state = _renamed(made.state, number, account.id, channel, ts, owner)
        opened, subject = _micros(made.opened_at), f"ticket:{channel}:{ts}"
        due = end if made.due_at is None else _micros(made.due_at)
        words = " ".join(vocabulary[min(int(dice.paretovariate(0.4)), 19_999)] for _ in range(25))
        words += f" {FREQUENT}" * (number % 3 == 0) + f" {RARE}" * (number in rare)
        yield (
            (subject, "ticket", state, made.wake_at and _micros(made.wake_at), book.stamp, made.generation, number,
             account.id, True, channel, "U0AMY", opened, opened, opened, made.status, made.severity, owner, due,
             made.due_kind, made.report_at and _micros(made.report_at)),
            (f"{channel}:{ts}", words, "U0AMY", account.id, opened, b"salt", "digest"),
            (channel, ts, subject, "root", opened),
        )  # fmt: skip


def _renamed(state: bytes, number: int, account: str, channel: str, ts: str, owner: str | None) -> str:
    named = state.replace(b'"number":12,', f'"number":{number},'.encode()).replace(b"1772452800.000000", ts.encode())
    named = named.replace(CHANNEL.encode(), channel.encode())
    start = named.index(b'"account":"') + len(b'"account":"')
    named = named[:start] + account.encode() + named[named.index(b'"', start) :]
    return (named.replace(b"U0ADA", owner.encode()) if owner else named).decode()


def _micros(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


# ------------------------------------------------------------------- the databases


def sqlite_with(folder: Path, count: int) -> Path:
    """The file with so many tickets, made when it is not there."""
    path = folder / f"ackline-{count}.db"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    book = asyncio.run(prepared(f"sqlite:///{new}", folder))
    with closing(sqlite3.connect(new, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = OFF")
        indexes = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'subjects' AND sql IS NOT NULL"
        ).fetchall()
        database.execute("BEGIN")
        for name, _ in indexes:
            database.execute(f"DROP INDEX {name}")
        for batch in _batches(book, count):
            for table, columns, some in batch:
                marks = ", ".join("?" * len(columns))
                database.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", some)
        for _, sql in indexes:
            database.execute(sql)
        database.execute("INSERT INTO counters (name, value) VALUES ('ticket', ?)", (count,))
        database.execute("COMMIT")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    new.rename(path)
    return path


async def fill_postgresql(url: str, folder: Path, count: int) -> None:
    """So many tickets into an empty database, and its statistics brought up to date."""
    book = await prepared(url, folder)
    connection = await asyncpg.connect(url)
    try:
        named = await connection.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'ix_subjects%'"
            " OR indexname = 'ix_texts_sought'"
        )
        for name, _ in named:
            await connection.execute(f"DROP INDEX {name}")
        for batch in _batches(book, count):
            for table, columns, some in batch:
                await connection.copy_records_to_table(table, columns=columns, records=some)
        for _, definition in named:
            await connection.execute(definition)
        await connection.execute("INSERT INTO counters (name, value) VALUES ('ticket', $1)", count)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _batches(book: Book, count: int) -> Iterator[Sequence[tuple[str, tuple[str, ...], list[tuple[Any, ...]]]]]:
    subjects: list[tuple[Any, ...]] = []
    texts: list[tuple[Any, ...]] = []
    threads: list[tuple[Any, ...]] = []
    for number, (subject, text, thread) in enumerate(rows(book, count), start=1):
        subjects.append(subject)
        texts.append(text)
        threads.append(thread)
        if len(subjects) == _BATCH or number == count:
            yield (("subjects", SUBJECTS, subjects), ("texts", TEXTS, texts), ("threads", THREADS, threads))
            print(f"\r{number:,} of {count:,} tickets", end="", file=sys.stderr, flush=True)
            subjects, texts, threads = [], [], []
    print(file=sys.stderr)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--tickets", type=int, default=TICKETS)
    given = asked.parse_args()
    print(sqlite_with(given.folder, given.tickets))


if __name__ == "__main__":
    main()
