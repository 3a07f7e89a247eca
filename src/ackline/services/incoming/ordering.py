"""Slash commands that change something: which facts they amount to. One that cannot be understood is refused."""

from collections.abc import Callable, Mapping, Sequence

from ackline.domain.authority import Side
from ackline.domain.events import Event, PagingPaused, PagingUnpaused
from ackline.domain.ids import EventId
from ackline.domain.installations.installation import INSTALLATION
from ackline.domain.tickets.intake import Ordered
from ackline.domain.time.duration import Elapsed, parse_duration
from ackline.services.book import Book
from ackline.services.incoming.facts import Arrival, refused
from ackline.services.incoming.heading import Heading, account_named
from ackline.services.incoming.rearranging import override, reached, swap
from ackline.services.incoming.rehearsing import live, page_me, shadow
from ackline.services.incoming.reviewing import review
from ackline.services.incoming.settingup import bind, checklist, unbind
from ackline.services.ports import Permanent

STAFF_ONLY = "Only the support team can do that. Please write in your channel: the team reads it."


class Ordering:
    """Turns orders into facts. Permanent, with the mend, for words that name nothing and are answered at once."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def ordered(self, order: Ordered, by: Arrival) -> Sequence[Event]:
        """The facts of a command or of a button that stands for one; its first word names it.

        Permanent when it cannot be understood. Of a button in a message that is a fact: its presser is told.
        """
        try:
            return self._read(order, by)
        except Permanent as refusal:
            if order.answered:
                raise
            return (refused(by, order.at, str(refusal), named=" ".join(order.words), account=None),)

    def _read(self, order: Ordered, by: Arrival) -> Sequence[Event]:
        if by.actor.side is Side.CUSTOMER:  # why an order can't be understood names other customers
            raise Permanent(STAFF_ONLY)
        name, *words = order.words or ("",)
        read = ORDERS.get(name.lower())
        if read is None:
            raise Permanent(f"There is no order {name!r}.")
        return read(
            Heading(
                order=order,
                actor=by.actor,
                words=tuple(words),
                id=EventId(by.row.key),
                roster=self._book.roster,
                contracts=self._book.offered,
            )
        )


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


ORDERS: Mapping[str, Callable[[Heading], Sequence[Event]]] = {
    "pause": _pause,
    "unpause": _unpause,
    "override": override,
    "swap": swap,
    "reached": reached,
    "bind": bind,
    "unbind": unbind,
    "checklist": checklist,
    "shadow": shadow,
    "live": live,
    "test-page": page_me,
    "review": review,
}
