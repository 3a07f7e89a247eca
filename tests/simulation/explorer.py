"""A story told once for each point at which its process may end, and for each pair: at every point the run forks.

The child's process ends there and begins again; the parent goes on as if nothing had been. Two things keep this
within bounds, and leave nothing out. Points between which neither time passed nor anything was kept, said or rung
leave the same behind when a process dies at them: the first of them stands for all. And a telling that, long enough
after its crash, is at rest in exactly the state of the telling without it, database, Slack and time, goes on like
that one: what a second crash does to it from there on is told already. It is judged there, and ends unless the judge
wants to see more.
"""

import gc
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from .model import Broken
from .record import Record
from .stories import START
from .telling import Telling

_MOMENT = re.compile(r"\d{10}(\.\d+)?")

MEMORY = timedelta(seconds=90)
"""Longer than what a process remembers by itself makes a difference: the pages of the last minute, a resent event."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A promise that broke, and the points at which the process had ended."""

    story: str
    points: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """How many tellings of a story there were with one crash, with two, and what broke."""

    story: str
    tellings: Counter[int]
    failures: tuple[Failure, ...]


class _Tree:
    """The tellings of a story with up to `depth` crashes: each forks off the one without its last."""

    def __init__(self, story: str, depth: int, share: tuple[int, int], notes: Path) -> None:
        self._depth = depth
        self._share = share
        self._notes = notes
        self._crashes: tuple[int, ...] = ()
        self._known: set[int] = set()
        plain = Telling(story, lambda: self._known.add(plain.state()))
        self._expected = decided(plain.tell(lambda _point: False))
        self._telling = Telling(story, self._rested)
        self._crashed_at = START
        self._joined = False

    def grow(self) -> None:
        """Tell the story, and from each point on that is ours what else would have been."""
        try:
            why = difference(decided(self._telling.tell(self._fork)), self._expected)
        except Exception as error:
            why = str(error) if isinstance(error, Broken) else repr(error)
        self._note(why)
        if self._crashes:
            os._exit(0)

    def _fork(self, point: int) -> bool:
        mine, of = self._share
        if self._joined or len(self._crashes) == self._depth or (not self._crashes and point % of != mine):
            return False
        child = os.fork()
        if child:
            _, status = os.waitpid(child, 0)
            if status:
                self._note(f"what forked off at point {point} ended with {status}")
            return False
        self._crashes = (*self._crashes, point)
        self._crashed_at = self._telling.now()
        self._telling.go_on_here()
        return True

    def _rested(self) -> None:
        """End where this telling has joined the one without a crash; whatever a process remembers is older then."""
        if not self._crashes or self._telling.now() - self._crashed_at <= MEMORY:
            return
        self._joined = self._joined or self._telling.state() in self._known
        if self._joined and self._telling.kept_so_far():
            self._note("")
            os._exit(0)

    def _note(self, why: str) -> None:
        with self._notes.open("a", encoding="utf-8") as kept:
            kept.write(json.dumps([self._crashes, why]) + "\n")


def decided(record: Record) -> Counter[str]:
    """What was decided, how often; not when, and not what a look at Slack had told before its event did."""
    rows = record.database.rows("select subject, kind, event_id from journal where outcome = 'decided'")
    return Counter(
        f"{subject} {_MOMENT.sub('…', event_id.removeprefix(subject)) if kind == 'TimerFired' else kind}"
        for subject, kind, event_id in rows
    )


def difference(found: Counter[str], expected: Counter[str]) -> str:
    """What was decided otherwise than in the telling without a crash; "" when nothing was."""
    if found == expected:
        return ""
    return f"other facts were decided: more {dict(found - expected)}, less {dict(expected - found)}"


def explore(story: str, depth: int, share: tuple[int, int]) -> Found:
    """Our share of the tellings of a story: those whose first crash is at a point with our number, modulo."""
    gc.disable()
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "notes"
        _Tree(story, depth, share, notes).grow()
        found = [json.loads(noted) for noted in notes.read_text(encoding="utf-8").splitlines()]
    return Found(
        story=story,
        tellings=Counter(len(crashes) for crashes, _ in found if crashes),
        failures=tuple(Failure(story, tuple(crashes), why) for crashes, why in found if why),
    )


def explored(jobs: Iterable[tuple[str, int, tuple[int, int]]], workers: int) -> Iterator[Found]:
    """Many shares, on as many processors, as they end."""
    with ProcessPoolExecutor(workers) as pool:
        for job in as_completed([pool.submit(explore, *job) for job in jobs]):
            yield job.result()
