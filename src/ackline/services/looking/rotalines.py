"""The rotas on a line each: who has them now and who comes next, one's own first."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from ackline.domain.duty.people import Roster
from ackline.domain.duty.shifts import named
from ackline.domain.ids import AccountId, RoleId, UserId, role_name
from ackline.domain.surfaces.words import Line, line, strong
from ackline.services.looking.onduty import now_and_next

AHEAD = timedelta(days=8)
"""How far ahead a change is told: a week, and the hand-over at its end."""

MOST_NAMED = 3


def rota_lines(roster: Roster, user: UserId, now: datetime, most: int) -> tuple[Line, ...]:
    """The rotas that customers name, `most` of them and how many more there are."""
    rotas = sorted(named(roster).items(), key=lambda one: user not in _members(roster, one[0]))
    shown = tuple(
        line(strong(rota), f" ({_whose(roles, roster)}): ", *now_and_next(rota, roster, now, AHEAD))
        for rota, roles in rotas[:most]
    )
    more = len(rotas) - most
    return (*shown, line(f"… and {more} more: /ackline on-duty")) if more > 0 else shown


def _members(roster: Roster, rota: str) -> Sequence[UserId]:
    return roster.rotas[rota].members if rota in roster.rotas else ()


def _whose(roles: Sequence[tuple[AccountId, RoleId]], roster: Roster) -> str:
    """What a rota answers as, and for whom."""
    names = ", ".join(dict.fromkeys(role_name(role) for _, role in roles))
    accounts = list(dict.fromkeys(roster.accounts[account].name for account, _ in roles))
    more = f" and {len(accounts) - MOST_NAMED} more" if len(accounts) > MOST_NAMED else ""
    return f"{names} of {', '.join(accounts[:MOST_NAMED])}{more}"
