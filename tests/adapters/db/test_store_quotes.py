"""Which posts quote a text: found while they stand there, told late to those that were on their way, and then gone."""

import pytest
from raw_database import Database
from store_rows import NOON, outgoing

from ackline.adapters.db.store import DbStore
from ackline.domain.ids import TextId

SAID = TextId("C1:1.0")
OTHER = TextId("C1:2.0")


async def put(store: DbStore, key: str, *texts: TextId, place: tuple[str, str] | None = None) -> None:
    """A row of the outbox that quotes texts."""
    async with store.begin() as work:
        await work.outbox.put([outgoing(key, kind="Inform")], NOON)
        await work.quotes.add(key, texts, place)


async def places(store: DbStore, text: TextId) -> list[tuple[str, str]]:
    async with store.begin() as work:
        return [(post.channel, post.ts) for post in await work.quotes.of(text)]


async def test_a_post_is_found_by_each_text_that_it_quotes_once_it_stands_somewhere(store: DbStore) -> None:
    await put(store, "a", SAID, OTHER)
    await put(store, "b", OTHER)
    async with store.begin() as work:
        assert not await work.quotes.posted("a", "C9", "7.0")
        assert not await work.quotes.posted("b", "C9", "8.0")
    assert await places(store, SAID) == [("C9", "7.0")]
    assert await places(store, OTHER) == [("C9", "7.0"), ("C9", "8.0")]
    async with store.begin() as work:
        (post,) = await work.quotes.of(SAID)
    assert post.kind == "Inform"


async def test_a_post_on_its_way_is_told_when_it_arrives(store: DbStore) -> None:
    await put(store, "a", SAID, OTHER)
    assert await places(store, SAID) == []
    async with store.begin() as work:
        assert await work.quotes.posted("a", "C9", "7.0")


@pytest.mark.parametrize("channel", ["C9", "C8"])
async def test_what_is_replaced_quotes_nothing_any_more(store: DbStore, channel: str) -> None:
    await put(store, "a", SAID, place=("C9", "7.0"))
    async with store.begin() as work:
        await work.quotes.replaced(channel, "7.0")
    assert await places(store, SAID) == ([] if channel == "C9" else [("C9", "7.0")])


async def test_what_left_as_one_message_quotes_nothing(store: DbStore) -> None:
    await put(store, "a", SAID)
    await put(store, "b", SAID)
    async with store.begin() as work:
        await work.quotes.left_out(["a", "b"])
        assert not await work.quotes.posted("a", "C9", "7.0")
    assert await places(store, SAID) == []


async def test_a_row_of_the_outbox_that_is_removed_takes_its_quotes_with_it(store: DbStore, database: Database) -> None:
    await put(store, "a", SAID, place=("C9", "7.0"))
    async with store.begin() as work:
        await work.outbox.suppress(outgoing("a").subject, "test", NOON)
        await work.archive.expire_outbox(NOON.replace(year=2030), 0, 10)
    assert await places(store, SAID) == []
    assert await database.run("SELECT count(*) FROM quotes") == [(0,)]
