"""Overrides and swaps: who has the duty then, who is told, and what is refused."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from builders import ADA, BEN, CARA, MONDAY, TOM, VERA, account, cara, context, plain, roster, tom

from ackline.domain.authority import Actor
from ackline.domain.decision import Context, Decision
from ackline.domain.duty.people import Roster, Weekly, Window, Windows
from ackline.domain.duty.shifts import Shift, named, shifts, uncovered
from ackline.domain.effects import Inform, Whisper
from ackline.domain.events import Event, ShiftCovered, ShiftsSwapped, ShiftUncovered
from ackline.domain.ids import ONCALL, AccountId, EventId, UserId
from ackline.domain.installations.installation import INSTALLATION, Installation
from ackline.domain.installations.layering import over
from ackline.domain.kinds import KINDS

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
WEEKLY = Weekly(people=(ADA, BEN), timezone="UTC", since=MONDAY)  # Ada until Monday the 9th at 09:00, then Ben


def people(**changes: Any) -> Roster:
    return roster(rotas={**roster().rotas, "engineers": WEEKLY}, **changes)


@dataclass
class Slack:
    """The installation through what people set."""

    ctx: Context = field(default_factory=lambda: replace(context(), roster=people()))
    state: Installation | None = None
    numbers: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)

    def hear(self, event: Event) -> Decision[Installation]:
        decision = KINDS["installation"].decide(self.state, event, self.ctx, event.at)
        self.state = decision.subject
        for effect in decision.effects:
            if isinstance(effect, Whisper | Inform):
                to = effect.user if isinstance(effect, Whisper) else "triage"
                self.told.append((to, plain(effect.words.lines)))
        return decision

    @property
    def roster(self) -> Roster:
        return over(self.ctx.roster, self.state or Installation())

    def on(self, at: datetime, rota: str = "engineers") -> list[UserId]:
        return [p.user for p in self.roster.on_rota(rota, at)]

    def cover(
        self, person: UserId, start: datetime, end: datetime, by: Actor = tom, at: datetime = MONDAY
    ) -> Decision[Installation]:
        self.numbers += 1
        return self.hear(
            ShiftCovered(
                id=EventId(f"c{self.numbers}"),
                at=at,
                subject=INSTALLATION,
                actor=by,
                rota="engineers",
                person=person,
                start=start,
                end=end,
            )
        )

    def drop(self, number: int, at: datetime = MONDAY) -> Decision[Installation]:
        self.numbers += 1
        return self.hear(
            ShiftUncovered(id=EventId(f"d{self.numbers}"), at=at, subject=INSTALLATION, actor=tom, number=number)
        )

    def swap(self, person: UserId, other: UserId, rota: str = "engineers") -> Decision[Installation]:
        self.numbers += 1
        return self.hear(
            ShiftsSwapped(
                id=EventId(f"s{self.numbers}"),
                at=MONDAY,
                subject=INSTALLATION,
                actor=tom,
                rota=rota,
                person=person,
                other=other,
            )
        )


def test_an_override_goes_before_the_rota_for_as_long_as_it_lasts() -> None:
    slack = Slack()
    assert slack.cover(VERA, MONDAY + 2 * HOUR, MONDAY + 4 * HOUR).outcome == "decided"
    assert slack.on(MONDAY + HOUR) == [ADA, BEN]
    assert slack.on(MONDAY + 2 * HOUR) == [VERA, ADA, BEN], "the rota's own people stand in"
    assert slack.on(MONDAY + 4 * HOUR) == [ADA, BEN]
    acme = slack.roster.accounts[account().id]
    assert ONCALL in slack.roster.roles_of(VERA, acme, MONDAY + 3 * HOUR)
    assert ONCALL not in slack.roster.roles_of(VERA, acme, MONDAY + 5 * HOUR)


def test_the_one_who_takes_it_and_the_one_relieved_are_told_and_so_is_triage() -> None:
    slack = Slack()
    slack.cover(BEN, MONDAY + HOUR, MONDAY + 2 * HOUR)
    assert [to for to, _ in slack.told] == ["triage", ADA, BEN]
    assert all("Ben has the duty of engineers from Mon 13:00 to Mon 14:00 for Ada" in words for _, words in slack.told)


def test_of_two_overrides_the_later_arrangement_holds_and_dropping_it_brings_the_other_back() -> None:
    slack = Slack()
    slack.cover(VERA, MONDAY, MONDAY + 4 * HOUR)
    slack.cover(TOM, MONDAY + HOUR, MONDAY + 2 * HOUR)
    assert slack.on(MONDAY + HOUR)[:2] == [TOM, VERA]
    assert slack.drop(2).outcome == "decided"
    assert slack.on(MONDAY + HOUR)[0] == VERA
    assert slack.drop(1).outcome == "decided"
    assert slack.on(MONDAY + HOUR) == [ADA, BEN]


def test_what_began_before_it_was_said_begins_when_it_was_said() -> None:
    slack = Slack()
    slack.cover(BEN, MONDAY - HOUR, MONDAY + HOUR)
    assert slack.state is not None
    assert slack.state.covers[0].start == MONDAY


def test_two_people_swap_their_next_turns() -> None:
    slack = Slack()
    assert slack.swap(ADA, BEN).why == (
        "Ben has the duty of engineers from Mon 2026-03-02 12:00 UTC to Mon 2026-03-09 09:00 UTC (override 1)",
        "Ada has the duty of engineers from Mon 2026-03-09 09:00 UTC to Mon 2026-03-16 09:00 UTC (override 2)",
    )
    assert [s.person for s in shifts(slack.roster, "engineers", MONDAY, MONDAY + 21 * DAY)] == [BEN, ADA, BEN]
    assert [to for to, _ in slack.told] == ["triage", ADA, BEN], "each is told once, of both turns"


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (lambda s: s.cover(UserId("U0NOBODY"), MONDAY, MONDAY + HOUR), "nobody of people.yml"),
        (lambda s: s.cover(BEN, MONDAY - 2 * HOUR, MONDAY - HOUR), "that time is over"),
        (lambda s: s.cover(BEN, MONDAY, MONDAY + 32 * DAY), "31 days at most"),
        (lambda s: s.cover(ADA, MONDAY, MONDAY + HOUR), "already"),
        (lambda s: s.cover(BEN, MONDAY, MONDAY + HOUR, by=replace(cara, roles=frozenset())), "only"),
        (lambda s: s.cover(CARA, MONDAY, MONDAY + HOUR, by=cara), "only rotas that they are on"),
        (lambda s: s.drop(7), "there is no override 7; there are: none"),
        (lambda s: s.swap(ADA, ADA), "between two people"),
        (lambda s: s.swap(ADA, TOM), "Tom has no turn on engineers within 92 days"),
        (lambda s: s.swap(TOM, ADA, "nowhere"), "there is no rota 'nowhere'"),
    ],
)
def test_what_cannot_be_arranged_is_refused_with_why(order: Any, why: str) -> None:
    slack = Slack()
    decision = order(slack)
    assert decision.outcome == "refused" and why in decision.why[-1]
    assert slack.told == [] and decision.subject.covers == ()


def test_covers_that_are_over_are_forgotten_and_their_numbers_are_not_given_again() -> None:
    slack = Slack()
    slack.cover(BEN, MONDAY, MONDAY + HOUR)
    later = MONDAY + 3 * DAY
    slack.cover(VERA, later, later + HOUR, at=later)
    assert slack.state is not None
    assert [c.number for c in slack.state.covers] == [2]


def test_a_gap_is_told_with_whom_it_is_for_and_an_override_fills_it() -> None:
    day = Windows(windows=(Window(person=ADA, timezone="UTC", start=(MONDAY - 4 * HOUR).time(), end=MONDAY.time()),))
    slack = Slack(ctx=replace(context(), roster=roster(rotas={**roster().rotas, "engineers": day})))
    (gap,) = uncovered(slack.roster, MONDAY, MONDAY + DAY)
    assert (gap.start, gap.end) == (MONDAY, MONDAY + 20 * HOUR)
    assert gap.roles == ((AccountId("acme"), ONCALL), (AccountId("birch"), ONCALL))
    slack.cover(BEN, MONDAY, MONDAY + 20 * HOUR)
    assert uncovered(slack.roster, MONDAY, MONDAY + DAY) == ()


def test_shifts_meet_each_other_and_no_two_alike_follow_one_another() -> None:
    found = list(shifts(people(), "engineers", MONDAY, MONDAY + 15 * DAY))
    assert [(s.person, s.start) for s in found] == [
        (ADA, MONDAY),
        (BEN, datetime(2026, 3, 9, 9, tzinfo=UTC)),
        (ADA, datetime(2026, 3, 16, 9, tzinfo=UTC)),
    ]
    assert [s.end for s in found] == [s.start for s in found[1:]] + [MONDAY + 15 * DAY]
    assert list(shifts(people(), "nowhere", MONDAY, MONDAY + DAY)) == [
        Shift(rota="nowhere", start=MONDAY, end=MONDAY + DAY, person=None)
    ]
    assert named(people())["tams"][0][0] == "acme"
