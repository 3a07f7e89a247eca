"""Coverage, shadow mode, backfill and absence, by the rules alone."""

from dataclasses import replace
from datetime import date, timedelta

from builders import (
    ADA,
    MONDAY,
    TICKET,
    account,
    ada,
    context,
    hours,
    minutes,
    opened,
    requester,
    roster,
    story,
    writing,
)

from ackline.domain.contract import TargetKind
from ackline.domain.decide import decide
from ackline.domain.decision import Context
from ackline.domain.effects import Audience, Deliver, Direct, Inform, Say, ShowCard, Tell, Whisper
from ackline.domain.events import BotReturned, CustomerReplied, Withheld
from ackline.domain.ids import EventId, TierId
from ackline.domain.installations.installation import Installation
from ackline.domain.setup.backfilled import caught_up
from ackline.domain.setup.coverage import Lapse, lapse, uncovered
from ackline.domain.setup.shadow import noted, parted
from ackline.domain.setup.site import Site
from ackline.domain.surfaces.words import Internal, PartKind, Public, line, person, strong
from ackline.domain.tickets.clocks import ClockState, clock
from ackline.domain.timetable import timetable

SAY = Say(key="s", channel="C1", thread=None, words=Public(lines=(line("Hello"),)))
PAGE = Deliver(
    key="p",
    page=TICKET,
    ticket=TICKET,
    person=ADA,
    pager="webhook",
    address="",
    secret="",
    occurrence=1,
    words=Internal(lines=()),
    guard=None,
    look=False,
    requested_at=MONDAY,
    summary={"role": "oncall", "clause": "STR-8"},
)


def in_shadow() -> Context:
    shadowed = account(shadow=True)
    return replace(context(), account=shadowed, roster=roster(accounts={shadowed.id: shadowed}))


def hosted_elsewhere(ctx: Context) -> Context:
    site = Site(channel="C1", name="acme", hosted_here=False, shared=True, present=True)
    return replace(ctx, installation=Installation(sites={"C1": site}))


# ------------------------------------------------------------------ coverage


def test_where_a_channel_lives_matters_to_the_contract_that_says_so_and_to_no_other() -> None:
    gold, stringer = context("spacelift"), context()
    assert lapse("C1", gold.account.tier, hosted_elsewhere(gold), ended=False) is Lapse.HOST
    assert lapse("C1", stringer.account.tier, hosted_elsewhere(stringer), ended=False) is None
    assert lapse("C1", gold.account.tier, gold, ended=False) is None, "nobody has asked Slack yet"


def test_a_plan_without_slack_ends_the_coverage_of_what_was_asked_under_a_better_one() -> None:
    ctx = context("spacelift", "bronze")
    assert lapse("C1", TierId("gold"), ctx, ended=False) is Lapse.TIER
    assert lapse("C1", TierId("bronze"), ctx, ended=False) is None, "it never had any"


def test_a_channel_that_is_bound_no_more_is_the_first_reason() -> None:
    gold = context("spacelift")
    assert lapse("C7", gold.account.tier, hosted_elsewhere(gold), ended=True) is Lapse.UNBOUND


def test_the_last_day_of_a_contract_is_covered_to_its_end() -> None:
    ctx = replace(context(), account=account(ends=date(2026, 3, 2)))
    told = story("P3", ctx=ctx)
    ends = MONDAY.replace(hour=0) + timedelta(days=1)
    assert uncovered(told.ticket, ctx, ends - timedelta(seconds=1)).uncovered == ""
    assert uncovered(told.ticket, ctx, ends).uncovered == Lapse.ENDED
    (timer,) = [t for t in timetable(told.ticket, ctx) if t.rule == "coverage"]
    assert (timer.step, timer.due) == (Lapse.ENDED, ends)


# ------------------------------------------------------------------- shadow


def test_what_a_customer_would_read_and_every_page_is_withheld_in_shadow_mode() -> None:
    direct = Direct(key="d", user=ADA, words=Public(lines=()))
    theirs, ours = (ShowCard(ticket=TICKET, audience=a) for a in (Audience.CUSTOMER, Audience.TRIAGE))
    effects = (SAY, direct, theirs, ours, PAGE)
    assert parted(effects, in_shadow(), by_staff=False) == ((ours,), (SAY, direct, theirs, PAGE))
    assert parted(effects, context(), by_staff=False) == (effects, ())


def test_staff_are_told_by_name_and_called_only_for_what_they_did_themselves() -> None:
    whisper = Whisper(key="w", user=ADA, words=Internal(lines=(line("x"),)))
    notice = Inform(key="i", ticket=TICKET, words=Internal(lines=(line(strong("Paging "), person(ADA)),)))
    (told,), withheld = parted((notice, whisper), in_shadow(), by_staff=False)
    assert isinstance(told, Inform) and withheld == (whisper,)
    assert [p.value for p in told.words.lines[0]] == ["Shadow. ", "Paging ", "Ada"]
    assert not [p for p in told.words.lines[0] if p.kind is PartKind.PERSON]
    assert parted((whisper,), in_shadow(), by_staff=True) == ((whisper,), ())


def test_a_notice_to_a_channel_of_another_account_goes_by_that_account() -> None:
    nobody = replace(in_shadow(), account=account(id="-", channels=()))
    assert parted((SAY,), nobody, by_staff=False) == ((), (SAY,))


def test_what_was_withheld_is_noted_for_the_day() -> None:
    (tell,) = noted((SAY, PAGE), in_shadow(), 12, "e1", MONDAY)
    event = tell.event
    assert isinstance(event, Withheld)
    assert (event.subject, event.number, event.pages, event.said) == (
        "account:acme",
        12,
        ("Ada as on-call (STR-8)",),
        1,
    )
    assert noted((), in_shadow(), 12, "e1", MONDAY) == ()


# ----------------------------------------------------------------- backfill


def test_what_came_before_is_behind_a_backfilled_ticket_and_what_comes_is_ahead() -> None:
    ctx = context()
    event = replace(opened("P1", at=MONDAY), backfilled_at=MONDAY + hours(30))
    decision = decide(None, event, ctx, MONDAY + hours(30))
    ticket = decision.subject
    assert [e for e in decision.effects if not isinstance(e, ShowCard)] == []
    assert {e.audience for e in decision.effects if isinstance(e, ShowCard)} == {Audience.TRIAGE}
    assert all(t.due > MONDAY + hours(30) for t in timetable(ticket, ctx))
    assert not [t for t in timetable(ticket, ctx) if t.rule == "escalation"]
    measured = clock(ticket, ctx.contract, TargetKind.FIRST_RESPONSE)
    assert measured is not None and measured.state(MONDAY + hours(99)) is ClockState.INHERITED
    assert caught_up(ticket, ctx) == ticket


def test_an_urgency_of_before_calls_nobody_and_one_of_now_does() -> None:
    ctx = context()
    read_at = MONDAY + hours(30)
    ticket = decide(None, replace(opened("P3", at=MONDAY), backfilled_at=read_at), ctx, read_at).subject

    def wrote(name: str, at: timedelta) -> CustomerReplied:
        said = writing(name, claim="P1")
        return CustomerReplied(id=EventId(name), at=MONDAY + at, subject=TICKET, actor=requester, writing=said)

    past = decide(ticket, wrote("m1", hours(2)), ctx, read_at)
    assert [e for e in past.effects if isinstance(e, Tell | Say)] == []
    assert not [t for t in timetable(past.subject, ctx) if t.rule == "escalation"]
    now = decide(past.subject, wrote("m2", hours(31)), ctx, MONDAY + hours(31))
    coming = [t.due for t in timetable(now.subject, ctx) if t.rule == "escalation"]
    assert min(coming) == MONDAY + hours(31), "the ladder begins with what is said now"


# ------------------------------------------------------------------ absence


def test_an_absence_is_told_when_a_target_could_have_run_out_in_it() -> None:
    told = story("P3")

    def back(after: timedelta) -> BotReturned:
        return BotReturned(id=EventId(f"b{after}"), at=MONDAY + after, subject=TICKET, since=MONDAY)

    short = decide(told.ticket, back(minutes(59)), told.ctx, MONDAY + minutes(59))
    assert short.outcome == "moot"
    long = decide(told.ticket, back(minutes(60)), told.ctx, MONDAY + minutes(60))
    assert [e.channel for e in long.effects if isinstance(e, Say)] == ["C1"]
    assert long.clauses == ("STR-1",), "a P1 has an hour"
    told.reply(ada, after=minutes(5))
    assert decide(told.ticket, back(hours(9)), told.ctx, MONDAY + hours(9)).outcome == "moot"


def test_whoever_asked_before_ackline_came_reads_of_no_absence_until_they_write_again() -> None:
    ctx, read_at, back_at = context(), MONDAY + hours(30), MONDAY + hours(50)
    ticket = decide(None, replace(opened("P3", at=MONDAY), backfilled_at=read_at), ctx, read_at).subject
    back = BotReturned(id=EventId("b"), at=back_at, subject=TICKET, since=MONDAY + hours(40))
    assert decide(ticket, back, ctx, back_at).effects == ()
    again = CustomerReplied(
        id=EventId("m1"), at=MONDAY + hours(31), subject=TICKET, actor=requester, writing=writing("m1")
    )
    ticket = decide(ticket, again, ctx, again.at).subject
    assert [type(e) for e in decide(ticket, back, ctx, back_at).effects if isinstance(e, Say)] == [Say]
