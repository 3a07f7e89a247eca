"""Hints between replicas: heard at once, not echoed, and again after the connection was lost."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from raw_database import Database

from ackline.adapters.db import hints
from ackline.adapters.db.store import DbStore, open_store
from ackline.services.bell import Bell


@pytest_asyncio.fixture
async def bells(postgresql: Database) -> AsyncIterator[tuple[Bell, Bell]]:
    """The bells of two replicas that listen to each other."""
    stores = [await open_store(postgresql.url), await open_store(postgresql.url)]
    both = Bell(), Bell()
    running = [asyncio.create_task(_running(store, bell)) for store, bell in zip(stores, both, strict=True)]
    async with asyncio.timeout(30):
        await _listening(postgresql, 2)
        yield both
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    for store in stores:
        await store.close()


async def _running(store: DbStore, bell: Bell) -> None:
    told = store.hints(bell)
    assert told is not None
    await told.run()


async def _listening(postgresql: Database, replicas: int) -> None:
    """Return when so many replicas listen and have sent their greeting."""
    idle = f"SELECT count(*) FROM pg_stat_activity WHERE query = 'NOTIFY {hints.CHANNEL}' AND state = 'idle'"
    for _ in range(500):
        if await postgresql.run(idle) == [(replicas,)]:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody listens")


async def _rings(bell: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        return False
    return True


async def test_what_one_replica_does_the_other_hears_and_does_not_echo(bells: tuple[Bell, Bell]):
    one, two = bells
    await asyncio.sleep(3 * hints.PAUSE_SECONDS)  # the greetings of both are over
    here, there = one.listen(), two.listen()
    one.ring()
    here.clear()
    assert await _rings(there, 5)
    assert not await _rings(here, 3 * hints.PAUSE_SECONDS)


async def test_a_terminated_connection_is_made_anew(bells: tuple[Bell, Bell], postgresql: Database):
    one, two = bells
    await postgresql.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid() AND datname = 'postgres'"
    )
    await _listening(postgresql, 2)
    there = two.listen()
    one.ring()
    assert await _rings(there, 5)


@pytest.mark.parametrize("url", ["sqlite://"])
async def test_one_process_alone_needs_none(url: str):
    store = await open_store(url)
    assert store.hints(Bell()) is None
    await store.close()
