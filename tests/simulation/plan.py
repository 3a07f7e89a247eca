"""What a seed decides: who does what when, what goes wrong, and on how many machines."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .faults import CLOCK, CRASHES, DATABASE, DELIVERY, OUTAGE, PAGER, RESTART, SLACK, SLACK_DOWN, STALLS

STARTS = (
    datetime(2026, 10, 30, 14, tzinfo=UTC),  # daylight saving ends in the US on Sunday
    datetime(2026, 10, 23, 15, tzinfo=UTC),  # and in Europe
    datetime(2026, 3, 6, 17, tzinfo=UTC),  # it begins in the US
    datetime(2026, 3, 27, 16, tzinfo=UTC),  # and in Europe
    datetime(2026, 11, 25, 13, tzinfo=UTC),  # the day before Thanksgiving
    datetime(2026, 12, 31, 18, tzinfo=UTC),
    datetime(2026, 7, 2, 19, tzinfo=UTC),  # the third is the observed day of the fourth
    datetime(2026, 9, 15, 8, tzinfo=UTC),
)

_WEIGHTS = {
    "open critical claim": 4,
    "open claim": 5,
    "open plain": 2,
    "open that looks critical": 2,
    "burst": 2,
    "storm": 0.4,
    "chatter": 3,
    "customer replies": 3,
    "customer says thanks": 1,
    "customer raises": 2,
    "customer edits in a claim": 2,
    "customer edits": 2,
    "customer deletes the root": 2,
    "customer deletes a reply": 3,
    "customer eyes": 2,
    "customer siren": 2,
    "customer thumbs up": 2,
    "customer presses": 3,
    "support eyes": 6,
    "support eyes on the card": 3,
    "support takes the eyes off": 4,
    "support check": 4,
    "support resolves": 4,
    "support pauses": 2,
    "support ends the pause": 5,
    "staff siren": 2,
    "staff eyes": 2,
    "tam eyes": 2,
    "vp eyes": 2,
    "staff replies": 3,
    "staff gives an update": 4,
    "staff writes at the top": 2,
    "staff edits": 2,
    "staff makes it a ticket": 4,
    "support presses on the card": 5,
    "somebody presses on a page": 4,
    "support sets the severity": 5,
    "support excludes": 2,
    "support publishes": 8,
    "support waives": 8,
    "channel moves": 2,
    "import": 1,
    "catch up": 1,
    "answer all": 2,
}
STEPS = tuple(_WEIGHTS)
INSTEAD = ("customer replies", "customer says thanks", "staff replies", "support eyes", "open plain")
"""What is done when there is nothing to do a step to."""

_LOUD = frozenset({"open critical claim", "customer raises", "customer siren", "customer edits in a claim"})

_GAPS = ((2, 0.0, 2.0), (5, 2.0, 60.0), (5, 60.0, 400.0), (1.5, 400.0, 2400.0), (0.4, 2400.0, 14_400.0))
_LONG = 900.0
_NIGHT = (6 * 3600.0, 40 * 3600.0)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens `at` seconds after the start. `dice` decides its particulars and nothing else's."""

    at: float
    kind: str
    dice: int
    fault: str = ""
    lasts: float = 0.0
    likelihood: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole run."""

    seed: int
    start: datetime
    workers: int
    owned: bool
    alone: bool
    steps: tuple[Step, ...]
    tail: timedelta


def plan(seed: int) -> Plan:
    """The run of a seed: at least 60 acts of people, and what goes wrong meanwhile."""
    dice = random.Random(f"plan {seed}")
    acts = list(_acts(dice))
    steps = [*acts, *_faults(dice, acts)]
    workers = dice.choice((1, 1, 1, 2))
    return Plan(
        seed=seed,
        start=dice.choice(STARTS) + timedelta(seconds=dice.randrange(0, 36_000)),
        workers=workers,
        owned=workers == 1 and dice.random() < 0.5,
        alone=seed % 2 == 0,
        steps=tuple(sorted(steps, key=lambda step: step.at)),
        tail=timedelta(hours=dice.choice((6, 12, 24, 24, 24, 48, 48, 9 * 24))),
    )


def _acts(dice: random.Random) -> Iterator[Step]:
    at = 60.0
    kinds, weights = tuple(_WEIGHTS), tuple(_WEIGHTS.values())
    opening = ["open critical claim", "open claim", "open plain"]
    count = dice.randrange(60, 64)
    nights = set(dice.sample(range(10, 50), dice.choice((0, 0, 1, 2))))
    number = answered = 0
    while number + answered < count:
        kind = opening[number // 4] if number % 4 == 0 and number < 12 else dice.choices(kinds, weights)[0]
        yield Step(at, kind, dice.randrange(2**32))
        gap = dice.choices(_GAPS, [weight for weight, _, _ in _GAPS])[0]
        wait = dice.uniform(*_NIGHT) if number in nights else dice.uniform(gap[1], gap[2])
        if wait > _LONG:  # nobody is called all night: somebody answers what is open
            yield Step(at + dice.uniform(120, 2400), "answer all", dice.randrange(2**32))
            answered += 1
        number += 1
        at += wait


def _faults(dice: random.Random, acts: list[Step]) -> Iterator[Step]:
    """Each begins a moment before some act."""
    for _ in range(dice.randrange(8, 18)):
        fault = dice.choice(
            (
                *CRASHES,
                *CRASHES,
                *STALLS,
                *STALLS,
                *SLACK,
                SLACK_DOWN,
                *PAGER,
                *PAGER,
                *DELIVERY,
                DATABASE,
                *CLOCK,
                OUTAGE,
                RESTART,
            )
        )
        # A pager has its chance when somebody is called.
        loud = [act for act in acts if act.kind in _LOUD] if fault in PAGER else acts
        at = dice.choice(loud).at - dice.uniform(0, 30)
        lasts = dice.choice((60.0, 300.0, 1800.0))
        if fault == DATABASE:
            lasts = dice.choice((5.0, 60.0))
        if fault in (SLACK_DOWN, OUTAGE):
            lasts = dice.choice((120.0, 900.0, 3600.0, 6 * 3600.0))
        yield Step(max(at, 1.0), "fault", dice.randrange(2**32), fault, lasts, dice.choice((0.2, 0.5, 1.0)))
