"""Many seeds, each run and judged; how often every fault, every act and every pair of them occurred."""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context

from .course import Course
from .database import Direct, Through
from .faults import FAULTS
from .judge import judge
from .model import Broken
from .plan import STEPS, Plan, plan

LEAST_ACTS = 60
LEAST_TICKETS = 3
ENOUGH_FOR_PAIRS = 1_000
"""From so many seeds on every fault must have met every act; of fewer, each must have occurred at all."""

_TIMERS = "select json_extract(body, '$.rule') from journal where kind = 'TimerFired'"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a seed. `broken` names the promise and what happened; empty: all was kept."""

    seed: int
    broken: str = ""
    why: str = ""
    acts: int = 0
    tickets: int = 0
    facts: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    timers: Counter[str] = field(default_factory=Counter)


def outcome(course: Plan, path: type[Direct] | type[Through] = Direct) -> tuple[Outcome, tuple[str, ...]]:
    """Run and judge a plan; the trace of what people did and what went wrong beside it."""
    carried = Course(course, path)
    record = carried.record
    broken, why = "", ""
    try:
        carried.run()
        judge(record)
    except Broken as error:
        broken, why = error.promise, str(error)
    except Exception as error:
        broken, why = type(error).__name__, repr(error)
    tickets = record.database.rows("select count(*) from subjects where kind = 'ticket'")[0][0]
    facts = record.database.rows("select count(*) from journal")[0][0]
    found = Outcome(
        seed=course.seed,
        broken=broken,
        why=why,
        acts=len(record.steps),
        tickets=tickets,
        facts=facts,
        steps=Counter(step for step, _ in record.steps),
        faults=Counter({fault: len(moments) for fault, moments in record.faults.items()}),
        pairs=record.together(),
        timers=Counter(rule for (rule,) in record.database.rows(_TIMERS)),
    )
    return found, tuple(record.lines)


def one(seed: int) -> Outcome:
    """A seed. Its garbage is collected when it is over: a run makes much of it and keeps nothing."""
    gc.disable()
    try:
        return outcome(plan(seed))[0]
    finally:
        gc.enable()
        gc.collect(0)


def batch(seeds: Iterable[int], workers: int) -> Iterator[Outcome]:
    """Many seeds, on as many processors."""
    if workers < 2:
        yield from map(one, seeds)
        return
    # Fresh interpreters: of one that has thousands of tests in its memory, a copy is slower.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(one, seeds, chunksize=4)


class Tally:
    """What a batch amounts to."""

    def __init__(self) -> None:
        self.seeds = 0
        self.facts = 0
        self.steps: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.timers: Counter[str] = Counter()
        self.broken: list[Outcome] = []
        self.thin: list[int] = []

    def add(self, found: Outcome) -> None:
        """One more."""
        self.seeds += 1
        self.facts += found.facts
        self.steps += found.steps
        self.faults += found.faults
        self.pairs += found.pairs
        self.timers += found.timers
        if found.broken:
            self.broken.append(found)
        elif found.acts < LEAST_ACTS or found.tickets < LEAST_TICKETS:
            self.thin.append(found.seed)

    def missing(self) -> list[str]:
        """What never occurred although it should have."""
        missing = [step for step in STEPS if not self.steps[step]] + [
            fault for fault in FAULTS if not self.faults[fault]
        ]
        if self.seeds >= ENOUGH_FOR_PAIRS:
            missing += [f"{fault} × {step}" for fault in FAULTS for step in STEPS if not self.pairs[fault, step]]
        return missing

    def shown(self) -> str:
        """All counts: of acts, of faults, of timers by their rule, and how often each fault met each act."""
        rows = [f"{self.seeds} seeds, {self.facts} facts decided, {len(self.broken)} broken"]
        rows += [f"  timer    {rule:30} {self.timers[rule]:>7}" for rule in sorted(self.timers)]
        rows += [f"  fault {at:2} {fault:30} {self.faults[fault]:>7}" for at, fault in enumerate(FAULTS, 1)]
        rows += [f"  act      {'':30} {'alone':>7} within half an hour of each fault, by its number"]
        rows += [f"  {'':39} {'':>7} {' '.join(f'{at:>4}' for at in range(1, len(FAULTS) + 1))}"]
        for step in STEPS:
            met = " ".join(f"{self.pairs[fault, step]:>4}" for fault in FAULTS)
            rows.append(f"  act      {step:30} {self.steps[step]:>7} {met}")
        return "\n".join(rows)


def shrink(course: Plan, broken: str, tries: int = 400) -> Plan:
    """The plan without whatever can be left out while the same promise breaks: first halves, then single steps."""
    size = max(len(course.steps) // 2, 1)
    while tries > 0:
        start, shorter = 0, False
        while start < len(course.steps) and tries > 0:
            tries -= 1
            candidate = replace(course, steps=course.steps[:start] + course.steps[start + size :])
            if outcome(candidate)[0].broken == broken:
                course, shorter = candidate, True
            else:
                start += size
        if size == 1 and not shorter:
            return course
        size = max(size // 2, 1)
    return course
