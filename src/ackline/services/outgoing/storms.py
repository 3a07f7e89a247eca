"""Storms: many pages to one person at once are one page with a count.

The first pages of a minute leave as they are. From the fourth on, what comes is gathered for GATHER and leaves
as one message; nobody's phone rings forty times, and no page waits longer than that. What left is looked for, and
tried again, as it left: alone, or with those that it was gathered with.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

from ackline.domain.effects import Deliver
from ackline.domain.surfaces.gathered import gathered_words
from ackline.services.ports import Leased

WINDOW = timedelta(seconds=60)
CALM = 3
GATHER = timedelta(seconds=20)


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
        left: dict[str, list[Leased]] = {}
        for row in rows:
            if row.gathering or row.attempt > 1:
                left.setdefault(row.gathering or row.key, []).append(row)
            elif row.kind == Deliver.__name__:
                pages.setdefault(row.destination, []).append(row)
            else:
                loads.append((row,))
        loads += left.values()
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


def gathering_of(rows: Sequence[Leased]) -> str:
    """What the message that gathers these pages, and no others, is known by."""
    keys = "\n".join(sorted(row.key for row in rows))
    return f"storm/{sha256(keys.encode()).hexdigest()[:32]}"


def merged(rows: Sequence[Leased]) -> Leased:
    """One row that says what all of them would have said, headed by their count."""
    delivers = [msgspec.json.decode(r.body, type=Deliver) for r in rows]
    summary = {**delivers[0].summary, "count": str(len(delivers))}
    deliver = replace(delivers[0], words=gathered_words(delivers, {}), summary=summary)
    return replace(rows[0], key=gathering_of(rows), body=msgspec.json.encode(deliver))
