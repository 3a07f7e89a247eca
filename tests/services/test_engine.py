"""The whole machine without Slack: it comes to rest, survives its own death, and wakes at the soonest moment."""

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger
from builders import MONDAY, TICKET, ada, hours, minutes, requester
from rig import Rig, reply

from ackline.adapters.wallclock import Wallclock
from ackline.domain.authority import Act
from ackline.domain.effects import Deliver
from ackline.runtime.scheduler import Scheduler, reckon_anew
from ackline.services import engine
from ackline.services.ports import Retry


def rung(rig: Rig) -> list[str]:
    """Who was paged by what wakes, in order."""
    return [d.person or "fallback" for d in (e for r in rig.script.sent for e in _deliver(r)) if d.pager == "webhook"]


def _deliver(row) -> list[Deliver]:
    return [msgspec.json.decode(row.body, type=Deliver)] if row.kind == "Deliver" else []


async def test_it_comes_to_rest_and_stays_there(rig: Rig) -> None:
    await rig.open("P1")
    await rig.engine.settle()
    sent = len(rig.script.sent)
    await rig.engine.settle()
    assert len(rig.script.sent) == sent and sent > 0


async def test_a_p1_nobody_sees_rings_the_on_call_the_tam_and_the_vp(rig: Rig) -> None:
    await rig.open("P1")
    await rig.forward(minutes=14)
    assert set(rung(rig)) == {"U0ADA"}
    assert len(rung(rig)) == 3, "at 0, 5 and 10 minutes"
    await rig.forward(minutes=1)
    assert rung(rig)[-1] == "U0TOM" or "U0TOM" in rung(rig)
    await rig.forward(minutes=13)
    assert "U0VERA" in rung(rig)


async def test_an_acknowledgement_silences_everything(rig: Rig) -> None:
    await rig.open("P1")
    await rig.forward(minutes=3)
    await rig.act(Act.ACKNOWLEDGE, ada)
    await rig.engine.settle()
    before = len(rung(rig))
    await rig.forward(minutes=40)
    assert len(rung(rig)) == before
    amended = [row for row in rig.script.sent if row.kind == "Amend"]
    assert len(amended) == 2, "both messages say that it is over"


async def test_silence_everywhere_ends_at_the_fallback_channel_and_the_engine_still_rests(rig: Rig) -> None:
    for person in ("U0ADA", "U0BEN"):
        for line in ("webhook|https://phone.example", "slack_dm|"):
            rig.script.answers[f"{person}|{line}"] = [Retry("away", ambiguous=True)] * 200
    rig.script.answers["fallback|slack_dm|C0FALLBACK"] = [Retry("away", ambiguous=True)] * 8
    await rig.open("P1")
    await rig.forward(minutes=12)
    assert any(row.destination.startswith("fallback|") for row in rig.script.sent)
    await rig.forward(minutes=3)
    assert "U0TOM" in rung(rig), "the ladder is not held up by pages that cannot leave"


async def test_a_bot_that_was_away_tells_once_and_pages_the_highest(rig: Rig) -> None:
    await rig.open("P1")
    rig.clock.set(MONDAY + hours(2))
    await rig.engine.start()
    await rig.engine.settle()
    assert rung(rig) == ["U0VERA"]
    told = [row for row in rig.script.sent if row.kind == "Inform"]
    assert len(told) == 1, "one message for the ticket, not a backlog"


async def test_a_slack_that_does_not_answer_at_a_start_holds_up_no_promise(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CATCH_UP_SECONDS", 0.02)
    await rig.open("P1")
    rig.sight.stuck = asyncio.Event()
    await rig.engine.start()
    await rig.engine.settle()
    assert rung(rig) == ["U0ADA"]
    rig.sight.stuck.set()


async def test_the_next_moment_is_the_soonest_of_all_that_waits(rig: Rig) -> None:
    assert await rig.engine.next_moment() is None
    await rig.open("P2")
    await rig.engine.settle()
    assert await rig.engine.next_moment() == MONDAY + minutes(192)


@pytest.mark.parametrize("deaths", range(1, 12))
async def test_dying_between_any_two_transactions_neither_drops_nor_doubles(rig: Rig, deaths: int) -> None:
    """The n-th transaction and all after it fail until the process is born again; the story ends the same."""
    real, count = rig.store.begin, 0

    def mortal():
        nonlocal count
        count += 1
        if count == deaths:
            raise ConnectionError("killed")
        return real()

    await rig.open("P1")
    rig.store.begin = mortal  # type: ignore[method-assign]
    for _ in range(60):
        try:
            await rig.forward(minutes=16)
            break
        except ConnectionError:
            rig.clock.set(rig.clock.now() + timedelta(seconds=61))
    rig.store.begin = real  # type: ignore[method-assign]
    await rig.forward(minutes=1)
    fired = [r.event_id for r in await rig.journal() if r.kind == "TimerFired"]
    assert len(fired) == len(set(fired)) >= 2
    assert {"On-call", "Technical Account Manager"} <= {r.body["step"] for r in await rig.journal() if "step" in r.body}
    keys = [row.key for row in rig.script.sent if row.kind == "Deliver"]
    looked = set(rig.script.looked_for)
    assert all(keys.count(key) == 1 or key in looked for key in keys), "nothing is resent without a look"
    async with rig.store.read() as work:
        assert await work.journal.verify(TICKET) is None


async def test_facts_delivered_by_two_ways_at_once_are_decided_once(rig: Rig) -> None:
    await rig.open("P2")
    once = reply("r1", at=MONDAY)
    verdicts = await asyncio.gather(*(rig.desk.handle(once) for _ in range(5)))
    assert sorted(v.outcome for v in verdicts) == ["decided"] + ["known"] * 4


async def test_the_loops_work_side_by_side_and_stop_when_told(rig: Rig) -> None:
    running = asyncio.create_task(rig.engine.run())
    await rig.open("P1")
    rig.engine.wake()
    for _ in range(300):
        if rung(rig):
            break
        await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert rung(rig) == ["U0ADA"]


async def test_a_page_asked_for_by_the_customer_rings(rig: Rig) -> None:
    await rig.open("P3")
    await rig.act(Act.PAGE, requester)
    await rig.engine.settle()
    assert rung(rig) == ["U0ADA"]


async def test_a_loop_that_fails_again_and_again_says_so_now_and_then_and_when_it_works_again(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engine, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(engine, "TOLD_EVERY", 3)
    tries, worked = 0, asyncio.Event()

    async def odd() -> int:
        nonlocal tries
        tries += 1
        if tries <= 5:
            raise OSError("the disk is full")
        worked.set()
        return 0

    running = engine.Engine(
        store=rig.store,
        desk=rig.desk,
        worker=rig.worker,
        courier=rig.courier,
        lookout=rig.lookout,
        clock=rig.clock,
        beside={"odd": odd},
    )
    task = asyncio.create_task(running.run())
    async with asyncio.timeout(10):
        await worked.wait()
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    assert [line.getMessage() for line in caplog.records if "odd" in line.getMessage()] == [
        "the odd loop failed; it goes on",
        "the odd loop failed; it goes on",
        "the odd loop works again",
    ]


# ---------------------------------------------------------------- APScheduler


async def _until(condition, limit: float = 5) -> bool:
    for _ in range(int(limit / 0.01)):
        if condition():
            return True
        await asyncio.sleep(0.01)
    return False


async def test_the_scheduler_wakes_at_the_soonest_moment() -> None:
    woken: list[datetime] = []
    moment = datetime.now(UTC) + timedelta(seconds=0.3)

    async def soonest() -> datetime | None:
        return moment if not woken else None

    async def nothing() -> int:
        return 0

    scheduler = Scheduler(
        wake=lambda: woken.append(datetime.now(UTC)), next_moment=soonest, catch_up=nothing, clock=Wallclock()
    )
    await scheduler.start()
    try:
        assert await _until(lambda: bool(woken))
        assert woken[0] >= moment, "nothing fires before its instant"
    finally:
        scheduler.stop()
        scheduler.stop()


async def test_what_is_overdue_at_a_start_is_woken_at_once_and_a_database_that_is_away_is_asked_again() -> None:
    woken: list[int] = []
    asked: list[int] = []

    async def overdue() -> datetime:
        asked.append(1)
        if len(asked) == 1:
            raise ConnectionError("away")
        return datetime.now(UTC) - timedelta(days=1)

    async def nothing() -> int:
        return 0

    scheduler = Scheduler(wake=lambda: woken.append(1), next_moment=overdue, catch_up=nothing, clock=Wallclock())
    await scheduler.start()
    try:
        assert not woken
        await scheduler.aim()
        assert woken == [1]
    finally:
        scheduler.stop()


async def test_what_comes_again_and_again_does_not_wait_for_the_old_hour_when_the_clock_is_put_back() -> None:
    async def work() -> None:
        return None

    jobs = AsyncIOScheduler(timezone=UTC)
    jobs.start(paused=True)
    try:
        now = datetime.now(UTC)
        ahead = now + timedelta(hours=1)
        jobs.add_job(work, IntervalTrigger(minutes=3, start_date=ahead), id="audit", next_run_time=ahead)
        jobs.add_job(work, CronTrigger(minute="*/10"), id="catch up", next_run_time=ahead)
        jobs.add_job(work, DateTrigger(ahead), id="soonest")
        reckon_anew(jobs, now)
        again = {job.id: job.next_run_time - now for job in jobs.get_jobs()}
        assert again.pop("soonest") == timedelta(hours=1), "aimed at anew by whoever knows what it stands for"
        assert again["audit"] == timedelta(minutes=3) and again["catch up"] <= timedelta(minutes=10)
    finally:
        jobs.shutdown(wait=False)
