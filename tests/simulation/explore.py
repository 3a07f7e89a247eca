"""`python -m tests.simulation.explore`: every story with a crash at each point and at each pair of them."""

import argparse
import os
import sys
import time
from collections import Counter

from .explorer import Failure, decided, difference, explored
from .model import Broken
from .stories import STORIES
from .telling import Telling

SHARES = 24
"""A story is told in so many parts, so that every processor has something to do until the end."""


def main(arguments: list[str]) -> int:
    """0 when every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.explore", description=__doc__)
    parser.add_argument("--crashes", type=int, default=2, help="how many there are in a telling at most (2)")
    parser.add_argument("--story", choices=sorted(STORIES), action="append", help="only this one")
    parser.add_argument("--point", type=int, action="append", help="with one --story: a crash here, and what happened")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    stories = asked.story or list(STORIES)
    if asked.point:
        return replay(stories[0], frozenset(asked.point))
    return everything(stories, asked.crashes, asked.workers)


def everything(stories: list[str], depth: int, workers: int) -> int:
    """Tell them all; print how many tellings there were, and each that broke a promise."""
    begun = time.monotonic()
    tellings: Counter[tuple[str, int]] = Counter()
    failures: list[Failure] = []
    jobs = [(story, depth, (share, SHARES)) for story in stories for share in range(SHARES)]
    for done, found in enumerate(explored(jobs, workers), 1):
        tellings.update({(found.story, crashes): count for crashes, count in found.tellings.items()})
        failures += found.failures
        for failure in found.failures:
            print(shown(failure), flush=True)
        print(f"… {done} of {len(jobs)} parts, {tellings.total()} tellings", flush=True)
    for (story, crashes), count in sorted(tellings.items()):
        print(f"  {story:24} crashes {crashes}: {count} tellings")
    took = time.monotonic() - begun
    print(f"{tellings.total()} tellings, {len(failures)} broken, {took:.0f} s on {workers} processors")
    return 1 if failures else 0


def replay(story: str, points: frozenset[int]) -> int:
    """One telling with its trace, beside the one without a crash."""
    expected = decided(Telling(story).tell(lambda _point: False))
    telling = Telling(story)
    try:
        why = difference(decided(telling.tell(points.__contains__)), expected)
    except Broken as broken:
        why = str(broken)
    print("\n".join(telling.record.lines))
    print(why or "every promise was kept")
    return 1 if why else 0


def shown(failure: Failure) -> str:
    """A failure and how it is seen again."""
    points = " ".join(f"--point {point}" for point in failure.points)
    return f"python -m tests.simulation.explore --story '{failure.story}' {points}: {failure.why[:600]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
