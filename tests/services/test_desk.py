"""The desk: one fact, one transaction, one journal row; due timers; wakes derived anew."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from builders import MONDAY, TICKET, ada, context, hours, minutes, opened, roster, story
from rig import Rig, reply

from ackline.adapters.db.errors import StoreError
from ackline.domain.authority import Act
from ackline.domain.duty.people import Fixed
from ackline.domain.events import ChannelLost, StepReported
from ackline.domain.ids import EventId, SubjectId, TierId
from ackline.services.desk import Desk, Unknown
from ackline.services.firing import Firing
from ackline.services.ports import Entry


async def wake_of(rig: Rig, subject: SubjectId = TICKET):
    async with rig.store.read() as work:
        kept = await work.subjects.read(subject)
    assert kept is not None
    return kept.wake_at


async def test_a_fact_delivered_many_times_changes_state_once(rig: Rig) -> None:
    await rig.open()
    once = reply("r1", at=MONDAY)
    verdicts = [(await rig.desk.handle(once)).outcome for _ in range(3)]
    assert verdicts == ["decided", "known", "known"]
    assert [r.event_id for r in await rig.journal()].count("r1") == 1


async def test_an_opening_delivered_again_opens_nothing_more(rig: Rig) -> None:
    await rig.open()
    before = (await rig.ticket(), rig.outbox())
    assert (await rig.desk.handle(opened("P1"))).outcome == "known"
    other = replace(opened("P1"), id=EventId("another delivery"))
    assert (await rig.desk.handle(other)).outcome == "moot"
    assert (await rig.ticket(), rig.outbox()) == before


async def test_a_fact_about_nothing_is_unknown_and_leaves_no_trace(rig: Rig) -> None:
    with pytest.raises(Unknown):
        await rig.desk.handle(reply("r1", subject=SubjectId("ticket:C1:404")))
    assert rig.rows("SELECT count(*) FROM journal") == [(0,)]


async def test_a_fault_of_ours_on_a_known_subject_is_not_taken_for_an_unknown_one(rig: Rig) -> None:
    await rig.open()
    odd = msgspec.json.encode(replace(await rig.ticket(), tier=TierId("gone")))
    await rig.keep(TICKET, "ticket", odd)
    with pytest.raises(KeyError):
        await rig.desk.handle(reply("r1"))
    assert len(await rig.journal()) == 1, "it comes again; it was not dropped as a fact about nothing"


async def test_what_decides_wrongly_leaves_nothing_of_its_transaction(rig: Rig) -> None:
    class Broken(Desk):
        async def _put(self, *args: object, **more: object) -> None:
            raise RuntimeError("after the journal, before the commit")

    await rig.open()
    before = (await rig.ticket(), await rig.journal(), rig.outbox())
    with pytest.raises(RuntimeError):
        await Broken(rig.store, rig.book, rig.clock).handle(reply("r1"))
    assert (await rig.ticket(), await rig.journal(), rig.outbox()) == before
    assert (await rig.desk.handle(reply("r1"))).outcome == "decided"


async def test_the_wake_is_the_soonest_moment_and_a_tick_before_it_does_nothing(rig: Rig) -> None:
    await rig.open("P2")
    assert await wake_of(rig) == MONDAY + minutes(192)
    rig.clock.set(MONDAY + minutes(191))
    assert await rig.desk.tick() == 0
    rig.clock.set(MONDAY + minutes(192))
    assert await rig.desk.tick() == 1
    assert await wake_of(rig) == MONDAY + hours(4)
    assert await rig.desk.tick() == 0


async def test_a_late_tick_fires_all_that_is_due_in_one_transaction_and_tells_once(rig: Rig) -> None:
    await rig.open("P2")
    rig.clock.set(MONDAY + hours(9))
    assert await rig.desk.tick() == 2
    kinds = [(r.kind, r.body.get("step")) for r in await rig.journal()]
    assert kinds == [("TicketOpened", None), ("TimerFired", "warning:P2"), ("TimerFired", "breach:P2")]
    assert len([key for key in rig.outbox() if "first_response" in key]) == 1
    assert await wake_of(rig) is None


async def test_a_stale_wake_fires_nothing_and_is_put_right(rig: Rig) -> None:
    await rig.open("P2")
    await rig.keep(TICKET, "ticket", msgspec.json.encode(await rig.ticket()), wake_at=MONDAY)
    assert await rig.desk.tick() == 0
    assert await wake_of(rig) == MONDAY + minutes(192)
    assert len(await rig.journal()) == 1


async def test_a_subject_whose_timers_fail_holds_up_no_other(rig: Rig) -> None:
    await rig.open("P2")
    await rig.keep(SubjectId("page:broken"), "page", b"{}", wake_at=MONDAY - hours(1))
    rig.clock.set(MONDAY + minutes(192))
    assert await rig.desk.tick() == 1
    assert (await rig.journal())[-1].kind == "TimerFired"


async def test_however_many_subjects_fail_the_next_one_has_its_turn(rig: Rig) -> None:
    for n in range(3):
        await rig.keep(SubjectId(f"page:broken{n}"), "page", b"{}", wake_at=MONDAY - hours(1))
    await rig.open("P2")
    rig.clock.set(MONDAY + minutes(192))
    assert [await rig.desk.tick(limit=2) for _ in range(3)] == [0, 1, 0]


async def test_timers_that_cannot_be_written_hold_up_no_other_though_they_share_a_transaction(rig: Rig) -> None:
    other = SubjectId("ticket:C1:1772452801.000000")
    await rig.open("P2")
    await rig.open("P2", id=EventId("other"), subject=other, number=13, thread="1772452801.000000")
    taken = EventId(f"{TICKET}/first_response/warning:P2/1/1")
    async with rig.store.begin() as work:
        fact = ChannelLost(id=taken, at=MONDAY, subject=SubjectId("ticket:C9:1"), why="somebody else's")
        assert await work.journal.append([Entry(event=fact, outcome="decided")], MONDAY)
    rig.clock.set(MONDAY + minutes(192))
    assert await rig.desk.tick() == 1
    assert await wake_of(rig, other) == MONDAY + hours(4)
    assert await wake_of(rig) == MONDAY + minutes(192), "it comes again"
    assert [r.kind for r in await rig.journal()] == ["TicketOpened"]


async def test_all_that_is_due_is_fired_however_little_fits_a_transaction(rig: Rig) -> None:
    subjects = [SubjectId(f"ticket:C1:177245280{n}.000000") for n in range(3)]
    for n, subject in enumerate(subjects):
        await rig.open("P2", id=EventId(f"o{n}"), subject=subject, number=20 + n, thread=f"177245280{n}.000000")
    rig.clock.set(MONDAY + minutes(192))
    assert await rig.desk.tick(limit=1) == 3
    assert [await wake_of(rig, subject) for subject in subjects] == [MONDAY + hours(4)] * 3


async def test_what_is_acknowledged_while_its_timer_is_decided_is_fired_as_it_is_by_then(rig: Rig) -> None:
    class Overtaken(Firing):
        async def _keep(self, batch: Any) -> int:
            await rig.act(Act.ACKNOWLEDGE, ada)
            return await super()._keep(batch)

    await rig.open("P2")
    rig.clock.set(MONDAY + minutes(192))
    assert await Overtaken(rig.store, rig.book, rig.clock, rig.desk._write).tick(50) == 0
    assert "TimerFired" not in [r.kind for r in await rig.journal()]
    await rig.engine.settle()
    assert all(r.body["rule"] == "silent_ack" for r in await rig.journal() if r.kind == "TimerFired")


async def test_a_database_that_is_away_for_a_moment_keeps_no_timer_waiting_for_a_minute(rig: Rig) -> None:
    class Away:
        alone = True
        read = glance = rig.store.read

        def begin(self) -> Any:
            raise StoreError("the database is away")

    await rig.open("P2")
    rig.clock.set(MONDAY + minutes(192))
    firing = Firing(Away(), rig.book, rig.clock, rig.desk._write)
    with pytest.raises(StoreError):
        await firing.tick(50)
    firing._store = rig.store
    assert await firing.tick(50) == 1


async def test_an_acknowledgement_between_due_and_tick_makes_the_timer_moot(rig: Rig) -> None:
    await rig.open("P1")
    await rig.engine.settle()
    rig.clock.set(MONDAY + minutes(16))
    await rig.act(Act.ACKNOWLEDGE, ada)
    await rig.engine.settle()
    assert [r.body["step"] for r in await rig.journal() if r.kind == "TimerFired"] == ["On-call"]


async def test_wakes_are_derived_anew_when_what_they_rest_on_has_changed(rig: Rig) -> None:
    await rig.open("P2")
    assert await rig.desk.rederive() == 0
    rig.import_people(roster(version="r2"))
    assert await rig.desk.rederive() == 1
    assert await rig.desk.rederive() == 0
    fresh = Desk(rig.store, rig.edition(roster(version="r2"), tzdata="2027a"), rig.clock)
    assert await fresh.rederive() == 1
    assert len(await rig.journal()) == 1, "deriving anew is no fact"


async def test_a_ticket_of_a_removed_account_keeps_its_promises(rig: Rig) -> None:
    await rig.open("P2")
    rig.import_people(roster(version="r2", accounts={}))
    assert await rig.desk.rederive() == 1
    rig.clock.set(MONDAY + hours(5))
    assert await rig.desk.tick() == 3, "and that its channel is bound no more is told"


async def test_the_desk_keeps_what_the_rules_alone_would(rig: Rig) -> None:
    """The same facts through the database and through the rules: the same ticket."""
    told = story("P1", ctx=context())
    await rig.open("P1")
    for step in (1, 16, 30):
        told.until(MONDAY + minutes(step))
        rig.clock.set(MONDAY + minutes(step))
        while await rig.desk.tick():
            pass
    there = await rig.ticket()
    assert there.fired == told.ticket.fired
    assert [p.step for p in there.pages] == [p.step for p in told.ticket.pages]


async def test_what_a_page_reports_reaches_its_ticket_once(rig: Rig) -> None:
    await rig.open("P1")
    await rig.engine.settle()
    reports = [r for r in await rig.journal() if r.kind == StepReported.__name__]
    assert len(reports) == 2, "the webhook's receipt and the direct message's"
    assert (await rig.ticket()).pages[0].person == ada.user


async def test_whoever_is_on_duty_when_it_fires_is_paged(rig: Rig) -> None:
    await rig.open("P1")
    rotas = {**roster().rotas, "engineers": Fixed(people=(roster().people[ada.user].user,))}
    rig.import_people(roster(version="r2", rotas=rotas))
    await rig.engine.settle()
    assert {row.destination.split("|")[0] for row in rig.script.sent if row.kind == "Deliver"} == {ada.user}
