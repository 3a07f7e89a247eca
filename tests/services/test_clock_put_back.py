"""The machine's clock was an hour ahead and is put right: nothing waits until that hour comes round again."""

from dataclasses import replace
from datetime import timedelta

from builders import MONDAY
from rig import Rig, heard, incoming, page, say

from ackline.services.operating.presence import Presence
from ackline.services.outgoing.circuit import FAILURES, FIRST_PAUSE, Circuit
from ackline.services.outgoing.posting import outgoing
from ackline.services.ports import Retry

FALLBACK = "fallback|webhook|a"
SOON = 30.0
HOUR = timedelta(hours=1)


async def put_back(rig: Rig) -> None:
    """A process said that it is there, its clock is put back by an hour, and it says so again."""
    presence = Presence(rig.store, rig.book, rig.clock)
    await presence.beat()
    rig.clock.put_back(hours=1)
    await presence.beat()


async def test_a_page_that_waits_for_another_try_is_not_an_hour_late(rig: Rig) -> None:
    rig.script.answers[FALLBACK] = [Retry("no answer", ambiguous=True)]
    await rig.put(page("loud", person=None))
    await rig.courier.deliver()
    await put_back(rig)
    await rig.forward(seconds=SOON)
    assert rig.script.left() == ["loud"]


async def test_a_process_that_starts_after_it_knows_too(rig: Rig) -> None:
    rig.script.answers["C1"] = [Retry("no answer")]
    await Presence(rig.store, rig.book, rig.clock).beat()
    await rig.put(say("card"))
    await rig.courier.deliver()
    rig.clock.put_back(hours=1)
    await Presence(rig.store, rig.book, rig.clock).begin()
    await rig.forward(seconds=SOON)
    assert rig.script.left() == ["card"]


async def test_what_slack_asked_to_wait_is_still_waited_for(rig: Rig) -> None:
    rig.script.answers["C1"] = [Retry("rate limited", after=1800, spent=False)]
    await rig.put(say("card"))
    await rig.courier.deliver()
    await put_back(rig)
    await rig.forward(minutes=29)
    assert rig.script.left() == []
    await rig.forward(minutes=1)
    assert rig.script.left() == ["card"]


async def test_an_hour_that_was_meant_is_waited_for_by_the_right_clock(rig: Rig) -> None:
    morning = MONDAY + 2 * HOUR
    row = outgoing(say("word"), rig.book.installation.id, "put")  # type: ignore[arg-type]
    async with rig.store.begin() as work:
        await work.outbox.put([replace(row, not_before=morning)], MONDAY)
    await put_back(rig)
    await rig.forward(hours=2, minutes=59)
    assert rig.script.left() == []
    await rig.forward(minutes=1)
    assert rig.clock.now() == morning and rig.script.left() == ["word"]


async def test_a_message_that_could_not_be_read_is_tried_again_soon(rig: Rig) -> None:
    async with rig.store.begin() as work:
        await work.inbox.put([incoming("m1", heard("1772452801.000000"))])
        await work.inbox.postpone("m1", MONDAY + timedelta(seconds=8), "it failed")
    await put_back(rig)
    await rig.forward(seconds=SOON)
    assert rig.rows("SELECT state FROM inbox WHERE key = 'm1'") == [("done",)]


async def test_pages_that_are_gathered_do_not_wait_for_the_old_hour(rig: Rig) -> None:
    await rig.put(*(page(f"ring {n}") for n in range(3)))
    await rig.courier.deliver()
    await rig.put(page("ring 4"), page("ring 5"))
    await rig.courier.deliver()
    assert len(rig.script.sent) == 3
    await put_back(rig)
    await rig.forward(seconds=SOON)
    assert set(rig.outbox().values()) == {"done"}


def test_slack_is_asked_whether_it_is_back_at_once() -> None:
    circuit = Circuit()
    for n in range(FAILURES):
        circuit.silent(f"C{n}", MONDAY)
    assert circuit.held_until(MONDAY) == MONDAY + FIRST_PAUSE
    assert circuit.held_until(MONDAY - HOUR) is None


async def test_a_clock_that_is_corrected_by_a_little_puts_nothing_back(rig: Rig) -> None:
    rig.script.answers["C1"] = [Retry("rate limited", after=1800, spent=False)]
    await rig.put(say("card"))
    await rig.courier.deliver()
    presence = Presence(rig.store, rig.book, rig.clock)
    await presence.beat()
    before = rig.rows("SELECT not_before FROM outbox")
    rig.clock.put_back(seconds=90)
    await presence.beat()
    assert rig.rows("SELECT not_before FROM outbox") == before
