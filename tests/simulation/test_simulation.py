"""A bounded batch of seeds, each its own world; any number of them by `python -m tests.simulation.run`."""

import os
import time

import pytest

from .batch import LEAST_ACTS, Tally, batch, outcome
from .database import Direct, Through
from .plan import plan

# So many take about 330 seconds of two processors; where nobody waits for all of them, a few are enough.
SEEDS = int(os.environ.get("SIMULATION_SEEDS", "2000" if os.environ.get("CI") == "true" else "60"))
START = int(os.environ.get("SIMULATION_START", "0"))


@pytest.fixture(scope="module")
def tally(pytestconfig: pytest.Config) -> Tally:
    """The batch, run once for all that is asked of it; what occurred how often is printed whatever comes of it."""
    tally, begun, workers = Tally(), time.monotonic(), os.cpu_count() or 1
    for found in batch(range(START, START + SEEDS), workers):
        tally.add(found)
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print(f"\n{tally.shown()}\n{SEEDS} seeds in {time.monotonic() - begun:.0f} s by {workers} processes")
    return tally


def test_no_promise_is_missed_or_doubled_whatever_goes_wrong(tally: Tally) -> None:
    assert not [f"python -m tests.simulation.run --seed {f.seed}: {f.why[:600]}" for f in tally.broken]


def test_every_run_has_enough_acts_on_enough_tickets(tally: Tally) -> None:
    assert tally.thin == []


def test_every_act_and_every_fault_occurs(tally: Tally) -> None:
    assert tally.missing() == []


def test_a_seed_decides_everything() -> None:
    first, again = (outcome(plan(START)) for _ in range(2))
    assert first == again
    assert first[0].acts >= LEAST_ACTS


def test_the_short_way_to_the_database_comes_to_what_sqlalchemy_comes_to() -> None:
    assert outcome(plan(START + 1), Direct) == outcome(plan(START + 1), Through)
