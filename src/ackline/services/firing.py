"""Timers: what is due fires, many subjects in one transaction, each fact once.

Where one process owns the database the next are decided while those before them are on their way to the disk.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from ackline.domain.decide import collapse
from ackline.domain.decision import Context
from ackline.domain.effects import Effect
from ackline.domain.events import TimerFired
from ackline.domain.ids import EventId, SubjectId
from ackline.domain.kinds import Subject, kind_of
from ackline.services.book import Book
from ackline.services.decided import Decided, entry_of
from ackline.services.ports import Clock, Entry, Kept, Store, Work

log = logging.getLogger(__name__)

LATE = timedelta(seconds=60)
MOST_TIMERS = 100
"""Timers that one subject may fire in one transaction; more would be a rule that never ends."""

AGAIN = timedelta(minutes=1)
"""After how long a subject whose timers failed by a fault of ours is tried again."""

TOGETHER = 50
"""Subjects whose timers fire in one transaction: it is over in the 10 ms that intake may have to wait."""

BATCHES = 20
"""Such transactions, one after the other, before whoever asked for what is due is answered."""

AT_A_STRETCH = 5
"""Subjects that are decided before whatever else the process does has its turn."""

Write = Callable[[Work, Sequence[Decided], datetime], Awaitable[None]]
"""Writes decisions, and all that follows from them, in a transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A subject as it was read, and the context to decide on it in."""

    kept: Kept
    state: Subject
    ctx: Context
    stamp: str


class Firing:
    """Fires what is due. `write` is the desk's."""

    def __init__(self, store: Store, book: Book, clock: Clock, write: Write) -> None:
        self._store = store
        self._book = book
        self._clock = clock
        self._write = write
        self._faulty: dict[SubjectId, datetime] = {}
        """Subjects whose timers failed, each with when it is tried again: they take nobody's place."""

    async def tick(self, limit: int) -> int:
        """Fire what is due now, the soonest first, `limit` subjects in one transaction; how many timers fired."""
        now = self._clock.now()
        async with self._store.glance() as work:
            soonest = await work.subjects.soonest()
        if soonest is None or soonest > now:
            return 0
        self._faulty = {subject: again for subject, again in self._faulty.items() if now < again <= now + AGAIN}
        return await (self._fire_ahead(limit) if self._store.alone else self._fire_held(limit))

    async def _fire_held(self, limit: int) -> int:
        """Where others fire timers too, what is due is held while it is decided."""
        await self._book.refresh(self._store)
        now = self._clock.now()
        due: Sequence[Kept] = ()
        try:
            async with self._store.begin() as work:
                due = await work.subjects.due(now, limit, self._faulty.keys())
                return await self._fire(work, due, now)
        except Exception:
            if not due:
                raise
            log.exception("timers failed together", extra={"subjects": len(due)})
        return sum([await self._fire_apart(kept.id) for kept in due])

    async def _fire_ahead(self, limit: int) -> int:
        """Where nobody else does, the next are decided while those before them are on their way to the disk."""
        fired, batch = 0, await self._ahead(limit)
        for _ in range(BATCHES):
            if len(batch) < limit:
                return fired + await self._keep(batch)
            keeping = asyncio.create_task(self._keep(batch))
            try:
                batch = await self._ahead(limit, {kept.id for kept, _ in batch})
            finally:
                fired += await keeping
        return fired + await self._keep(batch)

    async def _ahead(self, limit: int, firing: Set[SubjectId] = frozenset()) -> Sequence[tuple[Kept, Decided]]:
        """What is due and not firing, decided. Nothing is held meanwhile, and others of this process may go first."""
        await self._book.refresh(self._store)
        now, read = self._clock.now(), []
        async with self._store.read() as work:
            for kept in await work.subjects.due(now, limit, self._faulty.keys() | firing):
                try:
                    read.append(await self._read(work, kept))
                except Exception:
                    self._failed(kept.id)
        # Reading has ended: SQLite's log would grow for as long as somebody reads.
        decided: list[tuple[Kept, Decided]] = []
        for one in read:
            try:
                decided.append((one.kept, self._fired(one, now)))
            except Exception:
                self._failed(one.kept.id)
            if len(decided) % AT_A_STRETCH == 0:
                await asyncio.sleep(0)
        return decided

    async def _keep(self, batch: Sequence[tuple[Kept, Decided]]) -> int:
        """Write what was decided of those that are as they were read; how many timers fired. The others come again."""
        if not batch:
            return 0
        begun = False
        try:
            async with self._store.begin() as work:
                begun = True
                same = await work.subjects.unchanged([kept for kept, _ in batch])
                still = [decided for kept, decided in batch if kept.id in same]
                await self._write(work, still, self._clock.now())
                return sum(len(decided.entries) for decided in still)
        except Exception:
            if not begun:
                raise
            log.exception("timers failed together", extra={"subjects": len(batch)})
        return sum([await self._fire_apart(kept.id) for kept, _ in batch])

    async def _fire_apart(self, subject: SubjectId) -> int:
        """Fire a subject's timers in a transaction of its own: what cannot be written holds up no other."""
        try:
            async with self._store.begin() as work:
                kept = await work.subjects.lock(subject, kind_of(subject).name)
                return await self._fire(work, (kept,), self._clock.now()) if kept is not None else 0
        except Exception:
            self._failed(subject)
            return 0

    async def _fire(self, work: Work, due: Sequence[Kept], now: datetime) -> int:
        """Fire every timer of these subjects that is due; how many. One that fails by a fault of ours is left out."""
        fired: list[Decided] = []
        for kept in due:
            try:
                fired.append(self._fired(await self._read(work, kept), now))
            except Exception:
                self._failed(kept.id)
        await self._write(work, fired, now)
        return sum(len(decided.entries) for decided in fired)

    def _failed(self, subject: SubjectId) -> None:
        log.exception("timers failed", extra={"subject": subject})
        self._faulty[subject] = self._clock.now() + AGAIN

    async def _read(self, work: Work, kept: Kept) -> _Read:
        state: Subject = msgspec.json.decode(kept.state, type=kind_of(kept.id).type)
        stamp = self._book.stamp
        return _Read(kept=kept, state=state, ctx=await self._book.context(kept.id, state, None, work), stamp=stamp)

    def _fired(self, read: _Read, now: datetime) -> Decided:
        """What a subject's due timers leave behind, one after the other. Late ones say so once."""
        kept, state, ctx = read.kept, read.state, read.ctx
        kind = kind_of(kept.id)
        coming, late = kind.timers(state, ctx), False
        effects: list[Effect] = []
        entries: list[Entry] = []
        while len(entries) < MOST_TIMERS and coming and coming[0].due <= now:
            timer = coming[0]
            event = TimerFired(
                id=EventId(f"{kept.id}/{timer.rule}/{timer.step}/{timer.episode}/{timer.occurrence}"),
                at=now,
                subject=kept.id,
                rule=timer.rule,
                step=timer.step,
                episode=timer.episode,
                occurrence=timer.occurrence,
                due=timer.due,
            )
            decision = kind.decide(state, event, replace(ctx, coming=coming), now)
            entries.append(entry_of(event, decision))
            effects += decision.effects
            late = late or now - timer.due > LATE
            state, coming = decision.subject, decision.coming
        return Decided(
            before=read.state,
            after=state,
            wake_at=coming[0].due if coming else None,
            entries=entries,
            effects=collapse(tuple(effects), late),
            ctx=ctx,
            stamp=read.stamp,
        )
