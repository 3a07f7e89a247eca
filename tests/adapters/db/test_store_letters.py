"""Dead letters: listed, tried again with what may have arrived looked for first, or ended without their words."""

from datetime import timedelta

import pytest
from raw_database import Database
from store_rows import MINUTE, NOON, incoming, outgoing, page

from ackline.adapters.db.store import DbStore
from ackline.domain.ids import SubjectId
from ackline.services.operating.letters import Box
from ackline.services.ports import Result, Settled


async def die(store: DbStore, key: str, why: str = "is_archived", **changes: object) -> int:
    """A row of the outbox that was tried once and given up; its number."""
    async with store.begin() as work:
        await work.outbox.put([outgoing(key, **changes)], NOON)
        [row] = await work.outbox.lease(NOON, NOON + MINUTE, 1)
        await work.outbox.finish(row.id, row.attempt, Result.DEAD, {"why": why}, NOON)
    return row.id


async def set_aside(store: DbStore, key: str) -> int:
    async with store.begin() as work:
        await work.inbox.put([incoming(key)])
        await work.inbox.set_aside(key, NOON, "KeyError")
        [letter] = await work.letters.dead(Box.INBOX, 1)
    return letter.id


async def test_dead_letters_are_listed_with_why_the_latest_first(store: DbStore) -> None:
    first, second = await die(store, "a"), await die(store, "b", "msg_too_long")
    async with store.begin() as work:
        await work.outbox.put([outgoing("alive")], NOON)
    async with store.read() as work:
        letters = await work.letters.dead(Box.OUTBOX, 10)
        [waiting] = await work.letters.waiting(Box.OUTBOX, 10)
        assert await work.letters.dead(Box.OUTBOX, 1) == letters[:1]
    assert [(x.id, x.key, x.why, x.attempts, x.state) for x in letters] == [
        (second, "b", "msg_too_long", 1, "dead"),
        (first, "a", "is_archived", 1, "dead"),
    ]
    assert (letters[0].kind, letters[0].to, letters[0].subject, letters[0].next_at) == ("Say", "b", "ticket:C1:1", None)
    assert letters[0].body == '{"words":"hello"}'
    assert (waiting.key, waiting.state, waiting.next_at) == ("alive", "waiting", NOON)


async def test_a_letter_that_is_tried_again_counts_on_so_that_it_is_looked_for_first(store: DbStore) -> None:
    letter = await die(store, "a")
    later = NOON + timedelta(hours=3)
    async with store.begin() as work:
        assert await work.letters.retry(Box.OUTBOX, letter)
        assert not await work.letters.retry(Box.OUTBOX, letter), "it is not dead any more"
        [row] = await work.outbox.lease(later, later + MINUTE, 5)
    assert (row.key, row.attempt, row.created_at) == ("a", 2, NOON)


async def test_what_was_overtaken_meanwhile_does_not_leave_by_being_tried_again(store: DbStore) -> None:
    async with store.begin() as work:
        await work.subjects.keep(
            [
                Settled(
                    id=SubjectId("page:1"),
                    kind="page",
                    state=b"{}",
                    wake_at=None,
                    stamp="v1",
                    generation=1,
                    account="acme",
                    open=True,
                )
            ],
            NOON,
        )
        await work.outbox.put([page("ring", guard=(SubjectId("page:1"), 1))], NOON)
        [row] = await work.outbox.lease(NOON, NOON + MINUTE, 1)
        await work.outbox.finish(row.id, row.attempt, Result.DEAD, {"why": "410"}, NOON)
        await work.subjects.keep(
            [
                Settled(
                    id=SubjectId("page:1"),
                    kind="page",
                    state=b"{}",
                    wake_at=None,
                    stamp="v1",
                    generation=2,
                    account="acme",
                    open=True,
                )
            ],
            NOON,
        )
    async with store.begin() as work:
        assert await work.letters.retry(Box.OUTBOX, row.id)
        assert await work.outbox.lease(NOON, NOON + MINUTE, 5) == ()


async def test_a_dropped_letter_is_over_and_its_words_are_gone(store: DbStore, database: Database) -> None:
    letter = await die(store, "a")
    async with store.begin() as work:
        assert await work.letters.drop(Box.OUTBOX, letter, "dropped: the customer has left")
        assert not await work.letters.drop(Box.OUTBOX, letter, "dropped: again")
        assert await work.letters.find(Box.OUTBOX, letter) is None
        assert await work.outbox.lease(NOON, NOON + MINUTE, 5) == ()
    assert await database.run("SELECT state, body, why FROM outbox") == [
        ("suppressed", "{}", "dropped: the customer has left")
    ]


async def test_a_message_that_is_tried_again_is_worked_as_if_it_had_just_come(store: DbStore) -> None:
    letter = await set_aside(store, "m1")
    async with store.begin() as work:
        [listed] = await work.letters.dead(Box.INBOX, 5)
        assert (listed.kind, listed.to, listed.why, listed.subject) == ("slack", "C1/U1", "KeyError", "")
        assert await work.letters.retry(Box.INBOX, letter)
        [row] = await work.inbox.waiting(NOON, 5)
    assert (row.key, row.attempts, row.body) == ("m1", 0, {"text": "words of m1"})


async def test_a_dropped_message_keeps_its_key_so_that_it_does_not_come_again(store: DbStore) -> None:
    letter = await set_aside(store, "m1")
    async with store.begin() as work:
        assert await work.letters.drop(Box.INBOX, letter, "dropped: a test")
    async with store.begin() as work:
        assert await work.inbox.put([incoming("m1")]) == 0
        assert await work.inbox.waiting(NOON, 5) == ()


@pytest.mark.parametrize("box", list(Box))
async def test_only_the_dead_can_be_retried_or_dropped(store: DbStore, box: Box) -> None:
    async with store.begin() as work:
        await work.outbox.put([outgoing("a")], NOON)
        await work.inbox.put([incoming("m1")])
        [letter] = await work.letters.waiting(box, 5)
        assert not await work.letters.retry(box, letter.id)
        assert not await work.letters.drop(box, letter.id, "dropped: why")
        assert await work.letters.find(box, letter.id) == letter
        assert await work.letters.find(box, 999) is None


async def test_what_waited_for_slack_is_released_and_nothing_else(store: DbStore) -> None:
    async with store.begin() as work:
        for key in ("held", "late"):
            await work.outbox.put([outgoing(key)], NOON)
        rows = {row.key: row for row in await work.outbox.lease(NOON, NOON + MINUTE, 5)}
        for key, why in (("held", "away"), ("late", "429")):
            row = rows[key]
            await work.outbox.postpone(row.id, row.attempt, NOON + MINUTE, why, spent=False)
        assert await work.outbox.release("away", NOON) == 1
        assert [row.key for row in await work.outbox.lease(NOON, NOON + MINUTE, 5)] == ["held"]
