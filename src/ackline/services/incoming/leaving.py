"""Slack says at once when an account is closed or opened again; whoever may be called is looked after at once, too."""

from collections.abc import Awaitable, Callable

from ackline.domain.duty.checking import callable_people
from ackline.domain.duty.doubt import DEACTIVATED
from ackline.domain.events import PersonChecked
from ackline.domain.ids import EventId, UserId
from ackline.domain.installations.installation import INSTALLATION
from ackline.services.book import Book
from ackline.services.outgoing.posting import tell_row
from ackline.services.ports import Clock, Incoming


class Leaving:
    """Makes a fact of it, as the daily look does (watch.py). Slack tells of every changed profile."""

    def __init__(self, book: Book, take: Callable[[Incoming], Awaitable[None]], clock: Clock) -> None:
        self._book = book
        self._take = take
        self._clock = clock

    async def changed(self, user: UserId, deleted: bool, key: str) -> None:
        """Somebody's profile was changed, as the event `key` says. On disk when it returns, if anything follows."""
        roster = self._book.roster
        if deleted is (user in roster.gone) or user not in callable_people(roster):
            return
        now = self._clock.now()
        gone = DEACTIVATED if deleted else ""
        fact = PersonChecked(id=EventId(f"profile/{key}"), at=now, subject=INSTALLATION, person=user, gone=gone)
        await self._take(tell_row(fact, now))
