"""What the installation does by the clock for its people: hand-overs, digests, the daily watch, the weekly check."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from builders import ADA, BEN, CARA, ELIF, MONDAY, TOM, VERA, account, ada, ben, requester, roster
from days import Days, days

from ackline.domain.authority import Actor
from ackline.domain.duty.doubt import DoubtKind
from ackline.domain.duty.people import Person, Weekly, Window, Windows
from ackline.domain.effects import Amend
from ackline.domain.events import LineFailed, PersonChecked, Reached, ShiftCovered, ShiftUncovered
from ackline.domain.ids import ONCALL, EventId, UserId
from ackline.domain.installations.installation import INSTALLATION
from ackline.domain.time.hours import Hours

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
WEEKLY = Weekly(people=(ADA, BEN), timezone="UTC", since=MONDAY)  # the next hand-over: Monday the 9th at 09:00


def weekly(**people: Person) -> Days:
    base = roster()
    return days(
        rotas={**base.rotas, "engineers": WEEKLY}, people={**base.people, **{p.user: p for p in people.values()}}
    )


def cover(on: Days, person: UserId, start: datetime, end: datetime, key: str = "cover") -> None:
    fact = ShiftCovered(
        id=EventId(key),
        at=on.now,
        subject=INSTALLATION,
        actor=ada,
        rota="engineers",
        person=person,
        start=start,
        end=end,
    )
    assert on.hear(fact).outcome == "decided"


def checked(on: Days, person: UserId, gone: str = "", key: str = "checked") -> None:
    on.hear(PersonChecked(id=EventId(f"{key}/{on.now}"), at=on.now, subject=INSTALLATION, person=person, gone=gone))


def reached(on: Days, by: Actor, ts: str = "9.9") -> None:
    on.hear(Reached(id=EventId(f"r/{on.now}"), at=on.now, subject=INSTALLATION, actor=by, channel="D1", ts=ts))


# ------------------------------------------------------------------------- hand-overs


def test_both_people_of_a_hand_over_are_briefed_when_the_week_changes() -> None:
    on = weekly().until(MONDAY + WEEK)
    shift = [brief for brief in on.briefs() if brief[0] != "day"]
    assert shift == [("begins", BEN, "Mon 09:00"), ("ends", ADA, "Mon 09:00")]


def test_an_override_hands_over_at_its_beginning_and_at_its_end() -> None:
    on = weekly()
    cover(on, VERA, MONDAY + HOUR, MONDAY + 3 * HOUR)
    on.until(MONDAY + 4 * HOUR)
    assert on.briefs() == [
        ("begins", VERA, "Mon 13:00"),
        ("ends", ADA, "Mon 13:00"),
        ("begins", ADA, "Mon 15:00"),
        ("ends", VERA, "Mon 15:00"),
    ]


def test_an_override_that_is_dropped_hands_over_at_once() -> None:
    on = weekly()
    cover(on, VERA, MONDAY, MONDAY + 3 * HOUR)
    on.until(MONDAY + HOUR).fresh()
    on.hear(ShiftUncovered(id=EventId("d"), at=on.now, subject=INSTALLATION, actor=ada, number=1))
    on.until(MONDAY + 2 * HOUR)
    assert on.briefs() == [("begins", ADA, "Mon 13:00"), ("ends", VERA, "Mon 13:00")]


def test_after_an_outage_only_the_last_hand_over_is_made_good() -> None:
    on = weekly().until(MONDAY + 2 * WEEK + HOUR, asleep=True)
    shift = [brief for brief in on.briefs() if brief[0] != "day"]
    assert shift == [("begins", ADA, "Mon 09:00"), ("ends", BEN, "Mon 09:00")]


def test_a_rota_that_never_changes_briefs_nobody_and_is_still_looked_at() -> None:
    on = days().until(MONDAY + 80 * DAY)
    assert [brief for brief in on.briefs() if brief[0] != "day"] == []


def test_follow_the_sun_hands_over_twice_a_day() -> None:
    sun = Windows(
        windows=(
            Window(person=ADA, timezone="UTC", start=time(8), end=time(20)),
            Window(person=BEN, timezone="UTC", start=time(20), end=time(8)),
        )
    )
    on = days(rotas={**roster().rotas, "engineers": sun}).until(MONDAY + DAY)
    begun = [(person, at) for kind, person, at in on.briefs() if kind == "begins"]
    assert begun == [(BEN, "Mon 20:00"), (ADA, "Tue 08:00")]


# ---------------------------------------------------------------------------- digests


def test_an_account_manager_is_briefed_at_the_start_of_each_working_day_of_their_own() -> None:
    tom = replace(roster().people[TOM], timezone="America/New_York", day_starts=time(8, 30))
    on = weekly(tom=tom).until(MONDAY + WEEK)
    assert [at for kind, person, at in on.briefs() if kind == "day"] == [
        "Mon 13:30",
        "Tue 13:30",
        "Wed 13:30",
        "Thu 13:30",
        "Fri 13:30",
    ]


def test_only_whoever_is_account_manager_that_day_is_briefed() -> None:
    managers = Weekly(people=(TOM, VERA), timezone="UTC", since=MONDAY)
    on = days(rotas={**roster().rotas, "tams": managers}).until(MONDAY + 6 * DAY)
    assert {person for kind, person, _ in on.briefs() if kind == "day"} == {TOM}


def test_digests_that_were_slept_through_are_one() -> None:
    on = weekly().until(MONDAY + 5 * DAY, asleep=True)
    assert [kind for kind, *_ in on.briefs()] == ["day"]


# -------------------------------------------------------------------------- the watch


def test_triage_is_warned_a_day_before_a_gap_begins_and_while_it_lasts() -> None:
    weekdays = Windows(windows=(Window(person=ELIF, timezone="UTC", start=time(0), end=time(0), days=(0, 1, 2, 3, 4)),))
    on = days(rotas={**roster().rotas, "execs": weekdays})
    on.until(datetime(2026, 3, 5, 7, tzinfo=UTC)).fresh()  # Thursday: the gap begins with Saturday
    on.until(datetime(2026, 3, 5, 23, tzinfo=UTC))
    (warned,) = on.triage()
    assert warned.startswith("A gap: From Sat 00:00 nobody is on execs")
    assert "executive on duty of Acme, executive on duty of Birch" in warned
    on.until(datetime(2026, 3, 6, 23, tzinfo=UTC)).fresh().until(datetime(2026, 3, 8, 9, tzinfo=UTC))
    assert [words.partition(" (")[0] for words in on.triage()] == [
        "A gap: Nobody is on duty now on execs until Mon 00:00"
    ] * 2


def test_everybody_who_may_be_called_is_looked_up_in_slack_once_a_day() -> None:
    on = weekly().until(MONDAY + DAY)
    assert sorted(on.checks()) == sorted([ADA, BEN, TOM, VERA, CARA, ELIF])
    assert on.fresh().until(MONDAY + 4 * DAY, asleep=True).checks() == [ADA, BEN, TOM, VERA, CARA, ELIF]


def test_somebody_who_is_gone_is_told_of_once_with_their_turn_and_called_last() -> None:
    on = weekly()
    checked(on, ADA, "has a deactivated account in Slack")
    (told,) = on.triage()
    assert told == "Ada has a deactivated account in Slack. On duty now on engineers; U0BEN is called first instead."
    assert [p.user for p in on.roster.on_duty(account(), ONCALL, on.now)] == [BEN, ADA]
    checked(on, ADA, "has a deactivated account in Slack", key="again")
    assert len(on.triage()) == 1
    checked(on, ADA, key="back")
    assert on.triage()[1:] == ["Ada is in Slack again."]
    assert [p.user for p in on.roster.on_duty(account(), ONCALL, on.now)] == [ADA, BEN]


def test_triage_is_reminded_before_the_turn_of_somebody_who_is_gone_begins() -> None:
    on = weekly()
    checked(on, BEN, "has a deactivated account in Slack")
    assert "Their turn begins Mon 09:00 on engineers; U0ADA is called first instead." in on.triage()[0]
    on.until(MONDAY + 4 * DAY).fresh().until(MONDAY + 7 * DAY - 4 * HOUR)
    assert [words.partition(".")[0] for words in on.triage()] == ["Ben has a deactivated account in Slack"] * 2


def test_a_line_that_failed_is_told_once_a_week_and_then_forgotten() -> None:
    on = weekly()
    for number in range(3):
        failed = LineFailed(
            id=EventId(f"l{number}"), at=on.now, subject=INSTALLATION, person=ADA, pager="webhook", why="410 gone"
        )
        on.hear(failed)
    assert [words.partition(". ")[0] for words in on.triage()] == ["Ada could not be reached by webhook: 410 gone"]
    on.until(MONDAY + 8 * DAY)
    assert [doubt for doubt in on.state.doubts if doubt.kind is DoubtKind.LINE] == []


# ------------------------------------------------------------------- the weekly check


def test_everybody_who_may_be_called_is_asked_on_tuesday_at_ten_by_their_own_clock() -> None:
    ben_away = replace(roster().people[BEN], timezone="America/New_York")
    on = weekly(ben=ben_away).until(MONDAY + DAY)
    assert sorted(user for user, _ in on.whispers()) == sorted([ADA, TOM, VERA, CARA, ELIF])
    on.until(MONDAY + 2 * DAY)
    assert [user for user, _ in on.whispers()][-1] == BEN
    assert all(words.startswith("Do I reach you?") for _, words in on.whispers())
    assert len(on.until(MONDAY + 7 * DAY).whispers()) == 6, "and once a week only"


def test_who_answers_is_thanked_in_the_question_and_nobody_else_hears_of_it() -> None:
    on = weekly().until(MONDAY + DAY)
    on.fresh()
    reached(on, ada)
    (thanks,) = on.effects
    assert isinstance(thanks, Amend) and (thanks.channel, thanks.ts) == ("D1", "9.9")
    on.until(MONDAY + 2 * DAY)
    assert not any(words.startswith("Ada") for words in on.triage())


def test_who_does_not_answer_within_a_day_is_told_of_until_they_do() -> None:
    on = weekly().until(MONDAY + DAY)
    reached(on, ada)
    on.until(MONDAY + 2 * DAY)
    (told,) = on.triage()
    assert sorted(words.split()[0] for words in told.splitlines()) == ["Ben", "Cara", "Elif", "Tom", "Vera"]
    assert "Ben did not answer this week's check within a day. Their turn begins Mon 09:00 on engineers" in told
    on.fresh()
    reached(on, ben)
    assert on.triage() == ["Ben has answered."]
    assert BEN not in {doubt.person for doubt in on.state.doubts}


def test_who_was_asked_nothing_is_thanked_for_nothing() -> None:
    on = weekly()
    for actor in (ada, requester):
        reached(on, actor)
    assert on.effects == [] and on.state.drills == {}


def test_patience_begins_after_quiet_hours() -> None:
    nightly = replace(roster().people[BEN], quiet_hours=Hours(start=time(8), end=time(16)))
    on = weekly(ben=nightly).until(MONDAY + 2 * DAY + 2 * HOUR)
    assert "Ben" not in "".join(on.triage())
    on.until(MONDAY + 2 * DAY + 4 * HOUR)
    assert "Ben did not answer" in "".join(on.triage())


def test_weeks_that_were_slept_through_ask_once() -> None:
    on = weekly().until(MONDAY + 3 * WEEK, asleep=True)
    assert sorted(user for user, _ in on.whispers()) == sorted([ADA, BEN, TOM, VERA, CARA, ELIF])


# ------------------------------------------------------------------------------- hours


def test_quiet_hours_end_by_the_persons_own_clock() -> None:
    night = Hours(start=time(22), end=time(7))
    assert night.until(datetime(2026, 3, 2, 20, 59, tzinfo=UTC), "Europe/Berlin") is None
    assert night.until(datetime(2026, 3, 2, 21, tzinfo=UTC), "Europe/Berlin") == datetime(2026, 3, 3, 6, tzinfo=UTC)
    assert night.until(datetime(2026, 3, 3, 5, 59, tzinfo=UTC), "Europe/Berlin") == datetime(2026, 3, 3, 6, tzinfo=UTC)
    assert night.until(datetime(2026, 3, 3, 6, tzinfo=UTC), "Europe/Berlin") is None


def test_a_person_lives_by_their_own_zone_or_by_that_of_their_rota() -> None:
    base = roster(rotas={**roster().rotas, "engineers": replace(WEEKLY, timezone="Europe/Berlin")})
    assert (base.zone_of(ADA), base.zone_of(TOM), base.zone_of(UserId("U0NOBODY"))) == ("Europe/Berlin", "UTC", "UTC")
    moved = replace(base, people={**base.people, ADA: replace(base.people[ADA], timezone="Asia/Tokyo")})
    assert moved.zone_of(ADA) == "Asia/Tokyo"
