"""From nothing to ready, and the memory it takes, with a million open tickets in the database.

`python tests/bench/cold.py FOLDER [--tickets N] [--json]`. A new process opens the seeded SQLite file, imports its
people and accounts, derives what is stale and catches up; Slack is there in no time at all. Measured from the start of
the process, the interpreter's included.
"""

import argparse
import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import machine
from seeding import NOW, TICKETS, sqlite_with

from ackline.adapters.wallclock import HandClock


async def start(database: Path, folder: Path) -> None:
    """Be ready, say so, and end."""
    async with machine(f"sqlite:///{database}", folder, HandClock(NOW)) as on:
        await on.engine.start()
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"megabytes": round(used)}), flush=True)


def measure(seeded: Path) -> dict[str, float]:
    """Seconds to ready and megabytes."""
    with tempfile.TemporaryDirectory(dir=seeded.parent) as scratch:
        database = Path(scratch) / "cold.db"
        shutil.copy(seeded, database)
        os.sync()  # or the start waits until the copy is on the disk
        begun = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, __file__, str(seeded.parent), "--start", str(database)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            said = process.stdout.readline()
            seconds = time.perf_counter() - begun
    return {"seconds": round(seconds, 2), **json.loads(said)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--start", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.start is not None:
        asyncio.run(start(given.start, given.folder))
        return
    found = measure(sqlite_with(given.folder, given.tickets))
    print(json.dumps(found) if given.json else f"ready in {found['seconds']} s, {found['megabytes']} MB")


if __name__ == "__main__":
    main()
