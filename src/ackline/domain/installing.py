"""What facts mean for the installation: who may order it, and what follows."""

from dataclasses import replace
from datetime import datetime

from ackline.domain.decision import Context, Timer, moot, refused
from ackline.domain.events import Event, PagingPaused, PagingUnpaused, TimerFired
from ackline.domain.installation import Installation
from ackline.domain.orders import Order, may
from ackline.domain.routine import InstallationChange
from ackline.domain.routines import ROUTINES, paging_pause


def decide_installation(state: Installation, event: Event, ctx: Context, now: datetime) -> InstallationChange:
    """What a fact means for the installation. Refused for those who may not."""
    match event:
        case PagingPaused():
            return paging_pause.pause(state, event, ctx) if may(Order.PAUSE, event.actor) else _not_yours(state)
        case PagingUnpaused():
            return paging_pause.unpause(state, event, ctx) if may(Order.UNPAUSE, event.actor) else _not_yours(state)
        case TimerFired():
            return _fire(state, event, ctx, now)
        case _:
            return moot(state, f"{type(event).__name__} is not for the installation")


def installation_timetable(state: Installation, ctx: Context) -> tuple[Timer, ...]:
    """The installation's moments to come, and those that have passed without being fired, soonest first."""
    found = [timer for routine in ROUTINES.values() for timer in routine.timers(state, ctx)]
    return tuple(sorted(found, key=lambda timer: timer.due))


def _fire(state: Installation, event: TimerFired, ctx: Context, now: datetime) -> InstallationChange:
    timer = Timer(rule=event.rule, step=event.step, episode=event.episode, occurrence=event.occurrence, due=event.due)
    if timer not in installation_timetable(state, ctx):
        return moot(state, "made moot by a later fact")
    fired = replace(state, fired={**state.fired, f"{timer.rule}/{timer.step}": timer.occurrence})
    return ROUTINES[timer.rule].fire(fired, timer, ctx, now)


def _not_yours(state: Installation) -> InstallationChange:
    return refused(state, "only support, on-call, TAM, VP and administrators may do this")
