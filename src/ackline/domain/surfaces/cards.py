"""The customer's card of a ticket as words: quiet, in the thread, and edited in place.

A card depends on the ticket and its contract only, never on what time it is, so that it changes when a fact
does and at no other moment.
"""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ackline.domain.contract import Contact, Effort, Entitlement, Route, Severity, TargetKind
from ackline.domain.decision import Context
from ackline.domain.ids import CSM, EXEC, ONCALL, RoleId, UserId, role_name
from ackline.domain.rules.critical_question import open_question
from ackline.domain.rules.incident_report import due_at, rule_of, settled
from ackline.domain.rules.targets import NAMES
from ackline.domain.setup.coverage import Lapse, courtesy
from ackline.domain.surfaces.cardbuttons import card_buttons
from ackline.domain.surfaces.words import Line, Part, Public, line, link, moment, quote, strong, thread
from ackline.domain.tickets.bridge import on_customers_card
from ackline.domain.tickets.clocks import TicketClock, clocks
from ackline.domain.tickets.escalating import escalation_of
from ackline.domain.tickets.facets import PageMade
from ackline.domain.tickets.ticket import Status, Ticket
from ackline.domain.time.clock import Elapsed

_SHOWN_TO_CUSTOMERS = (
    TargetKind.FIRST_RESPONSE,
    TargetKind.NEXT_UPDATE,
    TargetKind.NEXT_RESPONSE,
    TargetKind.RESOLUTION,
)

_STATUS = {
    Status.OPEN: "We have it; an engineer has not picked it up yet.",
    Status.PENDING: "We are waiting for your answer.",
    Status.RESOLVED: "Resolved. Write here if it is not.",
    Status.DISMISSED: "We did not take this for a request. Write here if it is one.",
    Status.MERGED: "We go on with this together with another request of yours.",
    Status.WITHDRAWN: "Withdrawn.",
}

_PLACES = {"channel": "here", "portal": "in the portal", "email": "by email"}


def customer_card(ticket: Ticket, ctx: Context) -> Public:
    """What the customer sees in the thread: number, severity, who has it, what was promised until when."""
    if (ended := ended_words(ticket)) is not None:
        return Public(lines=(line(strong(f"#{ticket.number}")), ended))
    lines = [line(strong(f"#{ticket.number} · {severity_words(ticket, ctx)}")), line(status_words(ticket, ctx))]
    if ticket.split_from is not None:
        lines.insert(1, line(quote(ticket.text)))
    if open_question(ticket):
        lines.append(line("It reads as critical. Is it? One tap tells us."))
    lines += promises(ticket, ctx)
    lines += on_customers_card(ticket, ctx)
    lines += _reports(ticket, ctx)
    lines += _escalated(ticket, ctx)
    lines += _directions(ticket, ctx)
    if ticket.live and ticket.tier_of(ctx.contract).entitlement is Entitlement.COURTESY:
        lines += [line(said) for name, said in ctx.contract.texts.items() if name == "no_sla"]
    if ticket.live and ticket.uncovered == Lapse.HOST and "not_in_force" in ctx.contract.texts:
        lines.append(line(ctx.contract.texts["not_in_force"]))
    if ticket.excluded:
        lines.append(_excluded(ticket, ctx))
    elif ticket.live and not _elsewhere(ticket, ctx):
        if not ticket.assessed and not ticket.claimed and "ask_severity" in ctx.contract.texts:
            lines.append(line(ctx.contract.texts["ask_severity"]))
        if ticket.responded_at is None:
            lines += before_ticket(ctx)
    if ticket.status is Status.RESOLVED:
        lines.append(line("Thank you for your rating." if ticket.ratings else "How did we do?"))
    return Public(lines=tuple(lines), buttons=card_buttons(ticket, ctx))


def ended_words(ticket: Ticket) -> Line | None:
    """Where a ticket went that staff ended without resolving it; None for any other."""
    if ticket.dismissal is not None:
        return line("We read this as a note and not as a request. Write here if you need something from us.")
    if (into := ticket.continues) is None:
        return None
    there = (": ", thread(into.channel, into.thread, "go to its thread")) if into.channel == ticket.channel else ()
    return line(f"Continues in #{into.number}", *there, ". What you write here is read there.")


def severity_words(ticket: Ticket, ctx: Context) -> str:
    """The severity as a customer may read it: the team's word, their own, or that there is none yet."""
    named: Severity = ctx.contract.severity(ticket.severity(ctx.contract))
    if ticket.assessed:
        return named.name
    return f"{named.name} (as you marked it)" if ticket.claimed else "severity not judged yet"


def status_words(ticket: Ticket, ctx: Context) -> str:
    """Where it stands and who has it, in a sentence or two."""
    if ticket.status is Status.ACKNOWLEDGED:
        if ticket.responded_at is None:
            return f"{_called_by(ticket.acknowledged_by, ticket, ctx) or 'An engineer'} has seen it."
        has = _called_by(ticket.owner or ticket.acknowledged_by, ticket, ctx)
        return f"An engineer has replied. {has} has it." if has else "An engineer has replied."
    if ticket.continues is not None:
        return f"We go on with this in #{ticket.continues.number}."
    called = list(dict.fromkeys(_called(page) for page in ticket.pages if page.live))
    if ticket.status is Status.OPEN and called:
        return f"We have it and are calling {_listed(called)}."
    return _STATUS[ticket.status]


def promises(ticket: Ticket, ctx: Context) -> tuple[Line, ...]:
    """What was promised and is still to come, and until when; of two of a kind the sooner one.

    Where nothing was promised no time is named: a customer would take it for one.
    """
    shown = [c for c in clocks(ticket, ctx.contract) if _worth_showing(c, ticket)]
    if shown and courtesy(ticket, ctx):
        return (line("We handle this as a courtesy, without promised times."),)
    soonest = {c.kind: c for c in sorted(shown, key=lambda c: (c.raised_late, c.due or c.start), reverse=True)}
    return tuple(_promise(c, ctx) for c in shown if c is soonest[c.kind])


def ways(contacts: tuple[str, ...], ctx: Context) -> Iterator[tuple[Contact, str]]:
    """The contacts that have an address, each with it: the account's own, or the contract's."""
    for name in contacts:
        contact = ctx.contract.contact(name)
        if address := ctx.account.contacts.get(name) or contact.address:
            yield contact, address


def before_ticket(ctx: Context, *, but: tuple[str, ...] = ()) -> tuple[Line, ...]:
    """Where a look may help at once, as links in one line (SPA-11, STR-16); none where such are shown already."""
    rule = ctx.contract.before_ticket
    if rule is None or set(rule.contacts) & set(but):
        return ()
    found = [_linked(*way) for way in ways(rule.contacts, ctx)]
    if not found:
        return ()
    return (line(f"{rule.text} ", *[part for each in found for part in (" · ", each)][1:]),)


def _called_by(user: UserId | None, ticket: Ticket, ctx: Context) -> str:
    """Somebody of the vendor: support by name, whom the customer talks to; others as what the contract calls them."""
    person = ctx.roster.people.get(user) if user is not None else None
    if person is None:
        return ""
    if person.support:
        return person.name
    roles = ctx.roster.roles_of(person.user, ctx.account, ticket.acknowledged_at or ticket.opened_at)
    step = next((s for s in ticket.tier_of(ctx.contract).ladder if s.role in roles), None)
    return f"The {_title(step.role, step.name)}" if step is not None else ""


def _linked(contact: Contact, address: str) -> Part | str:
    on_the_web = address.startswith(("https://", "http://"))
    return link(address, contact.label) if on_the_web else f"{contact.label}: {address}"


def _called(page: PageMade) -> str:
    return "the on-call engineer" if page.role == ONCALL else f"the {_title(page.role, page.step)}"


def _title(role: RoleId, step: str) -> str:
    """What the contract calls somebody, in a sentence."""
    return role_name(role) if role == EXEC else step


def _listed(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _worth_showing(measured: TicketClock, ticket: Ticket) -> bool:
    return measured.kind in _SHOWN_TO_CUSTOMERS and measured.met_at is None and ticket.live and not measured.excluded


def _promise(measured: TicketClock, ctx: Context) -> Line:
    name = NAMES[measured.kind]
    if measured.target.effort is Effort.BEST:
        return line(f"{name}: best effort.")
    if measured.due is None:
        return line(f"{name}: paused while we wait for you.")
    return line(f"{name} {ctx.contract.word}: by ", moment(measured.due), *_when_closed(measured))


def _when_closed(measured: TicketClock) -> tuple[str | Part, ...]:
    """Outside the covered hours: when the next counted hour begins, for the reader and where the hours are written."""
    if measured.calendar is None or isinstance(measured.target.duration, Elapsed):
        return ()
    opens = measured.calendar.next_opening(measured.start)
    if opens <= measured.start:
        return ()
    there = opens.astimezone(ZoneInfo(measured.calendar.timezone))
    return (" (the next counted hour is ", moment(opens), f", {there:%A %H:%M %Z})")


def _reports(ticket: Ticket, ctx: Context) -> Iterator[Line]:
    """What is still to be written for them, and by when where the contract says so."""
    for report in ticket.reports:
        rule = rule_of(ctx.contract, report)
        if rule is None or settled(report, rule) or ticket.live:
            continue
        where = " and ".join(_PLACES[place] for place in rule.places if place not in report.published)
        if rule.on_request and report.requested:
            yield line(f"{rule.name}: you asked for it, and find it {where} once it is ready.")
        elif rule.on_request or rule.internal:
            continue
        elif courtesy(ticket, ctx):
            yield line(f"{rule.name}: {where}, as a courtesy.")
        else:
            yield line(f"{rule.name}: by ", moment(due_at(report, rule, ctx.contract)), f", {where}.")


def _escalated(ticket: Ticket, ctx: Context) -> Iterator[Line]:
    """That their escalation has arrived, and where it goes, until somebody has taken it."""
    if not ticket.live or not ticket.escalations or ticket.acknowledged:
        return
    rule = escalation_of(ticket, ctx)
    yield line(strong("Escalated. "), rule.text if rule else "The team has been told and reads your reason.")


def _route(ticket: Ticket, ctx: Context) -> Route | None:
    return next((r for r in ctx.contract.routes if r.topic == ticket.topic), None)


def _elsewhere(ticket: Ticket, ctx: Context) -> bool:
    """Whether it is about nothing but a topic that belongs elsewhere (SPA-9): in a burst there is more to it."""
    return _route(ticket, ctx) is not None and len(ticket.roots) == 1


def _directions(ticket: Ticket, ctx: Context) -> Iterator[Line]:
    """Where a topic or a tier belongs that Slack is not the place for, and the numbers of an escalation."""
    tier = ticket.tier_of(ctx.contract)
    if (route := _route(ticket, ctx)) is not None:
        assigned = route.role is not None and route.role in ctx.account.roles
        theirs = ["your Customer Success Manager"] if assigned and route.role == CSM else []
        reached = [f"{contact.label}, {address}" for contact, address in ways((route.contact,), ctx)]
        yield line(f"For {route.topic}: {', or '.join([*theirs, *reached])}")
    if not ticket.live:
        return
    shown: tuple[str, ...] = ()
    if tier.escalation is not None and ticket.escalations:
        shown = tier.escalation.contacts
    elif tier.redirect is not None:
        critical = ctx.contract.severity(ticket.severity(ctx.contract)).pages and tier.redirect.critical_contacts
        shown = critical or tier.redirect.contacts
        if critical and not ticket.acknowledged and "oncall_offer" in ctx.contract.texts:
            yield line(ctx.contract.texts["oncall_offer"])
    if tier.escalation is not None and tier.entitlement is Entitlement.COURTESY:
        shown += tier.escalation.contacts
    yield from (line(f"{contact.label}: {address}") for contact, address in ways(tuple(dict.fromkeys(shown)), ctx))


def _excluded(ticket: Ticket, ctx: Context) -> Line:
    """What lies outside, and what is inside instead: in the contract's own terms."""
    said = ctx.contract.texts.get("beyond_scope", "This is outside what the contract covers; we help where we can.")
    reason = next((x for x in ctx.contract.exclusions if x.code == ticket.excluded), None)
    if reason is None:
        return line(said)
    instead = f" Covered instead: {reason.instead}." if reason.instead else ""
    return line(strong(f"{reason.label}. "), f"{said}{instead}")
