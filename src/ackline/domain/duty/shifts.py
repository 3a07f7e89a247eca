"""Shifts: who is the first to be reached on a rota, stretch by stretch, with its covers and its gaps."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ackline.domain.duty.people import Roster
from ackline.domain.ids import AccountId, RoleId, UserId

AHEAD = timedelta(days=92)
"""How far ahead somebody's next turn is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One person has the duty of a rota in [start, end); `person` None: nobody has."""

    rota: str
    start: datetime
    end: datetime
    person: UserId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """A stretch in which nobody answers, and who for: the roles of the accounts that name the rota."""

    rota: str
    start: datetime
    end: datetime
    roles: tuple[tuple[AccountId, RoleId], ...]


def shifts(roster: Roster, rota: str, start: datetime, end: datetime) -> Iterator[Shift]:
    """The shifts of [start, end), in order, without a gap between them, no two alike in a row."""
    moments = {start, *roster.rotas[rota].moments(start, end)} if rota in roster.rotas else {start}
    moments |= {m for c in roster.covers if c.rota == rota for m in (c.start, c.end) if start < m < end}
    present: Shift | None = None
    for moment in sorted(moments):
        on = roster.on_rota(rota, moment)
        first = on[0].user if on else None
        if present is not None and present.person == first:
            continue
        if present is not None:
            yield replace(present, end=moment)
        present = Shift(rota=rota, start=moment, end=end, person=first)
    if present is not None:
        yield present


def next_shift(roster: Roster, rota: str, person: UserId, at: datetime) -> Shift | None:
    """Somebody's turn that is under way or comes next; None when there is none within AHEAD."""
    return next((s for s in shifts(roster, rota, at, at + AHEAD) if s.person == person), None)


def uncovered(roster: Roster, start: datetime, end: datetime) -> tuple[Uncovered, ...]:
    """Every stretch of [start, end) in which a role of an account has nobody, soonest first."""
    found = [
        Uncovered(rota=rota, start=shift.start, end=shift.end, roles=roles)
        for rota, roles in named(roster).items()
        for shift in shifts(roster, rota, start, end)
        if shift.person is None
    ]
    return tuple(sorted(found, key=lambda gap: (gap.start, gap.rota)))


def named(roster: Roster) -> dict[str, tuple[tuple[AccountId, RoleId], ...]]:
    """The rotas that accounts name, each with whom it answers for."""
    found: dict[str, tuple[tuple[AccountId, RoleId], ...]] = {}
    for account in roster.accounts.values():
        for role, rota in account.roles.items():
            found[rota] = (*found.get(rota, ()), (account.id, role))
    return found
