"""A database moves: every row, every chain, and the numbers that come next."""

from datetime import timedelta

import pytest
from raw_database import Database
from store_rows import NOON, TICKET, entry, incoming, keep, outgoing

from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.schema import metadata
from ackline.adapters.db.store import DbStore, open_store
from ackline.domain.ids import TextId


async def filled(url: str) -> DbStore:
    """A store with something in most tables."""
    store = await open_store(url)
    await keep(store, number=1, wake_at=NOON)
    async with store.begin() as work:
        await work.inbox.put([incoming(f"m{n}", lane=f"l{n}", event_id=f"Ev{n}") for n in range(2500)])
        for number in range(3):
            await work.journal.append([entry(f"e{number}", why="it said “ä” \\ and 🚨")], NOON)
            await work.outbox.put([outgoing(f"k{number}")], NOON)
        await work.texts.put(TextId("C1:1"), "nobody can log in 🚨", "U1", "acme", NOON)
        await work.threads.add("C1", "1.0", TICKET, "root", NOON)
        await work.config.put("roster", "v1", "{}", NOON)
        await work.config.make_current("roster", "vendor", "v1", NOON)
        await work.watermarks.raise_to("C1", "1.000000")
        await work.subjects.next_number()
    return store


async def test_everything_moves_from_sqlite_to_postgresql(sqlite_file: Database, postgresql: Database):
    source, target = await filled(sqlite_file.url), await open_store(postgresql.url)
    copied = await source.copy_into(target)
    assert copied.rows["inbox"] == 2500 and copied.rows["journal"] == 3 and copied.chains == 1
    for table in metadata.sorted_tables:
        keys = ", ".join(column.name for column in table.primary_key.columns)
        count = f"SELECT count(*), min({keys.split(',')[0]}), max({keys.split(',')[0]}) FROM {table.name}"
        assert await postgresql.run(count) == await sqlite_file.run(count), table.name
    async with source.read() as there, target.read() as here:
        assert await here.journal.of(TICKET) == await there.journal.of(TICKET)
        assert await here.texts.get(TextId("C1:1")) == await there.texts.get(TextId("C1:1"))
    await source.close()
    await target.close()


async def test_what_comes_after_the_move_is_numbered_on_and_chained_on(sqlite_file: Database, postgresql: Database):
    source, target = await filled(sqlite_file.url), await open_store(postgresql.url)
    await source.copy_into(target)
    async with target.begin() as work:
        assert await work.subjects.next_number() == 2
        assert await work.inbox.put([incoming("new"), incoming("m1")]) == 1
        assert await work.outbox.put([outgoing("new")], NOON)
        assert await work.journal.append([entry("new")], NOON)
        assert await work.journal.verify(TICKET) is None
        assert len(await work.outbox.lease(NOON, NOON + timedelta(minutes=1), 10)) == 4
    await source.close()
    await target.close()


async def test_a_target_that_holds_anything_is_refused(sqlite_file: Database, postgresql: Database):
    source, target = await filled(sqlite_file.url), await open_store(postgresql.url)
    await keep(target)
    with pytest.raises(StoreError, match="copy into an empty database"):
        await source.copy_into(target)
    await source.close()
    await target.close()


async def test_a_journal_that_does_not_hold_is_not_moved(sqlite_file: Database, postgresql: Database):
    source, target = await filled(sqlite_file.url), await open_store(postgresql.url)
    await source.close()
    triggers = [name for (name,) in await sqlite_file.run("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
    await sqlite_file.run(
        *(f"DROP TRIGGER {name}" for name in triggers), "UPDATE journal SET outcome = 'moot' WHERE seq = 2"
    )
    source = await open_store(sqlite_file.url)
    with pytest.raises(StoreError, match="row 2 says something else"):
        await source.copy_into(target)
    assert await postgresql.run("SELECT count(*) FROM inbox") == [(0,)], "nothing of it was kept"
    await source.close()
    await target.close()
