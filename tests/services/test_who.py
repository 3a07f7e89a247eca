"""Who did it: the message's own team first, then the roster, then Slack; a customer when nobody can say."""

from dataclasses import replace

import pytest
from builders import MONDAY, account, minutes, roster
from rig import Rig

from ackline.domain.authority import Side
from ackline.domain.ids import ONCALL, SUPPORT, UserId
from ackline.services.incoming.who import Who
from ackline.services.ports import Home, Retry

HOME = Home(user="U1", team="T0V", enterprise=None, guest=False, stranger=False, deleted=False, bot=False)


class Homes:
    """A directory that knows one home, or cannot be reached. T0V and E0V are the vendor's."""

    def __init__(self, home: Home | None) -> None:
        self._home = home

    async def home_of(self, user: str) -> Home:
        if self._home is None:
            raise Retry("Slack is away")
        return self._home

    async def is_in(self, user: str, channel: str) -> bool:
        raise Retry("Slack is away")

    def is_vendor(self, team: str) -> bool:
        return team in ("T0V", "E0V")


async def actor(rig: Rig, home: Home | None, *, user: str = "U1", team: str | None = None):
    who = Who(Homes(home), rig.book, rig.clock)
    return await who.actor(UserId(user), team, account(), MONDAY, MONDAY)


@pytest.mark.parametrize(
    ("home", "side"),
    [
        (HOME, Side.STAFF),
        (replace(HOME, guest=True), Side.CUSTOMER),
        (replace(HOME, stranger=True), Side.CUSTOMER),
        (replace(HOME, team="T0ACME"), Side.CUSTOMER),
        (replace(HOME, team="T0OTHER", enterprise="E0V"), Side.STAFF),
        (replace(HOME, team="T0OTHER", enterprise="E0V", guest=True), Side.CUSTOMER),
    ],
)
async def test_slack_says_whose_somebody_is_and_guests_are_customers(rig: Rig, home: Home, side: Side) -> None:
    assert (await actor(rig, home)).side is side


async def test_a_foreign_team_on_the_message_decides_over_everything(rig: Rig) -> None:
    found = await actor(rig, HOME, user="U0ADA", team="T0ACME")
    assert found.side is Side.CUSTOMER and not found.roles


async def test_somebody_of_the_roster_has_roles_without_asking_slack(rig: Rig) -> None:
    found = await actor(rig, None, user="U0ADA")
    assert found.side is Side.STAFF and found.roles == {SUPPORT, ONCALL}


async def test_an_unknown_author_is_waited_for_and_after_half_a_minute_a_flagged_customer(rig: Rig) -> None:
    with pytest.raises(Retry):
        await actor(rig, None)
    rig.clock.set(MONDAY + minutes(0.5))
    found = await actor(rig, None)
    assert found.side is Side.CUSTOMER and found.unsure
    assert UserId("U1") not in roster().people
