"""Channels that go by another id from some moment on, and catch-up across it and across a clock that is wrong."""

from datetime import timedelta

from builders import MONDAY
from rig import Rig, heard, incoming

from ackline.services.ports import Incoming, Json

ROOT = "1772452801.000000"


def under(channel: str, body: Json) -> Json:
    """The same message as it is told under another id of its channel."""
    return {"heard": [one | {"channel": channel} for one in body["heard"]]}


def message(channel: str, ts: str, text: str, *, thread: str | None = None) -> Incoming:
    body = under(channel, heard(ts, text))
    body["heard"][0] |= {"thread": thread}
    return incoming(f"m:{channel}:{ts}", body)


async def comes(rig: Rig, row: Incoming) -> None:
    async with rig.store.begin() as work:
        await work.inbox.put([row])
    await rig.worker.drain()


async def moves(rig: Rig, old: str, new: str) -> None:
    async with rig.store.begin() as work:
        await work.channels.moved(old, new, rig.clock.now())


async def test_a_message_that_is_read_again_under_its_channels_new_id_is_no_news(rig: Rig) -> None:
    await comes(rig, message("C1", ROOT, "P3: it is slow"))
    await comes(rig, message("C1", "1772452802.000000", "P1: now it is down", thread=ROOT))
    facts = rig.rows("SELECT event_id FROM journal ORDER BY id")
    threads = rig.rows("SELECT channel, ts, subject FROM threads ORDER BY ts")
    await moves(rig, "C1", "C9NEW")
    await comes(rig, message("C9NEW", ROOT, "P3: it is slow"))
    await comes(rig, message("C9NEW", "1772452802.000000", "P1: now it is down", thread=ROOT))
    assert rig.rows("SELECT event_id FROM journal ORDER BY id") == facts
    assert rig.rows("SELECT channel, ts, subject FROM threads ORDER BY ts") == threads


async def test_what_came_under_a_new_id_before_the_move_was_known_is_found_by_catch_up(rig: Rig) -> None:
    early = message("C9NEW", ROOT, "P1: production is down")
    await comes(rig, early)
    assert rig.rows("SELECT count(*) FROM subjects WHERE kind = 'ticket'") == [(0,)]
    await moves(rig, "C1", "C9NEW")
    rig.sight.said = [early]
    await rig.lookout.catch_up()
    assert ("C9NEW", None) in rig.sight.asked
    assert rig.rows("SELECT id FROM subjects WHERE kind = 'ticket'") == [(f"ticket:C1:{ROOT}",)]


async def test_a_clock_that_was_an_hour_ahead_hides_nothing_from_catch_up(rig: Rig) -> None:
    await rig.lookout.catch_up()
    rig.clock.set(MONDAY + timedelta(minutes=70))
    await rig.lookout.catch_up()
    rig.clock.set(MONDAY + timedelta(minutes=11))
    await rig.lookout.catch_up()
    watermark = next(mark for channel, mark in reversed(rig.sight.asked) if channel == "C1")
    assert watermark is not None and float(watermark) < (MONDAY + timedelta(minutes=10)).timestamp()
