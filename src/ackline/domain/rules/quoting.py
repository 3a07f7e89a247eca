"""What the customer writes is quoted in the triage thread: a minute's words at a time, and what staff answered between.

Only the customer's words ask for it; chatter never does. The first message stands on the card itself.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from ackline.domain.decision import Change, Context, TicketChange, Timer
from ackline.domain.ids import TextId, UserId
from ackline.domain.rule import Rule
from ackline.domain.surfaces.notices import inform, timer_key
from ackline.domain.surfaces.words import Line, line, person, quote
from ackline.domain.tickets.facets import Spoken
from ackline.domain.tickets.ticket import Ticket, fired_key

NAME = "quoting"
_STEP = "next"
GATHERED = timedelta(seconds=60)
MOST = 20
"""What is quoted at once; of a longer exchange the newest is, and the rest is counted."""

_STAFF_BEFORE = 3
"""How much of what staff said stands before the customer's first words."""


def heard(ticket: Ticket, user: UserId, text: TextId, at: datetime, *, staff: bool) -> Ticket:
    """The ticket with words that staff are to read."""
    said = Spoken(user=user, text=text, at=at, staff=staff)
    kept = sorted((*ticket.unquoted, said), key=lambda s: s.at)
    before = next((n for n, s in enumerate(kept) if not s.staff), len(kept))
    return replace(ticket, unquoted=tuple(kept[max(before - _STAFF_BEFORE, 0) :]))


def timers(ticket: Ticket, ctx: Context) -> Iterable[Timer]:  # noqa: ARG001 - one signature for every rule
    """A minute after the first words of the customer that are not quoted yet."""
    first = next((s for s in ticket.unquoted if not s.staff), None)
    if first is not None:
        occurrence = ticket.fired.get(fired_key(NAME, _STEP, 0), 0) + 1
        yield Timer(rule=NAME, step=_STEP, episode=0, occurrence=occurrence, due=first.at + GATHERED)


def fire(ticket: Ticket, timer: Timer, ctx: Context, now: datetime) -> TicketChange:  # noqa: ARG001
    """One message for all of them. Staff are named and not mentioned: they know what they wrote."""
    more = len(ticket.unquoted) - MOST
    lines: list[Line] = [line(f"{more} more in the customer's thread, and then:")] if more > 0 else []
    for said in ticket.unquoted[-MOST:]:
        known = ctx.roster.people.get(said.user)
        lines += [line(known.name if known else person(said.user), " answered:" if said.staff else " wrote:")]
        lines += [line(quote(said.text))]
    return Change(
        subject=replace(ticket, unquoted=()),
        effects=(inform(ticket, timer_key(timer), *lines),),
        why=("what was said in the customer's thread was quoted to staff",),
    )


RULE = Rule(name=NAME, timers=timers, fire=fire)
