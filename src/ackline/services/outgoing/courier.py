"""The courier: delivers what is in the outbox, once, in order, and says what became of it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

from ackline.domain.effects import Deliver
from ackline.services.outgoing.amending import gathered
from ackline.services.outgoing.circuit import Circuit
from ackline.services.outgoing.learning import learn_failure, learn_receipt
from ackline.services.outgoing.lookout import Lookout
from ackline.services.outgoing.posting import through_slack
from ackline.services.outgoing.storms import Storms, gathering_of, merged
from ackline.services.ports import Clock, Leased, Messenger, Needless, Permanent, Receipt, Result, Retry, Store

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
CALL_SECONDS = 25
"""No call is begun that could outlive its lease: the look-up, the call and a margin fit into it."""

RECEIPT_PAUSE = timedelta(seconds=0.5)

PAGE_ATTEMPTS = 2
POST_ATTEMPTS = 12
"""Tries of a post that fails by a fault of ours."""

POST_PATIENCE = timedelta(hours=24)
"""How long a post is tried while Slack is away: an outage of hours must not cost a card or a reminder."""

PAGE_PATIENCE = timedelta(seconds=30)
"""A page that a pager would hold up for longer goes to the next pager now."""

AWAY = "Slack does not answer"
"""Why a row waits, or a page takes its next way, while nothing at all gets an answer from Slack."""


class Courier:
    """Delivers outbox rows by a messenger."""

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        lookout: Lookout,
        clock: Clock,
        ended: Callable[[], None] = lambda: None,
        circuit: Circuit | None = None,
    ) -> None:
        self._store = store
        self._messenger = messenger
        self._lookout = lookout
        self._clock = clock
        self._ended = ended
        self._circuit = circuit or Circuit()
        self._storms = Storms()
        self._under_way: dict[asyncio.Task[None], Sequence[Leased]] = {}

    async def deliver(self, limit: int = 50) -> int:
        """Look, lease and deliver what may leave now, and wait for it; how many rows were touched."""
        looked = await self.look(limit)
        begun = await self.begin(limit)
        await self.finished()
        return looked + begun

    async def begin(self, limit: int = 50) -> int:
        """Lease what may leave now and start delivering it, destinations side by side; how many rows were leased.

        Nothing waits for the slowest of them: `ended` is called as each is over.
        """
        room = limit - len(self._under_way)
        if room <= 0:
            return 0
        now = self._clock.now()
        async with self._store.begin() as work:
            rows = await work.outbox.lease(now, now + LEASE, room)
        free = await self._let_through(rows, now) if self._circuit.away_since else rows
        loads, held = self._storms.sort(free, now)
        for load in loads:
            task = asyncio.create_task(self._carry(load))
            self._under_way[task] = load
            task.add_done_callback(self._over)
        for row, until in held:
            await self._postpone(row, until, "a storm: gathered into one page", spent=False)
        return len(rows)

    async def finished(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way)

    async def stop(self, seconds: float) -> None:
        """Let what is under way end; what takes longer is broken off and given back, to be looked for at once."""
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=seconds)
        loads = [self._under_way[task] for task in late]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        for load in loads:
            await self._give_back(load, "Ackline was stopped", spent=True)

    async def look(self, limit: int = 50) -> int:
        """Take the last look for pages that need one, tickets side by side; how many pages may leave now."""
        async with self._store.glance() as work:
            rows = await work.outbox.to_look(self._clock.now(), limit)
        if not rows:
            return 0
        ticket_of = {row.id: msgspec.json.decode(row.body, type=Deliver).ticket for row in rows}
        tickets = sorted(set(ticket_of.values()))
        if self._circuit.away_since:
            verdicts = dict.fromkeys(tickets, False)
        else:
            verdicts = dict(zip(tickets, await asyncio.gather(*map(self._lookout.look, tickets)), strict=True))
        async with self._store.begin() as work:
            for row in rows:
                await work.outbox.looked(row.id, verdicts[ticket_of[row.id]])
        return len(rows)

    async def _let_through(self, rows: Sequence[Leased], now: datetime) -> list[Leased]:
        """While Slack is away one of its rows may leave as the probe; a page takes its next way, the others wait."""
        free = [row for row in rows if not through_slack(row)]
        passed_on: list[Leased] = []
        async with self._store.begin() as work:
            for row in sorted((row for row in rows if through_slack(row)), key=_goes_on):
                until = self._circuit.held_until(now)
                if until is None:
                    free.append(row)
                elif _goes_on(row):
                    passed_on.append(row)
                else:
                    await work.outbox.postpone(row.id, row.attempt, until, AWAY, spent=False)
        await self._dead(passed_on, AWAY)
        return free

    def _over(self, task: asyncio.Task[None]) -> None:
        self._under_way.pop(task)
        self._ended()

    async def _carry(self, load: Sequence[Leased]) -> None:
        """Deliver rows that go out as one message: usually one, many pages to one person in a storm."""
        row = load[0]
        if row.lease_until - self._clock.now() < timedelta(seconds=CALL_SECONDS):
            # This process stood still since it took the lease: by now the row may be another's.
            await self._give_back(load, "its lease was too short", spent=False)
            return
        try:
            async with asyncio.timeout(CALL_SECONDS):
                receipt = await self._once(load)
        except Retry as retry:
            await self._again(load, retry)
            await self._heard(row, silent=retry.away)
        except TimeoutError:
            await self._again(load, Retry("no answer in time", ambiguous=True))
            await self._heard(row, silent=True)
        except Permanent as gone:
            await self._dead(load, str(gone))
            await self._heard(row, silent=False)
        except Needless as moot:
            await self._unsaid(load, str(moot))
        except Exception as fault:  # the last resort of this loop: one row must not stop the others
            log.exception("delivery failed", extra={"key": row.key})
            if row.kind != Deliver.__name__ and row.attempt >= POST_ATTEMPTS:
                await self._dead(load, type(fault).__name__)
            else:
                await self._again(load, Retry(type(fault).__name__, ambiguous=True))
        else:
            await self._received(load, receipt)
            await self._heard(row, silent=False)

    async def _gathered(self, load: Sequence[Leased]) -> str:
        """What the message of a load is known by, "" for one row alone. It is kept before the message leaves."""
        gathering = gathering_of(load) if len(load) > 1 else ""
        if any(row.gathering != gathering for row in load):
            async with self._store.begin() as work:
                await work.outbox.gather([row.id for row in load], gathering)
        return gathering

    async def _heard(self, row: Leased, *, silent: bool) -> None:
        """What a call says about Slack as a whole. Once it answers again, what was held leaves at once."""
        if not through_slack(row):
            return
        now = self._clock.now()
        if silent and self._circuit.silent(row.destination, now):
            log.error("Slack does not answer: one call in a while asks, pages take their other ways")
        if not silent and self._circuit.answered():
            async with self._store.begin() as work:
                held = await work.outbox.release(AWAY, now)
            log.warning("Slack answers again", extra={"held": held})

    async def _give_back(self, load: Sequence[Leased], why: str, *, spent: bool) -> None:
        now = self._clock.now()
        for row in load:
            await self._postpone(row, now, why, spent=spent)

    async def _received(self, load: Sequence[Leased], receipt: Receipt) -> None:
        """Keep a receipt, for as long as the lease lasts: what arrived is told twice if its receipt is lost."""
        while True:
            try:
                return await self._done(load, receipt)
            except Exception as fault:  # a database that is away comes back
                if self._clock.now() + RECEIPT_PAUSE >= load[0].lease_until:
                    raise
                log.warning("a receipt is not kept yet", extra={"key": load[0].key, "why": type(fault).__name__})
                await asyncio.sleep(RECEIPT_PAUSE.total_seconds())

    async def _once(self, load: Sequence[Leased]) -> Receipt:
        """Deliver a load unless an earlier attempt turns out to have arrived."""
        left = load[0] if not load[0].gathering else replace(load[0], key=load[0].gathering)
        risk = False
        if any(row.attempt > 1 for row in load):
            try:
                found = await self._messenger.find(left)
            except Retry:
                if not left.urgent:
                    raise
                risk = True
            else:
                if found is not None:
                    return replace(found, gathering=left.gathering)
        gathering = await self._gathered(load)
        leaving = merged(load) if gathering else load[0]
        receipt = await self._messenger.deliver(leaving, duplicate_risk=risk)
        return replace(receipt, gathering=gathering) if gathering else receipt

    async def _done(self, load: Sequence[Leased], receipt: Receipt) -> None:
        now = self._clock.now()
        self._storms.sent(load[0].destination, now)
        body = msgspec.to_builtins(receipt)
        async with self._store.begin() as work:
            if receipt.gathering:
                await gathered(work, load, receipt, now)
            for row in load:
                if await work.outbox.finish(row.id, row.attempt, Result.DONE, body, now):
                    await learn_receipt(work, row, receipt, now)
                    log.info("delivered", extra={"key": row.key, "kind": row.kind, "attempt": row.attempt})

    async def _again(self, load: Sequence[Leased], retry: Retry) -> None:
        now = self._clock.now()
        for row in load:
            if self._given_up(row, retry, now):
                await self._dead([row], str(retry))
            else:
                wait = max(retry.after, min(2.0 ** min(row.attempt, 6), 60.0) if retry.spent else 0.0)
                await self._postpone(row, now + timedelta(seconds=wait), str(retry), spent=retry.spent)

    def _given_up(self, row: Leased, retry: Retry, now: datetime) -> bool:
        """Whether a row ends here. A page goes to the next pager soon; the fallback channel has no next."""
        if row.kind != Deliver.__name__:
            return retry.spent and now - row.created_at >= POST_PATIENCE
        if not _goes_on(row):
            return False
        if retry.spent:
            return row.attempt >= PAGE_ATTEMPTS or (retry.away and self._circuit.away_since is not None)
        wait = timedelta(seconds=retry.after)
        deliver = msgspec.json.decode(row.body, type=Deliver)
        lead = deliver.reach_by - now if deliver.reach_by is not None else PAGE_PATIENCE
        return wait > min(PAGE_PATIENCE, lead)

    async def _postpone(self, row: Leased, until: datetime, why: str, *, spent: bool) -> None:
        async with self._store.begin() as work:
            await work.outbox.postpone(row.id, row.attempt, until, why, spent=spent)

    async def _unsaid(self, load: Sequence[Leased], why: str) -> None:
        now = self._clock.now()
        async with self._store.begin() as work:
            for row in load:
                await work.outbox.finish(row.id, row.attempt, Result.SUPPRESSED, {"why": why}, now)

    async def _dead(self, load: Sequence[Leased], why: str) -> None:
        now = self._clock.now()
        for row in load:
            log.error("dead letter", extra={"key": row.key, "kind": row.kind, "why": why})
            async with self._store.begin() as work:
                if await work.outbox.finish(row.id, row.attempt, Result.DEAD, {"why": why}, now):
                    await learn_failure(work, row, why, now)


def _goes_on(row: Leased) -> bool:
    """Whether there is another way than this row: a page to a person has one, the fallback channel is the last."""
    return row.kind == Deliver.__name__ and msgspec.json.decode(row.body, type=Deliver).person is not None
