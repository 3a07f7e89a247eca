"""What facts mean for the installation: who may order it, and what follows."""

from dataclasses import replace
from datetime import datetime

from ackline.domain.decision import Change, Context, Timer, moot, refused
from ackline.domain.duty import checking, covering
from ackline.domain.events import (
    Begun,
    CalendarRead,
    ChannelBound,
    ChannelFound,
    ChannelsSurveyed,
    ChannelUnbound,
    Event,
    HistoryRead,
    ImportTaken,
    LineFailed,
    PagingPaused,
    PagingUnpaused,
    PersonChecked,
    Reached,
    ShadowSet,
    ShiftCovered,
    ShiftsSwapped,
    ShiftUncovered,
    TimerFired,
)
from ackline.domain.installations.installation import Installation
from ackline.domain.installations.layering import over
from ackline.domain.installations.orders import Order, may
from ackline.domain.installations.routine import InstallationChange
from ackline.domain.installations.routines import ROUTINES, paging_pause
from ackline.domain.setup import binding, shadow


def decide_installation(state: Installation, event: Event, bare: Context, now: datetime) -> InstallationChange:
    """What a fact means for the installation. Refused for those who may not. `bare` has the roster as imported."""
    ctx = _in_force(state, bare)
    match event:
        case PagingPaused():
            return paging_pause.pause(state, event, ctx) if may(Order.PAUSE, event.actor) else _not_yours(state)
        case PagingUnpaused():
            return paging_pause.unpause(state, event, ctx) if may(Order.UNPAUSE, event.actor) else _not_yours(state)
        case Begun():
            return moot(state, "began before") if state.since else _begin(state, event)
        case ShiftCovered():
            return covering.cover(state, event, ctx) if may(Order.COVER, event.actor) else _not_yours(state)
        case ShiftsSwapped():
            return covering.swap(state, event, ctx) if may(Order.COVER, event.actor) else _not_yours(state)
        case ShiftUncovered():
            return covering.uncover(state, event, ctx) if may(Order.COVER, event.actor) else _not_yours(state)
        case PersonChecked():
            return checking.checked(state, event, ctx)
        case LineFailed():
            return checking.line_failed(state, event, ctx)
        case CalendarRead():
            return checking.calendar_read(state, event)
        case Reached():
            return checking.reached(state, event, ctx)
        case ChannelFound():
            return binding.found(state, event, ctx)
        case ChannelBound():
            return binding.bind(state, event, ctx) if may(Order.BIND, event.actor) else _not_yours(state)
        case ChannelUnbound():
            return binding.unbind(state, event, ctx) if may(Order.UNBIND, event.actor) else _not_yours(state)
        case ChannelsSurveyed():
            return binding.survey(state, event, ctx)
        case HistoryRead():
            return binding.told_of_the_past(state, event, ctx)
        case ImportTaken():
            return binding.take(state, event, bare.roster)
        case ShadowSet():
            return shadow.switch(state, event, ctx) if may(Order.SHADOW, event.actor) else _not_yours(state)
        case TimerFired():
            return _fire(state, event, bare, now)
        case _:
            return moot(state, f"{type(event).__name__} is not for the installation")


def installation_timetable(state: Installation, bare: Context) -> tuple[Timer, ...]:
    """The installation's moments to come, and those that have passed without being fired, soonest first."""
    ctx = _in_force(state, bare)
    found = [timer for routine in ROUTINES.values() for timer in routine.timers(state, ctx)]
    return tuple(sorted(found, key=lambda timer: timer.due))


def _fire(state: Installation, event: TimerFired, bare: Context, now: datetime) -> InstallationChange:
    timer = Timer(rule=event.rule, step=event.step, episode=event.episode, occurrence=event.occurrence, due=event.due)
    if timer not in installation_timetable(state, bare):
        return moot(state, "made moot by a later fact")
    fired = replace(state, fired={**state.fired, f"{timer.rule}/{timer.step}": timer.occurrence})
    return ROUTINES[timer.rule].fire(fired, timer, _in_force(fired, bare), now)


def _begin(state: Installation, event: Begun) -> InstallationChange:
    return Change(subject=replace(state, since=event.at), why=("what is done by the clock counts from here",))


def _in_force(state: Installation, bare: Context) -> Context:
    """The context with the state laid over it."""
    return replace(bare, installation=state, roster=over(bare.roster, state))


def _not_yours(state: Installation) -> InstallationChange:
    return refused(state, "only support, on-call, TAM, VP and administrators may do this")
