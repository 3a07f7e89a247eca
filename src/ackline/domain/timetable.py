"""Every moment at which a subject must be looked at, derived and never stored.

The database keeps only the soonest (`wake_at`) and a stamp of what it was derived from.
"""

from hashlib import sha256

from ackline.domain.calling.page import Page
from ackline.domain.calling.paging import page_timers
from ackline.domain.decision import Context, Timer
from ackline.domain.rules import RULES, closing, incident_report
from ackline.domain.tickets.ticket import Ticket

DERIVATION = "2"
"""Goes up when the same subject would have other moments or another standing under new code: all stamps are stale."""

_LASTING = (incident_report.NAME, closing.NAME)
_ORDER = {name: place for place, name in enumerate(RULES)}


def timetable(ticket: Ticket, ctx: Context) -> tuple[Timer, ...]:
    """A ticket's moments to come, and those that have passed without being fired, soonest first.

    Of one instant, the rule that is listed first in RULES goes first. In a channel that is closed only what is
    owed elsewhere runs on.
    """
    names = RULES if not ticket.lost else _LASTING
    found = [timer for name in names for timer in RULES[name].timers(ticket, ctx)]
    return tuple(sorted(found, key=lambda timer: timer.due))


def recounted(before: tuple[Timer, ...], rules: frozenset[str], ticket: Ticket, ctx: Context) -> tuple[Timer, ...]:
    """The timetable of a ticket that had `before`, when only how often timers of these rules have fired has changed."""
    names = RULES if not ticket.lost else _LASTING
    anew = [name for name in names if name in rules or not rules.isdisjoint(RULES[name].heeds)]
    found = [timer for timer in before if timer.rule not in anew]
    found += (timer for name in anew for timer in RULES[name].timers(ticket, ctx))
    return tuple(sorted(found, key=lambda timer: (timer.due, _ORDER[timer.rule])))


def timers_of(name: str, ticket: Ticket, ctx: Context) -> tuple[Timer, ...]:
    """The moments of one rule."""
    return tuple(RULES[name].timers(ticket, ctx)) if not ticket.lost or name in _LASTING else ()


def page_timetable(page: Page, ctx: Context) -> tuple[Timer, ...]:
    """A page's moments: the next repeat, when a silent pager is given up on, when a pause lets it leave."""
    return tuple(sorted(page_timers(page, ctx), key=lambda timer: timer.due))


def stamp(roster: str, tzdata: str) -> str:
    """What is kept beside a wake that rests on the code, people and zone data in force: short, and compared only."""
    return sha256(f"{DERIVATION}/{roster}/{tzdata}".encode()).hexdigest()[:16]
