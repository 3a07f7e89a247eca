"""What a brief says: whose tickets stand how, the most pressing first; nothing when there is nothing to say."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from ackline.domain.decision import Context
from ackline.domain.duty.people import Roster
from ackline.domain.duty.shifts import next_shift
from ackline.domain.effects import Brief, BriefKind
from ackline.domain.rules.incident_report import due_at, rule_of, settled
from ackline.domain.rules.targets import NAMES, WARNING_SHARE
from ackline.domain.surfaces.words import Internal, Line, line, moment, person, strong, thread
from ackline.domain.tickets.clocks import TicketClock, clocks
from ackline.domain.tickets.ticket import Status, Ticket

MOST_LISTED = 15

Told = tuple[Ticket, Context]
"""A ticket and the context that it is decided in."""


class Plight(StrEnum):
    """How a ticket stands, the most pressing first."""

    LATE = "Late"
    AT_RISK = "At risk"
    PAGED = "Being paged, nobody has it"
    OPEN = "Open"
    WAITING = "Waiting for the customer"


def plight(ticket: Ticket, ctx: Context, now: datetime) -> Plight:
    """How a ticket stands at `now`; of several the most pressing."""
    running = [c for c in clocks(ticket, ctx.contract) if c.ticking]
    if any(c.due is not None and c.due <= now for c in running):
        return Plight.LATE
    if any((warned := c.at_share(WARNING_SHARE)) is not None and warned <= now for c in running):
        return Plight.AT_RISK
    if not ticket.acknowledged and any(page.live for page in ticket.pages):
        return Plight.PAGED
    return Plight.WAITING if ticket.status is Status.PENDING else Plight.OPEN


def brief_words(
    brief: Brief, tickets: Sequence[Told], owing: Sequence[Told], roster: Roster, now: datetime
) -> Internal | None:
    """The brief's words, None with nothing to say. `tickets` are those of its reader; `owing` have a report to come."""
    shown = [one for one in tickets if one[0].live and _worth_telling(brief, *one, now)]
    if not shown and not owing:
        return None
    lines = [_head(brief, roster, now), *_listed(shown, now)]
    if owing:
        lines += [line(strong("Reports that are owed")), *(each for one in owing for each in _owed(*one))]
    return Internal(lines=tuple(lines))


def _worth_telling(brief: Brief, ticket: Ticket, ctx: Context, now: datetime) -> bool:
    match brief.kind:
        case BriefKind.BEGINS:
            return True
        case BriefKind.ENDS:
            return brief.person in (ticket.owner, ticket.acknowledged_by)
        case BriefKind.DAY:
            return plight(ticket, ctx, now) in (Plight.LATE, Plight.AT_RISK)


def _head(brief: Brief, roster: Roster, now: datetime) -> Line:
    other = (person(brief.other),) if brief.other is not None else ()
    match brief.kind:
        case BriefKind.BEGINS:
            turn = next_shift(roster, brief.rota, brief.person, now)
            until = (" until ", moment(turn.end)) if turn is not None else ()
            after = (", after ", *other) if other else ()
            return line(strong("You are on duty "), f"on {brief.rota}", *until, *after, ".")
        case BriefKind.ENDS:
            has = (*other, " has it now.") if other else ("Nobody has it now.",)
            return line(strong("Your duty is over "), f"on {brief.rota}. ", *has, " These are still yours:")
        case BriefKind.DAY:
            return line(strong("Your customers this morning"))


def _listed(tickets: Iterable[Told], now: datetime) -> Iterable[Line]:
    """The tickets by how they stand, those that are due first before the others."""
    by: dict[Plight, list[tuple[datetime | None, Line]]] = {each: [] for each in Plight}
    for ticket, ctx in tickets:
        due = _due(ticket, ctx)
        by[plight(ticket, ctx, now)].append((due.due if due is not None else None, _row(ticket, ctx, due)))
    left = MOST_LISTED
    for each, rows in by.items():
        if rows:
            rows.sort(key=lambda row: (row[0] is None, row[0] or now))
            yield line(strong(f"{each.value}: {len(rows)}"))
            yield from (words for _, words in rows[: max(left, 0)])
            left -= len(rows)
    if left < 0:
        yield line(f"… and {-left} more: `/ackline list`")


def _row(ticket: Ticket, ctx: Context, due: TicketClock | None) -> Line:
    severity = ctx.contract.severity(ticket.severity(ctx.contract)).name
    owner = ticket.owner or ticket.acknowledged_by
    when = (f" · {NAMES[due.kind].lower()} ", moment(due.due)) if due is not None and due.due is not None else ()
    head = thread(ticket.channel, ticket.thread, f"#{ticket.number} {ctx.account.name}")
    return line(head, f" · {severity}", *((" · ", person(owner)) if owner else ()), *when)


def _due(ticket: Ticket, ctx: Context) -> TicketClock | None:
    running = [c for c in clocks(ticket, ctx.contract) if c.ticking and c.due is not None]
    return min(running, key=lambda c: c.due or ticket.opened_at, default=None)


def _owed(ticket: Ticket, ctx: Context) -> Iterable[Line]:
    for report in ticket.reports:
        rule = rule_of(ctx.contract, report)
        if rule is not None and not settled(report, rule):
            head = thread(ticket.channel, ticket.thread, f"#{ticket.number} {ctx.account.name}")
            yield line(head, f" · {rule.name} · due ", moment(due_at(report, rule, ctx.contract)))
