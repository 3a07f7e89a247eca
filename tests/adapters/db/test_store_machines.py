"""The store goes through the same steps as its models, on both databases, and its processes may die in any of them."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from inbox_machine import InboxMachine
from outbox_machine import OutboxMachine
from raw_database import Database
from store_hands import Hands, MemoryHands, StoreHands
from subjects_machine import SubjectsMachine

BOUNDED = settings(
    max_examples=10,
    stateful_step_count=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
LONGER = settings(BOUNDED, max_examples=80)

Machine = Callable[[Hands], RuleBasedStateMachine]
MACHINES = (OutboxMachine, InboxMachine, SubjectsMachine)


@pytest.fixture
def on_disk(database: Database) -> Iterator[Hands]:
    """Processes over a database that they share."""
    hands = StoreHands(database)
    yield hands
    hands.close()


@pytest.fixture
def in_memory() -> Iterator[Hands]:
    """One process, quickly."""
    hands = MemoryHands()
    yield hands
    hands.close()


@pytest.mark.parametrize("machine", MACHINES)
def test_the_store_does_as_its_model_step_by_step(machine: Machine, on_disk: Hands) -> None:
    run_state_machine_as_test(partial(machine, on_disk), settings=BOUNDED)


@pytest.mark.parametrize("machine", MACHINES)
def test_the_queries_do_as_their_model_in_many_more_steps(machine: Machine, in_memory: Hands) -> None:
    run_state_machine_as_test(partial(machine, in_memory), settings=LONGER)
