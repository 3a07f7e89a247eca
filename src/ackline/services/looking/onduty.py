"""Who is on duty now and who comes next, for each role of each customer."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ackline.domain.duty.people import Account, Roster
from ackline.domain.duty.shifts import AHEAD, shifts
from ackline.domain.ids import role_name
from ackline.domain.surfaces.words import Internal, Line, Part, line, moment, person, strong
from ackline.services.book import Book
from ackline.services.incoming.heading import account_named
from ackline.services.ports import Clock, Permanent

MOST_LISTED = 20


class OnDuty:
    """Answers from the roster in force, its overrides included."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self._book = book
        self._clock = clock

    async def told(self, arguments: tuple[str, ...]) -> Internal:
        """Every role of one customer, or of all; Permanent when there is no such customer."""
        roster, now = self._book.roster, self._clock.now()
        chosen = list(roster.accounts.values())
        if arguments:
            found = account_named(roster, " ".join(arguments))
            if found is None:
                raise Permanent(
                    f"There is no customer {' '.join(arguments)!r}; there are: {', '.join(roster.accounts)}"
                )
            chosen = [roster.accounts[found]]
        lines = [each for account in chosen for each in _of(account, roster, now)]
        more = len(lines) - MOST_LISTED
        if more > 0 and not arguments:
            lines = [*lines[:MOST_LISTED], line(f"… and {more} more lines: name a customer")]
        return Internal(lines=tuple(lines))


def _of(account: Account, roster: Roster, now: datetime) -> Iterator[Line]:
    yield line(strong(account.name))
    for role, rota in account.roles.items():
        yield line(f"{role_name(role)}: ", *now_and_next(rota, roster, now))


def now_and_next(rota: str, roster: Roster, now: datetime, ahead: timedelta = AHEAD) -> list[str | Part]:
    """Who has a rota's duty, and from when on somebody else has it, if that is within `ahead`."""
    coming = shifts(roster, rota, now, now + ahead)
    present = next(coming)
    said: list[str | Part] = [person(present.person) if present.person else "nobody"]
    after = next(coming, None)
    if after is not None:
        said += [", from ", moment(after.start), " ", person(after.person) if after.person else "nobody"]
    return said
