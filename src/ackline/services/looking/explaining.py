"""Why: for each clock the counted and skipped stretches that lead to its due time, and what was decided, by clause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ackline.domain.decision import Context
from ackline.domain.rules.targets import NAMES
from ackline.domain.tickets.clocks import TicketClock, clocks
from ackline.domain.tickets.ticket import Ticket
from ackline.domain.timetable import timetable
from ackline.services.book import Book
from ackline.services.looking.showing import Showing
from ackline.services.ports import Clock, Json, Recorded, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """A ticket explained, as plain data for JSON."""

    ticket: Json
    clocks: Sequence[Json]
    coming: Sequence[Json]
    journal: Sequence[Json]
    chain: str


class Explaining:
    """Explains tickets from their state and their journal."""

    def __init__(self, store: Store, book: Book, clock: Clock) -> None:
        self._store = store
        self._showing = Showing(store, book)
        self._clock = clock

    async def why(self, number: int) -> Why | None:
        """The explanation of a ticket; None when there is no such number."""
        now = self._clock.now()
        async with self._store.read() as work:
            subject = await work.subjects.by_number(number)
            if subject is None:
                return None
            ticket, ctx = await self._showing.ticket(work, subject)
            rows = await work.journal.of(subject)
            fault = await work.journal.verify(subject)
        return Why(
            ticket=_ticket(ticket, ctx),
            clocks=[_clock(c, now) for c in clocks(ticket, ctx.contract)],
            coming=[{"at": _iso(t.due), "rule": t.rule, "step": t.step} for t in timetable(ticket, ctx)],
            journal=[_row(row) for row in rows],
            chain=fault or "holds",
        )


def _ticket(ticket: Ticket, ctx: Context) -> Json:
    return {
        "number": ticket.number,
        "account": ctx.account.name,
        "contract": ctx.contract.id,
        "contract_version": ticket.contract,
        "tier": ticket.tier,
        "severity": ticket.severity(ctx.contract),
        "claimed": ticket.claimed.severity if ticket.claimed else None,
        "assessed": ticket.assessed.severity if ticket.assessed else None,
        "status": ticket.status.value,
        "opened_at": _iso(ticket.opened_at),
        "excluded": ticket.excluded or None,
    }


def _clock(measured: TicketClock, now: datetime) -> Json:
    until = measured.due or now
    return {
        "clock": measured.kind.value,
        "name": NAMES[measured.kind],
        "clause": measured.clause,
        "target": str(measured.target.duration) if measured.target.duration is not None else None,
        "effort": measured.target.effort.value,
        "start": _iso(measured.start),
        "due": _iso(measured.due),
        "met_at": _iso(measured.met_at),
        "state": measured.state(now).value,
        "intervals": [{"from": _iso(s.start), "to": _iso(s.end), "why": s.why.value} for s in measured.explain(until)]
        if not measured.excluded
        else [{"from": _iso(measured.start), "to": _iso(now), "why": "excluded"}],
    }


def _row(row: Recorded) -> Json:
    return {
        "seq": row.seq,
        "at": _iso(row.at),
        "event": row.kind,
        "outcome": row.outcome,
        "why": list(row.why),
        "clauses": list(row.clauses),
        "effects": list(row.effects),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at is not None else None
