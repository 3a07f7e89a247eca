"""What follows from the contracts and people in force is derived anew when they, or the code, are others."""

import sqlite3
from contextlib import closing

from builders import ada
from rig import Rig

from ackline.domain.authority import Act
from ackline.domain.contract import TargetKind
from ackline.services.looking.queue import Wanted


def upgraded(rig: Rig) -> None:
    """As a database stands that an older version wrote: other stamps, and nothing in the queue's columns."""
    old = "UPDATE subjects SET stamp = '1/r/z/c', wake_at = 0, due_at = NULL, due_kind = NULL, status = NULL"
    with closing(sqlite3.connect(rig.path)) as raw, raw:
        raw.execute(old)


async def test_tickets_of_an_older_version_are_in_the_queue_once_the_engine_has_started(rig: Rig) -> None:
    await rig.open("P2")
    await rig.engine.settle()
    async with rig.store.read() as work:
        before = (await work.queue.page(Wanted(), 10)).rows
        moment = await work.subjects.soonest()
    upgraded(rig)
    async with rig.store.read() as work:
        assert (await work.queue.page(Wanted(), 10)).rows == ()
    while await rig.desk.rederive(1):
        pass
    async with rig.store.read() as work:
        assert (await work.queue.page(Wanted(), 10)).rows == before
        assert await work.subjects.soonest() == moment
    assert before[0].due_kind is TargetKind.FIRST_RESPONSE


async def test_what_is_true_already_is_not_derived_again(rig: Rig) -> None:
    await rig.open("P2")
    await rig.engine.settle()
    assert await rig.desk.rederive() == 0


async def test_a_ticket_leaves_the_queue_when_nobody_waits_any_more(rig: Rig) -> None:
    await rig.open("P2")
    async with rig.store.read() as work:
        assert len((await work.queue.page(Wanted(), 10)).rows) == 1
    await rig.act(Act.CONFIRM_RESOLVE, ada)
    async with rig.store.read() as work:
        assert (await work.queue.page(Wanted(), 10)).rows == ()
