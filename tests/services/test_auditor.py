"""The auditor: what should have been done by now and was not is told once, and once more when it is over."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from builders import MONDAY, TICKET
from rig import Rig, heard, incoming, page

from ackline.domain.account import NOBODY
from ackline.domain.calling.page import Outcome, Page
from ackline.domain.calling.paging import FAILOVER
from ackline.domain.effects import Inform
from ackline.services.desk import Desk
from ackline.services.operating.auditor import CHAINS_AT_ONCE, INBOX_LATE, PAGES_LATE, TIMERS_LATE, Auditor
from ackline.services.ports import Permanent

FALLBACK = "C0FALLBACK"


@pytest.fixture
def auditor(rig: Rig) -> Auditor:
    return Auditor(rig.store, rig.desk, rig.clock)


def told(rig: Rig) -> list[str]:
    """What the fallback channel was told, in words."""
    rows = rig.rows("SELECT body FROM outbox WHERE kind = 'Inform' ORDER BY id")
    informs = [msgspec.json.decode(body, type=Inform) for (body,) in rows]
    return ["".join(p.value for p in i.words.lines[0]) for i in informs if i.channel == FALLBACK]


def pass_by(rig: Rig, span: timedelta) -> None:
    """Time goes by while nothing works."""
    rig.clock.set(rig.clock.now() + span)


def change(rig: Rig, *statements: str) -> None:
    """Somebody meddles with the database past the store."""
    with closing(sqlite3.connect(rig.path)) as database, database:
        for statement in statements:
            database.execute(statement)


async def test_while_everything_is_done_in_time_nothing_is_found_and_nothing_kept(rig: Rig, auditor: Auditor) -> None:
    await rig.open("P1")
    for _ in range(5):
        await rig.forward(minutes=3)
        await auditor.audit()
    assert auditor.findings == () and told(rig) == []
    assert await rig.journal(NOBODY) == ()


async def test_an_overdue_promise_is_told_once_and_when_it_has_fired_that_it_is_over(
    rig: Rig, auditor: Auditor
) -> None:
    await rig.open("P2")
    await rig.engine.settle()
    soonest = await rig.engine.next_moment()
    assert soonest is not None
    rig.clock.set(soonest + TIMERS_LATE + timedelta(seconds=1))
    for _ in range(3):
        await auditor.audit()
    assert told(rig) == ["Ackline needs looking after: promises are overdue and nothing has fired. #12"]
    await rig.engine.settle()
    await auditor.audit()
    await auditor.audit()
    assert len(told(rig)) == 2 and told(rig)[1].startswith("Over: promises are overdue and nothing has fired, since ")
    assert auditor.findings == ()


async def test_replicas_that_find_the_same_tell_of_it_once(rig: Rig, auditor: Auditor) -> None:
    await rig.put(page("ring"))
    pass_by(rig, PAGES_LATE * 2)
    other = Auditor(rig.store, Desk(rig.store, rig.book, rig.clock), rig.clock)
    await auditor.audit()
    pass_by(rig, timedelta(seconds=5))
    await other.audit()
    assert len(told(rig)) == 1 and "pages wait to leave. 1 of them, the oldest for 4 min" in told(rig)[0]
    assert len(auditor.findings) == len(other.findings) == 1


async def test_it_speaks_in_the_fallback_channel_by_the_outbox(rig: Rig, auditor: Auditor) -> None:
    async with rig.store.begin() as work:
        await work.inbox.put([incoming("stuck", heard("1.000001"))])
    pass_by(rig, INBOX_LATE + timedelta(seconds=1))
    await auditor.audit()
    await rig.courier.deliver()
    [inform] = rig.script.to(FALLBACK)
    assert isinstance(inform, Inform) and inform.channel == FALLBACK
    assert "messages wait to be read. 1 of them, the oldest for 5 min" in told(rig)[0]


async def test_a_page_that_failed_everywhere_and_is_tried_nowhere_is_found(rig: Rig, auditor: Auditor) -> None:
    await rig.open("P1")
    await rig.desk.tick()
    await rig.worker.drain()
    [name] = [made.page for made in (await rig.ticket()).pages]
    async with rig.store.read() as work:
        kept = await work.subjects.read(name)
    assert kept is not None
    state = msgspec.json.decode(kept.state, type=Page)
    failed = tuple(replace(attempt, outcome=Outcome.FAILED) for attempt in state.attempts)
    await rig.keep(name, "page", msgspec.json.encode(replace(state, attempts=failed)))
    change(rig, "UPDATE outbox SET state = 'dead', finished_at = created_at, lease_until = NULL WHERE kind = 'Deliver'")
    pass_by(rig, FAILOVER)
    await auditor.audit()
    assert [(f.kind, f.about) for f in auditor.findings] == [("unreached", name)]
    assert "a page has failed everywhere and nobody is being tried. #12 (oncall)" in told(rig)[0]


async def test_a_dead_page_whose_next_way_was_taken_is_no_finding(rig: Rig, auditor: Auditor) -> None:
    rig.script.answers["U0ADA|webhook|https://phone.example"] = [Permanent("410")] * 50
    await rig.open("P1")
    await rig.forward(minutes=2)
    assert "dead" in rig.outbox().values()
    await auditor.audit()
    assert auditor.findings == ()


async def test_a_journal_that_was_changed_is_found_in_its_turn_and_stays_found(rig: Rig, auditor: Auditor) -> None:
    await rig.open("P2")
    await rig.engine.settle()
    for n in range(CHAINS_AT_ONCE * 2):
        change(rig, f"INSERT INTO chains (subject, seq, head) VALUES ('a{n:02}', 0, x'{'00' * 32}')")
    change(rig, "DROP TRIGGER journal_keeps_words", "UPDATE journal SET body = replace(body, 'P2', 'P4')")
    found = []
    for _ in range(6):
        await auditor.audit()
        found.append([f.about for f in auditor.findings])
    first = found.index([TICKET])
    assert first <= 2 and all(each == [TICKET] for each in found[first:]), found
    assert len(told(rig)) == 1 and "the journal does not hold" in told(rig)[0]


async def test_audits_that_find_nothing_new_leave_nothing_in_the_journal(rig: Rig, auditor: Auditor) -> None:
    await rig.put(page("ring"))
    pass_by(rig, PAGES_LATE * 2)
    for _ in range(4):
        await auditor.audit()
        pass_by(rig, timedelta(minutes=3))
    rows = await rig.journal(NOBODY)
    assert [row.kind for row in rows] == ["Audited"] and rows[0].at >= MONDAY
