"""The courier: what becomes of a delivery that fails, may have arrived, comes too late or too often."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import MONDAY, TICKET, ada
from rig import Rig, incoming, inform, page, say, whisper

from ackline.domain.authority import Act
from ackline.domain.effects import Audience, Guard, ShowCard
from ackline.domain.ids import EventId
from ackline.services.outgoing import lookout
from ackline.services.outgoing.courier import POST_ATTEMPTS, POST_PATIENCE, Courier
from ackline.services.outgoing.posting import outgoing
from ackline.services.ports import Permanent, Receipt, Retry

PHONE = "U0ADA|webhook|a"


def at(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def facts(rig: Rig, kind: str) -> list[str]:
    """The facts of a kind that were put into the inbox."""
    return [key for (key,) in rig.rows(f'SELECT key FROM inbox WHERE body LIKE \'%"kind":"{kind}"%\'')]


async def test_a_delivery_ends_with_its_receipt_and_is_not_repeated(rig: Rig) -> None:
    await rig.put(say("hello"))
    assert await rig.courier.deliver() == 1
    assert await rig.courier.deliver() == 0
    assert rig.script.left() == ["hello"] and rig.outbox() == {"hello": "done"}
    assert rig.script.looked_for == [], "a first attempt has nothing to look for"


async def test_a_failure_is_tried_again_later_and_looked_for_first(rig: Rig) -> None:
    rig.script.answers["C1"] = [Retry("503", ambiguous=True)]
    await rig.put(say("hello"))
    await rig.courier.deliver()
    assert await rig.courier.deliver() == 0, "not at once"
    rig.clock.set(MONDAY + at(2))
    await rig.courier.deliver()
    assert rig.script.looked_for == ["hello"] and rig.script.left() == ["hello"]
    assert rig.rows("SELECT attempt, state FROM outbox") == [(2, "done")]


async def test_what_had_arrived_is_not_sent_again(rig: Rig) -> None:
    rig.script.answers["C1"] = [Retry("timed out", ambiguous=True)]
    rig.script.lookups["C1"] = [Receipt(channel="C1", ts="5.5")]
    await rig.put(say("hello"))
    await rig.courier.deliver()
    rig.clock.set(MONDAY + at(2))
    await rig.courier.deliver()
    assert rig.script.sent == [] and rig.outbox() == {"hello": "done"}
    assert "5.5" in str(rig.rows("SELECT receipt FROM outbox"))


async def test_when_looking_is_impossible_a_page_goes_out_marked_and_a_post_waits(rig: Rig) -> None:
    for destination in ("C1", PHONE):
        rig.script.answers[destination] = [Retry("timed out", ambiguous=True)]
        rig.script.lookups[destination] = [Retry("cannot be read")]
    await rig.put(say("post"), page("ring"))
    await rig.courier.deliver()
    rig.clock.set(MONDAY + at(2))
    await rig.courier.deliver()
    assert rig.script.left() == ["ring"] and rig.script.risky == ["ring"]
    assert rig.outbox() == {"post": "pending", "ring": "done"}
    rig.clock.set(MONDAY + at(30))
    await rig.courier.deliver()
    assert rig.script.left() == ["ring", "post"] and rig.script.risky == ["ring"]


async def test_a_rate_limit_costs_no_attempt(rig: Rig) -> None:
    rig.script.answers["C1"] = [Retry("429", after=7, spent=False)]
    await rig.put(say("hello"))
    await rig.courier.deliver()
    assert rig.rows("SELECT attempt FROM outbox") == [(0,)]
    rig.clock.set(MONDAY + at(6.9))
    assert await rig.courier.deliver() == 0
    rig.clock.set(MONDAY + at(7))
    await rig.courier.deliver()
    assert rig.script.left() == ["hello"] and rig.script.looked_for == []


@pytest.mark.parametrize(
    ("after", "reach_by", "goes_on"),
    [
        (29, None, False),
        (31, None, True),
        (20, MONDAY + at(25), False),
        (20, MONDAY + at(15), True),
        (1, MONDAY - at(5), True),
    ],
)
async def test_a_page_held_up_for_longer_than_it_has_goes_to_the_next_pager_now(
    rig: Rig, after: float, reach_by, goes_on: bool
) -> None:
    rig.script.answers[PHONE] = [Retry("429", after=after, spent=False)]
    await rig.put(page("ring", reach_by=reach_by))
    await rig.courier.deliver()
    assert rig.outbox() == {"ring": "dead" if goes_on else "pending"}
    assert len(facts(rig, "PageFailed")) == int(goes_on)


async def test_a_page_is_given_up_after_two_attempts_within_a_minute(rig: Rig) -> None:
    rig.script.answers[PHONE] = [Retry("500"), Retry("500")]
    await rig.put(page("ring"))
    await rig.courier.deliver()
    rig.clock.set(MONDAY + at(2))
    await rig.courier.deliver()
    assert rig.outbox() == {"ring": "dead"} and len(facts(rig, "PageFailed")) == 1


async def test_the_fallback_channel_is_never_given_up(rig: Rig) -> None:
    destination = "fallback|slack_dm|a"
    rig.script.answers[destination] = [Retry("500")] * 20
    await rig.put(page("loud", person=None, pager="slack_dm"))
    for _ in range(25):
        await rig.courier.deliver()
        rig.clock.set(rig.clock.now() + at(61))
    assert rig.outbox() == {"loud": "done"}


async def test_what_can_never_be_delivered_is_dead_and_said_so_once(rig: Rig) -> None:
    rig.script.answers["C1"] = [Permanent("is_archived")]
    rig.script.answers[PHONE] = [Permanent("410")]
    await rig.put(say("post"), page("ring"))
    await rig.courier.deliver()
    assert rig.outbox() == {"post": "dead", "ring": "dead"}
    assert (len(facts(rig, "ChannelLost")), len(facts(rig, "PageFailed"))) == (1, 1)


async def test_a_post_outlasts_an_outage_of_slack_and_is_given_up_after_a_day(rig: Rig) -> None:
    rig.script.answers["U0ADA"] = [Retry("500")] * 361
    await rig.put(whisper("psst"))
    for _ in range(360):
        assert await rig.courier.deliver() == 1
        rig.clock.set(rig.clock.now() + at(61))
    assert rig.outbox() == {"whisper/psst/U0ADA": "pending"}
    rig.clock.set(rig.clock.now() + POST_PATIENCE)
    assert await rig.courier.deliver() == 1
    assert rig.outbox() == {"whisper/psst/U0ADA": "dead"}


async def test_a_post_that_keeps_failing_by_a_fault_of_ours_becomes_a_dead_letter(rig: Rig) -> None:
    rig.script.answers["U0ADA"] = [ZeroDivisionError()] * POST_ATTEMPTS
    await rig.put(whisper("psst"))
    for _ in range(POST_ATTEMPTS):
        assert await rig.courier.deliver() == 1
        rig.clock.set(rig.clock.now() + at(61))
    assert rig.outbox() == {"whisper/psst/U0ADA": "dead"}


async def test_a_fault_of_ours_is_tried_again_and_stops_no_other(rig: Rig) -> None:
    rig.script.answers["C1"] = [ZeroDivisionError()]
    await rig.put(say("broken"), whisper("fine"))
    await rig.courier.deliver()
    assert rig.script.left() == ["whisper/fine/U0ADA"]
    assert rig.outbox()["broken"] == "pending"


# ---------------------------------------------------------------- order, speed


async def test_what_one_ticket_says_in_one_place_leaves_in_order(rig: Rig) -> None:
    rig.script.answers["C1"] = [Retry("500")]
    await rig.put(say("first"), say("second"))
    await rig.courier.deliver()
    await rig.courier.deliver()
    assert rig.script.sent == []
    await rig.forward(seconds=10)
    assert rig.script.left() == ["first", "second"]


async def test_a_slow_destination_delays_no_other(rig: Rig) -> None:
    rig.script.answers["C1"] = ["slow"]
    await rig.put(say("slow"))
    assert await rig.courier.begin() == 1
    await rig.put(page("ring"), whisper("psst"))
    assert await rig.courier.begin() == 2
    for _ in range(200):
        if len(rig.script.sent) == 2:
            break
        await asyncio.sleep(0.01)
    assert sorted(rig.script.left()) == ["ring", "whisper/psst/U0ADA"]
    rig.script.release.set()
    await rig.courier.finished()
    assert set(rig.outbox().values()) == {"done"}


async def test_a_lease_that_ran_out_fences_off_whoever_held_it(rig: Rig) -> None:
    rig.script.answers["C1"] = ["slow"]
    await rig.put(say("hello"))
    await rig.courier.begin()
    await asyncio.sleep(0)  # the call has begun
    rig.clock.set(MONDAY + at(61))
    rig.script.lookups["C1"] = [Receipt(channel="C1", ts="5.5")]
    other = Courier(rig.store, rig.script, rig.lookout, rig.clock)
    assert await other.deliver() == 1
    assert "5.5" in str(rig.rows("SELECT receipt FROM outbox"))
    rig.script.release.set()
    await rig.courier.finished()
    assert "5.5" in str(rig.rows("SELECT receipt FROM outbox")), "the old attempt changes nothing"


async def test_no_call_is_begun_on_a_lease_that_ran_out_meanwhile(rig: Rig) -> None:
    await rig.put(say("hello"))
    await rig.courier.begin()
    rig.clock.set(MONDAY + at(61))  # as after a SIGSTOP, before the first step of the delivery
    await rig.courier.finished()
    assert rig.script.sent == []
    assert rig.rows("SELECT state, attempt FROM outbox") == [("pending", 0)]
    await rig.courier.deliver()
    assert len(rig.script.sent) == 1


async def test_a_delivery_that_does_not_end_at_a_stop_is_given_back_and_looked_for_at_once(rig: Rig) -> None:
    rig.script.answers["C1"] = ["slow"]
    await rig.put(say("hello"))
    await rig.courier.begin()
    await rig.courier.stop(0.01)
    assert rig.rows("SELECT state, attempt, lease_until FROM outbox") == [("pending", 1, None)]
    rig.script.lookups["C1"] = [Receipt(channel="C1", ts="5.5")]
    await rig.courier.deliver()
    assert "5.5" in str(rig.rows("SELECT receipt FROM outbox"))


async def test_the_states_of_one_card_coalesce_to_the_newest(rig: Rig) -> None:
    await rig.open("P3")
    card = ShowCard(ticket=TICKET, audience=Audience.CUSTOMER)
    await rig.courier.deliver()
    before = len(rig.script.left("ShowCard"))
    async with rig.store.begin() as work:
        for n in range(5):
            row = outgoing(card, TICKET, EventId("e"))
            await work.outbox.put([replace(row, key=f"card/{n}")], rig.clock.now())
    await rig.courier.deliver()
    assert rig.script.left("ShowCard")[before:] == ["card/4"]


async def test_a_delivered_card_is_known_as_the_tickets(rig: Rig) -> None:
    await rig.open("P3")
    await rig.courier.deliver()
    places = {place for (place,) in rig.rows("SELECT place FROM threads")}
    assert places == {"root", "card", "triage"}


# ---------------------------------------------------------------- acknowledgements and the last look


async def guarded(rig: Rig, key: str, *, look: bool = False) -> None:
    generation = (await rig.ticket()).generation
    await rig.put(page(key, guard=Guard(ticket=TICKET, generation=generation), look=look))


async def test_after_an_acknowledgement_no_page_of_that_generation_leaves(rig: Rig) -> None:
    await rig.open("P2")
    await guarded(rig, "ring")
    await rig.act(Act.ACKNOWLEDGE, ada)
    await rig.courier.deliver()
    assert "ring" not in rig.script.left() and rig.outbox()["ring"] == "suppressed"


async def test_a_page_that_was_postponed_is_looked_at_again_before_it_leaves(rig: Rig) -> None:
    await rig.open("P2")
    rig.script.answers[PHONE] = [Retry("500")]
    await guarded(rig, "ring")
    await rig.courier.deliver()
    await rig.act(Act.ACKNOWLEDGE, ada)
    await rig.forward(seconds=30)
    assert "ring" not in rig.script.left() and rig.outbox()["ring"] == "suppressed"


async def test_the_last_look_is_taken_before_a_page_leaves_and_once(rig: Rig) -> None:
    await rig.open("P2")
    await guarded(rig, "ring", look=True)
    await rig.courier.deliver()
    assert rig.sight.looks == [("C1", "1772452800.000000")]
    assert [row.verified for row in rig.script.sent if row.key == "ring"] == [True]
    await rig.courier.deliver()
    assert len(rig.sight.looks) == 1


async def test_a_page_goes_out_unverified_when_slack_cannot_be_read(rig: Rig) -> None:
    await rig.open("P2")
    rig.sight.blind = True
    await guarded(rig, "ring", look=True)
    await rig.courier.deliver()
    assert [row.verified for row in rig.script.sent if row.key == "ring"] == [False]


async def test_a_look_that_fails_by_a_fault_of_ours_keeps_no_page_back(rig: Rig) -> None:
    await rig.open("P2")
    rig.sight.fault = ZeroDivisionError()
    await guarded(rig, "ring", look=True)
    await rig.courier.deliver()
    assert [row.verified for row in rig.script.sent if row.key == "ring"] == [False]


async def test_a_look_that_does_not_end_keeps_no_page_back(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout, "LOOK_SECONDS", 0.02)
    await rig.open("P2")
    rig.sight.stuck = asyncio.Event()
    await guarded(rig, "ring", look=True)
    await rig.courier.deliver()
    assert [row.verified for row in rig.script.sent if row.key == "ring"] == [False]
    rig.sight.stuck.set()


async def test_a_reply_that_the_last_look_finds_keeps_the_page_back(rig: Rig) -> None:
    await rig.open("P2")
    one = {
        "channel": "C1",
        "ts": "1772452900.000000",
        "thread": "1772452800.000000",
        "user": "U0ADA",
        "team": "T0V",
        "text": "on it",
        "files": 0,
        "at": MONDAY.isoformat(),
    }
    rig.sight.there = [incoming("found", {"heard": [one]})]
    await guarded(rig, "ring", look=True)
    await rig.courier.deliver()
    assert (await rig.ticket()).acknowledged_by == "U0ADA"
    assert rig.outbox()["ring"] == "suppressed" and "ring" not in rig.script.left()


async def test_looking_holds_up_no_page_that_needs_no_look(rig: Rig) -> None:
    await rig.open("P2")
    await guarded(rig, "vp", look=True)
    await rig.put(page("on-call"))
    assert await rig.courier.begin() >= 1
    await rig.courier.finished()
    assert "on-call" in rig.script.left() and "vp" not in rig.script.left()


# ---------------------------------------------------------------- storms


async def test_many_pages_of_one_moment_to_one_person_are_one_with_a_count(rig: Rig) -> None:
    await rig.put(*(page(f"ring {n}") for n in range(12)))
    await rig.courier.deliver()
    assert len(rig.script.sent) == 1
    [merged] = rig.script.to("U0ADA|webhook")
    first = "".join(part.value for part in merged.words.lines[0])  # type: ignore[union-attr]
    assert first == "12 pages at once"
    assert set(rig.outbox().values()) == {"done"}
    assert len(facts(rig, "PageDelivered")) == 12


async def test_three_pages_leave_as_they_are_and_what_follows_is_gathered(rig: Rig) -> None:
    await rig.put(*(page(f"ring {n}") for n in range(3)))
    await rig.courier.deliver()
    assert len(rig.script.sent) == 3
    rig.clock.set(MONDAY + at(5))
    await rig.put(page("ring 4"), page("ring 5"))
    await rig.courier.deliver()
    assert len(rig.script.sent) == 3
    await rig.forward(seconds=20)
    assert len(rig.script.sent) == 4 and set(rig.outbox().values()) == {"done"}


async def test_a_storm_to_one_person_delays_no_other(rig: Rig) -> None:
    await rig.put(*(page(f"ring {n}") for n in range(9)), page("other", person="U0BEN"), inform("told"))
    await rig.courier.deliver()
    assert {"other", "told"} <= set(rig.script.left())


async def test_a_merged_page_that_fails_fails_for_each_ticket(rig: Rig) -> None:
    rig.script.answers[PHONE] = [Permanent("410")]
    await rig.put(*(page(f"ring {n}") for n in range(5)))
    await rig.courier.deliver()
    assert set(rig.outbox().values()) == {"dead"} and len(facts(rig, "PageFailed")) == 5


def looked_for(rig: Rig) -> list[str]:
    return [key.partition("/")[0] for key in rig.script.looked_for]


async def test_what_was_gathered_is_looked_for_where_it_left_and_sent_anew_when_it_is_not_there(rig: Rig) -> None:
    rig.script.answers[PHONE] = [Retry("reset", ambiguous=True)]
    await rig.put(*(page(f"ring {n}") for n in range(4)))
    await rig.courier.deliver()
    rig.clock.set(MONDAY + at(2))
    again = Courier(rig.store, rig.script, rig.lookout, rig.clock)
    await again.deliver(limit=1)
    await again.deliver()
    assert looked_for(rig) == ["storm", "storm"] and rig.script.risky == []
    alone, together = rig.script.left()
    assert alone == "ring 0" and together.startswith("storm/"), "who waited behind was not in what left alone"
    assert len(set(rig.script.looked_for)) == 1 and together not in rig.script.looked_for


async def test_what_was_gathered_and_is_found_is_delivered_for_each(rig: Rig) -> None:
    rig.script.answers["U0ADA|slack_dm|a"] = [Retry("reset", ambiguous=True)]
    rig.script.lookups["U0ADA|slack_dm|a"] = [Receipt(channel="D1", ts="5.5")]
    await rig.put(*(page(f"ring {n}", pager="slack_dm") for n in range(4)))
    await rig.courier.deliver()
    rig.clock.set(MONDAY + at(2))
    await rig.courier.deliver()
    await rig.courier.deliver()
    shown = [row.key.partition("/")[0] for row in rig.script.sent]
    assert shown == ["shown"], "it is brought up to date, and none of its pages is sent again"
    assert len(facts(rig, "PageDelivered")) == 4


async def test_a_page_that_was_tried_alone_is_not_taken_for_those_of_a_storm(rig: Rig) -> None:
    rig.script.answers[PHONE] = [Retry("reset", ambiguous=True)]
    rig.script.lookups[PHONE] = [Receipt()]
    await rig.put(page("first"))
    await rig.courier.deliver()
    rig.clock.set(MONDAY + at(2))
    await rig.put(*(page(f"ring {n}") for n in range(4)))
    await rig.courier.deliver()
    (merged,) = rig.script.to("U0ADA|webhook")
    assert "".join(part.value for part in merged.words.lines[0]) == "4 pages at once"  # type: ignore[union-attr]
