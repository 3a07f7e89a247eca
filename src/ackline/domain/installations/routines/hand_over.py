"""A hand-over: whoever begins a shift and whoever ends one are told how their customers' tickets stand.

Its moments are those at which somebody else is the first on a rota, overrides included. One that was slept through is
not made good when a later one has passed as well.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ackline.domain.decision import Change, Context, Timer
from ackline.domain.duty.people import Roster
from ackline.domain.duty.shifts import named, shifts
from ackline.domain.effects import Brief, BriefKind
from ackline.domain.ids import UserId
from ackline.domain.installations.installation import Installation
from ackline.domain.installations.routine import InstallationChange, Routine, count, passed

NAME = "hand_over"
AHEAD = timedelta(days=35)
"""How far ahead a change is looked for; where there is none it is looked again from there."""

_JUST_BEFORE = timedelta(microseconds=1)


def timers(state: Installation, ctx: Context) -> Iterator[Timer]:
    """For each rota that a customer's account names, the next change of hands."""
    for rota in named(ctx.roster):
        step = f"shift@{rota}"
        since = passed(state, NAME, step)
        if since is None or rota not in ctx.roster.rotas:
            continue
        due = next(_changes(ctx.roster, rota, since, since + AHEAD), since + AHEAD)
        yield Timer(rule=NAME, step=f"shift@{rota}", episode=0, occurrence=count(due), due=due)


def fire(state: Installation, timer: Timer, ctx: Context, now: datetime) -> InstallationChange:
    """Brief the two people concerned; nobody where nothing changes hands."""
    rota = timer.step.partition("@")[2]
    if next(_changes(ctx.roster, rota, timer.due, now), None) is not None:
        return Change(subject=state, why=(f"{rota} has changed hands again since",))
    before, after = _first(ctx.roster, rota, timer.due - _JUST_BEFORE), _first(ctx.roster, rota, timer.due)
    if before == after:
        return Change(subject=state, why=(f"{rota} stays where it is",))
    briefs = [
        Brief(
            key=f"brief/{kind.value}/{rota}/{person}/{timer.occurrence}",
            kind=kind,
            person=person,
            at=timer.due,
            rota=rota,
            other=other,
        )
        for kind, person, other in ((BriefKind.BEGINS, after, before), (BriefKind.ENDS, before, after))
        if person is not None
    ]
    return Change(subject=state, effects=tuple(briefs), why=(f"{rota} changes hands",))


def _changes(roster: Roster, rota: str, after: datetime, end: datetime) -> Iterator[datetime]:
    return (shift.start for shift in shifts(roster, rota, after, end) if shift.start > after)


def _first(roster: Roster, rota: str, at: datetime) -> UserId | None:
    on = roster.on_rota(rota, at)
    return on[0].user if on else None


ROUTINE = Routine(name=NAME, timers=timers, fire=fire)
