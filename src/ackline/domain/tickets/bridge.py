"""The customer's incident bridge: by when somebody of ours is on it, and how that is told (STR-14)."""

from dataclasses import dataclass
from datetime import datetime

from ackline.domain.authority import Act
from ackline.domain.contract import Contract, TargetKind
from ackline.domain.decision import Context
from ackline.domain.ids import ONCALL, ClauseId
from ackline.domain.surfaces.notices import duty
from ackline.domain.surfaces.words import Button, Line, clause, line, moment, person, strong, words
from ackline.domain.tickets.facets import Security
from ackline.domain.tickets.ticket import Ticket
from ackline.domain.time.clock import due, fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """A bridge that is promised to be joined by `due`; at `half` the time for it is half over."""

    clause: ClauseId
    incident: Security
    half: datetime | None
    due: datetime


def bridge(ticket: Ticket, contract: Contract) -> Bridge | None:
    """What is promised: within the first response of the severity that the incident is taken as. None: nothing is."""
    rule, incident = contract.security, ticket.security
    target = contract.target(ticket.tier, rule.severity, TargetKind.FIRST_RESPONSE) if rule is not None else None
    if rule is None or incident is None or target is None or target.duration is None:
        return None
    start = ticket.opened_at if rule.from_opening else incident.at
    calendar = contract.calendars.get(target.calendar or "")
    ends = due(start, target.duration, calendar)
    half = fraction(start, target.duration, calendar, (), 0.5)
    return Bridge(clause=rule.bridge, incident=incident, half=half, due=ends) if ends is not None else None


def bridge_lines(promised: Bridge, ctx: Context, now: datetime) -> tuple[Line, ...]:
    """What staff read in the thread: by when, who is on call, and how to get in."""
    state = "is" if now < promised.due else "was"
    head = f"An engineer of the platform {state} to be on the customer's incident bridge by "
    told = line(head, moment(promised.due), " (", clause(promised.clause), "). ", duty(ctx, ONCALL, now))
    how = promised.incident.bridge
    return (told,) if how is None else (told, line("Their bridge: ", words(how)))


def bridge_buttons(ticket: Ticket) -> tuple[Button, ...]:
    """What ends the waiting, while it lasts."""
    if not ticket.live or ticket.security is None or ticket.security.joined_at is not None:
        return ()
    return (Button(act=Act.JOINED.value, label="We have joined", value=ticket.id, style="primary"),)


def on_staffs_card(ticket: Ticket, ctx: Context) -> tuple[Line, ...]:
    """How it stands with the bridge, for staff."""
    promised = bridge(ticket, ctx.contract)
    if promised is None:
        return ()
    joined_at, by = promised.incident.joined_at, promised.incident.joined_by
    if joined_at is not None and by is not None:
        state = line("on the customer's bridge since ", moment(joined_at), ", says ", person(by))
    else:
        state = line("join the customer's bridge by ", moment(promised.due))
    return (line(strong("Security incident: "), *state, " (", clause(promised.clause), ")"),)


def on_customers_card(ticket: Ticket, ctx: Context) -> tuple[Line, ...]:
    """The same for the customer, while it is live and promised."""
    promised = bridge(ticket, ctx.contract)
    if promised is None or not ticket.live or ticket.uncovered or ticket.excluded:
        return ()
    if promised.incident.joined_at is not None:
        return (line("One of our engineers is on your incident bridge."),)
    return (line("One of our engineers joins your incident bridge by ", moment(promised.due), "."),)
