"""The inbox worker and the way in: order per lane, poisoned rows, waits, and commits that are shared."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import MONDAY, ada
from rig import Rig, heard, incoming

from ackline.domain.authority import Act
from ackline.domain.events import Acted
from ackline.domain.ids import EventId, SubjectId
from ackline.services.incoming.intake import Intake
from ackline.services.incoming.worker import MOST_ATTEMPTS, PATIENCE

POISON = {"poison": True}


async def put(rig: Rig, *rows) -> None:
    async with rig.store.begin() as work:
        await work.inbox.put(rows)


async def states(rig: Rig) -> dict[str, str]:
    return dict(rig.rows("SELECT key, state FROM inbox WHERE source = 'slack' ORDER BY id"))


async def test_a_message_becomes_a_ticket_and_its_row_is_done(rig: Rig) -> None:
    await put(rig, incoming("m1", heard("1772452801.000000", "P1: production is down")))
    assert await rig.worker.drain() == 1
    assert await states(rig) == {"m1": "done"}
    assert rig.rows("SELECT id, number FROM subjects WHERE kind = 'ticket'") == [("ticket:C1:1772452801.000000", 1)]


async def test_a_row_that_cannot_be_worked_is_set_aside_in_the_end_and_its_lane_goes_on(rig: Rig) -> None:
    await put(
        rig,
        incoming("bad", POISON, lane="a"),
        incoming("behind", heard("1772452802.000000"), lane="a"),
        incoming("other", heard("1772452803.000000", user="U0AXEL"), lane="b"),
    )
    await rig.worker.drain()
    assert await states(rig) == {"bad": "waiting", "behind": "waiting", "other": "done"}
    await rig.forward(minutes=10)
    assert await states(rig) == {"bad": "aside", "behind": "done", "other": "done"}
    [(attempts, why)] = rig.rows("SELECT attempts, why FROM inbox WHERE key = 'bad'")
    assert attempts + 1 >= MOST_ATTEMPTS and why == "RuntimeError"


async def test_tries_spent_waiting_do_not_set_a_row_aside_at_its_first_fault(rig: Rig) -> None:
    await put(rig, incoming("bad", POISON))
    async with rig.store.begin() as work:
        for _ in range(MOST_ATTEMPTS):
            await work.inbox.postpone("bad", MONDAY, "its author is not known yet")
    await rig.worker.drain()
    assert await states(rig) == {"bad": "waiting"}
    async with rig.store.read() as work:
        again = await work.inbox.next_retry()
    assert again is not None and again - MONDAY <= timedelta(minutes=1)
    rig.clock.set(MONDAY + PATIENCE)
    await rig.worker.drain()
    assert await states(rig) == {"bad": "aside"}


async def test_a_staff_reply_waits_for_its_thread_and_is_given_up_quietly(rig: Rig) -> None:
    body = heard("1772452810.000000", "looking", user="U0ADA")
    body["heard"][0] |= {"thread": "1772452801.000000", "team": "T0V"}
    await put(rig, incoming("early", body))
    await rig.worker.drain()
    assert await states(rig) == {"early": "waiting"}
    await put(rig, incoming("m1", heard("1772452801.000000")))
    await rig.forward(seconds=3)
    assert await states(rig) == {"early": "done", "m1": "done"}
    [(kinds,)] = rig.rows("SELECT count(*) FROM journal WHERE kind = 'StaffReplied'")
    assert kinds == 1
    body = heard("1772452811.000000", "lost", user="U0ADA")
    body["heard"][0] |= {"thread": "1700000000.000000", "team": "T0V"}
    await put(rig, incoming("stray", body, at=rig.clock.now()))
    await rig.forward(seconds=40)
    assert (await states(rig))["stray"] == "done"


async def test_one_message_under_many_keys_opens_one_ticket(rig: Rig) -> None:
    await put(rig, *(incoming(f"delivery {n}", heard("1772452801.000000", "P1: down")) for n in range(3)))
    await rig.worker.drain()
    assert rig.rows("SELECT count(*) FROM subjects WHERE kind = 'ticket'") == [(1,)]
    assert await rig.worker.drain() == 0


async def test_a_burst_is_one_ticket_and_an_explicit_severity_breaks_it(rig: Rig) -> None:
    await put(rig, incoming("m1", heard("1772452801.000000"), lane="a"))
    await put(rig, incoming("m2", heard("1772452860.000000", "and the dashboard too"), lane="a"))
    await put(rig, incoming("m3", heard("1772452870.000000", "[P1] all of it is down"), lane="a"))
    await rig.worker.drain()
    assert rig.rows("SELECT count(*) FROM subjects WHERE kind = 'ticket'") == [(2,)]
    roots = rig.rows("SELECT ts, subject FROM threads WHERE place = 'root' ORDER BY ts")
    assert len(roots) == 3 and roots[0][1] == roots[1][1] != roots[2][1]


async def test_writing_again_reopens_within_a_week_and_is_a_new_linked_ticket_later(rig: Rig) -> None:
    await put(rig, incoming("m1", heard("1772452801.000000")))
    await rig.worker.drain()
    first = SubjectId("ticket:C1:1772452801.000000")
    resolve = Acted(id=EventId("done"), at=rig.clock.now(), subject=first, actor=ada, act=Act.RESOLVE)
    await rig.desk.handle(resolve)

    async def writes(ts: str, after: timedelta) -> None:
        await rig.forward(seconds=(MONDAY + after - rig.clock.now()).total_seconds())
        body = heard(ts, "it is back", at=rig.clock.now())
        body["heard"][0]["thread"] = "1772452801.000000"
        await put(rig, incoming(ts, body, at=rig.clock.now()))
        await rig.worker.drain()

    await writes("1773000000.000000", timedelta(days=6))
    assert (await rig.ticket(first)).live
    await rig.desk.handle(replace(resolve, id=EventId("again"), at=rig.clock.now()))
    await writes("1774000000.000000", timedelta(days=14))
    assert not (await rig.ticket(first)).live
    assert (await rig.ticket(SubjectId("ticket:C1:1774000000.000000"))).previous == first


# ---------------------------------------------------------------- the way in


async def test_rows_that_come_during_a_commit_share_the_next_one(rig: Rig) -> None:
    rings: list[int] = []
    intake = Intake(rig.store, lambda: rings.append(1))
    await asyncio.gather(*(intake.take(incoming(f"m{n}", POISON)) for n in range(40)))
    assert rig.rows("SELECT count(*) FROM inbox") == [(40,)]
    assert 1 <= len(rings) < 40


async def test_when_a_commit_fails_everybody_who_waited_for_it_learns_it(rig: Rig) -> None:
    class Away:
        failing = True

        @asynccontextmanager
        async def begin_intake(self):
            if self.failing:
                raise ConnectionError("the database is away")
            async with rig.store.begin_intake() as work:
                yield work

    store = Away()
    intake = Intake(store, lambda: None)  # type: ignore[arg-type]
    took = await asyncio.gather(*(intake.take(incoming(f"m{n}", POISON)) for n in range(5)), return_exceptions=True)
    assert [type(t) for t in took] == [ConnectionError] * 5
    store.failing = False
    await intake.take(incoming("after", POISON))
    assert rig.rows("SELECT key FROM inbox") == [("after",)]


async def test_whoever_gives_up_waiting_takes_nobody_down_with_them(rig: Rig) -> None:
    intake = Intake(rig.store, lambda: None)
    first = asyncio.create_task(intake.take(incoming("m1", POISON)))
    second = asyncio.create_task(intake.take(incoming("m2", POISON)))
    await asyncio.sleep(0)
    first.cancel()
    await second
    with pytest.raises(asyncio.CancelledError):
        await first
    assert rig.rows("SELECT count(*) FROM inbox") == [(2,)]
