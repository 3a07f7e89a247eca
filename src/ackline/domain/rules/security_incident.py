"""The customer's incident bridge: staff are reminded at half of the time, at its end, and hourly until they are in."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ackline.domain.decision import Change, Context, TicketChange, Timer
from ackline.domain.rule import Rule
from ackline.domain.surfaces.notices import inform, timer_key
from ackline.domain.tickets.bridge import bridge, bridge_buttons, bridge_lines
from ackline.domain.tickets.ticket import Ticket

NAME = "security_incident"
REPEAT = timedelta(hours=1)


def timers(ticket: Ticket, ctx: Context) -> Iterable[Timer]:
    """The next reminders, counted over all episodes: a new one is no new promise."""
    promised = bridge(ticket, ctx.contract)
    if promised is None or promised.incident.joined_at is not None or not ticket.live or ticket.excluded:
        return
    if promised.half is not None and not _told(ticket, "half"):
        yield Timer(rule=NAME, step="half", episode=ticket.episode, occurrence=1, due=promised.half)
    told = _told(ticket, "overdue")
    due = promised.due + told * REPEAT
    yield Timer(rule=NAME, step="overdue", episode=ticket.episode, occurrence=told + 1, due=due)


def fire(ticket: Ticket, timer: Timer, ctx: Context, now: datetime) -> TicketChange:
    """In the triage thread, to whoever is on call."""
    promised = bridge(ticket, ctx.contract)
    if promised is None:
        return Change(subject=ticket, why=("no bridge is promised any more",), outcome="moot")
    clauses = (promised.clause,)
    if timer.step == "half" and now >= promised.due:
        return Change(subject=ticket, clauses=clauses, why=("overtaken: the time for the bridge is over",))
    lines = bridge_lines(promised, ctx, now)
    told = inform(ticket, timer_key(timer), *lines, buttons=bridge_buttons(ticket))
    why = f"nobody has said that we are on the customer's bridge: due {promised.due:%Y-%m-%d %H:%M} UTC"
    return Change(subject=ticket, effects=(told,), clauses=clauses, why=(why,))


def _told(ticket: Ticket, step: str) -> int:
    """How often a step has fired, whatever the episode."""
    return max((count for key, count in ticket.fired.items() if key.startswith(f"{NAME}/{step}/")), default=0)


RULE = Rule(name=NAME, timers=timers, fire=fire)
