"""Several workers on PostgreSQL: nothing is handed out twice, nobody waits for another without need."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest
import pytest_asyncio
from raw_database import Database
from store_rows import MINUTE, NOON, TICKET, entry, incoming, keep, outgoing, page

from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.store import DbStore, open_store
from ackline.adapters.db.work import DbWork
from ackline.domain.ids import SubjectId
from ackline.services.ports import Kept, Settled

LEASE = timedelta(seconds=60)

Look = Callable[[DbStore], AbstractAsyncContextManager[DbWork]]


@pytest_asyncio.fixture
async def replicas(postgresql: Database) -> AsyncIterator[tuple[DbStore, DbStore]]:
    """Two stores over one database, as two processes would have; nothing in these tests may wait for long."""
    one, two = await open_store(postgresql.url), await open_store(postgresql.url)
    async with asyncio.timeout(10):
        yield one, two
    await one.close()
    await two.close()


async def test_a_due_subject_that_another_worker_holds_is_passed_over(replicas: tuple[DbStore, DbStore]):
    one, two = replicas
    await keep(one, "a", wake_at=NOON)
    await keep(one, "b", wake_at=NOON)
    async with one.begin() as working:
        await working.subjects.lock(SubjectId("a"), "page")
        async with two.begin() as work:
            assert [kept.id for kept in await work.subjects.due(NOON, 10)] == ["b"]


async def test_two_workers_claim_different_inbox_rows(replicas: tuple[DbStore, DbStore]):
    one, two = replicas
    async with one.begin_intake() as work:
        await work.inbox.put([incoming(f"m{n}", lane=f"l{n}") for n in range(4)])
    async with one.begin() as first, two.begin() as second:
        assert [row.key for row in await first.inbox.waiting(NOON, 2)] == ["m0", "m1"]
        assert [row.key for row in await second.inbox.waiting(NOON, 2)] == ["m2", "m3"]


async def test_two_couriers_lease_different_rows(replicas: tuple[DbStore, DbStore]):
    one, two = replicas
    async with one.begin() as work:
        for number in range(4):
            await work.outbox.put([outgoing(f"k{number}")], NOON)
    async with one.begin() as first, two.begin() as second:
        mine = await first.outbox.lease(NOON, NOON + LEASE, 2)
        theirs = await second.outbox.lease(NOON, NOON + LEASE, 4)
    assert [row.key for row in mine] == ["k0", "k1"]
    assert [row.key for row in theirs] == ["k2", "k3"]


async def test_no_page_is_leased_beside_an_acknowledgement_that_is_about_to_commit(replicas: tuple[DbStore, DbStore]):
    one, two = replicas
    await keep(one, generation=1)
    async with one.begin() as work:
        await work.outbox.put([page("p", guard=(TICKET, 1))], NOON)
        await work.outbox.put([page("other")], NOON)
    async with one.begin() as acknowledging:
        await acknowledging.subjects.lock(TICKET, "ticket")
        async with two.begin() as work:
            assert [row.key for row in await work.outbox.lease(NOON, NOON + LEASE, 10)] == ["other"]
        await acknowledging.subjects.keep(
            [
                Settled(
                    id=TICKET,
                    kind="page",
                    state=b"{}",
                    wake_at=None,
                    stamp="",
                    generation=2,
                    account=None,
                    open=True,
                )
            ],
            NOON,
        )
    async with two.begin() as work:
        assert await work.outbox.lease(NOON, NOON + LEASE, 10) == ()
        assert await work.outbox.next_at(NOON) == NOON + LEASE, "only the other page is left"


@pytest.mark.parametrize("exists", [True, False])
async def test_a_lock_waits_for_the_worker_that_holds_the_subject_and_sees_what_it_did(
    replicas: tuple[DbStore, DbStore], exists: bool
):
    one, two = replicas
    if exists:
        await keep(one, stamp="old")

    async def lock_too() -> Kept | None:
        async with two.begin() as work:
            return await work.subjects.lock(TICKET, "page")

    async with one.begin() as work:
        await work.subjects.lock(TICKET, "page")
        waiting = asyncio.create_task(lock_too())
        done, _ = await asyncio.wait([waiting], timeout=0.1)
        assert not done
        await work.subjects.keep(
            [
                Settled(
                    id=TICKET,
                    kind="page",
                    state=b"{}",
                    wake_at=NOON + MINUTE,
                    stamp="new",
                    generation=0,
                    account=None,
                    open=True,
                )
            ],
            NOON,
        )
    kept = await waiting
    assert kept is not None
    assert kept.stamp == "new"


async def test_whoever_appends_without_the_lock_fails_loudly_and_forks_nothing(replicas: tuple[DbStore, DbStore]):
    one, two = replicas

    async def append_too() -> None:
        async with two.begin() as work:
            await work.journal.append([entry("e2")], NOON)

    async with one.begin() as work:
        await work.journal.append([entry("e1")], NOON)
        second = asyncio.create_task(append_too())
        done, _ = await asyncio.wait([second], timeout=0.1)
        assert not done
    with pytest.raises(StoreError, match="uq_journal_subject_seq"):
        await second
    async with one.read() as work:
        assert await work.journal.verify(TICKET) is None


async def test_numbers_do_not_repeat_among_workers(replicas: tuple[DbStore, DbStore]):
    async def number(store: DbStore) -> int:
        async with store.begin() as work:
            return await work.subjects.next_number()

    numbers = await asyncio.gather(*(number(store) for store in replicas * 25))
    assert sorted(numbers) == list(range(1, 51)), "more at once than there are connections: the others wait"


async def terminate_everybody(postgresql: Database) -> None:
    await postgresql.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid() AND datname = 'postgres'"
    )


async def test_a_database_that_was_restarted_costs_no_transaction(
    replicas: tuple[DbStore, DbStore], postgresql: Database
):
    one, _ = replicas
    await asyncio.gather(*(keep(one, name) for name in ("a", "b", "c")))
    await terminate_everybody(postgresql)
    await keep(one, generation=1)


@pytest.mark.parametrize("look", [DbStore.read, DbStore.glance])
async def test_a_database_that_was_restarted_costs_no_look(
    replicas: tuple[DbStore, DbStore], postgresql: Database, look: Look
):
    one, _ = replicas
    await keep(one)
    for _ in range(2):
        async with look(one) as work:
            assert await work.subjects.read(TICKET) is not None
        await terminate_everybody(postgresql)


async def test_a_connection_that_is_lost_in_a_transaction_is_told_and_the_next_goes_on(
    replicas: tuple[DbStore, DbStore], postgresql: Database
):
    one, _ = replicas
    with pytest.raises(StoreError):
        async with one.begin() as work:
            await work.subjects.next_number()
            await terminate_everybody(postgresql)
            await work.subjects.next_number()
    async with one.begin() as work:
        assert await work.subjects.next_number() == 1


async def test_what_went_wrong_is_told_also_where_the_connection_was_lost_with_it(
    replicas: tuple[DbStore, DbStore], postgresql: Database
):
    one, _ = replicas
    with pytest.raises(LookupError, match="of the caller's own"):
        async with one.begin() as work:
            await work.subjects.next_number()
            await terminate_everybody(postgresql)
            raise LookupError("of the caller's own")
    await keep(one)


async def test_whoever_stops_waiting_for_a_lock_leaves_the_connection_fit_for_use(replicas: tuple[DbStore, DbStore]):
    one, two = replicas
    await keep(one)

    async def lock_too() -> None:
        async with two.begin() as work:
            await work.subjects.lock(TICKET, "ticket")

    async with one.begin() as work:
        await work.subjects.lock(TICKET, "ticket")
        waiting = asyncio.create_task(lock_too())
        done, _ = await asyncio.wait([waiting], timeout=0.1)
        assert not done
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await keep(two, "other")
    await keep(two, generation=1)


async def test_a_failure_that_was_passed_over_is_told_when_the_transaction_ends(replicas: tuple[DbStore, DbStore]):
    one, _ = replicas
    with pytest.raises(StoreError, match="nothing of its transaction was kept"):
        async with one.begin() as work:
            await work.threads.add("C1", "1.1", TICKET, "root", NOON)
            with pytest.raises(Exception, match="ck_threads_place"):
                await work.threads.add("C1", "2.2", TICKET, "attic", NOON)
    async with one.read() as work:
        assert await work.threads.find("C1", "1.1") is None
