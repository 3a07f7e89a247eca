"""Slash commands that change something: which facts they amount to. One that cannot be understood is refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ackline.domain.authority import Actor, Side
from ackline.domain.duration import Elapsed, parse_duration
from ackline.domain.events import Event, PagingPaused, PagingUnpaused
from ackline.domain.ids import AccountId, EventId
from ackline.domain.installation import INSTALLATION
from ackline.domain.intake import Ordered
from ackline.domain.people import Roster
from ackline.services.book import Book
from ackline.services.facts import Arrival
from ackline.services.ports import Permanent


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A command under way: who gave it, the words behind its name, and the id that its fact takes."""

    order: Ordered
    actor: Actor
    words: tuple[str, ...]
    id: EventId
    roster: Roster

    def on(self, account: AccountId | None) -> "Heading":
        """The same command, given with the roles that its author holds for an account."""
        if account is None or self.actor.side is not Side.STAFF:
            return self
        roles = self.roster.roles_of(self.actor.user, self.roster.accounts[account], self.order.at)
        return replace(self, actor=replace(self.actor, roles=self.actor.roles | roles))


class Ordering:
    """Turns orders into facts. Permanent, with the mend, for words that name nothing."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def ordered(self, order: Ordered, by: Arrival) -> Sequence[Event]:
        """The facts of a command; its first word names it. Permanent when it cannot be understood."""
        name, *words = order.words or ("",)
        read = ORDERS.get(name.lower())
        if read is None:
            raise Permanent(f"There is no order {name!r}.")
        return read(
            Heading(order=order, actor=by.actor, words=tuple(words), id=EventId(by.row.key), roster=self._book.roster)
        )


def account_named(roster: Roster, name: str) -> AccountId | None:
    """The account of an id or a name, whatever its case; None when there is none."""
    found = (a.id for a in roster.accounts.values() if name.lower() in (a.id.lower(), a.name.lower()))
    return next(found, None)


def _pause(given: Heading) -> Sequence[Event]:
    """`pause 2h [account] why`."""
    usage = "Write for how long, for whom if not for all, and why: /ackline pause 2h acme maintenance window"
    if len(given.words) < 2:
        raise Permanent(usage)
    try:
        length = parse_duration(given.words[0])
    except ValueError as error:
        raise Permanent(f"{error}. {usage}") from error
    if not isinstance(length, Elapsed):
        raise Permanent(f"A pause is measured in hours and minutes of the clock. {usage}")
    account = account_named(given.roster, given.words[1])
    given = given.on(account)
    why = " ".join(given.words[2:] if account else given.words[1:])
    if not why:
        raise Permanent(f"A pause needs a reason. {usage}")
    paused = PagingPaused(
        id=given.id,
        at=given.order.at,
        subject=INSTALLATION,
        actor=given.actor,
        until=given.order.at + length.amount,
        why=why,
        account=account,
    )
    return (paused,)


def _unpause(given: Heading) -> Sequence[Event]:
    """`unpause [account]`."""
    name = " ".join(given.words)
    account = account_named(given.roster, name) if name else None
    if name and account is None:
        known = ", ".join(sorted(given.roster.accounts))
        raise Permanent(f"There is no account {name!r}; there are: {known}")
    given = given.on(account)
    unpaused = PagingUnpaused(id=given.id, at=given.order.at, subject=INSTALLATION, actor=given.actor, account=account)
    return (unpaused,)


ORDERS: Mapping[str, Callable[[Heading], Sequence[Event]]] = {"pause": _pause, "unpause": _unpause}
