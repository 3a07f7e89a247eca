"""A ticket on one line of a list: what it is, where it stands, what is due next, and what was written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from ackline.domain.decision import Context
from ackline.domain.rules.targets import NAMES
from ackline.domain.surfaces.words import Line, Part, line, moment, person, strong, thread
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book
from ackline.services.looking.queue import Row
from ackline.services.ports import Work

MOST_COUNTED = 1_000
"""Counts end here and say so: nobody needs to know how many more there are."""

SNIPPET = 120

_BROKEN_END = re.compile(r"&[a-z]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A ticket of a list with its contract, and where its thread stands now."""

    row: Row
    ticket: Ticket
    ctx: Context
    channel: str


async def read_listed(work: Work, book: Book, rows: Sequence[Row]) -> tuple[Listed, ...]:
    """The tickets of these rows."""
    tickets = [msgspec.json.decode(row.state, type=Ticket) for row in rows]
    channels = await work.channels.present_ids(list({ticket.channel for ticket in tickets}))
    contexts = [await book.context(ticket.id, ticket, None, work) for ticket in tickets]
    return tuple(
        Listed(row=row, ticket=ticket, ctx=ctx, channel=channels[ticket.channel])
        for row, ticket, ctx in zip(rows, tickets, contexts, strict=True)
    )


def told(one: Listed, now: datetime) -> Line:
    """Number, severity and customer; its status and who has it; what is due next, or was."""
    severity = one.ctx.contract.severity(one.ticket.severity(one.ctx.contract)).name
    head = strong(f"#{one.row.number} · {severity} · {one.ctx.account.name}")
    return line(head, f" · {one.row.status.value}", *_owner(one.row), *_due(one.row, now))


def linked(one: Listed, now: datetime) -> Line:
    """The same, with the way to its thread."""
    return (*told(one, now), *line(" · ", thread(one.channel, one.ticket.thread, "open the thread")))


def _owner(row: Row) -> tuple[str | Part, ...]:
    return (" · ", person(row.owner)) if row.owner is not None else ()


def _due(row: Row, now: datetime) -> tuple[str | Part, ...]:
    if row.due_at is None or row.due_kind is None:
        return ()
    name = NAMES[row.due_kind]
    overdue = row.due_at <= now
    return (" · ", strong(f"{name} was due ") if overdue else f"{name} due ", moment(row.due_at))


def snippet(words: str | None, around: str = "") -> str | None:
    """A piece of what somebody wrote, on one line, about where a word stands; None where it was erased."""
    if words is None:
        return None
    whole = " ".join(words.split())
    at = whole.casefold().find(around.casefold()) if around else 0
    start = whole.rfind(" ", 0, max(at - SNIPPET // 3, 0)) + 1
    cut = _BROKEN_END.sub("", whole[start : start + SNIPPET])
    return f"{'…' if start else ''}{cut}{'…' if start + SNIPPET < len(whole) else ''}"


def counted(number: int, most: int = MOST_COUNTED) -> str:
    """A bounded count as people read it."""
    return f"{number:,}+" if number >= most else f"{number:,}"
