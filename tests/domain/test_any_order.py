"""A ticket under facts in any order, at any pace, twice over: what must hold whatever happens."""

from dataclasses import replace
from datetime import timedelta

import hypothesis.strategies as st
import msgspec
from builders import (
    ADA,
    AMY,
    AXEL,
    BEN,
    CARA,
    MONDAY,
    TOM,
    VERA,
    Told,
    ada,
    ben,
    cara,
    colleague,
    context,
    plain,
    requester,
    said,
    story,
    tom,
    vera,
    with_step,
)
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ackline.domain.authority import Act
from ackline.domain.effects import POSTED, Say, Tell
from ackline.domain.events import EVENTS, ChannelLost, Place, TicketsMerged
from ackline.domain.ids import EventId, SubjectId
from ackline.domain.surfaces.cards import customer_card
from ackline.domain.surfaces.staffcard import triage_card
from ackline.domain.tickets.clocks import clocks
from ackline.domain.tickets.ticket import Status, Ticket
from ackline.domain.timetable import timetable

CONTEXTS = (
    context(),
    with_step(context(), "VP of Engineering", always=True),
    context("gruntwork", pausing=frozenset({"pending"})),
    context("spacelift"),
)
PEOPLE = st.sampled_from((requester, colleague, ada, ben, tom, vera, cara))
STAFF = st.sampled_from((ada, ben, tom, vera, cara))
CUSTOMERS = st.sampled_from((requester, colleague))
PACE = st.sampled_from(
    [timedelta(), *map(timedelta, (0, 0, 0, 1, 4, 9), (1, 59, 301, 0, 0, 0), [0] * 6)]
) | st.integers(0, 5 * 3600).map(lambda s: timedelta(seconds=s))
SKEW = st.integers(0, 1200).map(lambda s: timedelta(seconds=s))
EMOJI = st.sampled_from(
    ("eyes", "white_check_mark", "double_vertical_bar", "rotating_light", "page_facing_up", "ticket", "tada")
)
WORDS = st.fixed_dictionaries(
    {},
    optional={
        "chatter": st.just("thanks"),
        "critical": st.just(("down",)),
        "claim": st.integers(0, 3),
        "topic": st.sampled_from(("billing", "subscriptions")),
    },
)


class AnyOrder(RuleBasedStateMachine):
    """Facts happen at `clock`, or a while before it when they arrive late."""

    told: Told

    @initialize(ctx=st.sampled_from(CONTEXTS), words=WORDS)
    def open(self, ctx, words) -> None:
        self.clock = timedelta()
        self.told = story(ctx=ctx, **self.words(ctx, words))
        self.generation = self.told.ticket.generation
        self.told.until(MONDAY)

    def words(self, ctx, words):
        found = dict(words)
        if "claim" in found:
            found["claim"] = ctx.contract.severities[found["claim"]].id
        return found

    def moment(self, skew: timedelta) -> timedelta:
        return max(self.clock - skew, timedelta())

    @rule(pace=PACE)
    def time_passes(self, pace) -> None:
        self.clock += pace
        self.told.until(MONDAY + self.clock)

    @rule(days=st.integers(1, 12))
    def nobody_watches_for_days(self, days) -> None:
        self.clock += timedelta(days=days)
        self.told.wake_late(MONDAY + self.clock)

    @rule(by=PEOPLE, emoji=EMOJI, added=st.booleans(), place=st.sampled_from(Place), skew=SKEW)
    def emoji(self, by, emoji, added, place, skew) -> None:
        self.told.mark(emoji, by, after=self.moment(skew), added=added, place=place, ts=place.value)

    @rule(by=STAFF, promising=st.none() | st.integers(1, 90), skew=SKEW)
    def staff_reply(self, by, promising, skew) -> None:
        at = self.moment(skew)
        self.told.reply(by, after=at, promising=at + timedelta(minutes=promising) if promising else None)

    @rule(by=CUSTOMERS, words=WORDS, skew=SKEW)
    def customer_writes(self, by, words, skew) -> None:
        self.told.write(by, after=self.moment(skew), **self.words(self.told.ctx, words))

    @rule(words=WORDS, skew=SKEW)
    def customer_edits(self, words, skew) -> None:
        self.told.edit(after=self.moment(skew), **self.words(self.told.ctx, words))

    @rule(ts=st.sampled_from(("2", "3")))
    def a_further_root(self, ts) -> None:
        self.told.join(ts, after=self.clock)

    @rule(
        act=st.sampled_from(Act), by=PEOPLE, value=st.integers(0, 3), reason=st.sampled_from(("", "since")), skew=SKEW
    )
    def button(self, act, by, value, reason, skew) -> None:
        contract = self.told.ctx.contract
        named = {
            Act.SEVERITY: contract.severities[value].id,
            Act.EXCLUDE: contract.exclusions[0].code if contract.exclusions else "none",
            Act.PUBLISH: "channel",
            Act.WAIVE: contract.reports[0].id if contract.reports else "none",
        }.get(act, "")
        if act is Act.EXCLUDE and value:  # rarely: an excluded ticket has little left to go wrong
            return
        self.told.act(act, by, after=self.moment(skew), value=named, reason=reason)

    @rule(ago=st.integers(0, 600), claim=st.none() | st.integers(0, 3), answered=st.booleans())
    def another_is_merged_into_it(self, ago, claim, answered) -> None:
        """Nothing that is promised becomes softer: no more urgent severity, no due time of either is lost."""
        ctx, at = self.told.ctx, max(self.clock - timedelta(minutes=ago), timedelta())
        other = story(ctx.contract.severities[claim].id if claim is not None else None, ctx=ctx, at=MONDAY + at)
        if answered:
            other.reply(after=at)
        numbered = 100 + len(self.told.ticket.merged)
        one = replace(other.ticket, id=SubjectId(f"ticket:C1:{numbered}.000000"), number=numbered, requester=AXEL)
        before = self.told.ticket
        merged = TicketsMerged(
            id=EventId(f"merge/{numbered}"),
            at=MONDAY + self.clock,
            subject=before.id,
            actor=ada,
            duplicate=one,
            survivor=before,
        )
        if self.told.hear(merged).outcome != "decided":
            return
        after, contract = self.told.ticket, ctx.contract
        rank = [contract.severity(t.severity(contract)).rank for t in (before, one, after)]
        assert rank[2] == min(rank)
        for ticket in (before, one):
            for measured in clocks(ticket, contract):
                if measured.ticking and measured.due is not None and measured.due > self.told.now:
                    same = [c for c in clocks(after, contract) if c.kind is measured.kind and c.due and c.ticking]
                    assert any(c.due <= measured.due for c in same), f"{measured.kind} was due {measured.due}"

    @rule(first=st.booleans())
    def a_message_is_deleted(self, first) -> None:
        self.told.delete(
            self.told.ticket.roots[0] if first and len(self.told.ticket.roots) > 1 else "9", after=self.clock
        )

    @rule()
    def the_same_fact_again(self) -> None:
        """What the desk stops at the journal: a stale timer heard twice decides nothing."""
        if self.told.fired:
            before = self.told.ticket
            self.told.hear(self.told.fired[-1])
            assert self.told.ticket == before

    @rule()
    def the_channel_is_lost(self) -> None:
        lost = ChannelLost(id=EventId("lost"), at=MONDAY + self.clock, subject=self.told.ticket.id, why="archived")
        self.told.hear(lost)

    @invariant()
    def wakes_at_the_soonest_moment_of_the_timetable(self) -> None:
        if not hasattr(self, "told"):
            return
        coming = timetable(self.told.ticket, self.told.ctx)
        assert self.told.decisions[-1].wake_at == (min(t.due for t in coming) if coming else None)
        assert all(t.due.utcoffset() == timedelta() for t in coming)
        names = [(t.rule, t.step, t.episode, t.occurrence) for t in coming]
        assert len(names) == len(set(names))

    @invariant()
    def generations_only_grow(self) -> None:
        if hasattr(self, "told"):
            assert self.told.ticket.generation >= self.generation
            self.generation = self.told.ticket.generation

    @invariant()
    def the_status_fits_the_facts(self) -> None:
        if not hasattr(self, "told"):
            return
        ticket = self.told.ticket
        waiting = [p for p in ticket.pauses if p.end is None]
        assert len(waiting) == (1 if ticket.status is Status.PENDING else 0) or not ticket.live
        if ticket.status in (Status.OPEN, Status.ACKNOWLEDGED):
            assert ticket.acknowledged == (ticket.status is Status.ACKNOWLEDGED)
        if ticket.live:
            assert ticket.resolved_at is None and ticket.closed_at is None

    @invariant()
    def cards_can_be_drawn_and_tell_customers_nothing_internal(self) -> None:
        if not hasattr(self, "told"):
            return
        ticket, ctx = self.told.ticket, self.told.ctx
        triage_card(ticket, ctx)
        public = said(customer_card(ticket, ctx))
        for secret in (ADA, BEN, TOM, VERA, CARA, AMY, AXEL, "C0TRIAGE", "triage", "C0FALLBACK", "TAM"):
            assert secret not in public
        for effect in self.told.effects:
            if isinstance(effect, Say):
                assert not any(str(user) in plain(effect.words.lines) for user in (ADA, BEN, TOM, VERA))

    @invariant()
    def everything_reads_back_as_it_was_written(self) -> None:
        if not hasattr(self, "told"):
            return
        kept = msgspec.json.encode(self.told.ticket)
        assert msgspec.json.decode(kept, type=Ticket) == self.told.ticket
        for effect in self.told.effects:
            if isinstance(effect, Tell):
                kind = EVENTS[type(effect.event).__name__]
                assert msgspec.convert(msgspec.to_builtins(effect.event), type=kind) == effect.event
            else:
                kind = POSTED[type(effect).__name__]
                assert msgspec.json.decode(msgspec.json.encode(effect), type=kind) == effect
        self.told.fresh()

    @invariant()
    def clocks_can_be_read_and_explained(self) -> None:
        if not hasattr(self, "told"):
            return
        for measured in clocks(self.told.ticket, self.told.ctx.contract):
            measured.state(self.told.now)
            measured.explain(self.told.now)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
