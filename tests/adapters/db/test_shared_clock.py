"""The clock that replicas share: the database's, whatever a machine's own says."""

from datetime import UTC, datetime, timedelta

from raw_database import Database

from ackline.adapters.db.shared_clock import SharedClock
from ackline.adapters.db.store import open_store

HOUR = timedelta(hours=1)
_LATER = (
    "CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql AS "
    "$$ SELECT clock_timestamp() + interval '1 hour' $$"
)
_NOW = "CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT clock_timestamp() $$"


async def test_replicas_go_by_the_databases_clock_and_follow_when_it_is_replaced(postgresql: Database) -> None:
    store = await open_store(postgresql.url)
    try:
        clock = store.shared_clock()
        assert clock is not None
        await clock.take()
        before = clock.now()
        await postgresql.run(_LATER)
        assert clock.now() - before < HOUR, "the last reading goes on until the next"
        await clock.take()
        assert HOUR <= clock.now() - before < 2 * HOUR
    finally:
        await postgresql.run(_NOW)
        await store.close()


async def test_it_goes_on_between_two_readings_and_never_back() -> None:
    told = datetime(2026, 11, 20, 12, tzinfo=UTC)

    async def read() -> datetime:
        return told

    clock = SharedClock(read)
    await clock.take()
    seen = [clock.now() for _ in range(1_000)]
    assert seen == sorted(seen) and told <= seen[0] and seen[-1] > seen[0]


async def test_one_process_alone_has_its_machines_clock(sqlite_file: Database) -> None:
    store = await open_store(sqlite_file.url)
    try:
        assert store.shared_clock() is None
    finally:
        await store.close()
