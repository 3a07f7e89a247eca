"""A digest: an account manager reads at the start of the working day what is late, at risk or owed, if anything is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ackline.domain.decision import Change, Context, Timer
from ackline.domain.duty.people import Roster
from ackline.domain.duty.shifts import named
from ackline.domain.effects import Brief, BriefKind
from ackline.domain.ids import TAM, UserId
from ackline.domain.installations.installation import Installation
from ackline.domain.installations.routine import InstallationChange, Routine, count, passed
from ackline.domain.time.hours import WORKING_DAYS, next_at

NAME = "digest"


def timers(state: Installation, ctx: Context) -> Iterator[Timer]:
    """The next start of the day of everybody whose turn as an account manager may come, by their own clock."""
    for user in managers(ctx.roster):
        step = f"day@{user}"
        since = passed(state, NAME, step)
        if since is None:
            continue
        starts = ctx.roster.people[user].day_starts
        due = next_at(since, starts, ctx.roster.zone_of(user), WORKING_DAYS)
        yield Timer(rule=NAME, step=f"day@{user}", episode=0, occurrence=count(due), due=due)


def fire(state: Installation, timer: Timer, ctx: Context, now: datetime) -> InstallationChange:
    """Brief whoever is the first to answer for a customer now. Days that were slept through are not made good."""
    user = UserId(timer.step.partition("@")[2])
    caught_up = replace(state, fired={**state.fired, f"{NAME}/{timer.step}": count(max(now, timer.due))})
    if not any(
        on and on[0].user == user
        for account in ctx.roster.accounts.values()
        if (on := ctx.roster.on_duty(account, TAM, now))
    ):
        return Change(subject=caught_up, why=(f"{user} is not the account manager of anybody today",))
    brief = Brief(key=f"brief/day/{user}/{timer.occurrence}", kind=BriefKind.DAY, person=user, at=timer.due)
    return Change(subject=caught_up, effects=(brief,), why=(f"the day of {user} begins",))


def managers(roster: Roster) -> tuple[UserId, ...]:
    """Everybody whose turn as an account manager may come, by rota or by override."""
    rotas = [rota for rota, roles in named(roster).items() if any(role == TAM for _, role in roles)]
    members = [user for rota in rotas if rota in roster.rotas for user in roster.rotas[rota].members]
    covering = [cover.person for cover in roster.covers if cover.rota in rotas]
    return tuple(user for user in dict.fromkeys((*members, *covering)) if user in roster.people)


ROUTINE = Routine(name=NAME, timers=timers, fire=fire)
