"""Hours without Slack: one call in a while asks whether it is back, pages go round it, and then everything leaves."""

from datetime import timedelta

from builders import MONDAY
from rig import Rig, page, say, whisper

from ackline.services.outgoing.circuit import DESTINATIONS, FAILURES, LONGEST_PAUSE, Circuit
from ackline.services.ports import Permanent, Receipt, Retry

PLACES = [f"C{n}" for n in range(1, 9)]


def at(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def gone() -> Retry:
    return Retry("no answer from Slack", ambiguous=True, away=True)


async def away(rig: Rig, tries: int = 1000) -> None:
    """Slack answers nothing, and by now that is known."""
    for place in [*PLACES, "U0ADA", "U0ADA|slack_dm|", "fallback|slack_dm|C0FALLBACK"]:
        rig.script.answers[place] = [gone() for _ in range(tries)]
        rig.script.lookups[place] = [gone() for _ in range(tries)]
    await rig.put(*(say(f"to {place}", place) for place in PLACES))
    await rig.courier.deliver()


def calls(rig: Rig) -> int:
    """How often Slack was called without an answer since `away`."""
    left = sum(len(rig.script.answers[p]) + len(rig.script.lookups[p]) for p in rig.script.answers)
    return 2000 * len(rig.script.answers) - left


def back(rig: Rig) -> None:
    rig.script.answers.clear()
    rig.script.lookups.clear()


async def test_six_hours_without_slack_cost_a_call_a_minute_however_many_tickets_wait(rig: Rig) -> None:
    await away(rig)
    await rig.forward(minutes=5)
    before = calls(rig)
    await rig.forward(hours=6)
    assert calls(rig) - before == 360
    back(rig)
    await rig.forward(seconds=LONGEST_PAUSE.total_seconds())
    assert sorted(rig.script.left()) == [f"to {place}" for place in PLACES]
    assert len({row.key for row in rig.script.sent}) == len(rig.script.sent)


async def test_the_first_answer_lets_everything_leave_at_that_moment(rig: Rig) -> None:
    await away(rig)
    await rig.forward(minutes=30)
    back(rig)
    moments = await rig.engine.next_moment()
    assert moments is not None
    rig.clock.set(moments)
    await rig.engine.settle()
    assert len(rig.script.sent) == len(PLACES), "the probe and, with its answer, all that was held"


async def test_a_page_takes_its_other_way_at_once_and_the_fallback_channel_waits_for_slack(rig: Rig) -> None:
    await away(rig)
    await rig.put(
        page("dm", pager="slack_dm", address=""),
        page("phone"),
        page("loud", person=None, pager="slack_dm", address="C0FALLBACK"),
    )
    before = calls(rig)
    await rig.courier.deliver()
    assert rig.script.left() == ["phone"] and calls(rig) == before
    assert rig.outbox()["dm"] == "dead" and rig.outbox()["loud"] == "pending"
    assert [why for (why,) in rig.rows("SELECT body FROM inbox") if "PageFailed" in why and "does not answer" in why]


async def test_a_page_of_the_last_look_leaves_unverified_without_asking_slack(rig: Rig) -> None:
    await rig.open("P2")
    await away(rig)
    looks = len(rig.sight.looks)
    await rig.put(page("vp", look=True))
    await rig.courier.deliver()
    assert [row.verified for row in rig.script.sent if row.key == "vp"] == [False]
    assert len(rig.sight.looks) == looks


async def test_a_refusal_is_an_answer(rig: Rig) -> None:
    await away(rig)
    for place in PLACES:
        rig.script.answers[place] = [Permanent("is_archived")]
        rig.script.lookups[place] = []
    rig.clock.set(MONDAY + at(5))
    await rig.engine.settle()
    assert {state for key, state in rig.outbox().items() if key.startswith("to ")} == {"dead"}


async def test_what_arrived_without_an_answer_is_found_by_the_probe(rig: Rig) -> None:
    await away(rig)
    back(rig)
    rig.script.lookups["C1"] = [Receipt(channel="C1", ts="5.5")]
    await rig.forward(minutes=1)
    assert "to C1" not in rig.script.left() and rig.outbox()["to C1"] == "done"


def test_a_place_that_never_answers_says_nothing_about_slack() -> None:
    circuit = Circuit()
    for _ in range(100):
        assert not circuit.silent("C1", MONDAY) and not circuit.silent("C2", MONDAY)
    assert circuit.held_until(MONDAY) is None


def test_an_answer_between_silences_begins_the_count_anew() -> None:
    circuit = Circuit()
    for n in range(FAILURES - 1):
        assert not circuit.silent(f"C{n}", MONDAY)
    circuit.answered()
    assert not circuit.silent("C9", MONDAY)
    assert DESTINATIONS <= FAILURES


def test_probes_come_at_growing_intervals() -> None:
    circuit, now = Circuit(), MONDAY
    for n in range(FAILURES):
        circuit.silent(f"C{n}", now)
    pauses = []
    for _ in range(7):
        until = circuit.held_until(now)
        assert until is not None
        pauses.append((until - now).total_seconds())
        now = until
        assert circuit.held_until(now) is None
    assert pauses == [5, 10, 20, 40, 60, 60, 60]


async def test_a_limit_on_one_method_is_no_silence(rig: Rig) -> None:
    for place in PLACES:
        rig.script.answers[place] = [Retry("429", after=2, spent=False)]
    await rig.put(*(say(f"to {place}", place) for place in PLACES), whisper("psst"))
    await rig.courier.deliver()
    await rig.forward(seconds=2)
    assert len(rig.script.sent) == len(PLACES) + 1
