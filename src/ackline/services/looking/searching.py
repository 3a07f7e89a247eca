"""The search of staff: a ticket by its number, customers by their name, tickets by what was written in them."""

import re
from dataclasses import dataclass, field

from ackline.domain.ids import AccountId, TextId
from ackline.domain.surfaces.words import Line, line, strong, words
from ackline.services.book import Book
from ackline.services.looking.listing import MOST_COUNTED, Listed, counted, linked, read_listed, snippet
from ackline.services.looking.queue import Wanted
from ackline.services.ports import Clock, Permanent, Store, Work

MOST_WORDS = 8
MOST_ACCOUNTS = 5
SHORTEST_BEGINNING = 3
AT_ONCE = 10

_WORD = re.compile(r"[^\W_]+\*?")
_NUMBER = re.compile(r"#?([0-9]{1,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What was found: lines to show with the texts that they quote, and where to go on; None: that is all."""

    lines: tuple[Line, ...]
    texts: dict[TextId, str | None] = field(default_factory=dict)
    more: int | None = None


class Searching:
    """Finds tickets for staff; whoever asks must be known to be of them."""

    def __init__(self, store: Store, book: Book, clock: Clock) -> None:
        self._store = store
        self._book = book
        self._clock = clock

    async def find(self, said: str, before: int | None = None) -> Hits:
        """Where words stand, the newest text first; with `before` older texts only. Permanent for words of no use."""
        sought = _sought(said)
        async with self._store.read() as work:
            first = [] if before is not None else [*await self._numbered(work, said), *await self._accounts(work, said)]
            found = await work.search.tickets(sought, AT_ONCE + 1, before=before)
            shown = found[:AT_ONCE]
            tickets = await read_listed(work, self._book, [hit.row for hit in shown])
            texts = await work.texts.get_all([hit.text for hit in shown])
        rows = [row for hit, one in zip(shown, tickets, strict=True) for row in self._told(one, hit.text)]
        lines = (*first, *rows) or (
            line("Nothing was found. Every word must stand in one message; end* finds ending."),
        )
        return Hits(
            lines=lines,
            texts={id: snippet(text.words, sought[0].removesuffix("*")) for id, text in texts.items()},
            more=shown[-1].seq if len(found) > AT_ONCE else None,
        )

    async def _numbered(self, work: Work, said: str) -> list[Line]:
        number = _NUMBER.fullmatch(said.strip())
        row = await work.search.numbered(int(number[1])) if number else None
        found = await read_listed(work, self._book, [row] if row is not None else [])
        return [linked(one, self._clock.now()) for one in found]

    async def _accounts(self, work: Work, said: str) -> list[Line]:
        named = [a for a in self._book.roster.accounts.values() if said.strip().lower() in f"{a.id} {a.name}".lower()]
        return [line(strong(a.name), f" · {await self._waiting(work, a.id)} open") for a in named[:MOST_ACCOUNTS]]

    async def _waiting(self, work: Work, account: AccountId) -> str:
        return counted(await work.queue.count(Wanted(accounts=(account,)), MOST_COUNTED))

    def _told(self, one: Listed, text: TextId) -> tuple[Line, Line]:
        return linked(one, self._clock.now()), line("“", words(text), "”")


def _sought(said: str) -> tuple[str, ...]:
    sought = tuple(dict.fromkeys(word.lower() for word in _WORD.findall(said)))[:MOST_WORDS]
    if not sought:
        raise Permanent("What is sought? A number, a customer, or words that stand in a message: disk full.")
    short = [word for word in sought if word.endswith("*") and len(word) <= SHORTEST_BEGINNING]
    if short:
        raise Permanent(f"{short[0]} begins too many words: write {SHORTEST_BEGINNING} letters or more before the *.")
    return sought
