"""Subjects: state, wake times, numbers and what is derived from a ticket's state."""

from datetime import timedelta

import pytest
from raw_database import Database
from sqlalchemy.dialects import sqlite
from store_rows import MINUTE, NOON, TICKET, keep, opening

from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.store import DbStore
from ackline.adapters.db.subjects import DUE, OPEN_WAKING
from ackline.domain.ids import SubjectId
from ackline.services.ports import Derived, Settled


async def test_an_unknown_subject_is_none_locked_or_read(store: DbStore):
    async with store.begin() as work:
        assert await work.subjects.lock(TICKET, "ticket") is None
        assert await work.subjects.read(TICKET) is None


async def test_what_is_kept_is_read_back_to_the_microsecond(store: DbStore):
    wake_at = NOON + timedelta(microseconds=1)
    await keep(store, state='{"a":"é\\u0000"}'.encode(), wake_at=wake_at, stamp="v1|2026a", generation=3)
    async with store.begin() as work:
        kept = await work.subjects.lock(TICKET, "page")
    assert kept is not None
    assert (kept.id, kept.kind, kept.state) == (TICKET, "page", '{"a":"é\\u0000"}'.encode())
    assert (kept.wake_at, kept.stamp, kept.generation) == (wake_at, "v1|2026a", 3)


async def test_keeping_again_replaces_everything_derived(store: DbStore):
    await keep(store, wake_at=NOON, number=7)
    await keep(store, state=b'{"b":2}', wake_at=None, stamp="v2", generation=1, open=False, number=7)
    async with store.read() as work:
        kept = await work.subjects.read(TICKET)
        assert kept is not None
        assert (kept.state, kept.wake_at, kept.stamp, kept.generation) == (b'{"b":2}', None, "v2", 1)
        assert await work.subjects.open_of_kind("page") == ()


async def test_due_are_those_whose_time_has_come_soonest_first(store: DbStore):
    await keep(store, "late", wake_at=NOON + MINUTE)
    await keep(store, "now", wake_at=NOON)
    await keep(store, "early", wake_at=NOON - MINUTE)
    await keep(store, "never")
    async with store.begin() as work:
        assert [kept.id for kept in await work.subjects.due(NOON, 10)] == ["early", "now"]
        assert [kept.id for kept in await work.subjects.due(NOON, 1)] == ["early"]
        assert await work.subjects.soonest() == NOON - MINUTE
        assert [kept.id for kept in await work.subjects.waking()] == ["early", "now", "late"]


async def test_what_is_fired_already_is_left_out_of_what_is_due(store: DbStore):
    for name in ("a", "b", "c"):
        await keep(store, name, wake_at=NOON)
    async with store.begin() as work:
        assert [kept.id for kept in await work.subjects.due(NOON, 1, {SubjectId("a"), SubjectId("c")})] == ["b"]


async def test_whatever_is_due_at_one_instant_is_read_off_an_index(sqlite_file: Database):
    given = DUE.params(now=NOON, limit=50, but=["a"])
    asked = given.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
    plan = str(await sqlite_file.run(f"EXPLAIN QUERY PLAN {str(asked).replace('?', '1')}"))
    assert "USING INDEX ix_subjects_wake_at" in plan
    assert "TEMP B-TREE" not in plan, "a thousand that wake when business opens are sorted for each fifty otherwise"


async def test_what_changed_since_it_was_read_is_told_from_what_did_not(store: DbStore):
    for name in ("same", "decided", "looked at", "derived"):
        await keep(store, name, wake_at=NOON)
    async with store.read() as work:
        read = await work.subjects.waking()
    await keep(store, "decided", state=b'{"b":2}', wake_at=NOON)
    await keep(store, "looked at", wake_at=NOON - MINUTE)
    await keep(store, "derived", wake_at=NOON, stamp="another")
    async with store.begin() as work:
        assert await work.subjects.unchanged(read) == {"same"}
        assert await work.subjects.unchanged(()) == frozenset()


async def test_of_those_that_are_kept_together_each_is_kept_whole(store: DbStore):
    for name in ("a", "b", "c"):
        await keep(store, name, wake_at=NOON)
    a, b, new = (
        Settled(
            id=SubjectId(name), kind="page", state=b"{}", wake_at=None, stamp="v1", generation=0, account="acme", open=o
        )
        for name, o in (("a", True), ("b", False), ("new", True))
    )
    async with store.begin() as work:
        await work.subjects.keep([a, b, new], NOON)
    async with store.read() as work:
        assert [kept.id for kept in await work.subjects.waking()] == ["c"]
        assert [kept.id for kept in await work.subjects.open_of_kind("page")] == ["a", "c", "new"]


async def test_nothing_wakes_an_empty_store(store: DbStore):
    async with store.begin() as work:
        assert await work.subjects.due(NOON, 10) == ()
        assert await work.subjects.soonest() is None


async def test_numbers_go_up_and_are_found_again(store: DbStore):
    async with store.begin() as work:
        first, second = await work.subjects.next_number(), await work.subjects.next_number()
    assert (first, second) == (1, 2)
    await keep(store, "a", number=first)
    async with store.read() as work:
        assert await work.subjects.by_number(first) == "a"
        assert await work.subjects.by_number(second) is None


async def test_two_subjects_cannot_have_one_number(store: DbStore):
    await keep(store, "a", number=1)
    with pytest.raises(StoreError):
        await keep(store, "b", number=1)


async def test_subjects_of_another_stamp_are_stale_while_they_are_open_or_will_wake(store: DbStore):
    await keep(store, "a", stamp="v1")
    await keep(store, "b", stamp="v2")
    await keep(store, "c", stamp="v1", open=False)
    await keep(store, "d", stamp="v3")
    await keep(store, "e", stamp="", open=False, wake_at=NOON)
    async with store.begin() as work:
        assert {kept.id for kept in await work.subjects.stale("v2", 10)} == {"a", "d", "e"}
        assert len(await work.subjects.stale("v2", 1)) == 1


async def test_what_is_derived_anew_replaces_the_wake_and_the_stamp_and_leaves_the_state_alone(store: DbStore):
    await keep(store, "a", stamp="v1", state=b'{"kept":1}', generation=4, wake_at=NOON)
    await keep(store, "b", stamp="v1", wake_at=NOON)
    async with store.begin() as work:
        ids = [kept.id for kept in await work.subjects.stale("v2", 10)]
        fresh = [Derived(id=id, wake_at=NOON + MINUTE if id == "a" else None, standing=None) for id in ids]
        await work.subjects.derive(fresh, "v2")
        await work.subjects.derive([], "v2")
        assert await work.subjects.stale("v2", 10) == ()
    async with store.read() as work:
        a, b = await work.subjects.read(SubjectId("a")), await work.subjects.read(SubjectId("b"))
    assert a is not None and b is not None
    assert (a.state, a.generation, a.wake_at, a.stamp) == (b'{"kept":1}', 4, NOON + MINUTE, "v2")
    assert (b.wake_at, b.stamp) == (None, "v2")


async def test_open_subjects_of_a_kind_come_oldest_first(store: DbStore):
    await keep(store, "z", now=NOON)
    await keep(store, "a", now=NOON + MINUTE, account="other")
    await keep(store, "m", now=NOON + MINUTE)
    await keep(store, "x", kind="account")
    await keep(store, "z", now=NOON + 2 * MINUTE)
    async with store.read() as work:
        assert [kept.id for kept in await work.subjects.open_of_kind("page")] == ["z", "a", "m"]
        assert [kept.id for kept in await work.subjects.open_of_kind("page", "acme")] == ["z", "m"]


async def test_a_ticket_without_who_and_where_is_refused(store: DbStore):
    with pytest.raises(ValueError, match="channel"):
        await keep(store, kind="ticket", state=b"{}")


async def test_the_newest_open_ticket_of_a_requester_is_found_in_its_channel(store: DbStore):
    for number, (channel, requester, at, is_open) in enumerate(
        [
            ("C1", "U1", NOON, True),
            ("C1", "U1", NOON + MINUTE, True),
            ("C1", "U1", NOON + 2 * MINUTE, False),
            ("C2", "U1", NOON + 3 * MINUTE, True),
            ("C1", "U2", NOON + 3 * MINUTE, True),
        ]
    ):
        await keep(
            store, f"t{number}", kind="ticket", state=opening(channel, requester, at), number=number, open=is_open
        )
    async with store.read() as work:
        assert await work.threads.recent_by("C1", "U1", NOON) == SubjectId("t1")
        assert await work.threads.recent_by("C1", "U1", NOON + MINUTE) == SubjectId("t1")
        assert await work.threads.recent_by("C1", "U1", NOON + 2 * MINUTE) is None


async def test_open_tickets_of_a_channel_come_newest_first(store: DbStore):
    for number, channel, live in ((1, "C1", True), (2, "C1", True), (3, "C2", True), (4, "C1", False)):
        state = opening(channel, "U1", NOON + number * MINUTE)
        await keep(store, f"ticket:{channel}:{number}", kind="ticket", state=state, number=number, open=live)
    async with store.read() as work:
        assert [kept.id for kept in await work.subjects.open_in("C1", 10)] == ["ticket:C1:2", "ticket:C1:1"]
        assert [kept.id for kept in await work.subjects.open_in("C1", 1)] == ["ticket:C1:2"]


async def test_the_open_tickets_that_wake_soonest_are_read_off_an_index(sqlite_file: Database):
    asked = str(OPEN_WAKING.compile(dialect=sqlite.dialect())).replace("?", "1")
    plan = await sqlite_file.run(f"EXPLAIN QUERY PLAN {asked}")
    assert "USING INDEX ix_subjects_wake_at" in str(plan), "a start with a million tickets sorts them all otherwise"


async def test_open_tickets_come_in_the_order_in_which_something_happens_to_them(store: DbStore):
    for name, wake_at, live in (("a", None, True), ("b", NOON + MINUTE, True), ("c", NOON, True), ("d", NOON, False)):
        state = opening("C1", "U1", NOON)
        await keep(store, f"ticket:C1:{name}", kind="ticket", state=state, wake_at=wake_at, open=live)
    await keep(store, "page:x", wake_at=NOON)
    async with store.read() as work:
        assert await work.subjects.open_tickets(10) == ("ticket:C1:c", "ticket:C1:b", "ticket:C1:a")
        assert await work.subjects.open_tickets(2) == ("ticket:C1:c", "ticket:C1:b")
