"""Forgetting an account or a person: noted in the journal, and erased a little at a time.

Whoever breaks off begins again: what is left is found and erased.
"""

import asyncio
from collections.abc import Mapping, Sequence

import msgspec

from ackline.domain.account import NOBODY
from ackline.domain.events import Erased
from ackline.domain.ids import EventId
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.desk import Desk
from ackline.services.operating.archive import Key, Part
from ackline.services.operating.exporting import NothingKept
from ackline.services.ports import Clock, Store, Work

AT_ONCE = 100
"""Rows that one transaction goes through: few enough that a bot on the same database does not wait for it."""

ORDER = (Part.RECEIVED, Part.TEXTS, Part.THREADS, Part.SENT, Part.FACTS, Part.TICKETS)
"""The tickets go last, since the rest is found by them."""


class StillOpen(ValueError):
    """Somebody still waits: `numbers` are an account's tickets that are not resolved."""

    def __init__(self, account: str, numbers: tuple[int, ...]) -> None:
        shown = ", ".join(f"#{number}" for number in numbers[:10]) + (" …" if len(numbers) > 10 else "")
        super().__init__(f"somebody at {account} still waits ({shown}): resolve that first, then forget the account")


class Forgetting:
    """Erases for good; what is left are facts without words, names and reasons, whose chains hold."""

    def __init__(self, store: Store, book: Book, desk: Desk, clock: Clock) -> None:
        self._store = store
        self._book = book
        self._desk = desk
        self._clock = clock

    async def account(self, account: str) -> Mapping[str, int]:
        """Forget an account; how many of each were erased. StillOpen while somebody waits, or NothingKept.

        The journal is told first what there is to erase: nothing goes unnoted.
        """
        async with self._store.read() as work:
            await refuse_open(work, account)
            lanes = await work.archive.lanes_of(account)
            held = await work.archive.holdings(account, lanes)
        refuse_unknown(account, held, self._book)
        async with self._store.begin() as work:
            await self._note(work, f"the account {account}", held)
            await work.archive.forget_rosters()
        erased = dict.fromkeys(held, 0)
        for part in ORDER:
            erased[part.value] = await self._erase(account, lanes, part)
        return erased

    async def _erase(self, account: str, lanes: Sequence[str], part: Part) -> int:
        """Erase all of one kind; how many. StillOpen when somebody begins to wait meanwhile."""
        erased = 0
        after: Key | None = None
        while True:
            async with self._store.begin() as work:
                await refuse_open(work, account)
                stretch = await work.archive.forget(account, lanes, part, after, AT_ONCE)
            erased += stretch.erased
            if stretch.after is None:
                return erased
            after = stretch.after
            await asyncio.sleep(0)

    async def user(self, user: str) -> int:
        """Forget what one person wrote; how many texts were erased."""
        async with self._store.begin() as work:
            erased = await work.archive.forget_user(user)
            await self._note(work, "what one person wrote", {"texts": erased})
        return erased

    async def _note(self, work: Work, whose: str, erased: Mapping[str, int]) -> None:
        now = self._clock.now()
        told = ", ".join(f"{count} {what}" for what, count in erased.items())
        event = Erased(id=EventId(f"erased/{now.isoformat()}"), at=now, subject=NOBODY, what=f"{whose}: {told}")
        await self._desk.decide(work, event)


async def refuse_open(work: Work, account: str) -> None:
    """StillOpen while somebody waits for an answer of that account's vendor."""
    kept = await work.subjects.open_of_kind("ticket", account)
    tickets = [msgspec.json.decode(each.state, type=Ticket) for each in kept]
    if numbers := tuple(ticket.number for ticket in tickets if ticket.live):
        raise StillOpen(account, numbers)


def refuse_unknown(account: str, held: Mapping[str, int], book: Book) -> None:
    """NothingKept for an account that is not in force and of which nothing is held."""
    if not any(held.values()) and all(account != known for known in book.roster.accounts):
        raise NothingKept(account, book.roster.accounts)
