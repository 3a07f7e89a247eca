"""The inbox beside a model of plain values, step by step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from store_hands import Hands, dies, who
from store_rows import NOON, incoming

from ackline.adapters.db.inbox import CLAIM

SECOND = timedelta(seconds=1)


@dataclass
class Row:
    """An inbox row as the model has it."""

    order: int
    lane: str
    attempts: int = 0
    retry_at: datetime | None = None
    claimed_until: datetime | None = None
    finished: bool = False


class InboxMachine(RuleBasedStateMachine):
    """Rows come, more than once, and are claimed, finished, put off and set aside by processes that may die."""

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self.hands = hands
        self.name = hands.begin()
        self.now = NOON
        self.order = count()
        self.rows: dict[str, Row] = {}
        self.event_ids: set[str] = set()

    def unfinished(self) -> list[str]:
        return [key for key, row in self.rows.items() if not row.finished]

    @rule(
        keys=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from("abc")), max_size=3),
        who=who,
        dies=dies,
    )
    def put(self, keys, who, dies):
        rows = [
            incoming(f"{self.name}{key}", event_id=f"{self.name}E{event}", lane=self.name + lane, at=self.now)
            for key, event, lane in keys
        ]
        new = {}
        event_ids = set(self.event_ids)
        for row in rows:
            if row.key not in self.rows and row.key not in new and row.event_id not in event_ids:
                new[row.key] = row
                event_ids.add(row.event_id)
        assert self.hands.do(lambda work: work.inbox.put(rows), who=who, dies=dies) == len(new)
        if not dies:
            self.event_ids = event_ids
            for row in new.values():
                self.rows[row.key] = Row(order=next(self.order), lane=row.lane)

    @rule(limit=st.integers(1, 3), who=who, dies=dies)
    def claim(self, limit, who, dies):
        found = self.hands.do(lambda work: work.inbox.waiting(self.now, limit), who=who, dies=dies)
        first: dict[str, str] = {}
        for key in sorted(self.unfinished(), key=lambda key: self.rows[key].order):
            first.setdefault(self.rows[key].lane, key)
        free = [
            key
            for key in sorted(first.values(), key=lambda key: self.rows[key].order)
            if (self.rows[key].retry_at or self.now) <= self.now
            and (self.rows[key].claimed_until or self.now) <= self.now
        ]
        expected = [(key, self.rows[key].attempts) for key in free[:limit]]
        assert [(row.key, row.attempts) for row in found] == expected
        assert all(row.body == {"text": f"words of {row.key}"} for row in found)
        if not dies:
            for key, _ in expected:
                self.rows[key].claimed_until, self.rows[key].retry_at = self.now + CLAIM, None

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), aside=st.booleans(), who=who, dies=dies)
    def end(self, data, aside, who, dies):
        key = data.draw(st.sampled_from(sorted(self.unfinished() or self.rows)))
        if aside:
            self.hands.do(lambda work: work.inbox.set_aside(key, self.now, "why"), who=who, dies=dies)
        else:
            self.hands.do(lambda work: work.inbox.finish(key, self.now), who=who, dies=dies)
        if not dies:
            self.rows[key].finished = True

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), delay=st.integers(0, 90), who=who, dies=dies)
    def postpone(self, data, delay, who, dies):
        key = data.draw(st.sampled_from(sorted(self.rows)))
        until = self.now + delay * SECOND
        self.hands.do(lambda work: work.inbox.postpone(key, until, "early"), who=who, dies=dies)
        row = self.rows[key]
        if not dies and not row.finished:
            row.attempts, row.retry_at, row.claimed_until = row.attempts + 1, until, None

    @rule(seconds=st.sampled_from((1, 10, 61)))
    def time_passes(self, seconds):
        self.now += seconds * SECOND

    @rule()
    def every_process_is_started_again(self):
        if self.hands.restart():
            for row in self.rows.values():
                row.claimed_until = None

    @invariant()
    def what_waits_is_what_the_model_says(self):
        waiting = [self.rows[key] for key in self.unfinished()]
        backlog = self.hands.look(lambda work: work.counting.census()).inbox
        assert (backlog.rows if backlog is not None else 0) == len(waiting)
        retries = [row.retry_at for row in waiting if row.retry_at is not None]
        assert self.hands.look(lambda work: work.inbox.next_retry()) == min(retries, default=None)
