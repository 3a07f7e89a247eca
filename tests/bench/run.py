"""Every figure of the README beside its goal and its peer: `python tests/bench/run.py FOLDER [--quick] [--json]`.

The folder keeps the seeded databases for the next time. `--quick` takes a twentieth of everything, to see that it runs;
its figures say little. What is running is told on standard error.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure: the work, what was measured, the goal, and whoever was measured beside it."""

    work: str
    measured: str
    goal: str
    peer: str = ""


def script(name: str, *words: str) -> Any:
    """What one of the scripts beside this one measured."""
    print(f"… {name} {' '.join(words)}", file=sys.stderr, flush=True)
    done = subprocess.run(
        [sys.executable, HERE / name, *words, "--json"], stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout)


def calendar(_: argparse.Namespace) -> Iterator[Row]:
    """Business time."""
    rows = script("business_calendar.py")
    own = [r["us"] for r in rows if r["subject"].startswith("ackline")]
    peers: dict[str, float] = {}
    for r in rows:
        if not r["subject"].startswith("ackline"):
            peers[r["subject"]] = max(peers.get(r["subject"], 0), r["us"])
    beside = ", ".join(f"{peer} {us:.0f} µs" for peer, us in peers.items())
    yield Row(work="calendar add/between", measured=f"{min(own):.2f}–{max(own):.2f} µs", goal="≤ 2 µs", peer=beside)


def intake(given: argparse.Namespace) -> Iterator[Row]:
    """The way in, on both databases."""
    few = ("--events", "500", "--rounds", "1") if given.quick else ()
    for name, words, goal in (
        ("SQLite FULL", (), "≥ 0.6 of Bolt, p99 ≤ 30 ms"),
        ("PostgreSQL", ("--postgresql",), "≥ 0.5 of Bolt"),
    ):
        found = script("intake.py", *words, *few)
        bolt, own = found["rounds"]
        yield Row(
            work=f"signed event → durable on {name} → 200, 64 at once",
            measured=f"{own['per_second']}/s, {found['ratio']} of Bolt, p99 {own['p99_ms']} ms",
            goal=goal,
            peer=f"Bolt, empty listener: {bolt['per_second']}/s, p99 {bolt['p99_ms']} ms",
        )


def inbox(given: argparse.Namespace) -> Iterator[Row]:
    """Deciding."""
    found = script("inbox.py", "--messages", "200" if given.quick else "4000")
    rate = f"{found['messages_per_second']}/s a process"
    yield Row(work="inbox → decided, customer's card delivered", measured=rate, goal="≥ 1,000/s a process")


def timers(given: argparse.Namespace) -> Iterator[Row]:
    """Timers beside what other schedulers do."""
    peers = script("peers.py", *(("--jobs", "200") if given.quick else ()))
    beside = ", ".join(f"{peer}: {rate:.0f}/s" for peer, rate in peers.items())
    few = ("--tickets", "50000", "--overdue", "2000") if given.quick else ()
    found = script("timers.py", str(given.folder), *few)
    rate = f"{found['fired_per_second']:.0f}/s"
    yield Row(work=f"timers fired, {found['waiting']:,} tickets wait", measured=rate, goal="≥ 5,000/s", peer=beside)
    for database, lag in found["lags"].items():
        told = f"p50 {lag['p50_ms']:.0f} ms, p99 {lag['p99_ms']:.0f} ms"
        yield Row(work=f"lag of a timer at 200/s on {database}, until it is kept", measured=told, goal="p99 ≤ 25 ms")
    took = f"{found['overdue_seconds']:.0f} s"
    yield Row(work=f"{found['overdue']:,} timers overdue at the start", measured=took, goal="100,000 in ≤ 20 s")


def lists(given: argparse.Namespace) -> Iterator[Row]:
    """What people look at."""
    found = script("lists.py", str(given.folder), *(("--tickets", "50000", "--times", "20") if given.quick else ()))
    for database, told_of in found.items():
        slowest = max(told_of["figures"], key=lambda f: f["p99_ms"])
        told = f"p99 {slowest['p99_ms']:.0f} ms ({slowest['question']}), {told_of['mb']:.0f} MB"
        yield Row(work=f"queue, Home, search on {database}, the slowest", measured=told, goal="p99 ≤ 50 ms")


def cold(given: argparse.Namespace) -> Iterator[Row]:
    """A start."""
    found = script("cold.py", str(given.folder), *(("--tickets", "50000") if given.quick else ()))
    told = f"{found['seconds']} s, {found['megabytes']} MB"
    yield Row(work="cold start to ready, memory", measured=told, goal="≤ 2 s, ≤ 200 MB")


WORKS: Mapping[str, Callable[[argparse.Namespace], Iterator[Row]]] = {
    work.__name__: work for work in (calendar, intake, inbox, timers, lists, cold)
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="keeps the seeded databases; 3 GB with a million tickets")
    parser.add_argument("--only", choices=WORKS, action="append", help="these works; all without")
    parser.add_argument("--quick", action="store_true", help="a twentieth of everything")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    rows = [row for name in given.only or WORKS for row in WORKS[name](given)]
    if given.json:
        print(json.dumps([asdict(row) for row in rows], indent=2, ensure_ascii=False))
        return
    for row in rows:
        print(f"{row.work}\n    {row.measured}   (goal {row.goal})")
        if row.peer:
            print(f"    beside: {row.peer}")


if __name__ == "__main__":
    main()
