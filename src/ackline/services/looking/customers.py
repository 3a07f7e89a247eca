"""What an account manager sees of their customers: what is overdue or soon will be, the next review, reports owed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ackline.domain.ids import AccountId
from ackline.domain.rules.incident_report import rule_of, settled
from ackline.domain.surfaces.words import Button, Internal, Line, line, moment, strong, thread
from ackline.services.book import Book
from ackline.services.looking.choice import Choice, written
from ackline.services.looking.listing import MOST_COUNTED, Listed, counted, read_listed
from ackline.services.looking.queue import Load
from ackline.services.looking.reviews import next_told
from ackline.services.ports import Work

MOST_ACCOUNTS = 10
MOST_REPORTS = 10

SOON = timedelta(hours=24)
"""What is due within a day is counted by itself: something can still be done about it."""

SHOW = "see:home"


async def loads_told(
    work: Work, book: Book, now: datetime, choice: Choice, accounts: Sequence[AccountId]
) -> tuple[Internal, ...]:
    """A line for each customer, those first on which something is due first, with a way to that customer alone."""
    loads = await work.queue.loads(accounts, now, now + SOON, MOST_ACCOUNTS, MOST_COUNTED)
    reviews = await next_told(work, book, now, [load.account for load in loads])
    told = [_load(load, book, choice, reviews.get(load.account, ())) for load in loads]
    if (more := len(accounts) - len(loads)) > 0:
        told.append(Internal(lines=(line(f"… and {more} more customers: choose one above."),)))
    return (*told, Internal(lines=(line(strong("What is due next")),)))


async def owed_told(work: Work, book: Book, accounts: Sequence[AccountId]) -> tuple[Internal, ...]:
    """The reports that are owed to these customers; nothing when none is."""
    owed = await work.queue.owed(accounts, MOST_REPORTS + 1)
    listed = await read_listed(work, book, owed[:MOST_REPORTS])
    more = (line("… and more."),) if len(owed) > MOST_REPORTS else ()
    lines = (line(strong("Reports owed")), *(_report(one) for one in listed), *more)
    return (Internal(lines=lines),) if listed else ()


def _load(load: Load, book: Book, choice: Choice, review: Line) -> Internal:
    figures = (
        (load.overdue, "overdue"),
        (load.soon, "due within a day"),
        (load.waiting, "open"),
        (load.reports, "report owed" if load.reports == 1 else "reports owed"),
    )
    told = " · ".join(f"{counted(number)} {what}" for number, what in figures if number)
    name = book.roster.accounts[load.account].name
    lines = (line(strong(f"{'⚠ ' if load.overdue else ''}{name}"), f": {told or 'nothing open'}", *review),)
    if choice.account:
        return Internal(lines=lines)
    only = Button(act=SHOW, label="Show", value=written(replace(choice.first, account=load.account)))
    return Internal(lines=lines, buttons=(only,))


def _report(one: Listed) -> Line:
    rules = [rule for r in one.ticket.reports if (rule := rule_of(one.ctx.contract, r)) and not settled(r, rule)]
    names = ", ".join(rule.name for rule in rules)
    due = ("due ", moment(one.row.report_at)) if one.row.report_at is not None else ()
    there = thread(one.channel, one.ticket.thread, "open the thread")
    return line(f"#{one.row.number} · {one.ctx.account.name} · {names} ", *due, " · ", there)
