"""A process that ends before or after any commit or call of a story misses nothing and doubles nothing.

Every single crash, and a share of the pairs; all of them by `python -m tests.simulation.explore`.
"""

import os
from collections import Counter

import pytest

from .explore import shown
from .explorer import Found, explored
from .stories import STORIES

SHARES = 2
PAIRS = int(os.environ.get("CRASH_PAIRS", "16"))
"""Of so many first crashes, one is followed by a second one at each point after it."""


@pytest.fixture(scope="module")
def found() -> list[Found]:
    """All tellings, told once for all that is asked of them."""
    alone = [(story, 1, (share, SHARES)) for story in STORIES for share in range(SHARES)]
    in_pairs = [(story, 2, (number % PAIRS, PAIRS)) for number, story in enumerate(STORIES)]
    return list(explored([*in_pairs, *alone], os.cpu_count() or 1))


def test_a_crash_at_any_point_of_a_story_neither_misses_nor_doubles_a_promise(found: list[Found]) -> None:
    assert [shown(failure) for each in found for failure in each.failures] == []


def test_every_story_has_its_crashes(found: list[Found]) -> None:
    tellings: Counter[str] = Counter()
    for each in found:
        tellings[each.story] += each.tellings.total()
    assert {story for story in STORIES if tellings[story] > 100} == set(STORIES)
