"""The desk: the one corridor through which every fact changes anything.

Begin, lock the subject, journal the fact (a duplicate ends here), decide, keep the subject with its next
moment, put the wishes into the outbox, commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from ackline.domain.calling.page import Page
from ackline.domain.decision import Context
from ackline.domain.effects import Posted, Tell
from ackline.domain.events import Begun, Event, ImportTaken
from ackline.domain.ids import EventId, SubjectId
from ackline.domain.installations.installation import INSTALLATION, UNTOUCHED, Installation
from ackline.domain.installations.layering import released, touched
from ackline.domain.kinds import Kind, Subject, kind_of
from ackline.domain.setup.shadow import WITHHELD, by_staff, noted, parted
from ackline.domain.tickets.standing import Standing, standing
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.decided import Decided, entry_of
from ackline.services.firing import TOGETHER, Firing
from ackline.services.outgoing.amending import remember
from ackline.services.outgoing.posting import held_until, outgoing, tell_row
from ackline.services.ports import Clock, Derived, Kept, Outgoing, Settled, Store, Work


class Unknown(Exception):
    """The fact is about a subject that does not exist (yet): it may come later, or never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a fact: "decided", "moot", "refused", or "known" when it was decided before."""

    outcome: str
    why: tuple[str, ...] = ()


class Desk:
    """Decides facts and due timers, each in a transaction with all that follows from it."""

    def __init__(self, store: Store, book: Book, clock: Clock) -> None:
        self._store = store
        self._book = book
        self._clock = clock
        self._firing = Firing(store, book, clock, self._write)

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
        decided = Decided(
            before=state,
            after=decision.subject,
            wake_at=decision.wake_at,
            entries=(entry_of(event, decision),),
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
        return await self._firing.tick(limit)

    async def rederive(self, limit: int = 100) -> int:
        """Derive anew what rests on an old stamp; of how many subjects. Zero means that all are true."""
        stamp = self._book.stamp
        async with self._store.begin() as work:
            stale = await work.subjects.stale(stamp, limit)
            await work.subjects.derive([await self._derived(work, kept) for kept in stale], stamp)
            return len(stale)

    async def _derived(self, work: Work, kept: Kept) -> Derived:
        kind = kind_of(kept.id)
        state: Subject = msgspec.json.decode(kept.state, type=kind.type)
        ctx = await self._book.context(kept.id, state, None, work)
        coming = kind.timers(state, ctx)
        return Derived(id=kept.id, wake_at=coming[0].due if coming else None, standing=_standing(state, ctx))

    async def _locked(self, work: Work, subject: SubjectId, kind: Kind) -> Subject | None:
        kept = await work.subjects.lock(subject, kind.name)
        return msgspec.json.decode(kept.state, type=kind.type) if kept is not None else None

    async def _write(self, work: Work, decided: Sequence[Decided], now: datetime) -> None:
        """Everything that follows from decisions, by table."""
        if not await work.journal.append([entry for one in decided for entry in one.entries], now):
            raise RuntimeError("a fact was journalled although its subject was locked and it was not known")
        changed = [one for one in decided if one.changed]
        await work.subjects.keep([self._settled(one) for one in changed], now)
        for one in changed:
            await self._follow(work, one.before, one.after, now)
        await self._put(work, decided, now)

    def _settled(self, decided: Decided) -> Settled:
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

    async def _put(self, work: Work, decided: Sequence[Decided], now: datetime) -> None:
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
            if not withheld:
                continue
            told += [effect.event for effect in noted(withheld, one.ctx, _number(one.after), one.cause, now)]
            rows += [replace(outgoing(effect, one.after.id, one.cause), withheld=WITHHELD) for effect in withheld]
        await work.inbox.put([tell_row(event, now) for event in told])
        new = await work.outbox.put(rows, now)
        for effect, key in posted:
            if key in new:
                await remember(work, effect, key)


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
