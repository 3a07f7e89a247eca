# ruff: noqa: E402 - the paths come first
"""Random steps of two customers and staff over everything that is shown: what one wrote is never seen by the other.

    python tests/isolation/walk.py --steps 100000 --seed 7

It walks in stretches of a few hundred steps, each in a new world. A stretch that fails prints its seed, its number and
its last steps; `--stretch N` walks that one alone.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
import traceback
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "stories")]

import town_of_two
from aiohttp.web_app import _cached_build_middleware
from at_once import AtOnce, folders
from canaries import Canaries
from forger import Forger
from harness import stage
from onlooker import Onlooker
from strollers import Stroller, steps, taken

STRETCH = 300
FORGED = 20
"""Of a hundred steps so many are forged requests."""

TOLD = 20
"""After so many stretches it says how far it has come."""


@dataclass(slots=True)
class Walked:
    """What a walk came to."""

    steps: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    canaries: int = 0
    tickets: int = 0

    def told(self) -> str:
        taken_ = ", ".join(f"{name} {count}" for name, count in self.steps.most_common())
        seen = ", ".join(f"{name} {count}" for name, count in self.seen.most_common())
        refused = ", ".join(f"{name} {count}" for name, count in self.refused.most_common())
        return (
            f"{self.steps.total()} steps ({taken_}), {self.refused.total()} more that Slack did not allow ({refused});"
            f"\n{self.canaries} canaries, {self.tickets} tickets;\nlooked at: {seen}"
        )


class _Faults(logging.Handler):
    """Whatever failed unexpectedly beneath the walk."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info or record.levelno >= logging.ERROR:
            self.found.append(self.format(record))


async def stretch(seed: int, number: int, count: int, walked: Walked, until: float) -> None:
    """So many steps in a new world, or fewer when it is time to stop."""
    rng = Random(f"{seed}/{number}")
    faults = _Faults()
    logging.getLogger().addHandler(faults)
    last: deque[str] = deque(maxlen=12)
    try:
        with tempfile.TemporaryDirectory(dir=folders()) as folder:
            accounts = town_of_two.accounts(rng)
            async with stage(Path(folder), town_of_two.slack(), town_of_two.PEOPLE, accounts) as on:
                canaries, onlooker = Canaries(), Onlooker(on)
                stroller = Stroller(on, rng, canaries)
                forger, offered = Forger(stroller), steps(stroller)
                for _ in range(count):
                    if time.monotonic() > until:
                        break
                    forged = rng.randrange(100) < FORGED
                    step = forger.forge if forged else rng.choices(tuple(offered), tuple(offered.values()))[0]
                    last.append(step.__name__)
                    (walked.steps if await taken(step) else walked.refused)[step.__name__] += 1
                    onlooker.look()
                    assert not faults.found, faults.found
                await onlooker.look_at_everything()
                walked.seen += onlooker.seen
                walked.canaries += canaries.written
                walked.tickets += await on.tickets()
    except BaseException:
        print(*faults.found, sep="\n")
        print(f"seed {seed}, stretch {number}, after {walked.steps.total()} steps; the last: {', '.join(last)}")
        raise
    finally:
        logging.getLogger().removeHandler(faults)
        _cached_build_middleware.cache_clear()  # aiohttp's, which keeps each server's handlers and so each world


async def walk(seed: int, count: int, seconds: float = float("inf")) -> Walked:
    """So many steps, or as many as fit into the seconds."""
    walked, until, number = Walked(), time.monotonic() + seconds, 0
    while (done := walked.steps.total() + walked.refused.total()) < count and time.monotonic() < until:
        await stretch(seed, number, min(STRETCH, count - done), walked, until)
        number += 1
        if number % TOLD == 0:
            print(f"{walked.steps.total() + walked.refused.total()} of {count} steps", flush=True)
    return walked


def main() -> int:
    """0 when nothing crossed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--steps", type=int, default=1_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    asked.add_argument("--stretch", type=int, help="this stretch alone")
    given = asked.parse_args()
    logging.getLogger("ackline").setLevel(logging.WARNING)
    walked = Walked()
    try:
        with asyncio.Runner(loop_factory=AtOnce) as runner:
            if given.stretch is not None:
                runner.run(stretch(given.seed, given.stretch, STRETCH, walked, float("inf")))
            else:
                walked = runner.run(walk(given.seed, given.steps, given.seconds))
    except Exception:
        traceback.print_exc()
        return 1
    print(walked.told())
    return 0


if __name__ == "__main__":
    sys.exit(main())
