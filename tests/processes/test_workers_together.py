"""Two workers over one PostgreSQL at the same instant: what either decides, the other does not decide again."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest_asyncio
from builders import MONDAY
from pgserver import Server
from raw_database import Database
from rig import Rig, incoming

from ackline.adapters.db.store import open_store
from ackline.domain.tickets.intake import Heard
from ackline.services.ports import Incoming

THREADS = 12


@pytest_asyncio.fixture
async def database(server: Server) -> Database:
    return await server.empty_database()


@pytest_asyncio.fixture
async def workers(database: Database, tmp_path: Path) -> AsyncIterator[tuple[Rig, Rig]]:
    """Two workers with stores of their own, as two processes would have."""
    one, two = await open_store(database.url), await open_store(database.url)
    await asyncio.gather(one.migrate(), two.migrate())
    async with asyncio.timeout(60):
        yield Rig(one, tmp_path), Rig(two, tmp_path)
    await one.close()
    await two.close()


def said(ts: str, text: str, thread: str | None = None) -> Incoming:
    """A message of a thread, on a lane of its own as a reply and its root are."""
    one = Heard(channel="C1", ts=ts, thread=thread, user="U0AMY", team="T0ACME", text=text, files=0, at=MONDAY)
    return incoming(f"m:C1:{ts}", {"heard": [msgspec.to_builtins(one)]})


async def test_a_root_and_its_reply_that_are_heard_at_once_are_one_ticket(workers: tuple[Rig, Rig], database: Database):
    one, two = workers
    for number in range(THREADS):
        root = f"{1000 + number}.000000"
        async with one.store.begin_intake() as work:
            await work.inbox.put(
                [said(f"{2000 + number}.000000", "It is still so.", root), said(root, "P1: nobody can log in")]
            )
        await asyncio.gather(one.worker.work(1), two.worker.work(1))
    await one.worker.drain()
    assert await database.run("SELECT count(*) FROM subjects WHERE kind = 'ticket'") == [(THREADS,)]
    assert await database.run("SELECT count(*) FROM inbox WHERE state != 'done'") == [(0,)]


async def test_a_row_that_two_workers_hold_is_decided_once(workers: tuple[Rig, Rig], database: Database):
    one, two = workers
    for number in range(THREADS):
        async with one.store.begin_intake() as work:
            await work.inbox.put([said(f"{1000 + number}.000000", "P1: nobody can log in")])
        async with one.store.begin() as work:
            (row,) = await work.inbox.waiting(one.clock.now(), 1)
        await asyncio.gather(one.worker._work(row), two.worker._work(row))
    assert await database.run("SELECT count(*) FROM journal WHERE kind = 'TicketOpened'") == [(THREADS,)]
    assert await database.run("SELECT count(*) FROM inbox WHERE state != 'done'") == [(0,)]


async def test_a_timer_that_two_workers_see_fires_once(workers: tuple[Rig, Rig], database: Database):
    one, two = workers
    await one.open("P1")
    for rig in workers:
        rig.clock.set(MONDAY)
    await asyncio.gather(one.desk.tick(), two.desk.tick())
    assert await database.run("SELECT count(*) FROM journal WHERE event_id LIKE '%escalation%'") == [(1,)]
