"""Who may order what of the installation: every cell."""

import pytest

from ackline.domain.authority import Actor, Side
from ackline.domain.ids import ADMIN, CSM, EXEC, ONCALL, SUPPORT, TAM, VP, RoleId, UserId
from ackline.domain.installations.orders import Order, may

ROLES = (SUPPORT, ONCALL, TAM, VP, EXEC, CSM, ADMIN)
EXPECTED = """
          support oncall tam vp  exec csm admin
pause     yes     yes    yes yes no   no  yes
unpause   yes     yes    yes yes no   no  yes
cover     yes     yes    yes yes yes  yes yes
bind      yes     yes    yes yes no   no  yes
unbind    yes     yes    yes yes no   no  yes
check     yes     yes    yes yes yes  yes yes
shadow    yes     yes    yes yes no   no  yes
"""
CELLS = [
    (Order(order), role, cell == "yes")
    for order, *cells in (row.split() for row in EXPECTED.strip().splitlines()[1:])
    for role, cell in zip(ROLES, cells, strict=True)
]


def actor(*roles: RoleId, side: Side = Side.STAFF) -> Actor:
    return Actor(user=UserId("U0X"), team="T0", side=side, roles=frozenset(roles))


@pytest.mark.parametrize(("order", "role", "allowed"), CELLS)
def test_an_order_needs_a_role_that_may_give_it(order: Order, role: RoleId, allowed: bool) -> None:
    assert may(order, actor(role)) is allowed


@pytest.mark.parametrize("order", list(Order))
def test_without_a_role_and_from_a_customer_no_order_is_taken(order: Order) -> None:
    assert not may(order, actor())
    assert not may(order, actor(*ROLES, side=Side.CUSTOMER))


def test_the_table_has_every_order() -> None:
    assert [order for order, role, _ in CELLS if role is SUPPORT] == list(Order)
