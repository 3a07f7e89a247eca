"""Who may order what of the installation: every cell."""

import pytest

from ackline.domain.authority import Actor, Side
from ackline.domain.ids import ADMIN, CSM, EXEC, ONCALL, SUPPORT, TAM, VP, RoleId, UserId
from ackline.domain.installations.orders import Order, may, may_cover

ROLES = (SUPPORT, ONCALL, TAM, VP, EXEC, CSM, ADMIN)
EXPECTED = """
          support oncall tam vp  exec csm admin
pause     yes     yes    yes yes no   no  yes
unpause   yes     yes    yes yes no   no  yes
cover     yes     yes    yes yes own  own yes
bind      yes     yes    yes yes no   no  yes
unbind    yes     yes    yes yes no   no  yes
check     yes     yes    yes yes yes  yes yes
shadow    yes     yes    yes yes no   no  yes
review    yes     yes    yes yes yes  yes yes
"""
CELLS = [
    (Order(order), role, cell)
    for order, *cells in (row.split() for row in EXPECTED.strip().splitlines()[1:])
    for role, cell in zip(ROLES, cells, strict=True)
]


def actor(*roles: RoleId, side: Side = Side.STAFF) -> Actor:
    return Actor(user=UserId("U0X"), team="T0", side=side, roles=frozenset(roles))


@pytest.mark.parametrize(("order", "role", "cell"), CELLS)
def test_an_order_needs_a_role_that_may_give_it(order: Order, role: RoleId, cell: str) -> None:
    assert may(order, actor(role)) is (cell != "no")


@pytest.mark.parametrize(("role", "cell"), [(role, cell) for order, role, cell in CELLS if order is Order.COVER])
def test_some_cover_only_the_rotas_that_they_are_on(role: RoleId, cell: str) -> None:
    assert may_cover(actor(role), {UserId("U0X")})
    assert may_cover(actor(role), {UserId("U0Y")}) is (cell == "yes")


@pytest.mark.parametrize("order", list(Order))
def test_without_a_role_and_from_a_customer_no_order_is_taken(order: Order) -> None:
    assert not may(order, actor())
    assert not may(order, actor(*ROLES, side=Side.CUSTOMER))


def test_the_table_has_every_order() -> None:
    assert [order for order, role, _ in CELLS if role is SUPPORT] == list(Order)
