"""The buttons of the customer's card: at most three in sight, what is seldom needed in a menu behind them."""

from collections.abc import Iterator
from dataclasses import replace

from ackline.domain.decision import Context
from ackline.domain.rules.critical_question import open_question
from ackline.domain.rules.incident_report import rule_of
from ackline.domain.surfaces.words import Button
from ackline.domain.tickets.rating import BAD, GOOD
from ackline.domain.tickets.ticket import Status, Ticket

IN_SIGHT = 3
MINE = "see:mine"


def card_buttons(ticket: Ticket, ctx: Context) -> tuple[Button, ...]:
    """What a customer can do now, the most likely first. A menu cannot ask whether one is sure, so it comes last."""
    if not ticket.live and ticket.status is not Status.RESOLVED:
        return ()
    first = tuple(_live(ticket, ctx) if ticket.live else _resolved(ticket, ctx))
    seldom = tuple(replace(button, aside=True, style="") for button in (*first[IN_SIGHT:], *_seldom(ticket, ctx)))
    return (*first[:IN_SIGHT], *seldom)


def _live(ticket: Ticket, ctx: Context) -> Iterator[Button]:
    critical = ctx.contract.severity(ticket.severity(ctx.contract)).pages
    if open_question(ticket):
        yield Button(act="critical", label="This is critical", value=ticket.id, style="danger")
        yield Button(act="not_critical", label="Not critical", value=ticket.id)
    elif _can_page(ticket, ctx):
        sure = "This calls the on-call engineer now."
        yield Button(act="page", label="Page the on-call", value=ticket.id, confirm=sure)
    yield Button(act="add_details", label="Add details…", value=ticket.id)
    sure = "It is critical: is it solved for everybody?" if critical else ""
    yield Button(act="solved", label="Solved", value=ticket.id, confirm=sure)


def _resolved(ticket: Ticket, ctx: Context) -> Iterator[Button]:
    rating = (
        Button(act="rate", label="👍", value=f"{ticket.id}|{GOOD}"),
        Button(act="rate", label="👎", value=f"{ticket.id}|{BAD}"),
    )
    unsolved = Button(act="reopen", label="Not solved", value=ticket.id)
    asked = [r for r in ticket.reports if not r.requested and not r.waived]
    rules = [rule for report in asked if (rule := rule_of(ctx.contract, report)) is not None and rule.on_request]
    reports = tuple(
        Button(act="request_report", label=f"Request {rule.name.lower()}", value=ticket.id) for rule in rules[:1]
    )
    again = (unsolved,) if ticket.closed_at is None else ()
    if not ticket.ratings:
        yield from (*rating, *again, *reports)
        return
    yield from (*again, *reports)
    yield Button(act="comment", label="Add a comment…", value=ticket.id)
    yield from (replace(button, aside=True) for button in rating)


def _seldom(ticket: Ticket, ctx: Context) -> Iterator[Button]:
    if ticket.live:
        yield Button(act="severity", label="Severity…", value=ticket.id)
        yield Button(act="escalate", label="Escalate…", value=ticket.id)
    yield Button(act=MINE, label="Our open tickets", value=ctx.account.id)


def _can_page(ticket: Ticket, ctx: Context) -> bool:
    free = not ticket.acknowledged and not ticket.excluded and not any(page.live for page in ticket.pages)
    return free and any(step.explicit_pages for step in ticket.tier_of(ctx.contract).ladder)
