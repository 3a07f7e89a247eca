"""Who did it: side and roles, from the message's own team, the roster, and Slack when neither knows."""

from datetime import datetime, timedelta

from ackline.domain.authority import Actor, Side
from ackline.domain.duty.people import Account
from ackline.domain.ids import UserId
from ackline.services.book import Book
from ackline.services.ports import Clock, Directory, Retry

PATIENCE = timedelta(seconds=30)
"""How long an author may stay unknown. After that a customer is assumed, and it is flagged."""


class Who:
    """Turns a Slack user into an actor."""

    def __init__(self, directory: Directory, book: Book, clock: Clock) -> None:
        self._directory = directory
        self._book = book
        self._clock = clock

    async def actor(
        self, user: UserId, team: str | None, account: Account | None, at: datetime, received_at: datetime
    ) -> Actor:
        """The actor, with the roles held for `account` at `at`. Retry while Slack cannot say, 30 s at most.

        Staff belong to the installing team (or its enterprise) and are no guests and no strangers there; a
        guest is staff only when the roster says so.
        """
        if team and not self._directory.is_vendor(team):
            return Actor(user=user, team=team, side=Side.CUSTOMER)
        person = self._book.roster.people.get(user)
        if person is not None:
            return self._staff(user, team or "", account, at)
        try:
            home = await self._directory.home_of(user)
        except Retry:
            if self._clock.now() - received_at < PATIENCE:
                raise
            return Actor(user=user, team=team or "", side=Side.CUSTOMER, unsure=True)
        ours = self._directory.is_vendor(home.team) or (
            home.enterprise is not None and self._directory.is_vendor(home.enterprise)
        )
        if ours and not home.guest and not home.stranger:
            return self._staff(user, home.team, account, at)
        return Actor(user=user, team=home.team, side=Side.CUSTOMER)

    async def is_in(self, user: UserId, channel: str) -> bool:
        """Whether somebody is in a channel now. Retry while Slack cannot say."""
        return await self._directory.is_in(user, channel)

    def _staff(self, user: UserId, team: str, account: Account | None, at: datetime) -> Actor:
        roles = self._book.roster.roles_of(user, account, at)
        return Actor(user=user, team=team, side=Side.STAFF, roles=roles)
