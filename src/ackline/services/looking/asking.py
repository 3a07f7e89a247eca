"""What staff ask in Slack: a list of open tickets, and why one is due when it is."""

from ackline.domain.ids import AccountId
from ackline.domain.rules.targets import NAMES
from ackline.domain.surfaces.words import Internal, Line, clause, line, moment, strong
from ackline.domain.tickets.clocks import TicketClock, clocks
from ackline.domain.timetable import timetable
from ackline.services.book import Book
from ackline.services.looking.foretelling import words as foretold
from ackline.services.looking.listing import MOST_COUNTED, counted, read_listed, told
from ackline.services.looking.queue import Wanted
from ackline.services.looking.showing import Showing
from ackline.services.ports import Clock, Permanent, Store

MOST_LISTED = 20


class Asking:
    """Answers staff."""

    def __init__(self, store: Store, book: Book, clock: Clock) -> None:
        self._store = store
        self._book = book
        self._clock = clock
        self._showing = Showing(store, book)

    async def listed(self, arguments: tuple[str, ...]) -> Internal:
        """Tickets that somebody waits for, what is due next first; a customer's name or id narrows it.

        Permanent when there is no such customer.
        """
        wanted = Wanted(accounts=self._named(" ".join(arguments)))
        async with self._store.read() as work:
            page = await work.queue.page(wanted, MOST_LISTED)
            waiting = await work.queue.count(wanted, MOST_COUNTED)
            tickets = await read_listed(work, self._book, page.rows)
        rows = tuple(told(one, self._clock.now()) for one in tickets)
        more = (line("The rest is in Home: open the app in Slack."),) if page.later else ()
        return Internal(lines=(line(strong(f"{counted(waiting)} open")), *rows, *more))

    def _named(self, said: str) -> tuple[AccountId, ...]:
        accounts = self._book.roster.accounts.values()
        found = tuple(a.id for a in accounts if said.lower() in f"{a.id} {a.name}".lower()) if said else ()
        if said and not found:
            raise Permanent(f"There is no customer “{said}”. There are: {', '.join(a.name for a in accounts)}.")
        return found

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
        ahead = tuple(line("Next: ", moment(t.due), f" {foretold(t)}") for t in coming)
        return Internal(lines=(line(strong(f"Why #{number}")), *measured, *decided, *ahead))


def _measured(measured: TicketClock) -> Line:
    name = f"{NAMES[measured.kind]} ({measured.target.duration or 'best effort'}): "
    if measured.due is None:
        return line(name, "no deadline, ", clause(measured.clause))
    met = (", met ", moment(measured.met_at)) if measured.met_at else ()
    return line(name, "due ", moment(measured.due), *met, ", ", clause(measured.clause))
