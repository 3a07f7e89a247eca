"""What staff can press on a ticket's card: what is done every day stands there, the rest in a menu behind it."""

from collections.abc import Iterator

from ackline.domain.authority import Act
from ackline.domain.decision import Context
from ackline.domain.rules.incident_report import buttons as report_buttons
from ackline.domain.rules.incident_report import rule_of, settled
from ackline.domain.surfaces.words import Button
from ackline.domain.tickets.announcing import announcing_buttons
from ackline.domain.tickets.bridge import bridge_buttons
from ackline.domain.tickets.ticket import Status, Ticket
from ackline.domain.tickets.witness import value_of


def staff_buttons(ticket: Ticket, ctx: Context) -> tuple[Button, ...]:
    """The buttons of the card as the ticket stands, the menu's last."""
    reports = [(r, rule_of(ctx.contract, r)) for r in ticket.reports]
    owed = [(r, rule) for r, rule in reports if rule is not None and not settled(r, rule)]
    publish = [b for r, rule in owed for b in report_buttons(ticket, r, rule)]
    writes = announcing_buttons(ticket, ctx)
    return (*_daily(ticket, ctx), *bridge_buttons(ticket), *publish, *writes, *_seldom(ticket, ctx))


def _daily(ticket: Ticket, ctx: Context) -> Iterator[Button]:
    if ticket.status in (Status.RESOLVED, Status.DISMISSED):
        yield Button(act=Act.REOPEN.value, label="Reopen", value=ticket.id)
    if not ticket.live:
        return
    critical = ctx.contract.severity(ticket.severity(ctx.contract)).pages
    sure = "Resolve this critical ticket?" if critical else ""
    if not ticket.acknowledged:
        yield Button(act=Act.ACKNOWLEDGE.value, label="Acknowledge", value=ticket.id, style="primary")
    yield Button(act=Act.OWN.value, label="Take", value=value_of(ticket, Act.OWN, ctx))
    yield Button(act=Act.SEVERITY.value, label="Severity…", value=ticket.id)
    if ticket.status is Status.PENDING:
        yield Button(act=Act.RESUME.value, label="Resume", value=ticket.id)
    else:
        yield Button(act=Act.PEND.value, label="Pending", value=value_of(ticket, Act.PEND, ctx))
    resolves = value_of(ticket, Act.CONFIRM_RESOLVE, ctx)
    yield Button(act=Act.CONFIRM_RESOLVE.value, label="Resolve", value=resolves, confirm=sure)
    yield Button(act=Act.ASSIGN.value, label="Assign…", value=ticket.id)


def _seldom(ticket: Ticket, ctx: Context) -> Iterator[Button]:
    """Each of them opens a form. Five, so that one menu holds them all."""
    if ticket.live:
        yield _aside(ticket, Act.REPLY_BY, "Reply needed by…")
    if ticket.status is not Status.MERGED:
        yield _aside(ticket, Act.NOTE, "Note…")
    if ticket.live:
        yield _aside(ticket, Act.MERGE, "Merge…")
        yield _aside(ticket, Act.DISMISS, "Not a request…")
        if ctx.contract.exclusions and not ticket.excluded:
            yield _aside(ticket, Act.EXCLUDE, "Exclude…")
    if ticket.excluded and (ticket.live or ticket.status is Status.RESOLVED):
        yield _aside(ticket, Act.INCLUDE, "Undo the exclusion…")
    if ticket.live and ctx.contract.security is not None:
        if ticket.security is None:
            yield _aside(ticket, Act.SECURITY, "Security incident…")
        else:
            yield _aside(ticket, Act.NOT_SECURITY, "No security incident…")


def _aside(ticket: Ticket, act: Act, label: str) -> Button:
    return Button(act=act.value, label=label, value=ticket.id, aside=True)
