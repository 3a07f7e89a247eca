"""Forgetting an account a little at a time: whoever dies in the middle of it begins again and finishes it."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, closing
from itertools import count
from pathlib import Path

import pytest
from builders import ada
from rig import Rig, incoming, reply

from ackline.adapters.db.store import DbStore, open_store
from ackline.domain.account import NOBODY
from ackline.domain.authority import Act
from ackline.services.desk import Desk
from ackline.services.operating import forgetting
from ackline.services.operating.forgetting import Forgetting, StillOpen
from ackline.services.ports import Store, Work


class Died(Exception):
    """The process ended."""


async def die() -> None:
    raise Died


class Disturbed:
    """A store that something happens to after so many transactions."""

    def __init__(self, store: DbStore, left: int, then: Callable[[], Awaitable[object]]) -> None:
        self._store = store
        self._left = left
        self._then = then

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Work]:
        if self._left == 0:
            await self._then()
        self._left -= 1
        async with self._store.begin() as work:
            yield work

    begin_intake = begin

    def read(self):
        return self._store.read()


def forgets(rig: Rig, store: Store) -> Forgetting:
    return Forgetting(store, rig.book, Desk(store, rig.book, rig.clock), rig.clock)


async def held(store: DbStore) -> Mapping[str, int]:
    async with store.read() as work:
        return await work.archive.holdings("acme", await work.archive.lanes_of("acme"))


async def copy_of(rig: Rig, path: Path) -> DbStore:
    with closing(sqlite3.connect(rig.path)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return await open_store(f"sqlite:///{path}")


async def resolved(rig: Rig) -> None:
    """An account with a ticket that is over, its posts, pages, and a message that was read."""
    await rig.open("P1")
    await rig.desk.handle(reply("more"))
    async with rig.store.begin() as work:
        await work.inbox.put([incoming("m:C1:9", {"heard": []}, lane="C1:U0AMY")])
    await rig.engine.settle()
    await rig.act(Act.CONFIRM_RESOLVE, ada)
    await rig.engine.settle()


async def test_wherever_it_dies_the_next_run_forgets_the_rest(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    await resolved(rig)
    before = await held(rig.store)
    assert all(before.values())
    for lives in count():
        store = await copy_of(rig, tmp_path / f"{lives}.db")
        rest: Mapping[str, int] = {}
        try:
            assert await forgets(rig, Disturbed(store, lives, die)).account("acme") == before
        except Died:
            rest = await held(store)
            assert await forgets(rig, store).account("acme") == rest, "what a dry run would have told"
        assert set((await held(store)).values()) == {0}
        async with store.read() as work:
            assert (await work.journal.of(NOBODY))[-1].kind == "Erased"
        await store.close()
        if not rest:
            break
    assert lives > 10, "it was done a little at a time"


async def test_somebody_who_begins_to_wait_meanwhile_ends_it(rig: Rig) -> None:
    await resolved(rig)
    reopened = Disturbed(rig.store, 3, lambda: rig.act(Act.REOPEN, ada, key="again"))
    with pytest.raises(StillOpen, match="somebody at acme still waits"):
        await forgets(rig, reopened).account("acme")
    assert (await rig.ticket()).live
