"""Timers: how many a second one process fires and decides, how late each is at 200 a second, and 100,000 overdue.

`python tests/bench/timers.py FOLDER [--tickets N] [--overdue N]`. The folder holds the seeded database (see
seeding.py), which is made when it is missing; each run works on a copy. Time is ours: it stands, is set, or runs on
from where it was set, so that a timer comes due when it is wanted.
"""

import argparse
import asyncio
import json
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "adapters" / "db"))

from inbox import running
from intake import event
from machine import CHANNELS, Machine, machine
from postgres_server import running_postgres
from seeding import NOW, sqlite_with

from ackline.adapters.slack.rows import inbox_row
from ackline.domain.events import TimerFired
from ackline.runtime.scheduler import Scheduler
from ackline.services.ports import Entry

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_SECOND = 200
STRETCH = 10
"""Seconds for which timers come due at that rate."""

PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How late timers are when `A_SECOND` of them are due a second, in milliseconds."""

    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Timers:
    """What was measured."""

    waiting: int
    fired_per_second: float
    overdue: int
    overdue_seconds: float
    lags: Mapping[str, Lag]


class Jumping:
    """A clock that runs as the machine's does, from wherever it was set."""

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def set(self, at: datetime) -> None:
        self._at, self._mark = at, time.monotonic()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._mark)


async def overdue(on: Machine, clock: Jumping, path: Path, wanted: int) -> tuple[int, float]:
    """Be away until so many timers are overdue, come back, and fire them all: how many fired, and in what time."""
    clock.set(_instant(path, "SELECT wake_at FROM subjects WHERE wake_at IS NOT NULL ORDER BY wake_at", wanted))
    begun, fired = time.perf_counter(), 0
    while done := await on.desk.tick():
        fired += done
    return fired, time.perf_counter() - begun


async def lags(on: Machine, clock: Jumping) -> Sequence[float]:
    """Milliseconds from when a timer was due to when its decision was kept, `A_SECOND` of them due a second."""
    count, at = A_SECOND * STRETCH, clock.now()
    rows = []
    for number in range(count):
        moment = at + timedelta(seconds=number / A_SECOND)
        body = json.loads(event(number, int(moment.timestamp())))
        ts = f"{moment.timestamp():.6f}"
        said = {"channel": f"C0{number % CHANNELS:04d}", "user": f"U1{number:06d}", "ts": ts, "event_ts": ts}
        body["event"] |= said | {"text": f"P3: exports are slow, number {number}"}
        row = inbox_row(body, moment)
        assert row is not None
        rows.append(row)
    clock.set(at + timedelta(seconds=STRETCH))
    async with on.store.begin_intake() as work:
        await work.inbox.put(rows)
    await on.engine.settle()
    async with on.store.read() as work:
        wakes = [kept.wake_at for kept in await work.subjects.waking() if kept.id.startswith("ticket:C0")]
    clock.set(min(wake for wake in wakes if wake is not None) - timedelta(seconds=1))
    late: list[float] = []

    def kept(entries: Sequence[Entry]) -> None:
        fired = [entry.event for entry in entries if isinstance(entry.event, TimerFired)]
        late.extend((clock.now() - timer.due) / timedelta(milliseconds=1) for timer in fired)

    on.store.witnessed_by(kept)
    scheduler = Scheduler(
        wake=on.engine.wake, next_moment=on.engine.next_moment, catch_up=on.lookout.catch_up, clock=clock
    )
    async with running(on):
        await scheduler.start()
        for _ in range(PATIENCE_SECONDS):
            if len(late) >= count:
                break
            await asyncio.sleep(1)
        scheduler.stop()
    if len(late) < count:
        raise RuntimeError(f"{len(late)} of {count} timers fired")
    return sorted(late)


def _instant(path: Path, query: str, row: int) -> datetime:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as kept:
        (micros,) = kept.execute(f"{query} LIMIT 1 OFFSET {row}").fetchone()
    return EPOCH + timedelta(microseconds=micros)


async def lagging(url: str) -> Lag:
    """How late timers are in a database of their own."""
    with tempfile.TemporaryDirectory() as scratch:
        clock = Jumping(NOW)
        async with machine(url or f"sqlite:///{scratch}/lags.db", Path(scratch), clock) as on:
            late = await lags(on, clock)
    return Lag(p50_ms=late[len(late) // 2], p99_ms=late[len(late) * 99 // 100])


async def measure(seeded: Path, tickets: int, wanted: int, postgresql: str) -> Timers:
    """Everything; what is overdue in a copy of the seeded database."""
    folder = seeded.parent
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        path = Path(scratch) / "timers.db"
        shutil.copy(seeded, path)
        clock = Jumping(NOW)
        async with machine(f"sqlite:///{path}", folder, clock) as on:
            fired, seconds = await overdue(on, clock, path, wanted)
    return Timers(
        waiting=tickets,
        fired_per_second=fired / seconds,
        overdue=fired,
        overdue_seconds=seconds,
        lags={"SQLite": await lagging(""), "PostgreSQL": await lagging(postgresql)},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tickets", type=int, default=1_000_000, help="tickets that wait")
    parser.add_argument("--overdue", type=int, default=100_000, help="of which so many are overdue at the start")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    seeded = sqlite_with(given.folder, given.tickets)
    with running_postgres() as url:
        found = asyncio.run(measure(seeded, given.tickets, given.overdue, url))
    if given.json:
        print(json.dumps(asdict(found)))
        return
    print(f"{found.overdue:,} overdue of {found.waiting:,}: decided in {found.overdue_seconds:.1f} s")
    print(f"{found.fired_per_second:.0f} timers a second")
    for database, lag in found.lags.items():
        print(f"lag at {A_SECOND} a second on {database}: p50 {lag.p50_ms:.1f} ms, p99 {lag.p99_ms:.1f} ms")


if __name__ == "__main__":
    main()
