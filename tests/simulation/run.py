"""`python -m tests.simulation.run --seeds N --start S`: many seeds, or one again with its trace."""

import argparse
import os
import sys
import time

from .batch import Tally, batch, outcome, shrink
from .plan import plan


def main(arguments: list[str]) -> int:
    """0 when every promise was kept and everything occurred."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.run", description=__doc__)
    parser.add_argument("--seeds", type=int, default=500, help="how many (500)")
    parser.add_argument("--start", type=int, default=0, help="the first one (0)")
    parser.add_argument("--seed", type=int, help="run this one again and print what happened in it")
    parser.add_argument("--whole", action="store_true", help="with --seed: do not look for a shorter trace")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    if asked.seed is not None:
        return replay(asked.seed, whole=asked.whole)
    return many(range(asked.start, asked.start + asked.seeds), asked.workers)


def many(seeds: range, workers: int) -> int:
    """Run them all; print the counts, and of the first that failed its trace."""
    tally, begun, worked = Tally(), time.monotonic(), sum(os.times()[:4])
    for found in batch(seeds, workers):
        tally.add(found)
        if found.broken:
            print(f"seed {found.seed}: {found.why[:600]}", flush=True)
        if tally.seeds % 100 == 0:
            print(f"… {tally.seeds} seeds, {tally.seeds / (time.monotonic() - begun):.1f} a second", flush=True)
    print(tally.shown())
    took, worked = time.monotonic() - begun, sum(os.times()[:4]) - worked
    print(f"{took:.0f} s, {tally.seeds / took:.2f} seeds a second by {workers} processes", end=", ")
    print(f"{worked / tally.seeds:.3f} seconds of a processor each")
    missing = tally.missing()
    for what in missing:
        print(f"never occurred: {what}")
    if tally.thin:
        print(f"too little happened in: {tally.thin}")
    if tally.broken:
        print(f"replay with: python -m tests.simulation.run --seed {tally.broken[0].seed}")
    return 1 if tally.broken or missing or tally.thin else 0


def replay(seed: int, *, whole: bool) -> int:
    """One seed, as short as it can be while the same promise breaks."""
    course = plan(seed)
    found, lines = outcome(course)
    if found.broken and not whole:
        course = shrink(course, found.broken)
        found, lines = outcome(course)
    print(
        f"seed {seed}: {course.start:%a %Y-%m-%d %H:%M:%S} UTC, {course.workers} processes, {len(course.steps)} steps"
    )
    print("\n".join(lines))
    print(found.why or "every promise was kept")
    return 1 if found.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
