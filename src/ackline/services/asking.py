"""What staff ask in Slack: the choices of a form, a list of open tickets, why one is due when it is."""

from collections.abc import Sequence

import msgspec

from ackline.domain.authority import Act
from ackline.domain.clocks import TicketClock, clocks
from ackline.domain.ids import SubjectId
from ackline.domain.rules.incident_report import rule_of, settled
from ackline.domain.rules.targets import NAMES
from ackline.domain.ticket import Ticket
from ackline.domain.timetable import timetable
from ackline.domain.words import Internal, Line, clause, line, moment, strong
from ackline.services.book import Book
from ackline.services.ports import Permanent, Store
from ackline.services.showing import Showing

MOST_LISTED = 20


class Asking:
    """Answers staff."""

    def __init__(self, store: Store, book: Book) -> None:
        self._store = store
        self._book = book
        self._showing = Showing(store, book)

    async def choices(self, act: Act, value: str) -> Sequence[tuple[str, str]]:
        """What a form offers for an act on the ticket that its button named: (code, label) pairs."""
        subject, _, extra = value.partition("|")
        try:
            async with self._store.read() as work:
                ticket, ctx = await self._showing.ticket(work, SubjectId(subject))
        except Permanent:
            return ()
        match act:
            case Act.SEVERITY:
                return tuple((s.id, f"{s.id}: {s.name}" if s.id != s.name else s.name) for s in ctx.contract.severities)
            case Act.EXCLUDE:
                return tuple((x.code, x.label) for x in ctx.contract.exclusions)
            case Act.PUBLISH:
                rules = [(r, rule_of(ctx.contract, r)) for r in ticket.reports]
                return tuple(
                    (f"{rule.id}:{place}", f"{rule.name} in the {place}")
                    for report, rule in rules
                    if rule is not None and not settled(report, rule)
                    for place in rule.places
                    if place not in report.published and extra in ("", f"{rule.id}:{place}")
                )
            case _:
                return ()

    async def listed(self, arguments: tuple[str, ...]) -> Internal:
        """Open tickets, what is due next first; an account's name or id narrows it."""
        wanted = " ".join(arguments).lower()
        rows: list[tuple[float, Line]] = []
        async with self._store.read() as work:
            for kept in await work.subjects.open_of_kind("ticket"):
                ticket = msgspec.json.decode(kept.state, type=Ticket)
                ctx = await self._book.context(ticket.id, ticket, None, work)
                if not ticket.live or wanted not in f"{ctx.account.id} {ctx.account.name}".lower():
                    continue
                due = next((c for c in clocks(ticket, ctx.contract) if c.ticking), None)
                when = (f" · {NAMES[due.kind]} ", moment(due.due)) if due is not None and due.due else ()
                severity = ctx.contract.severity(ticket.severity(ctx.contract)).name
                head = f"#{ticket.number} {ctx.account.name} · {severity} · {ticket.status.value}"
                order = due.due.timestamp() if due is not None and due.due else float("inf")
                rows.append((order, line(head, *when)))
        rows.sort(key=lambda row: row[0])
        shown = tuple(words for _, words in rows[:MOST_LISTED])
        more = (line(f"… and {len(rows) - MOST_LISTED} more"),) if len(rows) > MOST_LISTED else ()
        return Internal(lines=(line(strong(f"{len(rows)} open")), *shown, *more))

    async def why(self, arguments: tuple[str, ...]) -> Internal:
        """Each clock of a ticket with its clause, and what comes next."""
        if len(arguments) != 1 or not arguments[0].lstrip("#").isdigit():
            return Internal(lines=(line("Which ticket? For example: /ackline why 12"),))
        number = int(arguments[0].lstrip("#"))
        async with self._store.read() as work:
            subject = await work.subjects.by_number(number)
            if subject is None:
                return Internal(lines=(line(f"There is no #{number}."),))
            ticket, ctx = await self._showing.ticket(work, subject)
            rows = await work.journal.of(subject)
        measured = tuple(_measured(c) for c in clocks(ticket, ctx.contract))
        decided = tuple(line(moment(r.at), f" {'; '.join(r.why)}") for r in rows[-8:] if r.why)
        coming = timetable(ticket, ctx)[:3]
        ahead = tuple(line("Next: ", moment(t.due), f" {t.rule.replace('_', ' ')}") for t in coming)
        return Internal(lines=(line(strong(f"Why #{number}")), *measured, *decided, *ahead))


def _measured(measured: TicketClock) -> Line:
    name = f"{NAMES[measured.kind]} ({measured.target.duration or 'best effort'}): "
    if measured.due is None:
        return line(name, "no deadline, ", clause(measured.clause))
    met = (", met ", moment(measured.met_at)) if measured.met_at else ()
    return line(name, "due ", moment(measured.due), *met, ", ", clause(measured.clause))
