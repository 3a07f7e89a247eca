"""The desk: the one corridor through which every fact changes anything.

Begin, lock the subject, journal the fact (a duplicate ends here), decide, keep the subject with its next
moment, put the wishes into the outbox, commit.
"""

import asyncio
import logging
from collections.abc import Iterable
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
from ackline.services.outgoing.posting import held_until, outgoing, tell_row
from ackline.services.ports import Clock, Derived, Entry, Kept, Outgoing, Store, Work

log = logging.getLogger(__name__)

LATE = timedelta(seconds=60)
MOST_TIMERS = 100
"""Timers that one subject may fire in one transaction; more would be a rule that never ends."""


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
        ctx = await self._book.context(event.subject, state, event, work)
        try:
            decision = kind.decide(state, event, ctx, now)
        except LookupError as unknown:
            if state is not None:  # a fault of ours: the fact must come again, not be dropped
                raise
            raise Unknown(str(unknown)) from unknown
        await self._journal(work, event, decision, now)
        if decision.outcome == "decided" or state is None:
            await self._keep(work, state, decision, now)
        else:
            await self._keep_if_changed(work, state, decision, now)
        await self._put(work, decision.subject, event.id, decision.effects, ctx, now, by_staff=by_staff(event))
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

    async def tick(self, limit: int = 100) -> int:
        """Fire what is due now, the soonest begun first, side by side; how many timers fired."""
        now = self._clock.now()
        async with self._store.begin() as work:
            due = await work.subjects.due(now, limit)
        if due:
            await self.refresh()
        return sum(await asyncio.gather(*map(self._fire_apart, due)))

    async def _fire_apart(self, subject: SubjectId) -> int:
        """Fire a subject's timers; one that fails by a fault of ours holds up no other."""
        try:
            return await self.fire_due(subject)
        except Exception:
            log.exception("timers failed", extra={"subject": subject})
            return 0

    async def fire_due(self, subject: SubjectId) -> int:
        """Fire every timer of one subject that is due, in one transaction; how many. Late ones say so once."""
        async with self._store.begin() as work:
            now = self._clock.now()
            kind = kind_of(subject)
            before = state = await self._locked(work, subject, kind)
            if state is None:
                return 0
            ctx = await self._book.context(subject, state, None, work)
            effects: list[Effect] = []
            late = False
            fired = 0
            first = EventId(f"{subject}/wake/{now.isoformat()}")
            coming = kind.timers(state, ctx)
            while fired < MOST_TIMERS and coming and coming[0].due <= now:
                timer = coming[0]
                event = TimerFired(
                    id=EventId(f"{subject}/{timer.rule}/{timer.step}/{timer.episode}/{timer.occurrence}"),
                    at=now,
                    subject=subject,
                    rule=timer.rule,
                    step=timer.step,
                    episode=timer.episode,
                    occurrence=timer.occurrence,
                    due=timer.due,
                )
                decision = kind.decide(state, event, ctx, now)
                await self._journal(work, event, decision, now)
                first = event.id if fired == 0 else first
                late = late or now - timer.due > LATE
                effects += decision.effects
                state, coming = decision.subject, decision.coming
                fired += 1
            settled = Decision(subject=state, effects=(), coming=coming, clauses=(), why=(), outcome="decided")
            await self._keep(work, before, settled, now)
            await self._put(work, state, first, collapse(tuple(effects), late), ctx, now, by_staff=False)
            return fired

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

    async def _journal(self, work: Work, event: Event, decision: Decision[Subject], now: datetime) -> None:
        entry = Entry(
            event=event,
            outcome=decision.outcome,
            why=decision.why,
            clauses=decision.clauses,
            effects=tuple(_name(effect) for effect in decision.effects),
        )
        if not await work.journal.append(entry, now):
            raise RuntimeError(f"{event.id} was journalled although its subject was locked and it was not known")

    async def _keep_if_changed(self, work: Work, before: Subject, decision: Decision[Subject], now: datetime) -> None:
        if decision.subject != before:
            await self._keep(work, before, decision, now)

    async def _keep(self, work: Work, before: Subject | None, decision: Decision[Subject], now: datetime) -> None:
        state = decision.subject
        kind = kind_of(state.id)
        ctx = await self._book.context(state.id, state, None, work)
        ticket = state if isinstance(state, Ticket) else None
        await work.subjects.keep(
            state.id,
            kind.name,
            msgspec.json.encode(state),
            wake_at=decision.wake_at,
            stamp=self._book.stamp,
            generation=kind.generation(state),
            number=ticket.number if ticket else None,
            account=ctx.account.id,
            open=kind.live(state),
            now=now,
            standing=_standing(state, ctx),
        )
        if isinstance(state, Installation):
            await self._look_again(work, _installed(before), state, now)
        if ticket is not None:
            known = before.roots if isinstance(before, Ticket) else ()
            for ts in dict.fromkeys((ticket.thread, *ticket.roots)):
                if ts not in known:
                    await work.threads.add(ticket.channel, ts, ticket.id, "root", now)

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

    async def _put(
        self,
        work: Work,
        state: Subject,
        event: EventId,
        effects: Iterable[Effect],
        ctx: Context,
        now: datetime,
        *,
        by_staff: bool,
    ) -> None:
        done, withheld = parted(effects, ctx, by_staff=by_staff)
        told = [effect for effect in done if isinstance(effect, Tell)]
        told += noted(withheld, ctx, _number(state), event, now)
        if told:
            await work.inbox.put([tell_row(effect.event, now) for effect in told])
        for effect in done:
            if not isinstance(effect, Tell):
                await work.outbox.put(self._in_its_time(effect, outgoing(effect, state.id, event), now), now)
        for effect in withheld:
            await work.outbox.put(replace(outgoing(effect, state.id, event), withheld=WITHHELD), now)


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
