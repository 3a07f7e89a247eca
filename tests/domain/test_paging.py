"""A page: who is tried, in which order, when the next way is taken, and what ends it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from builders import ADA, BEN, DM, MONDAY, PHONE, TICKET, TOM, VERA, ada, context, fired_event, minutes, roster

from ackline.domain.calling.page import FALLBACK, UNREACHED, Page
from ackline.domain.decision import Context
from ackline.domain.duty.people import Fixed, Person
from ackline.domain.effects import Amend, Deliver, Effect, ShowGathered, Tell
from ackline.domain.events import (
    Event,
    PageDelivered,
    PageFailed,
    PageRequested,
    PageSeen,
    PageStopped,
    StepReported,
    TicketOpened,
)
from ackline.domain.ids import ONCALL, TAM, AccountId, ClauseId, EventId, SeverityId, SubjectId, TextId, UserId
from ackline.domain.installations.installation import UNTOUCHED, PagingPause
from ackline.domain.kinds import KINDS
from ackline.domain.timetable import page_timetable

PAGE = SubjectId(f"page:{TICKET}/escalation/On-call/1/1")


def request(ctx: Context, **changes: object) -> PageRequested:
    given: dict[str, object] = {
        "id": EventId(f"{PAGE}/requested"),
        "at": MONDAY,
        "subject": PAGE,
        "ticket": TICKET,
        "number": 12,
        "account": ctx.account.id,
        "contract": ctx.contract.version,
        "role": ONCALL,
        "step": "On-call",
        "clause": ClauseId("STR-8"),
        "severity": SeverityId("P1"),
        "opened_at": MONDAY,
        "text": TextId("C1:1"),
        "channel": "C1",
        "thread": "1",
        "generation": 0,
        "repeat_seconds": 300,
    }
    return PageRequested(**(given | changes))


@dataclass
class Paging:
    """One page through facts and timers."""

    ctx: Context = field(default_factory=context)
    page: Page | None = None
    effects: list[Effect] = field(default_factory=list)
    whys: list[str] = field(default_factory=list)

    def hear(self, event: Event, now: datetime) -> None:
        decision = KINDS["page"].decide(self.page, event, self.ctx, now)
        self.page = decision.subject
        self.effects += decision.effects
        self.whys += decision.why
        assert decision.wake_at == next((t.due for t in page_timetable(self.page, self.ctx)), None)

    def until(self, after: timedelta) -> list[str]:
        """Let time pass with nobody answering; what fired."""
        fired: list[str] = []
        assert self.page is not None
        for _ in range(200):
            coming = page_timetable(self.page, self.ctx)
            if not coming or coming[0].due > MONDAY + after:
                return fired
            event = fired_event(coming[0], coming[0].due, PAGE)
            assert event.id not in fired
            fired.append(event.id)
            self.hear(event, coming[0].due)
        raise AssertionError("the page never comes to rest")

    def sent(self) -> list[tuple[UserId | None, str, int]]:
        """Every delivery wished for since last asked: to whom, by what, in which wave."""
        found = [(e.person, e.pager, e.occurrence) for e in self.effects if isinstance(e, Deliver)]
        self.effects = [e for e in self.effects if not isinstance(e, Deliver)]
        return found

    def receipt(self, after: timedelta, person: UserId, pager: str, wave: int = 1, ts: str = "9.9") -> None:
        self.hear(
            PageDelivered(
                id=EventId(f"{person}{pager}{wave}"),
                at=MONDAY + after,
                subject=PAGE,
                person=person,
                pager=pager,
                occurrence=wave,
                wakes=pager != "slack_dm",
                channel="D1",
                ts=ts,
            ),
            MONDAY + after,
        )

    def failure(self, after: timedelta, person: UserId, pager: str, wave: int = 1) -> None:
        self.hear(
            PageFailed(
                id=EventId(f"{person}{pager}{wave}f{after}"),
                at=MONDAY + after,
                subject=PAGE,
                person=person,
                pager=pager,
                occurrence=wave,
                why="410 gone",
            ),
            MONDAY + after,
        )


def paging(ctx: Context | None = None, **changes: object) -> Paging:
    on = Paging(ctx=ctx or context())
    on.hear(request(on.ctx, **changes), MONDAY)
    return on


def seconds(n: float) -> timedelta:
    return timedelta(seconds=n)


def test_a_wave_goes_to_the_first_on_duty_by_what_wakes_and_by_direct_message() -> None:
    assert paging().sent() == [(ADA, "webhook", 1), (ADA, "slack_dm", 1)]


def test_a_request_that_comes_twice_pages_once() -> None:
    on = paging()
    on.sent()
    on.hear(request(on.ctx), MONDAY)
    assert on.sent() == []


def test_silence_goes_to_the_next_person_and_then_to_the_fallback_channel() -> None:
    on = paging(repeat_seconds=None)
    on.sent()
    on.until(seconds(30))
    assert on.sent() == [(BEN, "webhook", 1), (BEN, "slack_dm", 1)]
    on.until(seconds(60))
    assert on.sent() == [(None, "slack_dm", 1)]
    assert [e.event.outcome for e in on.effects if isinstance(e, Tell) and isinstance(e.event, StepReported)] == [
        f"{UNREACHED}; the fallback channel was told"
    ]


def test_a_page_that_nothing_can_deliver_comes_to_rest_and_its_repeats_go_on() -> None:
    on = paging()
    assert on.page is not None
    on.until(minutes(60))
    waves = {wave for _, _, wave in on.sent()}
    assert waves == set(range(1, 14))


def test_a_failure_of_what_wakes_goes_on_at_once_although_a_direct_message_arrived() -> None:
    on = paging()
    on.sent()
    on.receipt(seconds(1), ADA, "slack_dm")
    on.failure(seconds(2), ADA, "webhook")
    assert on.sent() == [(BEN, "webhook", 1), (BEN, "slack_dm", 1)]


def test_a_receipt_of_what_wakes_ends_the_search_and_is_told_to_the_ticket() -> None:
    on = paging(repeat_seconds=None)
    on.receipt(seconds(1), ADA, "webhook")
    assert page_timetable(on.page, on.ctx) == ()
    [told] = [e.event for e in on.effects if isinstance(e, Tell) and isinstance(e.event, StepReported)]
    assert (told.subject, told.person, told.wakes, told.outcome) == (TICKET, ADA, True, "delivered by webhook")
    on.failure(seconds(2), ADA, "slack_dm")
    assert len(on.sent()) == 2


def test_a_direct_message_alone_reaches_nobody_who_has_a_pager() -> None:
    on = paging()
    on.sent()
    on.receipt(seconds(1), ADA, "slack_dm")
    on.until(seconds(30))
    assert on.sent() == [(BEN, "webhook", 1), (BEN, "slack_dm", 1)]


def test_a_person_with_direct_messages_only_is_reached_by_one() -> None:
    people = {**roster().people, ADA: Person(user=ADA, name="Ada", lines=(DM,))}
    on = paging(replace(context(), roster=roster(people=people)), repeat_seconds=None)
    assert on.sent() == [(ADA, "slack_dm", 1)]
    on.receipt(seconds(1), ADA, "slack_dm")
    assert page_timetable(on.page, on.ctx) == ()


def test_it_is_repeated_every_five_minutes_to_whoever_is_on_duty_then() -> None:
    on = paging()
    on.receipt(seconds(1), ADA, "webhook")
    on.sent()
    on.ctx = replace(on.ctx, roster=roster(rotas={**roster().rotas, "engineers": Fixed(people=(BEN,))}))
    on.until(minutes(5))
    assert on.sent() == [(BEN, "webhook", 2), (BEN, "slack_dm", 2)]


def test_after_an_outage_a_repeat_comes_once_and_not_once_for_each_that_was_missed() -> None:
    on = paging()
    on.receipt(seconds(1), ADA, "webhook")
    on.sent()
    late = MONDAY + minutes(63)
    [timer] = page_timetable(on.page, on.ctx)
    on.hear(fired_event(timer, late, PAGE), late)
    assert len(on.sent()) == 2
    assert page_timetable(on.page, on.ctx)[-1].due == late + minutes(5)


def test_seen_stops_the_repeats_to_that_person() -> None:
    on = paging(role=TAM)
    assert on.sent()[0][0] == TOM
    on.receipt(seconds(1), TOM, "webhook")
    seen = PageSeen(id=EventId("seen"), at=MONDAY, subject=PAGE, actor=replace(ada, user=TOM))
    on.hear(seen, MONDAY + seconds(5))
    assert page_timetable(on.page, on.ctx) == ()


def test_nobody_on_duty_is_told_to_the_fallback_channel_at_once() -> None:
    on = paging(replace(context(), roster=roster(rotas={})))
    assert on.sent() == [(None, "slack_dm", 1)]
    assert on.page is not None and on.page.attempts[0].line.address == "C0FALLBACK"


def test_stopping_ends_timers_and_amends_what_was_delivered_once() -> None:
    on = paging()
    on.receipt(seconds(1), ADA, "webhook", ts="")
    on.receipt(seconds(2), ADA, "slack_dm", ts="7.7")
    stop = PageStopped(id=EventId("stop"), at=MONDAY, subject=PAGE, why="acknowledged", by=BEN)
    on.hear(stop, MONDAY + seconds(9))
    assert page_timetable(on.page, on.ctx) == ()
    assert [e.ts for e in on.effects if isinstance(e, Amend)] == ["7.7"]
    on.hear(replace(stop, id=EventId("stop2")), MONDAY + seconds(10))
    assert len([e for e in on.effects if isinstance(e, Amend)]) == 1
    on.failure(seconds(11), ADA, "webhook")
    assert len(on.sent()) == 2, "a failure after it is over pages nobody"


def test_a_direct_message_that_arrives_after_it_is_over_is_amended_too() -> None:
    on = paging()
    on.hear(PageStopped(id=EventId("stop"), at=MONDAY, subject=PAGE, why="resolved"), MONDAY + seconds(1))
    on.receipt(seconds(2), ADA, "slack_dm", ts="8.8")
    assert [e.ts for e in on.effects if isinstance(e, Amend)] == ["8.8"]


def test_the_message_that_gathers_a_page_is_shown_anew_when_it_is_over_and_never_written_over() -> None:
    on = paging()
    arrived = PageDelivered(
        id=EventId("arrived"),
        at=MONDAY,
        subject=PAGE,
        person=ADA,
        pager="slack_dm",
        occurrence=1,
        wakes=False,
        gathering="storm/1",
    )
    on.hear(arrived, MONDAY + seconds(1))
    on.hear(PageStopped(id=EventId("stop"), at=MONDAY, subject=PAGE, why="acknowledged", by=BEN), MONDAY + seconds(9))
    assert [e.gathering for e in on.effects if isinstance(e, ShowGathered)] == ["storm/1"]
    assert [e for e in on.effects if isinstance(e, Amend)] == []
    late = paging()
    late.hear(PageStopped(id=EventId("stop"), at=MONDAY, subject=PAGE, why="resolved"), MONDAY + seconds(1))
    late.hear(arrived, MONDAY + seconds(2))
    assert [e.gathering for e in late.effects if isinstance(e, ShowGathered)] == ["storm/1"]


def test_a_step_that_was_overtaken_only_tells_and_wakes_nobody() -> None:
    on = paging(wakes=False, repeat_seconds=None, late_seconds=3000)
    assert on.sent() == [(ADA, "slack_dm", 1)]
    on.until(minutes(5))
    assert on.sent() == [(BEN, "slack_dm", 1), (None, "slack_dm", 1)]


def test_every_delivery_has_a_key_and_a_guard_of_its_generation() -> None:
    on = paging(generation=3)
    on.until(minutes(20))
    delivers = [e for e in on.effects if isinstance(e, Deliver)]
    assert len({d.key for d in delivers}) == len(delivers)
    assert {d.guard.generation for d in delivers if d.guard} == {3} and all(d.guard for d in delivers)
    free = paging(generation=None)
    assert all(e.guard is None for e in free.effects if isinstance(e, Deliver))


def test_two_pagers_of_one_kind_fail_and_arrive_apart() -> None:
    second = replace(PHONE, address="https://other.example")
    people = {**roster().people, VERA: Person(user=VERA, name="Vera", lines=(PHONE, second))}
    rotas = {**roster().rotas, "engineers": Fixed(people=(VERA,))}
    on = paging(replace(context(), roster=roster(people=people, rotas=rotas)), repeat_seconds=None)
    on.failure(seconds(1), VERA, "webhook")
    on.failure(seconds(2), VERA, "webhook")
    assert [e.address for e in on.effects if isinstance(e, Deliver)] == [
        "https://phone.example",
        "https://other.example",
        "C0FALLBACK",
    ]


def test_a_failed_fallback_tries_no_more_ways() -> None:
    on = paging(replace(context(), roster=roster(rotas={})), repeat_seconds=None)
    on.sent()
    on.failure(seconds(3), UserId(FALLBACK), "slack_dm")
    assert on.sent() == [] and page_timetable(on.page, on.ctx) == ()
    assert "every way was tried" in on.whys


def test_a_fact_about_a_ticket_means_nothing_to_a_page() -> None:
    on = paging()
    before = on.page
    opening = TicketOpened.__name__
    stray = StepReported(
        id=EventId("x"), at=MONDAY, subject=PAGE, step="s", role=TAM, person=None, outcome=opening, wakes=False
    )
    on.hear(stray, MONDAY)
    assert on.page == before


def test_after_an_hour_of_silence_it_is_repeated_by_the_hour_and_never_stops() -> None:
    on = paging()
    for wave in range(2, 14):
        on.until(seconds(300 * (wave - 1)))
        assert on.page.occurrence == wave
    on.until(seconds(3600 + 3599))
    assert on.page.occurrence == 13
    on.until(seconds(3600 * 2))
    assert on.page.occurrence == 14
    on.until(seconds(3600 * 10))
    assert on.page.occurrence == 22


def paused(on: Paging, start: timedelta, end: timedelta, account: str | None = None) -> None:
    """A pause of `start` to `end` after Monday's opening, laid over what the page is decided in."""
    pause = PagingPause(
        account=AccountId(account) if account else None,
        since=MONDAY + start,
        until=MONDAY + end,
        why="maintenance",
        by=UserId("U0ADA"),
    )
    installation = replace(on.ctx.installation, pauses=(*on.ctx.installation.pauses, pause))
    on.ctx = replace(on.ctx, installation=installation)


def test_a_page_asked_for_in_a_pause_is_held_and_leaves_at_its_end() -> None:
    on = Paging(ctx=context())
    paused(on, minutes(-1), minutes(30))
    on.hear(request(on.ctx), MONDAY)
    assert on.sent() == [] and on.page is not None and on.page.held
    on.until(minutes(29))
    assert on.sent() == []
    on.until(minutes(31))
    assert {wave for _, _, wave in on.sent()} == {1}


def test_a_repeat_that_falls_into_a_pause_waits_for_its_end() -> None:
    on = paging()
    on.sent()
    paused(on, minutes(4), minutes(20))
    on.receipt(minutes(0), ADA, "webhook")
    on.until(minutes(19))
    assert on.sent() == []
    on.until(minutes(21))
    assert on.sent() != []


def test_a_pause_that_is_lifted_lets_a_held_page_leave_at_once() -> None:
    on = Paging(ctx=context())
    paused(on, minutes(-1), minutes(30))
    on.hear(request(on.ctx), MONDAY)
    on.ctx = replace(on.ctx, installation=UNTOUCHED)
    on.until(minutes(0))
    assert on.sent() != []


def test_a_pause_for_another_account_holds_nothing() -> None:
    on = Paging(ctx=context())
    paused(on, minutes(-1), minutes(30), account="somebody-else")
    on.hear(request(on.ctx), MONDAY)
    assert on.sent() != []


def test_a_second_pause_holds_a_page_again_under_another_name() -> None:
    on = Paging(ctx=context())
    paused(on, minutes(-1), minutes(10))
    on.hear(request(on.ctx), MONDAY)
    paused(on, minutes(10), minutes(25))
    on.until(minutes(24))
    assert on.sent() == []
    on.until(minutes(26))
    assert on.sent() != []
