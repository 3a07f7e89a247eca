"""A drill: once a week everybody who may be called shows by one tap that they are reached; who does not is told of.

It is a direct message on Tuesday at ten by their own clock, and wakes nobody. A day without an answer leaves a doubt,
which an answer settles.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from ackline.domain.decision import Change, Context, Timer
from ackline.domain.duty.checking import asked, callable_people, doubted
from ackline.domain.duty.doubt import Doubt, DoubtKind
from ackline.domain.effects import Whisper
from ackline.domain.ids import UserId
from ackline.domain.installations.installation import Installation
from ackline.domain.installations.routine import InstallationChange, Routine, count, passed
from ackline.domain.surfaces.words import Button, Internal, line, strong
from ackline.domain.time.hours import next_at

NAME = "drill"
WEEKDAY = (1,)
TIME = time(10)
PATIENCE = timedelta(hours=24)
WHAT = "did not answer this week's check within a day"


def timers(state: Installation, ctx: Context) -> Iterator[Timer]:
    """For everybody who may be called the next question, and the ends of the patience with those not yet answered."""
    for user in callable_people(ctx.roster):
        since = passed(state, NAME, f"ask@{user}")
        if since is not None:
            due = next_at(since, TIME, ctx.roster.zone_of(user), WEEKDAY)
            yield Timer(rule=NAME, step=f"ask@{user}", episode=0, occurrence=count(due), due=due)
    told = passed(state, NAME, "silent")
    for due in sorted({silent for silent in _silent(state, ctx).values() if told is not None and silent > told}):
        yield Timer(rule=NAME, step="silent", episode=0, occurrence=count(due), due=due)


def fire(state: Installation, timer: Timer, ctx: Context, now: datetime) -> InstallationChange:
    """Ask, or say who has not answered."""
    what, _, user = timer.step.partition("@")
    return _ask(state, UserId(user), timer, now) if what == "ask" else _tell(state, timer, ctx, now)


def _ask(state: Installation, user: UserId, timer: Timer, now: datetime) -> InstallationChange:
    caught_up = replace(state, fired={**state.fired, f"{NAME}/{timer.step}": count(max(now, timer.due))})
    whisper = Whisper(key=f"drill/{timer.occurrence}", user=user, words=_question())
    return Change(subject=asked(caught_up, user, now), effects=(whisper,), why=(f"{user} is asked to show up",))


def _tell(state: Installation, timer: Timer, ctx: Context, now: datetime) -> InstallationChange:
    known = {doubt.person for doubt in state.doubts if doubt.kind is DoubtKind.SILENT}
    fresh = [user for user, silent in _silent(state, ctx).items() if silent <= timer.due and user not in known]
    doubts = [Doubt(person=user, kind=DoubtKind.SILENT, what=WHAT, since=now) for user in fresh]
    if not doubts:
        return Change(subject=state, why=("nobody else is silent",))
    return doubted(state, doubts, f"silent/{timer.occurrence}", ctx)


def _silent(state: Installation, ctx: Context) -> dict[UserId, datetime]:
    """Who has not answered, and when the patience ends: it begins when the question reaches them."""
    found = {}
    for user, drill in state.drills.items():
        person = ctx.roster.people.get(user)
        if person is not None and drill.answered_at is None:
            hours = person.quiet_hours
            quiet = hours.until(drill.asked_at, ctx.roster.zone_of(user)) if hours is not None else None
            found[user] = (quiet or drill.asked_at) + PATIENCE
    return found


def _question() -> Internal:
    return Internal(
        lines=(
            line(strong("Do I reach you? "), "Customers rely on it. Please tap once."),
            line("This comes once a week to everybody who may be called. It was not sent to your phone."),
        ),
        buttons=(Button(act="order:reached", label="I am here", value="now", style="primary"),),
    )


ROUTINE = Routine(name=NAME, timers=timers, fire=fire)
