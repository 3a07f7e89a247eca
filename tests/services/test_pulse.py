"""Whether the bot is ready, from what waits and since when."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from builders import MONDAY
from rig import Rig, page, say

from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.store import open_store
from ackline.services.operating.auditor import Auditor
from ackline.services.operating.census import Backlog, Census
from ackline.services.operating.presence import EVERY, Presence
from ackline.services.operating.pulse import UNKEPT, Pulse, Vitals, why_not
from ackline.services.outgoing.circuit import Circuit

NOTHING = Census(outbox=(), inbox=None, dead_outbox=0, dead_inbox=0, soonest=None)
WELL = Vitals(at=MONDAY, started=True, works=True, census=NOTHING)


def ago(**span: float):
    return MONDAY - timedelta(**span)


def waiting(kind: str, **span: float) -> Backlog:
    return Backlog(kind=kind, rows=1, oldest=ago(**span))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"started": False}, "starting: catching up with Slack"),
        ({"census": None, "fault": "StoreError"}, "the database does not answer: StoreError"),
        ({"connected": False}, "no socket to Slack is open"),
        (
            {"kept_at": ago(minutes=3)},
            "nothing could be written to the database for 3 min: the log says why",
        ),
        ({"away_since": ago(minutes=10)}, "Slack has not answered for 10 min"),
        ({"census": replace(NOTHING, soonest=ago(seconds=61))}, "a promise has been due for 61 s and has not fired"),
        ({"census": replace(NOTHING, outbox=(waiting("Deliver", minutes=3),))}, "a page has waited for 3 min to leave"),
        ({"census": replace(NOTHING, inbox=waiting("inbox", minutes=6))}, "a message has waited for 6 min to be read"),
    ],
)
def test_it_is_not_ready_and_says_why(changed: dict[str, object], why: str) -> None:
    assert why_not(replace(WELL, **changed)) == why  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"connected": True},
        {"kept_at": ago(seconds=90)},
        {"census": replace(NOTHING, soonest=ago(seconds=30), outbox=(waiting("Deliver", seconds=90),))},
        {"census": replace(NOTHING, outbox=(waiting("Say", hours=20),), inbox=waiting("inbox", minutes=4))},
        {"works": False, "census": replace(NOTHING, soonest=ago(hours=3)), "away_since": ago(hours=1)},
    ],
    ids=["nothing waits", "a socket", "was written lately", "in time", "patience", "only takes in"],
)
def test_it_is_ready(changed: dict[str, object]) -> None:
    assert why_not(replace(WELL, **changed)) is None  # type: ignore[arg-type]


@pytest.fixture
def pulse(rig: Rig) -> Pulse:
    auditor = Auditor(rig.store, rig.desk, rig.clock)
    made = Pulse(store=rig.store, clock=rig.clock, lookout=rig.lookout, circuit=Circuit(), auditor=auditor)
    made.started = True
    return made


async def test_it_counts_what_waits_by_kind_and_what_is_dead(rig: Rig, pulse: Pulse) -> None:
    await rig.open("P2")
    await rig.engine.settle()
    soonest = await rig.engine.next_moment()
    await rig.put(page("ring"), say("hello"), say("again", "C2"))
    vitals = await pulse.take()
    assert vitals.census is not None
    assert {b.kind: b.rows for b in vitals.census.outbox} == {"Deliver": 1, "Say": 2}
    assert vitals.census.soonest == soonest
    assert vitals.caught_up_at is None and vitals.late == timedelta(0)
    rig.sight.blind = True
    await rig.lookout.catch_up()
    assert (await pulse.take()).caught_up_at is None, "nothing could be read"
    rig.sight.blind = False
    await rig.lookout.catch_up()
    assert (await pulse.take()).caught_up_at == rig.clock.now()


async def test_a_database_that_does_not_answer_is_told_and_not_raised(rig: Rig, tmp_path: Path) -> None:
    empty = await open_store(f"sqlite:///{tmp_path / 'empty.db'}")
    auditor = Auditor(rig.store, rig.desk, rig.clock)
    pulse = Pulse(store=empty, clock=rig.clock, lookout=rig.lookout, circuit=Circuit(), auditor=auditor)
    pulse.started = True
    assert await pulse.why_not() == "the database does not answer: StoreError"
    await empty.close()


async def test_a_database_that_is_read_but_not_written_is_told(rig: Rig, migrated: Path, tmp_path: Path) -> None:
    path = tmp_path / "full.db"
    shutil.copy(migrated, path)
    store = await open_store(f"sqlite:///{path}")
    presence = Presence(store, rig.book, rig.clock)
    auditor = Auditor(store, rig.desk, rig.clock)
    pulse = Pulse(
        store=store, clock=rig.clock, lookout=rig.lookout, circuit=Circuit(), auditor=auditor, presence=presence
    )
    pulse.started = True
    await presence.beat()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TRIGGER full BEFORE UPDATE ON watermarks BEGIN SELECT RAISE(ABORT, 'full'); END")
    rig.clock.set(rig.clock.now() + UNKEPT + EVERY)
    with pytest.raises(StoreError):
        await presence.beat()
    assert "nothing could be written" in (await pulse.why_not() or "")
    await store.close()
