"""What is kept of people: expired when its time is over, forgotten when that is asked, and nobody else's with it."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from raw_database import Database
from store_rows import MINUTE, NOON, entry, incoming, keep, opening, outgoing

from ackline.adapters.db.store import DbStore
from ackline.adapters.wallclock import HandClock
from ackline.domain.ids import SubjectId, TextId
from ackline.services.operating.archive import Key
from ackline.services.operating.forgetting import ORDER
from ackline.services.operating.retention import AT_ONCE, Retention
from ackline.services.ports import Result, Work

DAY = timedelta(days=1)
OLD = NOON - 40 * DAY
NEW = NOON - 2 * DAY


async def ticket(store: DbStore, channel: str, ts: str, *, account: str, open: bool, at: datetime) -> str:
    """A ticket with its thread, its words, a fact, a card and the message that it came from."""
    subject = f"ticket:{channel}:{ts}"
    await keep(
        store, subject, kind="ticket", state=opening(channel, "U1", at), account=account, open=open, now=at, number=None
    )
    async with store.begin() as work:
        await work.threads.add(channel, ts, SubjectId(subject), "root", at)
        await work.texts.put(TextId(f"{channel}:{ts}"), f"words of {subject}", "U1", account, at)
        await work.journal.append([entry(f"e:{subject}", subject=SubjectId(subject))], at)
        await work.inbox.put([incoming(f"m:{channel}:{ts}", lane=f"{channel}:U1", at=at)])
        await work.inbox.finish(f"m:{channel}:{ts}", at)
        await work.inbox.put([incoming(f"tell/{subject}", lane=f"tell/{subject}", at=at)])
        await work.inbox.set_aside(f"tell/{subject}", at, "KeyError")
        card = {"kind": "ShowCard", "coalesce": f"card/{subject}"}
        for key, changes in (("card", card), ("redirect", {"coalesce": f"card/none/{subject}"}), ("said", {})):
            await work.outbox.put([outgoing(f"{key}/{subject}", subject=SubjectId(subject), **changes)], at)
        for row in await work.outbox.lease(at, at + MINUTE, 5):
            await work.outbox.finish(row.id, row.attempt, Result.DONE, {"channel": channel, "ts": "9.9"}, at)
    return subject


async def words(store: DbStore, name: str) -> str | None:
    async with store.read() as work:
        text = await work.texts.get(TextId(name))
    assert text is not None
    return text.words


async def test_the_words_of_closed_tickets_go_when_they_are_old_enough(store: DbStore, database: Database) -> None:
    await ticket(store, "C1", "1", account="acme", open=False, at=OLD)
    await ticket(store, "C1", "2", account="acme", open=True, at=OLD)
    await ticket(store, "C1", "3", account="acme", open=False, at=NEW)
    async with store.begin() as work:
        await work.texts.put(TextId("C1:9"), "chatter of old", "U1", "acme", OLD)
    await Retention(store, HandClock(NOON), 30).sweep()
    assert await words(store, "C1:1") is None and await words(store, "C1:9") is None
    assert await words(store, "C1:2") == "words of ticket:C1:2"
    assert await words(store, "C1:3") == "words of ticket:C1:3"
    kept = {str(key) for (key,) in await database.run("SELECT key FROM outbox")}
    new = {f"{key}/ticket:C1:3" for key in ("card", "redirect", "said")}
    assert kept == {"card/ticket:C1:2", *new}, "an open ticket's card is found again"
    assert {str(k) for (k,) in await database.run("SELECT key FROM inbox")} == {"m:C1:3", "tell/ticket:C1:3"}
    async with store.read() as work:
        for number in (1, 2, 3):
            assert await work.journal.verify(SubjectId(f"ticket:C1:{number}")) is None
        assert await work.outbox.receipt_of("card/ticket:C1:2") == {"channel": "C1", "ts": "9.9"}


async def test_what_still_waits_is_never_removed_however_old(store: DbStore) -> None:
    async with store.begin() as work:
        await work.outbox.put([outgoing("waits")], OLD)
        await work.inbox.put([incoming("m1", at=OLD)])
    await Retention(store, HandClock(NOON), 1).sweep()
    async with store.begin() as work:
        assert [row.key for row in await work.outbox.lease(NOON, NOON + MINUTE, 5)] == ["waits"]
        assert [row.key for row in await work.inbox.waiting(NOON, 5)] == ["m1"]


async def test_a_sweep_goes_through_all_of_it_in_small_steps(store: DbStore, database: Database) -> None:
    async with store.begin() as work:
        for number in range(AT_ONCE + 50):
            await work.texts.put(TextId(f"C1:{number}"), "words", "U1", "acme", OLD)
            await work.inbox.put([incoming(f"m{number}", lane=f"l{number}", at=OLD)])
            await work.inbox.finish(f"m{number}", OLD)
        await work.texts.put(TextId("C1:new"), "new words", "U1", "acme", NEW)
    await Retention(store, HandClock(NOON), 30).sweep()
    assert await database.run("SELECT count(*) FROM texts WHERE words IS NOT NULL") == [(1,)]
    assert await database.run("SELECT count(*) FROM inbox") == [(0,)]
    await Retention(store, HandClock(NOON), 30).sweep()
    assert await words(store, "C1:new") == "new words"


async def held(work: Work, account: str) -> Mapping[str, int]:
    return await work.archive.holdings(account, await work.archive.lanes_of(account))


async def forget(work: Work, account: str, limit: int = 2) -> Mapping[str, int]:
    """All of it, some rows at a time."""
    lanes, erased = await work.archive.lanes_of(account), Counter[str]()
    for part in ORDER:
        after: Key | None = None
        while (stretch := await work.archive.forget(account, lanes, part, after, limit)).after is not None:
            erased[part] += stretch.erased
            after = stretch.after
        erased[part] += stretch.erased
    await work.archive.forget_rosters()
    return erased


async def test_an_account_is_forgotten_and_no_other(store: DbStore, database: Database) -> None:
    await ticket(store, "C1", "1", account="acme", open=False, at=OLD)
    await ticket(store, "C2", "1", account="birch", open=False, at=OLD)
    async with store.begin() as work:
        await work.channels.moved("C1", "C1NEW", OLD)
        await work.inbox.put([incoming("m:C1NEW:5", lane="C1NEW:5:U1", at=NEW)])
        await work.inbox.finish("m:C1NEW:5", NEW)
        await work.config.put("roster", "r1", "names of acme", OLD)
        await work.config.put("roster", "r2", "names", NEW)
        await work.config.put("contract", "c1", "what was promised", OLD)
        await work.config.make_current("roster", "roster", "r2", NEW)
        there = await held(work, "acme")
    assert there == {"texts": 1, "facts": 1, "sent": 3, "received": 3, "threads": 1, "tickets": 1}
    async with store.begin() as work:
        assert await forget(work, "acme") == there
    async with store.read() as work:
        assert set((await held(work, "acme")).values()) == {0}
        assert await held(work, "birch") == there | {"received": 2}
        assert await work.subjects.read(SubjectId("ticket:C1:1")) is None
        assert await work.threads.find("C1", "1") is None
        assert await work.journal.verify(SubjectId("ticket:C1:1")) is None
        [fact] = await work.journal.of(SubjectId("ticket:C1:1"))
        assert (fact.body, fact.why, fact.clauses, fact.kind) == ({}, (), ("STR-1",), "ChannelLost")
        text = await work.texts.get(TextId("C1:1"))
        assert text is not None and (text.words, text.author) == (None, "")
    assert await words(store, "C2:1") == "words of ticket:C2:1"
    assert sorted(str(v) for (v,) in await database.run("SELECT version FROM config")) == ["c1", "r2"]


async def test_what_still_waits_to_be_said_about_a_forgotten_account_is_not_said_but_pagers_are_told_to_stop(
    store: DbStore, database: Database
) -> None:
    subject = SubjectId(await ticket(store, "C1", "1", account="acme", open=True, at=NEW))
    async with store.begin() as work:
        for key, kind in (("ring", "Deliver"), ("say", "Say"), ("close", "Close"), ("over", "Amend")):
            await work.outbox.put([outgoing(key, subject=subject, kind=kind)], NEW)
        await work.inbox.put([incoming("tell/new", lane=f"tell/{subject}"), incoming("m:C1:7", lane="C1:U1")])
        await forget(work, "acme")
    assert sorted(str(key) for (key,) in await database.run("SELECT key FROM outbox")) == ["close", "over"]
    assert [str(key) for (key,) in await database.run("SELECT key FROM inbox")] == ["m:C1:7"]


async def test_an_account_whose_name_begins_another_is_not_that_other(store: DbStore) -> None:
    await ticket(store, "C1", "1", account="acme", open=False, at=OLD)
    await ticket(store, "C12", "1", account="acme-labs", open=False, at=OLD)
    async with store.begin() as work:
        before = await held(work, "acme-labs")
        await forget(work, "acme")
        assert await held(work, "acme-labs") == before


async def test_what_one_person_wrote_is_forgotten_in_every_channel(store: DbStore) -> None:
    async with store.begin() as work:
        for name, author, account in (("C1:1", "U1", "acme"), ("C2:1", "U1", "birch"), ("C1:2", "U2", "acme")):
            await work.texts.put(TextId(name), "words", author, account, OLD)
        assert await work.archive.holdings_of_user("U1") == 2
        assert await work.archive.forget_user("U1") == 2
        assert await work.archive.holdings_of_user("U1") == 0
    assert await words(store, "C1:1") is None and await words(store, "C1:2") == "words"


async def test_forgotten_words_stay_forgotten_when_slack_tells_them_again(store: DbStore) -> None:
    async with store.begin() as work:
        await work.texts.put(TextId("C1:1"), "words", "U1", "acme", OLD)
        await forget(work, "acme")
        await work.texts.put(TextId("C1:1"), "words", "U1", "acme", OLD)
    assert await words(store, "C1:1") is None


async def test_what_is_handed_out_of_an_account_is_all_of_it_page_by_page(store: DbStore) -> None:
    for number in range(5):
        await ticket(store, "C1", str(number), account="acme", open=True, at=NEW)
    await ticket(store, "C2", "1", account="birch", open=True, at=NEW)
    await keep(store, "account:acme", kind="account", account=None)
    async with store.read() as work:
        first = await work.archive.subjects_of("acme", "", 4)
        rest = await work.archive.subjects_of("acme", first[-1], 4)
        texts = await work.archive.texts_of("acme", "", 10)
    assert [*first, *rest] == ["account:acme", *(f"ticket:C1:{n}" for n in range(5))]
    assert list(texts) == [f"C1:{n}" for n in range(5)]
