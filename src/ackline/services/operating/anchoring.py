"""A witness of the journal outside of it: each day one digest over every link that was added since the day before.

A chain shows that its rows follow from one another; whoever writes the whole chain anew has another one. The digest of
the day is logged, so that it also lies where the logs are kept.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ackline.services.operating.anchors import Anchor
from ackline.services.ports import Clock, Store

log = logging.getLogger(__name__)

SETTLED = timedelta(minutes=5)
"""How long after a row's number was given out its transaction is surely over: numbers are not given out in the order
in which transactions end."""


class Anchoring:
    """Makes the anchor of each day once, a little after its first look."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._mark: tuple[datetime, int] | None = None

    async def look(self) -> Anchor | None:
        """To be called again and again: notes how far the journal reaches, and once that is settled, anchors it."""
        now = self._clock.now()
        day = now.date().isoformat()
        async with self._store.read() as work:
            previous = await work.anchors.newest()
            if previous is not None and previous.day >= day:
                self._mark = None
                return None
            if self._mark is None:
                self._mark = (now, await work.anchors.last_row())
            noted_at, upto = self._mark
            if now - noted_at < SETTLED:
                return None
            digest, entries = await work.anchors.digest(previous, upto)
        anchor = Anchor(day=day, upto=upto, entries=entries, digest=digest, made_at=now)
        self._mark = None
        async with self._store.begin() as work:
            if not await work.anchors.put(anchor):
                return None
        log.info("anchored", extra={"day": day, "upto": upto, "entries": entries, "digest": digest.hex()})
        return anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """How much of the journal was looked at, and what is wrong with it, a line each."""

    chains: int
    anchors: int
    faults: Sequence[str]
    newest: Anchor | None


async def verify(store: Store, most_chains: int | None = None, most_anchors: int | None = None) -> Verified:
    """Verify the chains and the anchors, or only the first few chains and the last few anchors."""
    async with store.read() as work:
        anchors = await work.anchors.all()
        before = max(len(anchors) - most_anchors, 0) if most_anchors is not None else 0
        previous = anchors[before - 1] if before else None
        faults: list[str] = []
        for anchor in anchors[before:]:
            if await work.anchors.digest(previous, anchor.upto) != (anchor.digest, anchor.entries):
                first = previous.upto + 1 if previous is not None else 1
                faults.append(f"rows {first} to {anchor.upto} are not those that were anchored on {anchor.day}")
            previous = anchor
        chains, after = 0, ""
        while page := await work.counting.chains(after, min(1000, most_chains or 1000)):
            for subject in page:
                if (fault := await work.journal.verify(subject)) is not None:
                    faults.append(f"{subject}: {fault}")
            chains, after = chains + len(page), page[-1]
            if most_chains is not None and chains >= most_chains:
                break
    newest = anchors[-1] if anchors else None
    return Verified(chains=chains, anchors=len(anchors) - before, faults=tuple(faults), newest=newest)
