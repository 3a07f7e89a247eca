"""Every moment at which a subject must be looked at, derived and never stored.

The database keeps only the soonest (`wake_at`) and a stamp of what it was derived from.
"""

from ackline.domain.decision import Context, Timer
from ackline.domain.page import Page
from ackline.domain.paging import page_timers
from ackline.domain.rules import RULES, closing, incident_report
from ackline.domain.ticket import Ticket

DERIVATION = "1"
"""Goes up when the same subject would have other moments under new code: every stamp is stale then."""


def timetable(ticket: Ticket, ctx: Context) -> tuple[Timer, ...]:
    """A ticket's moments to come, and those that have passed without being fired, soonest first.

    Of one instant, the rule that is listed first in RULES goes first. In a channel that is closed only what is
    owed elsewhere runs on.
    """
    rules = RULES.values() if not ticket.lost else (RULES[incident_report.NAME], RULES[closing.NAME])
    found = [timer for rule in rules for timer in rule.timers(ticket, ctx)]
    return tuple(sorted(found, key=lambda timer: timer.due))


def page_timetable(page: Page, ctx: Context) -> tuple[Timer, ...]:
    """A page's moments: the next repeat, when a silent pager is given up on, when a pause lets it leave."""
    return tuple(sorted(page_timers(page, ctx), key=lambda timer: timer.due))


def stamp_prefix(roster: str, tzdata: str) -> str:
    """How every stamp begins whose wake rests on the code, people and zone data in force."""
    return f"{DERIVATION}/{roster}/{tzdata}/"
