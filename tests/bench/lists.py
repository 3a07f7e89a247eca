"""What people look at, with a million open tickets: the queue, Home and the search, on both databases.

`python tests/bench/lists.py FOLDER [--tickets N] [--times N] [--json]`. The SQLite file is kept in the folder for the
next time; PostgreSQL comes out of the wheel of the tests, with its default settings but fsync. Each figure is of that
many questions with other parameters each; Home is drawn down to the JSON that Slack gets, without Slack. The process
that asks is one of its own, so that its memory is what a bot would need for it. "Busy" is its own time on a core: on
SQLite all of the work, and on a machine that does other things as well the figure to go by.
"""

import argparse
import asyncio
import json
import multiprocessing
import random
import re
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import quantiles

sys.path.insert(0, str(Path(__file__).parents[1] / "adapters" / "db"))

from postgres_server import running_postgres
from seeding import ACCOUNTS, ENGINEERS, FREQUENT, NOW, RARE, TAMS, TICKETS, fill_postgresql, sqlite_with

from ackline.adapters.db.store import DbStore, open_store
from ackline.adapters.slack.homescreen import HomeScreen
from ackline.adapters.slack.looking import Look
from ackline.adapters.wallclock import HandClock
from ackline.domain.ids import AccountId, SeverityId, UserId
from ackline.domain.tickets.ticket import Status
from ackline.runtime.edition import read_book
from ackline.services.book import Book
from ackline.services.desk import Desk
from ackline.services.looking.choice import Choice, Tab, written
from ackline.services.looking.home import HomeView
from ackline.services.looking.queue import Page, Place, Wanted
from ackline.services.looking.searching import Searching

GOAL_MS, GOAL_MB = 50, 200
WARM_UP = 10

Question = Callable[[random.Random], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """How long one kind of question takes, in milliseconds, and how long it keeps our process busy."""

    database: str
    question: str
    p50_ms: float
    p99_ms: float
    cpu_p99_ms: float


class Asked:
    """Every question, over one store."""

    def __init__(self, store: DbStore, book: Book) -> None:
        clock = HandClock(NOW)
        self._store = store
        self._desk = Desk(store, book, clock)
        self._searching = Searching(store, book, clock)
        self._home = HomeScreen(HomeView(store, book, clock), self._everybody, lambda: "Harbour", "https://x.example/")
        self._reached: Place | None = None

    def questions(self) -> dict[str, Question]:
        engineers = [UserId(f"U9ENG{n:02}") for n in range(ENGINEERS)]
        accounts = [AccountId(f"a{n:03}") for n in range(ACCOUNTS)]
        critical = SeverityId("P1")
        return {
            "my queue": lambda dice: self._page(Wanted(owner=dice.choice(engineers))),
            "team queue": lambda _: self._page(Wanted()),
            "team queue, the next page, on and on": lambda _: self._next(Wanted()),
            "team queue, not acknowledged, one severity": lambda _: self._page(
                Wanted(status=Status.OPEN, severity=critical)
            ),
            "account's queue": lambda dice: self._page(Wanted(accounts=(dice.choice(accounts),))),
            "account's queue, pending, one severity": lambda dice: self._page(
                Wanted(accounts=(dice.choice(accounts),), status=Status.PENDING, severity=critical)
            ),
            "Home of an engineer": lambda dice: self._shown(dice.choice(engineers), Choice()),
            "Home of the team": lambda dice: self._shown(dice.choice(engineers), Choice(tab=Tab.TEAM)),
            "Home of a TAM with 10 customers": lambda dice: self._shown(f"U9TAM{dice.randrange(TAMS):02}", Choice()),
            "Home of a VP with 200 customers": lambda _: self._shown("U9VICE", Choice()),
            "search, a rare word": lambda _: self._searching.find(RARE),
            "search, a word of every third message": lambda _: self._searching.find(FREQUENT),
            "search, two words": lambda dice: self._searching.find(f"word{dice.randrange(2_000)} {FREQUENT}"),
            "search, three middling words": lambda dice: self._searching.find(
                " ".join(f"word{dice.randrange(100)}" for _ in range(3))
            ),
            "search, no such word": lambda dice: self._searching.find(f"absent{dice.random()}".replace(".", "")),
            "at a start: is anything to be derived anew": lambda _: self._desk.rederive(),
        }

    async def _everybody(self, user: str) -> bool:
        return user != ""

    async def _page(self, wanted: Wanted, after: Place | None = None) -> Page:
        async with self._store.read() as work:
            page = await work.queue.page(wanted, 10, after=after)
            await work.queue.count(wanted, 1_000)
            return page

    async def _next(self, wanted: Wanted) -> None:
        page = await self._page(wanted, self._reached)
        self._reached = page.rows[-1].place if page.later else None

    async def _shown(self, user: str, choice: Choice) -> str:
        screen = await self._home(Look(user=UserId(user), team=None, value=written(choice)))
        return json.dumps(screen.view)


async def measured(database: str, url: str, times: int) -> tuple[list[Figure], float]:
    """Every figure of one database, and the memory that the process took at most, in MB."""
    store = await open_store(url)
    figures = []
    for name, question in Asked(store, await read_book(store)).questions().items():
        dice = random.Random(name)
        took, busy = [], []
        for number in range(WARM_UP + times):
            begun, worked = time.perf_counter(), time.process_time()
            await question(dice)
            if number >= WARM_UP:
                took.append((time.perf_counter() - begun) * 1_000)
                busy.append((time.process_time() - worked) * 1_000)
        cuts, cpu = quantiles(took, n=100), quantiles(busy, n=100)[98]
        figures.append(Figure(database=database, question=name, p50_ms=cuts[49], p99_ms=cuts[98], cpu_p99_ms=cpu))
        print(f"{database}: {name}", file=sys.stderr, flush=True)
    await store.close()
    return figures, peak_mb()


def peak_mb() -> float:
    """The most memory that this process took, by Linux. In getrusage what its parent took counts as well."""
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(peak) / 1_024


def _child(answer: Connection, database: str, url: str, times: int) -> None:
    answer.send(asyncio.run(measured(database, url, times)))


def apart(database: str, url: str, times: int) -> tuple[list[Figure], float]:
    """The same in a process of its own."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    process = context.Process(target=_child, args=(theirs, database, url, times))
    process.start()
    theirs.close()
    try:
        return mine.recv()
    finally:
        process.join()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="where the SQLite file is kept")
    asked.add_argument("--tickets", type=int, default=TICKETS)
    asked.add_argument("--times", type=int, default=300)
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--only", choices=["sqlite", "postgresql"])
    given = asked.parse_args()
    found: dict[str, tuple[list[Figure], float]] = {}
    if given.only != "postgresql":
        found["SQLite"] = apart("SQLite", f"sqlite:///{sqlite_with(given.folder, given.tickets)}", given.times)
    if given.only != "sqlite":
        with ExitStack() as stack:
            url = stack.enter_context(running_postgres())
            asyncio.run(fill_postgresql(url, given.folder, given.tickets))
            found["PostgreSQL"] = apart("PostgreSQL", url, given.times)
    if given.json:
        told = {name: {"figures": [asdict(f) for f in figures], "mb": mb} for name, (figures, mb) in found.items()}
        print(json.dumps(told, indent=2))
        return
    for name, (figures, mb) in found.items():
        print(f"\n{name}, {given.tickets:,} open tickets; goal: p99 {GOAL_MS} ms, {GOAL_MB} MB; process: {mb:.0f} MB")
        for figure in figures:
            over = "  over" if figure.p99_ms > GOAL_MS else ""
            told = f"p50 {figure.p50_ms:7.2f} ms   p99 {figure.p99_ms:7.2f} ms   busy p99 {figure.cpu_p99_ms:7.2f} ms"
            print(f"  {figure.question:45} {told}{over}")


if __name__ == "__main__":
    main()
