"""The outbox beside a model of plain values, step by step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from store_hands import Hands, dies, kept_as, who
from store_rows import NOON, outgoing

from ackline.domain.ids import SubjectId
from ackline.services.ports import Leased, Outgoing, Result

SECOND = timedelta(seconds=1)
LEASE = 10 * SECOND
SUBJECTS = ("s0", "s1")


@dataclass
class Row:
    """An outbox row as the model has it. `id` is known once it was handed out."""

    order: int
    row: Outgoing
    not_before: datetime
    look: bool
    id: int = 0
    state: str = "pending"
    attempt: int = 0
    lease_until: datetime | None = None

    @property
    def unfinished(self) -> bool:
        return self.state in ("pending", "leased")

    def due(self, now: datetime) -> bool:
        return (self.lease_until or self.not_before) <= now


class OutboxMachine(RuleBasedStateMachine):
    """Rows are put, looked for, leased, ended and put off, by processes that may die at any commit."""

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self.hands = hands
        self.name = hands.begin()
        self.now = NOON
        self.order = count()
        self.rows: dict[str, Row] = {}
        self.generations = dict.fromkeys(SUBJECTS, 0)
        for subject in SUBJECTS:
            self.keep(subject)

    def keep(self, subject: str) -> None:
        generation = self.generations[subject]
        self.hands.do(lambda work: kept_as(work, self.name + subject, generation=generation, now=self.now))

    # ------------------------------------------------------------ what the model knows

    def first_of_lane(self, one: Row) -> bool:
        lane = [other for other in self.rows.values() if other.unfinished and other.row.lane == one.row.lane]
        return all(one.order <= other.order for other in lane)

    def overtaken(self, one: Row) -> bool:
        if one.row.guard is None:
            return False
        subject, generation = one.row.guard
        return self.generations[subject.removeprefix(self.name)] != generation

    def busy(self, destination: str, at: datetime | None) -> bool:
        held = [one for one in self.rows.values() if one.lease_until is not None and not one.row.urgent]
        return any(one.row.destination == destination and (at is None or one.lease_until > at) for one in held)

    def handed_out(self) -> list[Row]:
        known = [one for one in self.rows.values() if one.id]
        return [one for one in known if one.state == "leased"] or known

    # ------------------------------------------------------------ what happens

    @rule(
        key=st.integers(0, 30),
        lane=st.sampled_from("abc"),
        destination=st.sampled_from("xy"),
        urgent=st.booleans(),
        shared=st.sampled_from((None, "card")),
        guard=st.sampled_from((None, *SUBJECTS)),
        look=st.booleans(),
        delay=st.sampled_from((None, 0, 5)),
        kind=st.sampled_from(("Say", "Deliver")),
        who=who,
        dies=dies,
    )
    def put(self, key, lane, destination, urgent, shared, guard, look, delay, kind, who, dies):
        row = outgoing(
            f"{self.name}{key}",
            subject=SubjectId(f"{self.name}s0"),
            kind=kind,
            lane=self.name + lane,
            destination=destination,
            urgent=urgent,
            coalesce=shared and self.name + shared,
            guard=guard and (SubjectId(self.name + guard), self.generations[guard]),
            look=look,
            not_before=None if delay is None else self.now + delay * SECOND,
        )
        added = self.hands.do(lambda work: work.outbox.put([row], self.now), who=who, dies=dies)
        assert bool(added) == (row.key not in self.rows)
        if not added or dies:
            return
        for other in self.rows.values():
            alike = shared and other.row.coalesce == row.coalesce and other.state == "pending" and other.attempt == 0
            behind = [
                one
                for one in self.rows.values()
                if one.unfinished and one.order > other.order and one.row.lane == other.row.lane
            ]
            if alike and all(one.row.coalesce == row.coalesce for one in behind):
                other.state = "suppressed"
        self.rows[row.key] = Row(order=next(self.order), row=row, not_before=row.not_before or self.now, look=look)

    @rule(limit=st.integers(1, 4), who=who, dies=dies)
    def lease(self, limit, who, dies):
        until = self.now + LEASE
        leased = self.hands.do(lambda work: work.outbox.lease(self.now, until, limit), who=who, dies=dies)
        gone = [
            one
            for one in self.rows.values()
            if one.unfinished and self.overtaken(one) and (one.lease_until is None or one.lease_until <= self.now)
        ]
        gone = sorted(gone, key=lambda one: one.order)[:limit]
        before = [(one, one.state, one.lease_until) for one in gone]
        for one in gone:
            one.state, one.lease_until = "suppressed", None
        expected = self.may_leave(limit)
        assert [(row.key, row.attempt) for row in leased] == [(one.row.key, one.attempt + 1) for one in expected]
        if dies:
            for one, state, held in before:
                one.state, one.lease_until = state, held
            return
        self.learn(leased)
        for one in expected:
            one.state, one.attempt, one.lease_until = "leased", one.attempt + 1, until

    def may_leave(self, limit: int) -> list[Row]:
        """The first of each lane that is due; of those that are not urgent, one to each destination."""
        expected: list[Row] = []
        for one in sorted(self.rows.values(), key=lambda one: one.order):
            ready = one.unfinished and one.due(self.now) and not one.look and not self.overtaken(one)
            alike = [other for other in expected if other.row.destination == one.row.destination]
            taken = self.busy(one.row.destination, self.now) or any(not other.row.urgent for other in alike)
            if ready and self.first_of_lane(one) and (one.row.urgent or not taken):
                expected.append(one)
        return sorted(expected, key=lambda one: (not one.row.urgent, one.order))[:limit]

    def learn(self, rows: list[Leased]) -> None:
        for row in rows:
            self.rows[row.key].id = row.id

    @precondition(lambda self: self.handed_out())
    @rule(data=st.data(), result=st.sampled_from(Result), stale=st.booleans(), who=who, dies=dies)
    def finish(self, data, result, stale, who, dies):
        one = data.draw(st.sampled_from(self.handed_out()))
        attempt = one.attempt - stale
        holds = one.state == "leased" and not stale
        ended = self.hands.do(
            lambda work: work.outbox.finish(one.id, attempt, result, {}, self.now), who=who, dies=dies
        )
        assert ended == holds
        if holds and not dies:
            one.state, one.lease_until = result.value, None

    @precondition(lambda self: self.handed_out())
    @rule(data=st.data(), spent=st.booleans(), stale=st.booleans(), delay=st.integers(0, 20), who=who, dies=dies)
    def postpone(self, data, spent, stale, delay, who, dies):
        one = data.draw(st.sampled_from(self.handed_out()))
        attempt, until = one.attempt - stale, self.now + delay * SECOND
        holds = one.state == "leased" and not stale
        put_off = self.hands.do(
            lambda work: work.outbox.postpone(one.id, attempt, until, "no", spent=spent), who=who, dies=dies
        )
        assert put_off == holds
        if holds and not dies:
            one.state, one.lease_until, one.not_before = "pending", None, until
            one.attempt -= not spent

    @rule(limit=st.integers(1, 4), verified=st.booleans(), who=who, dies=dies)
    def look(self, limit, verified, who, dies):
        found = self.hands.look(lambda work: work.outbox.to_look(self.now, limit))
        waiting = [one for one in self.rows.values() if one.state == "pending" and one.look and one.due(self.now)]
        waiting.sort(key=lambda one: (not one.row.urgent, one.order))
        assert [row.key for row in found] == [one.row.key for one in waiting[:limit]]
        self.learn(found)
        for row in found:
            self.hands.do(lambda work, row=row: work.outbox.looked(row.id, verified), who=who, dies=dies)
            self.rows[row.key].look = dies

    @rule(seconds=st.sampled_from((1, 5, 10, 30)))
    def time_passes(self, seconds):
        self.now += seconds * SECOND

    @rule(subject=st.sampled_from(SUBJECTS))
    def overtake(self, subject):
        self.generations[subject] += 1
        self.keep(subject)

    @rule(who=who, dies=dies)
    def suppress(self, who, dies):
        gone = [one for one in self.rows.values() if one.state == "pending" and one.row.kind != "Deliver"]
        subject = SubjectId(f"{self.name}s0")
        done = self.hands.do(lambda work: work.outbox.suppress(subject, "withdrawn", self.now), who=who, dies=dies)
        assert done == len(gone)
        if not dies:
            for one in gone:
                one.state = "suppressed"

    @rule()
    def every_process_is_started_again(self):
        if self.hands.restart():
            for one in self.rows.values():
                if one.state == "leased":
                    one.state, one.lease_until = "pending", None

    # ------------------------------------------------------------ what always holds

    @invariant()
    def waking_agrees_with_the_model(self):
        wakes = [one.lease_until or one.not_before for one in self.rows.values() if one.unfinished]
        soonest = min((at for at in wakes if at > self.now), default=None)
        assert self.hands.look(lambda work: work.outbox.next_at(self.now)) == soonest
