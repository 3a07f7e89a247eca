"""The account was put into shadow mode, or live, while the ticket is open."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ackline.domain.decision import Change, Context, TicketChange, Timer
from ackline.domain.rule import Rule, times_fired
from ackline.domain.rules.escalation import steps
from ackline.domain.surfaces.notices import inform, timer_key
from ackline.domain.surfaces.words import Line, line, strong
from ackline.domain.tickets.episodes import new_episode
from ackline.domain.tickets.ticket import Ticket

NAME = "shadow"
LIVE = "live"
SHADOW = "shadow"


def timers(ticket: Ticket, ctx: Context) -> Iterable[Timer]:
    """The moment at which it was switched."""
    if not ticket.live or ticket.shadow is ctx.account.shadow:
        return
    step = SHADOW if ctx.account.shadow else LIVE
    due = max(ticket.opened_at, ctx.installation.laid_at or ticket.opened_at)
    occurrence = times_fired(ticket, NAME, step) + 1
    yield Timer(rule=NAME, step=step, episode=ticket.episode, occurrence=occurrence, due=due)


def fire(ticket: Ticket, timer: Timer, ctx: Context, now: datetime) -> TicketChange:
    """From here on nothing leaves; or what comes is real, and a ladder that nobody stopped begins at its first step."""
    switched = replace(ticket, shadow=timer.step == SHADOW)
    if switched.shadow:
        told = line(strong("Shadow from here on: "), "nobody is paged, and the customer sees nothing new.")
        return _told(replace(switched, generation=ticket.generation + 1), timer, told, "in shadow mode from here on")
    if any(True for _ in steps(switched, ctx)):
        told = line(strong("Live from here on. "), "Nobody has acknowledged it: its ladder begins now.")
        return _told(new_episode(switched, now), timer, told, "live from here on: the ladder begins now")
    return _told(switched, timer, line(strong("Live from here on.")), "live from here on")


def _told(after: Ticket, timer: Timer, told: Line, why: str) -> TicketChange:
    return Change(subject=after, effects=(inform(after, timer_key(timer), told),), why=(why,))


RULE = Rule(name=NAME, timers=timers, fire=fire)
