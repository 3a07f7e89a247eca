"""Transactions: all or nothing, intake first, reading beside writing."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from raw_database import Database
from store_rows import NOON, TICKET, entry, incoming, keep, outgoing

from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.gate import Gate
from ackline.adapters.db.schema import metadata
from ackline.adapters.db.sqlite import SqliteFile
from ackline.adapters.db.store import DbStore, open_store
from ackline.adapters.db.url import database_url
from ackline.adapters.db.work import DbWork
from ackline.domain.ids import TextId
from ackline.services.operating.anchors import Anchor
from ackline.services.ports import Settled, Store

Look = Callable[[DbStore], AbstractAsyncContextManager[DbWork]]


class Crash(Exception):
    pass


async def touch_everything(work: DbWork) -> None:
    await work.inbox.put([incoming("m1")])
    await work.subjects.lock(TICKET, "ticket")
    await work.subjects.keep(
        [
            Settled(
                id=TICKET,
                kind="page",
                state=b"{}",
                wake_at=NOON,
                stamp="",
                generation=0,
                number=await work.subjects.next_number(),
                account=None,
                open=True,
            )
        ],
        NOON,
    )
    await work.journal.append([entry("e1")], NOON)
    await work.outbox.put([outgoing("k")], NOON)
    await work.threads.add("C1", "1.1", TICKET, "root", NOON)
    await work.texts.put(TextId("t1"), "help", "U1", "acme", NOON)
    await work.quotes.add("k", (TextId("t1"),), ("C9", "7.0"))
    await work.channels.moved("C1", "C2", NOON)
    await work.watermarks.raise_to("C1", "1.1")
    await work.config.put("contract", "v1", "{}", NOON)
    await work.config.make_current("contract", "stringer", "v1", NOON)
    await work.anchors.put(Anchor(day="2026-03-02", upto=1, entries=1, digest=b"d", made_at=NOON))


async def filled(database: Database) -> set[str]:
    return {table for table in metadata.tables if await database.run(f"SELECT 1 FROM {table}")}


def test_the_store_is_what_the_services_ask_for(sqlite_file: Database):
    async def opened() -> Store:
        return await open_store(sqlite_file.url)

    asyncio.run(opened())


async def test_what_is_done_in_one_transaction_is_there_when_it_ends(store: DbStore, database: Database):
    async with store.begin() as work:
        await touch_everything(work)
    assert await filled(database) == set(metadata.tables)


@pytest.mark.parametrize("error", [Crash(), OSError("of the caller's own"), asyncio.CancelledError()])
async def test_a_transaction_that_fails_leaves_nothing_and_its_error_as_it_was(
    store: DbStore, database: Database, error: BaseException
):
    with pytest.raises(type(error)) as raised:
        async with store.begin() as work:
            await touch_everything(work)
            raise error
    assert raised.value is error
    assert await filled(database) == set()
    await keep(store)


async def test_a_transaction_cancelled_in_the_middle_leaves_nothing_and_lets_the_next_begin(
    store: DbStore, database: Database
):
    inside = asyncio.Event()

    async def hang() -> None:
        async with store.begin() as work:
            await touch_everything(work)
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await filled(database) == set()
    await keep(store)


@pytest.mark.parametrize("look", [DbStore.read, DbStore.glance])
async def test_reading_waits_for_no_writer_and_sees_only_what_is_committed(store: DbStore, look: Look):
    await keep(store, stamp="before")
    async with store.begin() as writing:
        await touch_everything(writing)
        async with asyncio.timeout(5), look(store) as reading:
            kept = await reading.subjects.read(TICKET)
            assert kept is not None
            assert kept.stamp == "before"


async def test_a_view_stays_as_it_was_while_others_write(store: DbStore):
    await keep(store, stamp="before")
    async with store.read() as reading:
        assert await reading.subjects.by_number(1) is None
        await keep(store, stamp="after", number=1)
        assert await reading.subjects.by_number(1) is None


@pytest.mark.parametrize("look", [DbStore.read, DbStore.glance])
async def test_a_view_cannot_write(store: DbStore, look: Look):
    with pytest.raises(StoreError):
        async with look(store) as work:
            await work.inbox.put([incoming("m1")])


async def test_an_error_of_the_database_shows_no_content(store: DbStore):
    with pytest.raises(StoreError) as raised:
        async with store.begin() as work:
            await work.threads.add("C1", "secret words", TICKET, "attic", NOON)
    assert "secret words" not in str(raised.value)
    assert "ck_threads_place" in str(raised.value)


async def test_ddl_is_part_of_a_transaction_on_sqlite_too(sqlite_file: Database):
    engine = SqliteFile(database_url(sqlite_file.url))
    with pytest.raises(Crash):
        async with engine.whole() as connection:
            await connection.exec_driver_sql("CREATE TABLE half (a INTEGER)")
            raise Crash
    await engine.close()
    assert await sqlite_file.run("SELECT name FROM sqlite_master WHERE name = 'half'") == []


async def test_a_memory_store_serves_reads_and_writes_and_rolls_back():
    store = await open_store("sqlite://")
    await store.migrate()
    await keep(store)
    with pytest.raises(Crash):
        async with store.begin() as work:
            await touch_everything(work)
            raise Crash
    async with store.begin_intake() as work:
        await work.inbox.put([incoming("m1")])
    async with store.read() as work:
        assert await work.subjects.read(TICKET) is not None
        assert (await work.counting.census()).inbox is not None
        assert await work.outbox.next_at(NOON) is None
    await store.close()


async def settle() -> None:
    """Let every task run until it waits for something."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_queued_intake_goes_before_every_queued_transaction(sqlite_file: Database):
    store = await open_store(sqlite_file.url)
    order: list[str] = []

    async def write(name: str) -> None:
        async with store.begin():
            order.append(name)

    async def take_in(name: str) -> None:
        async with store.begin_intake():
            order.append(name)

    async with asyncio.TaskGroup() as tasks, store.begin():
        tasks.create_task(write("desk 1"))
        tasks.create_task(write("desk 2"))
        await settle()
        tasks.create_task(take_in("intake 1"))
        tasks.create_task(take_in("intake 2"))
        await settle()
    assert order == ["intake 1", "intake 2", "desk 1", "desk 2"]
    await store.close()


async def test_whoever_stops_waiting_at_the_gate_loses_nobodys_turn():
    gate = Gate()
    order: list[str] = []

    async def pass_through(name: str) -> None:
        async with gate.turn():
            order.append(name)

    async with gate.turn():
        gone = asyncio.create_task(pass_through("gone"))
        stays = asyncio.create_task(pass_through("stays"))
        await settle()
        gone.cancel()
    await stays
    async with gate.turn():
        called = asyncio.create_task(pass_through("called and gone"))
        then = asyncio.create_task(pass_through("then"))
        await settle()
    # The turn was just passed to `called`, which has not run yet.
    called.cancel()
    await then
    async with asyncio.timeout(5), gate.turn(first=True):
        assert order == ["stays", "then"]
