"""Search: what people wrote is found by its words, newest first, until it is erased."""

import sqlite3
from contextlib import closing

import pytest
from raw_database import Database
from store_rows import MINUTE, NOON, queued

from ackline.adapters.db.store import DbStore
from ackline.domain.ids import SubjectId, TextId
from ackline.domain.tickets.ticket import Status


async def say(store: DbStore, channel: str, ts: str, words: str, ticket: SubjectId | None = None) -> TextId:
    """Somebody wrote it; `ticket` None: in no ticket's thread."""
    text = TextId(f"{channel}:{ts}")
    async with store.begin() as work:
        await work.texts.put(text, words, "U1", "acme", NOON)
        if ticket is not None:
            await work.threads.add(channel, ts, ticket, "reply", NOON)
    return text


async def found(store: DbStore, *words: str, size: int = 10, before: int | None = None) -> list[int]:
    async with store.read() as work:
        return [hit.row.number for hit in await work.search.tickets(words, size, before=before)]


@pytest.fixture
async def two(store: DbStore) -> tuple[SubjectId, SubjectId]:
    """Two tickets with their first messages."""
    first, second = await queued(store, 1), await queued(store, 2, account="birch")
    await say(store, "Cacme", "1.5", "P1: the Import-Job fails with E1234, naïve café “quoted”", first)
    await say(store, "Cbirch", "2.5", "import is slow <@U123>", second)
    return first, second


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("import",), [2, 1]),
        (("import", "fails"), [1]),
        (("IMPORT", "job"), [1]),
        (("e1234",), [1]),
        (("naïve",), [1]),
        (("quoted",), [1]),
        (("impor",), []),
        (("impor*",), [2, 1]),
        (("e12*", "p1"), [1]),
        (("slow", "fails"), []),
        (("u123",), [2]),
    ],
)
async def test_tickets_are_found_by_every_word_newest_first(store: DbStore, two, words, numbers):
    assert await found(store, *words) == numbers


async def test_a_ticket_is_found_once_by_the_newest_text_and_search_goes_on_behind_it(store: DbStore, two):
    first, _ = two
    for number in range(120):
        await say(store, "Cacme", f"{number}.9", "the import again", first)
    reply = await say(store, "Cacme", "500.9", "the import at last", first)
    assert await found(store, "import") == [1, 2]
    async with store.read() as work:
        (newest,) = await work.search.tickets(("import",), 1)
        assert newest.text == reply
        assert [hit.row.number for hit in await work.search.tickets(("last",), 10, before=newest.seq)] == []
        assert {hit.row.number for hit in await work.search.tickets(("import",), 10, before=newest.seq)} == {1, 2}


async def test_resolved_tickets_are_found_and_words_outside_of_tickets_are_not(store: DbStore, two):
    await queued(store, 1, status=Status.RESOLVED, queued=False)
    await say(store, "Cacme", "7.5", "import import import")
    assert await found(store, "import") == [2, 1]
    async with store.read() as work:
        row = await work.search.numbered(1)
        assert row is not None and row.status is Status.RESOLVED
        assert await work.search.numbered(9) is None


async def test_what_was_written_into_a_form_is_found_by_its_ticket(store: DbStore, two):
    async with store.begin() as work:
        await work.texts.put(TextId("f:U1:V1:abc:extent"), "every warehouse", "U1", "acme", NOON, two[0])
    assert await found(store, "warehouse") == [1]


async def test_an_edited_text_is_found_by_its_new_words_only(store: DbStore, two):
    await say(store, "Cbirch", "2.5", "import is quick again")
    assert await found(store, "slow") == []
    assert await found(store, "quick") == [2]


async def test_an_erased_text_is_gone_from_the_index_and_does_not_come_back(store: DbStore, database: Database, two):
    text = await say(store, "Cacme", "3.5", "my password is hunter2hunter2", two[0])
    assert await found(store, "hunter2hunter2") == [1]
    async with store.begin() as work:
        await work.texts.erase(text)
    await say(store, "Cacme", "3.5", "my password is hunter2hunter2")
    assert await found(store, "hunter2hunter2") == []
    assert await found(store, "import") == [2, 1]
    if not database.is_postgresql:
        with closing(sqlite3.connect(database.url.removeprefix("sqlite:///"))) as raw:
            blocks = [block for (block,) in raw.execute("SELECT block FROM sought_data")]
        assert blocks and not [block for block in blocks if b"hunter" in block]


async def test_what_is_undone_is_not_found(store: DbStore, two):
    with pytest.raises(RuntimeError):
        async with store.begin() as work:
            await work.texts.put(TextId("Cacme:1.5"), "unseen", "U1", "acme", NOON + MINUTE)
            raise RuntimeError("undone")
    assert await found(store, "unseen") == []
    assert await found(store, "fails") == [1]
