"""Threads, channels, texts, watermarks and configuration."""

import pytest
from raw_database import Database
from store_rows import MINUTE, NOON, TICKET

from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.store import DbStore
from ackline.domain.ids import SubjectId, TextId
from ackline.services.ports import Text, ThreadOf

WORDS = TextId("C1:1")


async def test_the_first_mapping_of_a_message_stays(store: DbStore):
    async with store.begin() as work:
        assert await work.threads.add("C1", "1.1", TICKET, "root", NOON)
        assert not await work.threads.add("C1", "1.1", SubjectId("other"), "card", NOON)
        assert await work.threads.add("C2", "1.1", TICKET, "triage", NOON)
        assert await work.threads.find("C1", "1.1") == ThreadOf(subject=TICKET, place="root")
        assert await work.threads.find("C1", "1.2") is None


async def test_a_message_can_be_mapped_to_another_subject(store: DbStore):
    async with store.begin() as work:
        await work.threads.add("C1", "1.1", TICKET, "root", NOON)
        await work.threads.add("C1", "1.2", TICKET, "root", NOON)
        await work.threads.reassign("C1", "1.1", SubjectId("later"))
        assert await work.threads.find("C1", "1.1") == ThreadOf(subject=SubjectId("later"), place="root")
        assert await work.threads.find("C1", "1.2") == ThreadOf(subject=TICKET, place="root")


async def test_a_channel_is_known_by_every_id_it_had(store: DbStore):
    async with store.begin() as work:
        assert (await work.channels.bound_id("C1"), await work.channels.present_id("C1")) == ("C1", "C1")
        await work.channels.moved("C1", "C2", NOON)
        await work.channels.moved("C2", "C3", NOON + MINUTE)
        await work.channels.moved("C2", "C3", NOON + MINUTE)
        for name in ("C1", "C2", "C3"):
            assert await work.channels.bound_id(name) == "C1"
        assert await work.channels.present_id("C1") == "C3"


async def test_a_channel_that_moved_twice_is_known_although_the_first_move_is_told_last(store: DbStore):
    async with store.begin() as work:
        await work.channels.moved("C2", "C3", NOON + MINUTE)
        await work.channels.moved("C1", "C2", NOON)
        for name in ("C1", "C2", "C3"):
            assert await work.channels.bound_id(name) == "C1"
            assert await work.channels.present_id(name) == "C3"


async def test_a_place_that_does_not_exist_is_refused(store: DbStore):
    with pytest.raises(StoreError):
        async with store.begin() as work:
            await work.threads.add("C1", "1.1", TICKET, "attic", NOON)


async def test_a_text_is_kept_replaced_and_erased(store: DbStore, database: Database):
    async with store.begin() as work:
        assert await work.texts.get(WORDS) is None
        first = await work.texts.put(WORDS, "help\x00!", "U1", "acme", NOON)
        assert await work.texts.get(WORDS) == Text(id=WORDS, words="help�!", author="U1", at=NOON)
        second = await work.texts.put(WORDS, "help, please", "U1", "acme", NOON + MINUTE)
        assert first != second
        assert await work.texts.erase(WORDS)
        assert await work.texts.get(WORDS) == Text(id=WORDS, words=None, author="U1", at=NOON + MINUTE)
        assert not await work.texts.erase(TextId("unknown"))
    assert await database.run("SELECT words, salt, digest FROM texts") == [(None, None, second)]


async def test_the_same_words_keep_their_digest(store: DbStore):
    async with store.begin() as work:
        first = await work.texts.put(WORDS, "help", "U1", "acme", NOON)
        assert await work.texts.put(WORDS, "help", "U1", "acme", NOON) == first
        other = await work.texts.put(TextId("C1:2"), "help", "U1", "acme", NOON)
    assert other != first, "equal words must not be recognisable by their digest"


async def test_erased_words_do_not_come_back_when_slack_sends_them_again(store: DbStore):
    async with store.begin() as work:
        digest = await work.texts.put(WORDS, "my password", "U1", "acme", NOON)
        await work.texts.erase(WORDS)
        assert await work.texts.put(WORDS, "my password", "U1", "acme", NOON) == digest
        assert await work.texts.put(WORDS, "my other password", "U1", "acme", NOON) == digest
        kept = await work.texts.get(WORDS)
    assert kept is not None
    assert kept.words is None


async def test_a_watermark_only_rises(store: DbStore):
    async with store.begin() as work:
        assert await work.watermarks.get("C1") is None
        for ts in ("999999999.000009", "1700000000.000100", "1700000000.000099", "1699999999.999999"):
            await work.watermarks.raise_to("C1", ts)
        assert await work.watermarks.get("C1") == "1700000000.000100"
        assert await work.watermarks.get("C2") is None


async def test_a_frozen_version_never_changes(store: DbStore):
    async with store.begin() as work:
        await work.config.put("contract", "v1", "one", NOON)
        await work.config.put("contract", "v1", "two", NOON)
        await work.config.put("roster", "v1", "people", NOON)
        assert await work.config.get("contract", "v1") == "one"
        assert await work.config.get("roster", "v1") == "people"
        assert await work.config.get("contract", "v2") is None


async def test_a_name_points_at_the_version_in_force(store: DbStore):
    async with store.begin() as work:
        assert await work.config.current("contract", "stringer") is None
        for version in ("v1", "v2"):
            await work.config.put("contract", version, version, NOON)
            await work.config.make_current("contract", "stringer", version, NOON)
        assert await work.config.current("contract", "stringer") == "v2"


async def test_a_name_cannot_point_at_a_version_that_is_not_kept(store: DbStore):
    with pytest.raises(StoreError):
        async with store.begin() as work:
            await work.config.make_current("contract", "stringer", "v9", NOON)
