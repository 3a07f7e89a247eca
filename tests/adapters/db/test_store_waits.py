"""Both boxes after the clock was put back: leases, claims and pauses go back with it, hours that were meant do not."""

from datetime import UTC, datetime, timedelta

from raw_database import Database
from store_rows import incoming, outgoing

from ackline.adapters.db.store import DbStore, open_store
from ackline.services.operating.waits import STEP

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


async def waits(database: Database) -> dict[str, tuple[object, ...]]:
    rows = await database.run("SELECT key, not_before, lease_until FROM outbox")
    rows += await database.run("SELECT key, retry_at, claimed_until FROM inbox")
    return {str(key): tuple(told) for key, *told in rows}


def micros(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


async def follow_back(store: DbStore, told: datetime, now: datetime) -> bool:
    async with store.begin() as work:
        return await work.waits.follow_back(told, now)


async def test_leases_claims_and_pauses_are_put_back_by_as_much_as_the_clock(store: DbStore, database: Database):
    now = datetime.now(UTC)  # PostgreSQL is asked for its own
    told = now + HOUR
    async with store.begin() as work:
        await work.outbox.put([outgoing("held"), outgoing("waits")], told)
        await work.inbox.put([incoming("read", lane="1"), incoming("failed", lane="2")])
        _, waiting = await work.outbox.lease(told, told + MINUTE, 2)
        await work.outbox.postpone(waiting.id, waiting.attempt, told + 30 * MINUTE, "rate limited", spent=False)
        await work.inbox.waiting(told, 2)
        await work.inbox.postpone("failed", told + MINUTE, "it failed")
    assert await follow_back(store, told, now)
    found = await waits(database)
    near = 5_000_000
    assert abs(found["held"][1] - micros(now + MINUTE)) < near  # type: ignore[operator]
    assert abs(found["waits"][0] - micros(now + 30 * MINUTE)) < near  # type: ignore[operator]
    assert abs(found["read"][1] - micros(now + MINUTE)) < near  # type: ignore[operator]
    assert abs(found["failed"][0] - micros(now + MINUTE)) < near  # type: ignore[operator]
    assert found["waits"][1] is None and found["failed"][1] is None


async def test_what_begins_after_it_and_an_hour_that_was_meant_stay(store: DbStore, database: Database):
    now = datetime.now(UTC)
    morning = now + 9 * HOUR
    async with store.begin() as work:
        await work.outbox.put([outgoing("new"), outgoing("morning", not_before=morning)], now)
        await work.outbox.lease(now, now + MINUTE, 2)
        await work.inbox.put([incoming("read")])
        await work.inbox.waiting(now, 1)
    before = await waits(database)
    assert await follow_back(store, now + HOUR, now)
    assert await waits(database) == before


async def test_a_small_correction_is_none(store: DbStore):
    now = datetime.now(UTC)
    assert not await follow_back(store, now + STEP / 2, now)


async def test_a_replica_whose_own_time_stood_still_takes_the_databases(postgresql: Database):
    store = await open_store(postgresql.url)
    now = datetime.now(UTC)
    try:
        assert not await follow_back(store, now, now - HOUR)
    finally:
        await store.close()
