"""What was missed is found by reading: with the keys of the events that were lost."""

from datetime import timedelta

import pytest

from ackline.adapters.slack.catchup import HARDLY, SlackEyes
from ackline.adapters.slack.state import read_state
from ackline.adapters.slack.translate import read
from ackline.services.ports import Retry


@pytest.fixture
def eyes(bot):
    return SlackEyes(bot.client, bot.me, bot.clock)


def events(rows):
    return {row.key: row for row in rows if row.source == "slack"}


def states(rows):
    found = [read_state(row.body) for row in rows]
    return {ts: sorted(marks) for state in found if state is not None for ts, marks in state.marks.items()}


def kinds(bot, rows):
    return [type(read(row.body, bot.me, row.received_at)).__name__ for row in rows if row.source == "slack"]


async def test_a_look_makes_the_rows_that_the_events_made(bot, eyes):
    ts = await bot.slack.post("C0ACME", "bob", "stuck")
    await bot.slack.post("C0ACME", "ana", "looking", thread_ts=ts)
    await bot.slack.edit("C0ACME", ts, "stuck, P1")
    heard = {row.key for row in bot.heard}
    seen = events(await eyes.look("C0ACME", ts))
    assert set(seen) == heard
    assert kinds(bot, seen.values()) == ["Heard", "Altered", "Heard"]
    first = next(iter(seen.values()))
    live = read(bot.heard[0].body, bot.me, bot.heard[0].received_at)
    again = read(first.body, bot.me, first.received_at)
    assert (again.user, again.team, again.at, again.channel) == (live.user, live.team, live.at, live.channel)


async def test_a_look_sees_who_put_which_emoji_where_and_that_none_is_left(bot, eyes):
    ts = await bot.slack.post("C0ACME", "bob", "stuck")
    card = (await bot.client.chat_postMessage(channel="C0ACME", text="card", thread_ts=ts))["ts"]
    await bot.slack.react("C0ACME", card, "ana", "eyes::skin-tone-2")
    await bot.slack.react("C0ACME", card, "tom", "eyes")
    rows = await eyes.look("C0ACME", ts)
    assert states(rows) == {ts: [], card: [("U0ANA", "eyes"), ("U0TOM", "eyes")]}
    assert (read_state(rows[-1].body).channel, read_state(rows[-1].body).thread) == ("C0ACME", ts)


async def test_a_set_of_emoji_that_comes_back_is_news_again(bot, eyes):
    ts = await bot.slack.post("C0ACME", "bob", "stuck")
    keys = []
    for change in (None, bot.slack.react, bot.slack.unreact):
        if change:
            await change("C0ACME", ts, "ana", "eyes")
        keys += [row.key for row in await eyes.look("C0ACME", ts) if row.source == "state"]
    assert len(set(keys)) == 3


async def test_what_a_look_sees_is_as_of_before_it_began(bot, eyes):
    ts = await bot.slack.post("C0ACME", "bob", "stuck")
    (row,) = [row for row in await eyes.look("C0ACME", ts) if row.source == "state"]
    reacted = await bot.slack.react("C0ACME", ts, "ana", "eyes")
    assert read_state(row.body).at <= read(bot.heard[-1].body, bot.me, bot.clock.now()).at
    assert reacted


class MovedClock:
    """A machine's clock that is wrong, and goes on."""

    def __init__(self, bot, wrong):
        self._bot, self._wrong, self._passed = bot, wrong, timedelta()

    def now(self):
        self._passed += timedelta(milliseconds=1)
        return self._bot.clock.now() + self._wrong + self._passed


@pytest.mark.parametrize("wrong", [timedelta(hours=-1), timedelta(hours=1)], ids=["behind", "ahead"])
async def test_a_look_is_dated_by_slacks_clock_and_received_by_ours(bot, wrong):
    ts = await bot.slack.post("C0ACME", "bob", "stuck")
    await bot.slack.react("C0ACME", ts, "ana", "eyes")
    eyes = SlackEyes(bot.client, bot.me, MovedClock(bot, wrong))
    found = [row for _ in range(3) for row in await eyes.look("C0ACME", ts)]
    found += await eyes.since("C0ACME", "1.000000")
    seen = [row for row in found if row.source == "state"]
    assert len({row.key for row in seen}) == 4, "each look is news of its own"
    for row in seen:
        assert abs(read_state(row.body).at - bot.clock.now()) < 2 * HARDLY
        assert abs(row.received_at - bot.clock.now() - wrong) < timedelta(minutes=1)


@pytest.mark.parametrize("replied", [False, True])
async def test_a_deleted_root_is_told_with_the_key_of_its_event(bot, eyes, replied):
    ts = await bot.slack.post("C0ACME", "bob", "stuck")
    if replied:
        await bot.slack.post("C0ACME", "ana", "looking", thread_ts=ts)
    await bot.slack.delete("C0ACME", ts)
    rows = await eyes.look("C0ACME", ts)
    assert bot.heard[-1].key in events(rows)
    assert "Removed" in kinds(bot, rows)


async def test_long_threads_are_read_to_their_end(bot, eyes, monkeypatch):
    monkeypatch.setattr("ackline.adapters.slack.catchup._PAGE", 3)
    ts = await bot.slack.post("C0ACME", "bob", "stuck")
    for number in range(7):
        await bot.slack.post("C0ACME", "ana", f"{number}", thread_ts=ts)
    assert len(events(await eyes.look("C0ACME", ts))) == 8
    assert len(await bot.slack.calls("conversations.replies")) == 3


async def test_a_channel_is_read_from_its_watermark_oldest_first_with_its_threads(bot, eyes):
    mark = await bot.slack.post("C0ACME", "bob", "before")
    first = await bot.slack.post("C0ACME", "bob", "one")
    second = await bot.slack.post("C0ACME", "bob", "two")
    reply = await bot.slack.post("C0ACME", "bob", "more", thread_ts=first)
    await bot.slack.react("C0ACME", second, "ana", "eyes")
    rows = await eyes.since("C0ACME", mark)
    assert list(events(rows)) == [f"m:C0ACME:{ts}" for ts in (first, reply, second)]
    assert set(events(rows)) < {row.key for row in bot.heard}
    assert states(rows)[second] == [("U0ANA", "eyes")]


async def test_pages_of_history_are_put_in_order(bot, eyes, monkeypatch):
    monkeypatch.setattr("ackline.adapters.slack.catchup._PAGE", 2)
    sent = [await bot.slack.post("C0ACME", "bob", f"{n}") for n in range(5)]
    rows = await eyes.since("C0ACME", "1.000001")
    assert [row.body["event"]["ts"] for row in rows] == sent


async def test_what_was_said_before_the_bot_came_is_not_read(bot, eyes):
    await bot.slack.post("C0ACME", "bob", "old")
    assert await eyes.since("C0ACME", None) == ()


async def test_catching_up_waits_for_slack_where_a_look_does_not(bot):
    pauses = []

    async def pause(seconds):
        pauses.append(seconds)

    eyes = SlackEyes(bot.client, bot.me, bot.clock, pause)
    sent = [await bot.slack.post("C0ACME", "bob", f"{n}") for n in range(3)]
    await bot.slack.post("C0ACME", "ana", "looking", thread_ts=sent[0])
    for method in ("conversations.history", "conversations.replies"):
        await bot.slack.fault(method, "rate_limited", times=2, retry_after=60)
    rows = await eyes.since("C0ACME", "1.000001")
    assert pauses == [60, 60, 60, 60] and len(events(rows)) == 4
    await bot.slack.fault("conversations.replies", "rate_limited", retry_after=60)
    with pytest.raises(Retry, match="rate limited"):
        await eyes.look("C0ACME", sent[0])
    assert len(pauses) == 4


async def test_an_app_that_may_read_15_messages_at_once_reads_all_of_them(bot, eyes, monkeypatch):
    monkeypatch.setattr("ackline.adapters.slack.catchup._PAGE", 15)
    sent = [await bot.slack.post("C0ACME", "bob", f"{n}") for n in range(40)]
    rows = await eyes.since("C0ACME", "1.000001")
    assert list(events(rows)) == [f"m:C0ACME:{ts}" for ts in sent]
    assert len(await bot.slack.calls("conversations.history")) == 3


@pytest.mark.parametrize("fault", ["rate_limited", "reset_before", "slack_error"])
async def test_what_cannot_be_read_is_said(bot, eyes, fault, monkeypatch):
    monkeypatch.setattr("ackline.adapters.slack.catchup.PATIENCE_SECONDS", 10.0)
    ts = await bot.slack.post("C0ACME", "bob", "stuck")
    for method, reading in (("conversations.replies", eyes.look), ("conversations.history", eyes.since)):
        # Twice: aiohttp repeats a GET by itself when a connection that was kept open has been closed.
        await bot.slack.fault(method, fault, times=2, error="channel_not_found")
        with pytest.raises(Retry):
            await reading("C0ACME", ts)


async def test_a_look_that_takes_too_long_ends(bot, eyes, monkeypatch):
    monkeypatch.setattr("ackline.adapters.slack.catchup.LOOK_SECONDS", 0.05)
    ts = await bot.slack.post("C0ACME", "bob", "stuck")
    await bot.slack.fault("conversations.replies", "timeout_before", times=1, seconds=1.0)
    with pytest.raises(Retry, match="in time"):
        await eyes.look("C0ACME", ts)


async def test_the_keys_of_looks_at_rest_differ_only_by_time(bot, eyes):
    ts = await bot.slack.post("C0ACME", "bob", "stuck")
    first = await eyes.look("C0ACME", ts)
    await bot.slack.forward(timedelta(seconds=1))
    second = await eyes.look("C0ACME", ts)
    assert set(events(first)) == set(events(second))
