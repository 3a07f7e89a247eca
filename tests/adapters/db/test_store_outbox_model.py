"""The outbox against a plain model, over the synchronous connection that a simulation would use."""

from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import StaticPool, create_engine, text
from store_rows import NOON, outgoing

from ackline.adapters.db.dialect import Dialect
from ackline.adapters.db.migrate import upgrade
from ackline.adapters.db.work import work_on
from ackline.domain.ids import SubjectId
from ackline.services.ports import Outgoing, Result

SUBJECTS = ["s0", "s1"]
SECOND = timedelta(seconds=1)


class Synchronous:
    """An asynchronous face on a synchronous connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def execute(self, statement: Any, parameters: Any = None) -> Any:
        return self._connection.execute(statement, parameters)


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waited")


@dataclass
class Modelled:
    id: int
    row: Outgoing
    not_before: datetime
    look: bool
    state: str = "pending"
    attempt: int = 0
    lease_until: datetime | None = None

    @property
    def unfinished(self) -> bool:
        return self.state in ("pending", "leased")

    def due(self, now: datetime) -> bool:
        return (self.lease_until or self.not_before) <= now


ENGINE = create_engine("sqlite://", poolclass=StaticPool)
CONNECTION = ENGINE.connect()
upgrade(CONNECTION)
CONNECTION.commit()


class OutboxMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        CONNECTION.rollback()
        self.work = work_on(Synchronous(CONNECTION), Dialect.SQLITE)
        self.now = NOON
        self.rows: dict[str, Modelled] = {}
        self.generations = dict.fromkeys(SUBJECTS, 0)
        for subject in SUBJECTS:
            self._keep(subject)

    def teardown(self) -> None:
        CONNECTION.rollback()

    def _keep(self, subject: str) -> None:
        run(
            self.work.subjects.keep(
                SubjectId(subject),
                "page",
                b"{}",
                wake_at=None,
                stamp="",
                generation=self.generations[subject],
                number=None,
                account=None,
                open=True,
                now=self.now,
            )
        )

    def _first_of_lane(self, one: Modelled) -> bool:
        return all(
            one.id <= other.id for other in self.rows.values() if other.unfinished and other.row.lane == one.row.lane
        )

    def _overtaken(self, one: Modelled) -> bool:
        return one.row.guard is not None and self.generations[one.row.guard[0]] != one.row.guard[1]

    def _busy(self, destination: str, at: datetime | None) -> bool:
        return any(
            one.state == "leased"
            and not one.row.urgent
            and one.row.destination == destination
            and (at is None or one.lease_until > at)
            for one in self.rows.values()
        )

    @rule(
        key=st.integers(0, 30),
        lane=st.sampled_from(["a", "b", "c"]),
        destination=st.sampled_from(["x", "y"]),
        urgent=st.booleans(),
        shared=st.sampled_from([None, "card"]),
        guard=st.sampled_from([None, "s0", "s1"]),
        look=st.booleans(),
        delay=st.sampled_from([None, 0, 5]),
        kind=st.sampled_from(["Say", "Deliver"]),
    )
    def put(self, key, lane, destination, urgent, shared, guard, look, delay, kind):
        row = outgoing(
            f"k{key}",
            subject=SubjectId("s0"),
            kind=kind,
            lane=lane,
            destination=destination,
            urgent=urgent,
            coalesce=shared,
            guard=guard and (SubjectId(guard), self.generations[guard]),
            look=look,
            not_before=None if delay is None else self.now + delay * SECOND,
        )
        assert run(self.work.outbox.put(row, self.now)) == (row.key not in self.rows)
        if row.key in self.rows:
            return
        for other in self.rows.values():
            same = shared and other.row.coalesce == shared and other.state == "pending" and other.attempt == 0
            if same and not any(
                behind.unfinished
                and behind.id > other.id
                and behind.row.lane == other.row.lane
                and behind.row.coalesce != shared
                for behind in self.rows.values()
            ):
                other.state = "suppressed"
        found = CONNECTION.execute(text("SELECT id FROM outbox WHERE key = :key"), {"key": row.key}).scalar_one()
        self.rows[row.key] = Modelled(id=found, row=row, not_before=row.not_before or self.now, look=look)

    @rule(limit=st.integers(1, 4))
    def lease(self, limit):
        until = self.now + 10 * SECOND
        leased = run(self.work.outbox.lease(self.now, until, limit))
        gone = [
            one
            for one in self.rows.values()
            if one.unfinished and self._overtaken(one) and (one.lease_until is None or one.lease_until <= self.now)
        ]
        for one in sorted(gone, key=lambda one: one.id)[:limit]:
            one.state, one.lease_until = "suppressed", None
        expected: list[Modelled] = []
        for one in sorted(self.rows.values(), key=lambda one: one.id):
            may_leave = one.unfinished and one.due(self.now) and not one.look and not self._overtaken(one)
            taken = self._busy(one.row.destination, self.now) or any(
                other.row.destination == one.row.destination and not other.row.urgent for other in expected
            )
            if may_leave and self._first_of_lane(one) and (one.row.urgent or not taken):
                expected.append(one)
        expected = sorted(expected, key=lambda one: (not one.row.urgent, one.id))[:limit]
        for one in expected:
            one.state, one.attempt, one.lease_until = "leased", one.attempt + 1, until
        assert [(row.key, row.attempt) for row in leased] == [(one.row.key, one.attempt) for one in expected]

    def _held(self) -> list[Modelled]:
        return [one for one in self.rows.values() if one.state == "leased"]

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), result=st.sampled_from(list(Result)), stale=st.booleans())
    def finish(self, data, result, stale):
        one = data.draw(st.sampled_from(self._held() or list(self.rows.values())))
        attempt = one.attempt - stale
        holds = one.state == "leased" and not stale
        assert run(self.work.outbox.finish(one.id, attempt, result, {}, self.now)) == holds
        if holds:
            one.state, one.lease_until = result.value, None

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), spent=st.booleans(), stale=st.booleans(), delay=st.integers(0, 20))
    def postpone(self, data, spent, stale, delay):
        one = data.draw(st.sampled_from(self._held() or list(self.rows.values())))
        until = self.now + delay * SECOND
        holds = one.state == "leased" and not stale
        assert run(self.work.outbox.postpone(one.id, one.attempt - stale, until, "no", spent=spent)) == holds
        if holds:
            one.state, one.lease_until, one.not_before = "pending", None, until
            one.attempt -= not spent

    @rule(limit=st.integers(1, 4), verified=st.booleans())
    def look(self, limit, verified):
        found = run(self.work.outbox.to_look(self.now, limit))
        waiting = [one for one in self.rows.values() if one.state == "pending" and one.look and one.due(self.now)]
        waiting.sort(key=lambda one: (not one.row.urgent, one.id))
        assert [row.key for row in found] == [one.row.key for one in waiting[:limit]]
        for row in found:
            run(self.work.outbox.looked(row.id, verified))
            self.rows[row.key].look = False

    @rule(seconds=st.sampled_from([1, 5, 10, 30]))
    def pass_time(self, seconds):
        self.now += seconds * SECOND

    @rule(subject=st.sampled_from(SUBJECTS))
    def overtake(self, subject):
        self.generations[subject] += 1
        self._keep(subject)

    @rule()
    def suppress(self):
        gone = [one for one in self.rows.values() if one.state == "pending" and one.row.kind != "Deliver"]
        assert run(self.work.outbox.suppress(SubjectId("s0"), "withdrawn", self.now)) == len(gone)
        for one in gone:
            one.state = "suppressed"

    @invariant()
    def every_row_is_where_the_model_says(self):
        found = CONNECTION.execute(text("SELECT key, state, attempt FROM outbox ORDER BY key")).all()
        assert [tuple(row) for row in found] == sorted(
            (one.row.key, one.state, one.attempt) for one in self.rows.values()
        )

    @invariant()
    def counting_and_waking_agree_with_the_model(self):
        heads = [one for one in self.rows.values() if one.unfinished and self._first_of_lane(one)]
        assert run(self.work.outbox.pending(self.now)) == sum(one.due(self.now) for one in heads)
        wakes = [
            one.lease_until or one.not_before
            for one in heads
            if one.state == "leased" or one.row.urgent or not self._busy(one.row.destination, None)
        ]
        assert run(self.work.outbox.next_at()) == min(wakes, default=None)


TestOutboxAgainstItsModel = OutboxMachine.TestCase
TestOutboxAgainstItsModel.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
