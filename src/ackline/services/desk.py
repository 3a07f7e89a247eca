"""The desk: the one corridor through which every fact changes anything.

Begin, lock the subject, journal the fact (a duplicate ends here), decide, keep the subject with its next
moment, put the wishes into the outbox, commit.
"""

import asyncio
import logging
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from ackline.domain.calling.page import Page
from ackline.domain.decide import collapse
from ackline.domain.decision import Context, Decision
from ackline.domain.effects import Effect, Posted, Tell
from ackline.domain.events import Begun, Event, ImportTaken, TimerFired
from ackline.domain.ids import EventId, SubjectId
from ackline.domain.installations.installation import INSTALLATION, UNTOUCHED, Installation
from ackline.domain.installations.layering import released, touched
from ackline.domain.kinds import Kind, Subject, kind_of
from ackline.domain.setup.shadow import WITHHELD, by_staff, noted, parted
from ackline.domain.tickets.standing import Standing, standing
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.outgoing.amending import remember
from ackline.services.outgoing.posting import held_until, outgoing, tell_row
from ackline.services.ports import Clock, Derived, Entry, Kept, Outgoing, Settled, Store, Work

log = logging.getLogger(__name__)

LATE = timedelta(seconds=60)
MOST_TIMERS = 100
"""Timers that one subject may fire in one transaction; more would be a rule that never ends."""

AGAIN = timedelta(minutes=1)
"""After how long a subject whose timers failed by a fault of ours is tried again."""

TOGETHER = 50
"""Subjects whose timers fire in one transaction: about what is decided in the 10 ms that intake may have to wait."""

BATCHES = 20
"""Such transactions, one after the other, before whoever asked for what is due is answered."""

AT_A_STRETCH = 5
"""Subjects that are decided before whatever else the process does has its turn."""


class Unknown(Exception):
    """The fact is about a subject that does not exist (yet): it may come later, or never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a fact: "decided", "moot", "refused", or "known" when it was decided before."""

    outcome: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decided:
    """What is to be written of a subject: its facts, what they left, and what is wished for because of the first."""

    before: Subject | None
    after: Subject
    wake_at: datetime | None
    entries: Sequence[Entry]
    effects: Sequence[Effect]
    ctx: Context
    stamp: str
    by_staff: bool = False
    changed: bool = True

    @property
    def cause(self) -> EventId:
        """The fact that rows of the outbox are known by."""
        return self.entries[0].event.id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A subject as it was read, and the context to decide on it in."""

    kept: Kept
    state: Subject
    ctx: Context
    stamp: str


class Desk:
    """Decides facts and due timers, each in a transaction with all that follows from it."""

    def __init__(self, store: Store, book: Book, clock: Clock) -> None:
        self._store = store
        self._book = book
        self._clock = clock
        self._faulty: dict[SubjectId, datetime] = {}
        """Subjects whose timers failed, each with when it is tried again: they take nobody's place."""

    async def handle(self, event: Event) -> Verdict:
        """Decide a fact in a transaction of its own. Unknown: its subject does not exist."""
        async with self._store.begin() as work:
            return await self.decide(work, event)

    async def decide(self, work: Work, event: Event) -> Verdict:
        """Decide a fact inside a transaction that is under way. Unknown: its subject does not exist."""
        now = self._clock.now()
        kind = kind_of(event.subject)
        state = await self._locked(work, event.subject, kind)
        if await work.journal.knows(event.id):
            return Verdict(outcome="known")
        stamp = self._book.stamp
        ctx = await self._book.context(event.subject, state, event, work)
        try:
            decision = kind.decide(state, event, ctx, now)
        except LookupError as unknown:
            if state is not None:  # a fault of ours: the fact must come again, not be dropped
                raise
            raise Unknown(str(unknown)) from unknown
        decided = _Decided(
            before=state,
            after=decision.subject,
            wake_at=decision.wake_at,
            entries=(_entry(event, decision),),
            effects=decision.effects,
            ctx=ctx,
            stamp=stamp,
            by_staff=by_staff(event),
            changed=decision.outcome == "decided" or decision.subject != state,
        )
        await self._write(work, (decided,), now)
        return Verdict(outcome=decision.outcome, why=decision.why)

    async def begin(self) -> None:
        """The installation lives from its first start on: what it does by the clock counts from there.

        What was set in Slack is held against an import that is new.
        """
        now, version = self._clock.now(), self._book.imported.version
        await self.handle(Begun(id=EventId(f"{INSTALLATION}/begun"), at=now, subject=INSTALLATION))
        await self.refresh()
        if self._book.installation.reckoned != version:
            told = EventId(f"{INSTALLATION}/import/{version}/{now.isoformat()}")
            await self.handle(ImportTaken(id=told, at=now, subject=INSTALLATION, version=version))
            await self.refresh()

    async def refresh(self) -> None:
        """Know what was set in Slack since, here or by another replica."""
        await self._book.refresh(self._store)

    async def tick(self, limit: int = TOGETHER) -> int:
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
        await self.refresh()
        now = self._clock.now()
        due: Sequence[Kept] = ()
        try:
            async with self._store.begin() as work:
                claimed = await work.subjects.due(now, limit + len(self._faulty))
                due = [kept for kept in claimed if kept.id not in self._faulty]
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

    async def _ahead(self, limit: int, firing: Set[SubjectId] = frozenset()) -> Sequence[tuple[Kept, _Decided]]:
        """What is due and not firing, decided. Nothing is held meanwhile, and others of this process may go first."""
        await self.refresh()
        now, read = self._clock.now(), []
        left_out = self._faulty.keys() | firing
        async with self._store.read() as work:
            due = [kept for kept in await work.subjects.due(now, limit + len(left_out)) if kept.id not in left_out]
            for kept in due[:limit]:
                try:
                    read.append(await self._read(work, kept))
                except Exception:
                    self._failed(kept.id)
        # Reading has ended: SQLite's log would grow for as long as somebody reads.
        decided: list[tuple[Kept, _Decided]] = []
        for one in read:
            try:
                decided.append((one.kept, self._fired(one, now)))
            except Exception:
                self._failed(one.kept.id)
            if len(decided) % AT_A_STRETCH == 0:
                await asyncio.sleep(0)
        return decided

    async def _keep(self, batch: Sequence[tuple[Kept, _Decided]]) -> int:
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
        fired: list[_Decided] = []
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

    def _fired(self, read: _Read, now: datetime) -> _Decided:
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
            entries.append(_entry(event, decision))
            effects += decision.effects
            late = late or now - timer.due > LATE
            state, coming = decision.subject, decision.coming
        return _Decided(
            before=read.state,
            after=state,
            wake_at=coming[0].due if coming else None,
            entries=entries,
            effects=collapse(tuple(effects), late),
            ctx=ctx,
            stamp=read.stamp,
        )

    async def rederive(self, limit: int = 100) -> int:
        """Derive anew what rests on an old stamp; of how many subjects. Zero means that all are true."""
        stamp = self._book.stamp
        async with self._store.begin() as work:
            stale = await work.subjects.stale(stamp, limit)
            await work.subjects.derive([await self._derived(work, kept) for kept in stale], stamp)
            return len(stale)

    async def _derived(self, work: Work, kept: Kept) -> Derived:
        read = await self._read(work, kept)
        coming = kind_of(kept.id).timers(read.state, read.ctx)
        standing = _standing(read.state, read.ctx)
        return Derived(id=kept.id, wake_at=coming[0].due if coming else None, standing=standing)

    async def _locked(self, work: Work, subject: SubjectId, kind: Kind) -> Subject | None:
        kept = await work.subjects.lock(subject, kind.name)
        return msgspec.json.decode(kept.state, type=kind.type) if kept is not None else None

    async def _write(self, work: Work, decided: Sequence[_Decided], now: datetime) -> None:
        """Everything that follows from decisions, by table."""
        if not await work.journal.append([entry for one in decided for entry in one.entries], now):
            raise RuntimeError("a fact was journalled although its subject was locked and it was not known")
        changed = [one for one in decided if one.changed]
        await work.subjects.keep([self._settled(one) for one in changed], now)
        for one in changed:
            await self._follow(work, one.before, one.after, now)
        await self._put(work, decided, now)

    def _settled(self, decided: _Decided) -> Settled:
        state, ctx = decided.after, decided.ctx
        kind = kind_of(state.id)
        return Settled(
            id=state.id,
            kind=kind.name,
            state=msgspec.json.encode(state),
            wake_at=decided.wake_at,
            stamp=decided.stamp,
            generation=kind.generation(state),
            number=state.number if isinstance(state, Ticket) else None,
            account=ctx.account.id,
            open=kind.live(state),
            standing=_standing(state, ctx),
        )

    async def _follow(self, work: Work, before: Subject | None, after: Subject, now: datetime) -> None:
        """What else rests on a subject: all that was derived from what is set in Slack; whose a message is."""
        if isinstance(after, Installation):
            await self._look_again(work, _installed(before), after, now)
        if isinstance(after, Ticket):
            known = before.roots if isinstance(before, Ticket) else ()
            for ts in dict.fromkeys((after.thread, *after.roots)):
                if ts not in known:
                    await work.threads.add(after.channel, ts, after.id, "root", now)

    async def _look_again(self, work: Work, before: Installation, after: Installation, now: datetime) -> None:
        """What rests on what was set in Slack is looked at by the transaction that changes it."""
        if after.pauses != before.pauses:
            await work.subjects.look_again("page", now)
        imported = self._book.imported
        accounts = touched(imported, before, after)
        if accounts:
            await work.subjects.look_again("ticket", now, accounts)
            for channel in released(imported, before, after):
                await work.watermarks.forget(channel)

    def _in_its_time(self, effect: Posted, row: Outgoing, now: datetime) -> Outgoing:
        """What waits for the end of somebody's quiet hours has a lane of its own: nothing else waits behind it."""
        until = held_until(effect, self._book.roster, now)
        return replace(row, not_before=until, lane=f"quiet/{row.key}") if until is not None else row

    async def _put(self, work: Work, decided: Sequence[_Decided], now: datetime) -> None:
        told: list[Event] = []
        rows: list[Outgoing] = []
        posted: list[tuple[Posted, str]] = []
        for one in decided:
            if not one.effects:
                continue
            done, withheld = parted(one.effects, one.ctx, by_staff=one.by_staff)
            for effect in done:
                if isinstance(effect, Tell):
                    told.append(effect.event)
                    continue
                row = self._in_its_time(effect, outgoing(effect, one.after.id, one.cause), now)
                rows.append(row)
                posted.append((effect, row.key))
            told += [effect.event for effect in noted(withheld, one.ctx, _number(one.after), one.cause, now)]
            rows += [replace(outgoing(effect, one.after.id, one.cause), withheld=WITHHELD) for effect in withheld]
        await work.inbox.put([tell_row(event, now) for event in told])
        new = await work.outbox.put(rows, now)
        for effect, key in posted:
            if key in new:
                await remember(work, effect, key)


def _entry(event: Event, decision: Decision[Subject]) -> Entry:
    return Entry(
        event=event,
        outcome=decision.outcome,
        why=decision.why,
        clauses=decision.clauses,
        effects=tuple(_name(effect) for effect in decision.effects),
    )


def _installed(before: Subject | None) -> Installation:
    return before if isinstance(before, Installation) else UNTOUCHED


def _number(state: Subject) -> int | None:
    match state:
        case Ticket():
            return state.number
        case Page():
            return state.request.number
        case _:
            return None


def _standing(state: Subject, ctx: Context) -> Standing | None:
    return standing(state, ctx.contract) if isinstance(state, Ticket) else None


def _name(effect: Effect) -> str:
    return f"Tell {type(effect.event).__name__}" if isinstance(effect, Tell) else type(effect).__name__
