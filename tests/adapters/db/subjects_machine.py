"""Subjects and their journal beside a model of plain values, step by step."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from store_hands import Hands, dies, kept_as, who
from store_rows import NOON, entry

from ackline.domain.ids import SubjectId

SECOND = timedelta(seconds=1)
NAMES = st.sampled_from(("page:a", "page:b", "page:c", "page:d"))
STAMPS = ("v1", "v2")


@dataclass
class Subject:
    """A subject as the model has it."""

    wake_at: datetime | None
    stamp: str
    generation: int
    open: bool


class SubjectsMachine(RuleBasedStateMachine):
    """A fact is journalled and its subject kept in one transaction, by processes that may die in it."""

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self.hands = hands
        self.name = hands.begin()
        self.now = NOON
        self.subjects: dict[str, Subject] = {}
        self.journals: dict[str, list[str]] = {}

    def id_of(self, name: str) -> SubjectId:
        kind, _, rest = name.partition(":")
        return SubjectId(f"{kind}:{self.name}{rest}")

    @rule(
        name=NAMES,
        fact=st.integers(0, 40),
        wake=st.none() | st.integers(-5, 30),
        stamp=st.sampled_from(STAMPS),
        open=st.booleans(),
        who=who,
        dies=dies,
    )
    def decide(self, name, fact, wake, stamp, open, who, dies):
        subject, event_id = self.id_of(name), f"{self.name}f{fact}"
        known = any(event_id in journal for journal in self.journals.values())
        before = self.subjects.get(subject)
        wake_at = None if wake is None else self.now + wake * SECOND
        after = Subject(wake_at, stamp, before.generation + 1 if before else 0, open)

        async def step(work):
            kept = await work.subjects.lock(subject, "page")
            assert (kept and kept.generation) == (before and before.generation)
            assert await work.journal.knows(event_id) == known
            added = await work.journal.append([entry(event_id, subject=subject)], self.now)
            if added:
                shape = {"wake_at": after.wake_at, "stamp": stamp, "generation": after.generation, "open": open}
                await kept_as(work, subject, now=self.now, **shape)
            return added

        assert self.hands.do(step, who=who, dies=dies) == (not known)
        if not known and not dies:
            self.subjects[subject] = after
            self.journals.setdefault(subject, []).append(event_id)

    @rule(limit=st.integers(1, 4), who=who)
    def what_is_due(self, limit, who):
        due = [(s.wake_at, subject) for subject, s in self.subjects.items() if s.wake_at and s.wake_at <= self.now]
        found = self.hands.do(lambda work: work.subjects.due(self.now, limit), who=who)
        assert [kept.id for kept in found] == [subject for _, subject in sorted(due)][:limit]

    @rule(stamp=st.sampled_from(STAMPS))
    def what_rests_on_another_stamp(self, stamp):
        found = self.hands.do(lambda work: work.subjects.stale(stamp, 100))
        mine = {kept.id for kept in found if kept.id in self.subjects}
        assert mine == {id for id, s in self.subjects.items() if s.stamp != stamp and (s.open or s.wake_at)}

    @rule(seconds=st.sampled_from((1, 10, 30)))
    def time_passes(self, seconds):
        self.now += seconds * SECOND

    @rule()
    def every_process_is_started_again(self):
        self.hands.restart()

    @invariant()
    def the_soonest_wake_is_the_models(self):
        wakes = [s.wake_at for s in self.subjects.values() if s.wake_at is not None]
        assert self.hands.look(lambda work: work.subjects.soonest()) == min(wakes, default=None)

    @invariant()
    def every_chain_holds_and_has_what_was_kept(self):
        async def step(work):
            for subject, journal in self.journals.items():
                assert [row.event_id for row in await work.journal.of(subject)] == journal
                assert await work.journal.verify(subject) is None

        self.hands.look(step)
