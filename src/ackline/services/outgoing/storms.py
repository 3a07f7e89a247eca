"""Storms: many pages to one person at once are one page with a count.

The first pages of a minute leave as they are. From the fourth on, what comes is gathered for GATHER and leaves
as one message; nobody's phone rings forty times, and no page waits longer than that.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

from ackline.domain.effects import Deliver
from ackline.domain.ids import ClauseId
from ackline.domain.surfaces.words import Internal, Line, clause, line, strong
from ackline.services.ports import Leased

WINDOW = timedelta(seconds=60)
CALM = 3
GATHER = timedelta(seconds=20)
MOST_LISTED = 10


class Storms:
    """Remembers, per destination, what left in the last minute. Forgetting it costs a message, never a page."""

    def __init__(self) -> None:
        self._sent: dict[str, deque[datetime]] = {}
        self._gathering: dict[str, datetime] = {}

    def sent(self, destination: str, now: datetime) -> None:
        """A message left for a destination."""
        self._recent(destination, now).append(now)

    def sort(
        self, rows: Sequence[Leased], now: datetime
    ) -> tuple[list[Sequence[Leased]], list[tuple[Leased, datetime]]]:
        """Rows that leave now, grouped into messages, and those to be held, each with until when."""
        loads: list[Sequence[Leased]] = []
        held: list[tuple[Leased, datetime]] = []
        pages: dict[str, list[Leased]] = {}
        for row in rows:
            if row.kind == Deliver.__name__:
                pages.setdefault(row.destination, []).append(row)
            else:
                loads.append((row,))
        for destination, waiting in pages.items():
            stormy = len(self._recent(destination, now)) >= CALM
            # All that is gathered leaves at one moment, the one that was promised to the first of it.
            until = self._gathering.pop(destination, min(row.created_at for row in waiting) + GATHER)
            if stormy and now < until <= now + GATHER:  # further ahead than that: the clock was put back
                self._gathering[destination] = until
                held += [(row, until) for row in waiting]
            elif stormy or len(waiting) > CALM:
                loads.append(waiting)
            else:
                loads += [(row,) for row in waiting]
        return loads, held

    def _recent(self, destination: str, now: datetime) -> deque[datetime]:
        recent = self._sent.setdefault(destination, deque())
        while recent and now - recent[0] > WINDOW:
            recent.popleft()
        return recent


def merged(rows: Sequence[Leased]) -> Leased:
    """One row that says what all of them would have said, headed by their count."""
    delivers = [msgspec.json.decode(r.body, type=Deliver) for r in rows]
    listed = tuple(_headed(d) for d in delivers[:MOST_LISTED])
    more = len(delivers) - len(listed)
    rest = (line(f"… and {more} more; see the triage channel."),) if more else ()
    buttons = tuple(
        replace(b, label=f"{b.label} #{d.summary.get('ticket', '')}")
        for d in delivers[:MOST_LISTED]
        for b in d.words.buttons[:1]
    )
    words = Internal(lines=(line(strong(f"{len(delivers)} pages at once")), *listed, *rest), buttons=buttons)
    summary = {**delivers[0].summary, "count": str(len(delivers))}
    return replace(rows[0], body=msgspec.json.encode(replace(delivers[0], words=words, summary=summary)))


def _headed(deliver: Deliver) -> Line:
    """What a page is for, with the clause that it rests on."""
    first = deliver.words.lines[0]
    cited = deliver.summary.get("clause")
    return line(*first, " (", clause(ClauseId(cited)), ")") if cited else first
