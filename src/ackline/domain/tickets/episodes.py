"""Episodes and generations: when a ladder starts over, and when pages under way must not leave."""

from dataclasses import replace
from datetime import datetime

from ackline.domain.contract import Contract
from ackline.domain.ids import SeverityId
from ackline.domain.tickets.facets import Start
from ackline.domain.tickets.ticket import Move, Status, Ticket


def new_episode(ticket: Ticket, now: datetime) -> Ticket:
    """Unacknowledged again, the ladder from its first step: after a reopening or a silent acknowledgement."""
    opened = unacknowledged(ticket, now)
    return replace(
        opened,
        episode=_next_episode(opened),
        episode_at=now,
        paged_at=now if opened.paged_at else None,
        starts=(),
    )


def unacknowledged(ticket: Ticket, at: datetime) -> Ticket:
    """The ladder runs again in the same episode: steps whose moment has passed are due at once.

    Marks from before stand for the acknowledgement that is over, not for the next one.
    """
    moved = ticket.moved(Move.UNACKNOWLEDGE) if ticket.status in (Status.ACKNOWLEDGED, Status.PENDING) else ticket
    return replace(
        moved,
        pauses=tuple(replace(p, end=at) if p.end is None else p for p in ticket.pauses),
        acknowledged_by=None,
        acknowledged_at=None,
        unmarked_at=None,
        ladder_since=at,
        marks=tuple(replace(m, eligible=False) for m in ticket.marks),
        generation=ticket.generation + 1,
    )


def judged(ticket: Ticket, before: SeverityId, contract: Contract, now: datetime) -> Ticket:
    """The ticket once its severity has changed from `before`: a returning severity keeps its first start."""
    after = ticket.severity(contract)
    if after == before:
        return ticket
    starts = ticket.starts
    if not any(s.severity == before for s in starts):
        starts = (*starts, Start(severity=before, episode=ticket.episode, at=ticket.episode_at))
    known = next((s for s in starts if s.severity == after), None)
    if known is None:
        known = Start(severity=after, episode=max(s.episode for s in starts) + 1, at=now)
        starts = (*starts, known)
    raised = contract.severity(after).rank < contract.severity(before).rank
    return replace(
        ticket,
        starts=starts,
        episode=known.episode,
        episode_at=known.at,
        severity_at=now if raised else ticket.severity_at,
        ladder_since=now,
        generation=ticket.generation + 1,
    )


def _next_episode(ticket: Ticket) -> int:
    return max((ticket.episode, *(s.episode for s in ticket.starts))) + 1
