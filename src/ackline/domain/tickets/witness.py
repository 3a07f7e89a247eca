"""What an act rests on: a button or form carries it, so that one pressed on an old card changes nothing unseen."""

from ackline.domain.authority import Act
from ackline.domain.decision import Context
from ackline.domain.tickets.ticket import Status, Ticket

MARK = "~"
"""What stands before it in the value of a button."""

CHANGED = "It changed meanwhile: "
"""How a refusal begins that only says: look again."""


def witness(ticket: Ticket, act: Act, ctx: Context) -> str:
    """What somebody must have seen who does `act` now; "" where it does not matter."""
    severity = ticket.severity(ctx.contract)
    waiting = f"{ticket.waiting_since.timestamp():.0f}" if ticket.waiting_since else "nobody"
    match act:
        case Act.SEVERITY:
            return severity
        case Act.CONFIRM_RESOLVE | Act.PEND | Act.DISMISS:
            return f"{severity}.{waiting}"
        case Act.EXCLUDE | Act.INCLUDE:
            return ticket.excluded or "covered"
        case Act.ASSIGN | Act.OWN:
            return ticket.owner or "nobody"
        case Act.REPLY_BY:
            return f"{ticket.reply_by.at.timestamp():.0f}" if ticket.reply_by else "never"
    return ""


def value_of(ticket: Ticket, act: Act, ctx: Context, extra: str = "") -> str:
    """What a button of a card is about, with what its card showed when it was drawn."""
    seen = witness(ticket, act, ctx)
    return f"{ticket.id}|{extra}{MARK}{seen}" if seen else f"{ticket.id}|{extra}" if extra else ticket.id


_MEND = {
    Status.RESOLVED: ": press Reopen first",
    Status.DISMISSED: ": press Reopen first",
    Status.WITHDRAWN: ": the customer deleted what it was about",
}


def over(ticket: Ticket) -> str:
    """Why nothing can be done on a ticket that is over, and what can be done instead."""
    into = f": go on in #{ticket.continues.number}" if ticket.continues is not None else ""
    return f"#{ticket.number} is {ticket.status.value}{into or _MEND.get(ticket.status, '')}."


def as_it_stands(ticket: Ticket, ctx: Context) -> str:
    """A ticket in a sentence, for whoever looks at an older state of it."""
    named = ctx.contract.severity(ticket.severity(ctx.contract)).name
    parts = [f"#{ticket.number} is {named} and {ticket.status.value}"]
    if ticket.live:
        has = ticket.owner or ticket.acknowledged_by
        known = ctx.roster.people.get(has) if has else None
        parts += [f"{known.name if known else 'somebody'} has it" if has else "nobody has it"]
    if ticket.status is Status.MERGED and ticket.continues is not None:
        parts += [f"it continues in #{ticket.continues.number}"]
    if ticket.excluded:
        parts += ["it is excluded from the contract"]
    if ticket.waiting_since is not None and ticket.live:
        parts += [f"the customer waits since {ticket.waiting_since:%H:%M} UTC"]
    return ", ".join(parts) + "."
