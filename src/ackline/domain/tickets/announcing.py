"""What staff announce to the customer by a form: an update that names the next one, and the all clear."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from ackline.domain.authority import Actor
from ackline.domain.contract import TargetKind
from ackline.domain.decision import Change, Context, TicketChange, refused
from ackline.domain.effects import Inform, Say
from ackline.domain.events import Acted
from ackline.domain.ids import TextId
from ackline.domain.surfaces.notices import inform
from ackline.domain.surfaces.words import Button, Line, Part, Public, clause, line, moment, person, strong, words
from ackline.domain.tickets.acts import resolve, respond
from ackline.domain.tickets.ticket import Status, Ticket

NOW, DOING, AFFECTED, SUMMARY, REVIEW = "now", "doing", "affected", "summary", "review"
SECTIONS: Mapping[str, str] = {
    NOW: "What happens now",
    DOING: "What we are doing",
    AFFECTED: "Who is affected",
    SUMMARY: "In short",
    REVIEW: "What follows",
}
"""The fields of both forms, and what the customer reads above each."""


def update(ticket: Ticket, event: Acted, ctx: Context) -> TicketChange:
    """An update in the customer's thread, for the engineer who wrote it. It counts as their reply and its promise too.

    `value` is the minutes until the next one; a contract that promises updates has each name it (GRU-7).
    """
    if _over(ticket):
        return refused(ticket, f"#{ticket.number} is closed.")
    if NOW not in event.texts:
        return refused(ticket, "Please say what happens now.")
    promised = ctx.contract.target(ticket.tier, ticket.severity(ctx.contract), TargetKind.NEXT_UPDATE)
    if promised is not None and ticket.live and not event.value:
        return refused(ticket, f"Every update names the time of the next one ({promised.clause}): choose when.")
    if event.value and not (event.value.isdecimal() and 0 < int(event.value) <= 7 * 24 * 60):
        return refused(ticket, "The next update comes within a week: choose when.")
    following = event.at + timedelta(minutes=int(event.value)) if event.value else None
    head = line(strong(f"Update on #{ticket.number}"), " from ", author(event.actor, ctx))
    until = (line("You hear from us again by ", moment(following), "."),) if following is not None else ()
    said = _say(ticket, event, (head, *_sections(event.texts, (NOW, DOING, AFFECTED)), *until))
    change = respond(ticket, event.actor, event.at, following, ctx)
    return change.plus(said, *_warned(ticket, event), why=("an update was written",))


def all_clear(ticket: Ticket, event: Acted, ctx: Context) -> TicketChange:
    """All works again: said to the customer with a summary, and the ticket is resolved with it (GRU-8)."""
    rule = ctx.contract.all_clear
    if rule is None:
        return refused(ticket, f"{ctx.contract.title} promises no all clear: resolve the ticket instead.")
    if SUMMARY not in event.texts:
        return refused(ticket, "Please say in short what it was.")
    if _over(ticket):
        return refused(ticket, f"#{ticket.number} is closed.")
    change = respond(ticket, event.actor, event.at, None, ctx)
    if ticket.live:
        change = change.then(lambda t: resolve(t, event.actor, event.at))
    head = line(strong(f"All clear on #{ticket.number}"), " from ", author(event.actor, ctx), ": all works again.")
    follows = () if REVIEW in event.texts else (line(rule.text),)
    said = _say(ticket, event, (head, *_sections(event.texts, (SUMMARY, REVIEW)), *follows))
    return change.plus(
        said,
        *_warned(ticket, event),
        subject=replace(change.subject, cleared_at=event.at),
        clauses=(rule.clause,),
        why=("the all clear was given",),
    )


def all_clear_owed(before: Ticket | None, ticket: Ticket, ctx: Context) -> TicketChange:
    """Resolved, and the customer was not told that all works again: staff are asked to, once a resolution (GRU-8)."""
    rule = ctx.contract.all_clear
    just = before is not None and before.status is not Status.RESOLVED and ticket.status is Status.RESOLVED
    if rule is None or not just or ticket.cleared_at is not None or ticket.excluded or ticket.lost:
        return Change(subject=ticket)
    told = line(strong("The customer waits for the all clear "), "and a short summary (", clause(rule.clause), ").")
    button = Button(act="all_clear", label="All clear…", value=ticket.id, style="primary")
    return Change(
        subject=ticket,
        effects=(inform(ticket, f"all-clear/{ticket.generation}", told, buttons=(button,)),),
        clauses=(rule.clause,),
        why=("resolved without an all clear: staff are asked for it",),
    )


def announcing_buttons(ticket: Ticket, ctx: Context) -> Iterator[Button]:
    """What staff can write to the customer from the triage card."""
    if ticket.live:
        yield Button(act="update", label="Write an update…", value=ticket.id)
    if ctx.contract.all_clear is not None and (ticket.live or (ticket.resolved_at and ticket.cleared_at is None)):
        yield Button(act="all_clear", label="All clear…", value=ticket.id)


def author(actor: Actor, ctx: Context) -> Part | str:
    """The name of whoever wrote it; a mention where the roster has none."""
    known = ctx.roster.people.get(actor.user)
    return known.name if known is not None else person(actor.user)


def _over(ticket: Ticket) -> bool:
    return ticket.closed_at is not None or not (ticket.live or ticket.status is Status.RESOLVED)


def _warned(ticket: Ticket, event: Acted) -> tuple[Inform, ...]:
    """Another customer's name may be a plain word, so staff are told of it and nothing is held back."""
    if not event.names:
        return ()
    told = line(strong(f"The customer reads the name of {', '.join(event.names)}. "), "Was that meant?")
    return (inform(ticket, f"named/{event.id}", told),)


def _sections(texts: Mapping[str, TextId], fields: tuple[str, ...]) -> tuple[Line, ...]:
    return tuple(line(strong(f"{SECTIONS[f]}: "), words(texts[f])) for f in fields if f in texts)


def _say(ticket: Ticket, event: Acted, lines: tuple[Line, ...]) -> Say:
    return Say(
        key=f"{ticket.id}/said/{event.id}", channel=ticket.channel, thread=ticket.thread, words=Public(lines=lines)
    )
