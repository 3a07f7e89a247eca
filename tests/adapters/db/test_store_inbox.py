"""The inbox: durable once, in the order of its lanes, never lost and never handed out twice."""

from datetime import timedelta

import pytest
from raw_database import Database
from store_rows import MINUTE, NOON, incoming

from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.inbox import CLAIM
from ackline.adapters.db.store import DbStore, open_store


async def put(store: DbStore, *keys: str, lane: str | None = None) -> int:
    async with store.begin_intake() as work:
        return await work.inbox.put([incoming(key, lane=lane or key) for key in keys])


async def waiting(store: DbStore, now=NOON, limit: int = 10) -> list[str]:
    async with store.begin() as work:
        return [row.key for row in await work.inbox.waiting(now, limit)]


async def test_a_row_comes_back_as_it_was_put(store: DbStore):
    row = incoming("m1", event_id="Ev1")
    async with store.begin_intake() as work:
        assert await work.inbox.put([row]) == 1
    async with store.begin() as work:
        (found,) = await work.inbox.waiting(NOON, 10)
    assert (found.key, found.lane, found.source, found.body) == (row.key, row.lane, row.source, row.body)
    assert found.received_at == NOON
    assert found.attempts == 0


async def test_nothing_to_put_is_no_row(store: DbStore):
    assert await put(store) == 0


async def test_the_same_fact_under_five_event_ids_is_one_row(store: DbStore):
    async with store.begin_intake() as work:
        assert await work.inbox.put([incoming("m1", event_id=f"Ev{n}") for n in range(3)]) == 1
    async with store.begin_intake() as work:
        assert await work.inbox.put([incoming("m1", event_id=f"Ev{n}") for n in range(3, 5)]) == 0
    assert len(await waiting(store)) == 1


async def test_a_known_event_id_under_another_key_is_skipped(store: DbStore):
    async with store.begin_intake() as work:
        assert await work.inbox.put([incoming("m1", event_id="Ev1"), incoming("m2", event_id="Ev1")]) == 1
        assert await work.inbox.put([incoming("m3", event_id="Ev1"), incoming("m4", event_id="Ev2")]) == 1


async def test_rows_without_event_id_do_not_collide(store: DbStore):
    assert await put(store, "a", "b") == 2


async def test_a_large_batch_is_put_at_once(store: DbStore):
    assert await put(store, *(f"m{n}" for n in range(1500))) == 1500


async def test_a_finished_row_is_still_known(store: DbStore):
    await put(store, "m1")
    async with store.begin() as work:
        await work.inbox.finish("m1", NOON)
    assert await put(store, "m1") == 0
    assert await waiting(store) == []


async def test_only_the_first_of_each_lane_is_handed_out_oldest_first(store: DbStore):
    async with store.begin_intake() as work:
        await work.inbox.put([incoming(key, lane=key[0]) for key in ("b1", "a1", "b2", "a2", "c1")])
    assert await waiting(store) == ["b1", "a1", "c1"]


async def test_the_limit_bounds_what_is_claimed(store: DbStore):
    await put(store, "a", "b", "c")
    assert await waiting(store, limit=2) == ["a", "b"]
    assert await waiting(store, limit=2) == ["c"]


async def test_a_lane_moves_on_when_its_first_row_is_finished(store: DbStore):
    await put(store, "m1", "m2", lane="one")
    assert await waiting(store) == ["m1"]
    async with store.begin() as work:
        await work.inbox.finish("m1", NOON)
    assert await waiting(store) == ["m2"]


async def test_a_claimed_row_is_handed_out_again_only_when_its_claim_ran_out(store: DbStore):
    await put(store, "m1")
    assert await waiting(store) == ["m1"]
    assert await waiting(store, NOON + CLAIM - timedelta(microseconds=1)) == []
    assert await waiting(store, NOON + CLAIM) == ["m1"]


async def test_a_postponed_row_holds_its_lane_until_its_time_and_counts_the_attempt(store: DbStore):
    await put(store, "m1", "m2", lane="one")
    await waiting(store)
    async with store.begin() as work:
        await work.inbox.postpone("m1", NOON + MINUTE, "users.info failed")
    assert await waiting(store) == []
    async with store.read() as work:
        assert await work.inbox.next_retry() == NOON + MINUTE
    async with store.begin() as work:
        (found,) = await work.inbox.waiting(NOON + MINUTE, 10)
        assert (found.key, found.attempts) == ("m1", 1)
        assert await work.inbox.next_retry() is None


async def test_a_row_set_aside_lets_its_lane_go_on_and_keeps_its_reason(store: DbStore, database: Database):
    await put(store, "m1", "m2", lane="one")
    async with store.begin() as work:
        await work.inbox.set_aside("m1", NOON, "no such shape")
    assert await waiting(store) == ["m2"]
    assert await database.run("SELECT key, why FROM inbox WHERE state = 'aside'") == [("m1", "no such shape")]


async def test_a_finished_row_is_not_reopened_by_a_late_worker(store: DbStore):
    await put(store, "m1")
    async with store.begin() as work:
        await work.inbox.finish("m1", NOON)
        await work.inbox.postpone("m1", NOON, "late")
        await work.inbox.set_aside("m1", NOON, "late")
    assert await waiting(store) == []


async def test_broken_characters_are_kept_as_well_as_can_be(store: DbStore):
    half = incoming("m1")
    half.body["text"] = "ok \ud83d \x00 end"
    async with store.begin_intake() as work:
        assert await work.inbox.put([half]) == 1
    async with store.begin() as work:
        (found,) = await work.inbox.waiting(NOON, 1)
    assert found.body["text"].startswith("ok � ")
    assert found.body["text"].endswith(" end")


async def test_a_naive_time_is_refused_and_nothing_is_kept(store: DbStore):
    with pytest.raises(StoreError, match="no time zone"):
        async with store.begin_intake() as work:
            await work.inbox.put([incoming("m1", at=NOON.replace(tzinfo=None))])
    assert await waiting(store) == []


async def test_what_a_dead_process_had_claimed_on_sqlite_is_free_at_the_next_start(sqlite_file: Database):
    first = await open_store(sqlite_file.url)
    await put(first, "m1")
    assert await waiting(first) == ["m1"]
    await first.close()
    second = await open_store(sqlite_file.url)
    await second.migrate()
    assert await waiting(second) == ["m1"]
    await second.close()
