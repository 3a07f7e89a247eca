"""Who may order what of the installation: one table, each cell a test. What is done to a ticket is in authority.py."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from ackline.domain.authority import Actor, Side
from ackline.domain.ids import ADMIN, CSM, EXEC, ONCALL, SUPPORT, TAM, VP, RoleId, UserId


class Order(StrEnum):
    """Something a person can set for the whole installation or an account."""

    PAUSE = "pause"
    UNPAUSE = "unpause"
    COVER = "cover"
    BIND = "bind"
    UNBIND = "unbind"
    CHECK = "check"
    SHADOW = "shadow"
    REVIEW = "review"


_LADDER = frozenset({TAM, VP})
_SUPPORT = frozenset({SUPPORT, ONCALL})

MAY: Mapping[Order, frozenset[RoleId]] = {
    Order.PAUSE: _SUPPORT | _LADDER | {ADMIN},
    Order.UNPAUSE: _SUPPORT | _LADDER | {ADMIN},
    Order.COVER: _SUPPORT | _LADDER | {ADMIN, CSM, EXEC},
    Order.BIND: _SUPPORT | _LADDER | {ADMIN},
    Order.UNBIND: _SUPPORT | _LADDER | {ADMIN},
    Order.CHECK: _SUPPORT | _LADDER | {ADMIN, CSM, EXEC},
    Order.SHADOW: _SUPPORT | _LADDER | {ADMIN},
    Order.REVIEW: _SUPPORT | _LADDER | {ADMIN, CSM, EXEC},
}
"""The roles that an order needs one of. Customers may none."""

ON_IT_THEMSELVES = frozenset({CSM, EXEC})
"""The roles that may cover only rotas that they are on: whoever is on-call stops a ladder with an emoji."""


def may(order: Order, actor: Actor) -> bool:
    """Whether somebody may give an order."""
    return actor.side is Side.STAFF and bool(actor.roles & MAY[order])


def may_cover(actor: Actor, members: Collection[UserId]) -> bool:
    """Whether somebody may arrange the duty of a rota with these members."""
    freely = actor.roles & (MAY[Order.COVER] - ON_IT_THEMSELVES)
    return may(Order.COVER, actor) and (bool(freely) or actor.user in members)
