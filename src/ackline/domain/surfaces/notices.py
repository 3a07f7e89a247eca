"""How staff are told things: one line, in the thread of the ticket's triage card."""

from datetime import datetime

from ackline.domain.decision import Context, Timer
from ackline.domain.effects import Inform
from ackline.domain.ids import RoleId, role_name
from ackline.domain.surfaces.words import Button, Internal, Line, Part, line, person
from ackline.domain.tickets.ticket import Ticket


def inform(ticket: Ticket, key: str, *lines: Line, buttons: tuple[Button, ...] = ()) -> Inform:
    """A notice about a ticket; `key` makes it happen once for that ticket."""
    return Inform(key=f"{ticket.id}/{key}", ticket=ticket.id, words=Internal(lines=lines, buttons=buttons))


def timer_key(timer: Timer) -> str:
    """What the notice of a fired timer is known by."""
    return f"{timer.rule}/{timer.step}/{timer.episode}/{timer.occurrence}"


def duty(ctx: Context, role: RoleId, now: datetime) -> Part:
    """A mention of whoever is on duty for a role, or words that say nobody is."""
    people = ctx.roster.on_duty(ctx.account, role, now)
    return person(people[0].user) if people else line(f"(nobody on duty as {role_name(role)})")[0]
