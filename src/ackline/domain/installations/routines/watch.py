"""The daily watch: before a gap in a rota begins, or the turn of somebody who may not be reached, triage is warned.

A doubt is said once before a turn; that somebody is gone from Slack is said every day until people.yml is mended.
Everybody who may be called is looked up in Slack at the same time.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

from ackline.domain.decision import Change, Context, Timer
from ackline.domain.duty.checking import AHEAD, FORGOTTEN, callable_people, doubt_line, is_soon, without
from ackline.domain.duty.doubt import DoubtKind
from ackline.domain.duty.people import Roster
from ackline.domain.duty.shifts import Uncovered, uncovered
from ackline.domain.effects import CheckPerson, Inform
from ackline.domain.ids import role_name
from ackline.domain.installations.installation import Installation
from ackline.domain.installations.routine import InstallationChange, Routine, count, passed
from ackline.domain.surfaces.words import Internal, Line, line, moment, strong
from ackline.domain.time.hours import next_at

NAME = "watch"
DAILY = "daily"
TIME = time(8)


def timers(state: Installation, ctx: Context) -> Iterator[Timer]:
    """The next eight o'clock where most of the people are."""
    since = passed(state, NAME, DAILY)
    if since is not None:
        due = next_at(since, TIME, _home(ctx.roster))
        yield Timer(rule=NAME, step="daily", episode=0, occurrence=count(due), due=due)


def fire(state: Installation, timer: Timer, ctx: Context, now: datetime) -> InstallationChange:
    """Warn of what lies ahead, in one message, and look everybody up. Days that were slept through are left."""
    key = f"{NAME}/{timer.occurrence}"
    state = replace(state, fired={**state.fired, f"{NAME}/{timer.step}": count(max(now, timer.due))})
    state = without(state, [d for d in state.doubts if d.kind is DoubtKind.LINE and now >= d.since + FORGOTTEN])
    warned = [d for d in state.doubts if is_soon(d, ctx.roster, now) and (d.kind is DoubtKind.GONE or not d.warned)]
    lines = (*_gaps(ctx, now), *(doubt_line(doubt, ctx.roster, now) for doubt in warned))
    warning = (Inform(key=key, ticket=None, words=Internal(lines=lines)),) if lines else ()
    looks = tuple(CheckPerson(key=f"{key}/{user}", person=user) for user in callable_people(ctx.roster))
    doubts = tuple(replace(doubt, warned=doubt.warned or doubt in warned) for doubt in state.doubts)
    why = f"{len(lines)} warnings, {len(looks)} people looked up"
    return Change(subject=replace(state, doubts=doubts), effects=(*warning, *looks), why=(why,))


def _gaps(ctx: Context, now: datetime) -> Iterator[Line]:
    for gap in uncovered(ctx.roster, now, now + AHEAD):
        begins = (
            line("Nobody is on duty now on ")
            if gap.start <= now
            else line("From ", moment(gap.start), " nobody is on ")
        )
        ends = line() if gap.end >= now + AHEAD else line(" until ", moment(gap.end))
        fill = f". `/ackline override {gap.rota} @somebody …` fills it."
        yield line(strong("A gap: "), *begins, gap.rota, *ends, f" ({_whom(gap, ctx)})", fill)


def _whom(gap: Uncovered, ctx: Context) -> str:
    return ", ".join(f"{role_name(role)} of {ctx.roster.accounts[account].name}" for account, role in gap.roles)


def _home(roster: Roster) -> str:
    """The zone that most of the people live by."""
    zones = Counter(roster.zone_of(user) for user in sorted(roster.people))
    return zones.most_common(1)[0][0] if zones else "UTC"


ROUTINE = Routine(name=NAME, timers=timers, fire=fire)
