"""What words in a ticket's thread mean: replies of both sides, edits and deletions."""

from dataclasses import replace

from ackline.domain.authority import Act, Meaning, meaning, standing
from ackline.domain.decision import Change, Context, TicketChange, moot, refused
from ackline.domain.events import (
    Acted,
    CustomerReplied,
    DetailsAdded,
    MessageDeleted,
    MessageEdited,
    RootJoined,
    StaffReplied,
)
from ackline.domain.ids import EventId
from ackline.domain.rules.critical_question import open_question
from ackline.domain.rules.quoting import heard
from ackline.domain.surfaces.amended import cards_quoting
from ackline.domain.surfaces.heardback import quoted
from ackline.domain.surfaces.notices import inform
from ackline.domain.surfaces.words import line, person, strong
from ackline.domain.tickets import acts
from ackline.domain.tickets.facets import Details
from ackline.domain.tickets.opening import ask_staff, join_root, tell_route
from ackline.domain.tickets.perform import perform
from ackline.domain.tickets.ticket import Move, Status, Ticket
from ackline.domain.tickets.waiting import taken_back, waits


def customer_replied(ticket: Ticket, event: CustomerReplied | RootJoined | DetailsAdded, ctx: Context) -> TicketChange:
    """A customer wrote again: it may reopen, it ends a wait, and under some contracts it starts a clock."""
    joined = join_root(ticket, event.writing.ts) if isinstance(event, RootJoined) else ticket
    spoken = replace(joined, last_spoken_at=max(event.at, joined.last_spoken_at or event.at))
    if event.writing.chatter is not None:
        return Change(subject=spoken, why=(f"chatter ({event.writing.chatter})",))
    if not isinstance(event, DetailsAdded):
        spoken = heard(spoken, event.actor.user, event.writing.text, event.at, staff=False)
    change = Change(subject=spoken, why=("the customer wrote",))
    if ticket.status is Status.RESOLVED:
        change = change.then(lambda t: acts.reopen(t, event.at, "the customer wrote again"))
    elif ticket.status is Status.PENDING:
        change = change.then(lambda t: acts.resume(t, event.at, "the customer answered"))
    change = change.plus(subject=waits(change.subject, event.writing.ts, event.at))
    if event.writing.topic and not ticket.topic:
        change = change.plus(subject=replace(change.subject, topic=event.writing.topic))
        change = change.then(lambda t: tell_route(t, ctx, event.at))
    return change.then(lambda t: _claimed(t, event, ctx)).then(lambda t: _looks_critical(t, event, ctx))


def details_added(ticket: Ticket, event: DetailsAdded, ctx: Context) -> TicketChange:
    """How far it reaches and what it costs, from a form: it counts like a message, and staff read it in full."""
    if meaning(Act.ADD_DETAILS, standing(event.actor, *ticket.requesters)) is Meaning.REFUSED:
        return refused(ticket, "This form is for the customer. Write in the thread instead: everybody reads it there.")
    if ticket.closed_at is not None or not (ticket.live or ticket.status is Status.RESOLVED):
        return refused(ticket, f"#{ticket.number} is closed. Please write a new message.")
    added = Details(
        by=event.actor.user, at=event.at, extent=event.texts.get("extent"), impact=event.texts.get("impact")
    )
    head = line(strong("Details from "), person(event.actor.user))
    told = inform(ticket, f"details/{event.id}", head, *quoted(added))
    change = customer_replied(replace(ticket, details=(*ticket.details, added)), event, ctx)
    return change.plus(told)


def staff_replied(ticket: Ticket, event: StaffReplied, ctx: Context) -> TicketChange:
    """Somebody of the vendor answered where the customer reads it."""
    spoken = heard(ticket, event.actor.user, event.writing.text, event.at, staff=True)
    return acts.respond(spoken, event.actor, event.at, event.writing.next_update, ctx)


def message_edited(ticket: Ticket, event: MessageEdited, ctx: Context) -> TicketChange:
    """The words changed. An edit that adds an explicit claim is one; nothing else is decided by it."""
    change: TicketChange = Change(
        subject=ticket, effects=cards_quoting(ticket, event.writing.ts), why=("the words were edited",)
    )
    return change.then(lambda t: _claimed(t, event, ctx)) if event.writing.ts in ticket.first_messages else change


def message_deleted(ticket: Ticket, event: MessageDeleted) -> TicketChange:
    """A first message that is deleted before any staff reply withdraws the ticket; staff are told."""
    change = _deleted(taken_back(ticket, event.ts), event)
    return change.plus(*cards_quoting(ticket, event.ts))


def _deleted(ticket: Ticket, event: MessageDeleted) -> TicketChange:
    if event.ts not in ticket.roots:
        return Change(subject=ticket, why=("a message was deleted",))
    remaining = tuple(ts for ts in ticket.roots if ts != event.ts)
    if remaining:
        return Change(subject=replace(ticket, roots=remaining), why=("one message of several was deleted",))
    if ticket.responded_at is not None or not ticket.live:
        return Change(subject=ticket, why=("the first message was deleted; the ticket stays",))
    withdrawn = replace(ticket.moved(Move.WITHDRAW), generation=ticket.generation + 1)
    stopped = " Paging has stopped." if ticket.pages else ""
    words = line(strong("Withdrawn: "), f"the customer deleted the message before anybody replied.{stopped}")
    return Change(
        subject=withdrawn,
        effects=(inform(ticket, "withdrawn", words),),
        why=("withdrawn: the first message was deleted",),
    )


def _claimed(
    ticket: Ticket, event: CustomerReplied | RootJoined | DetailsAdded | MessageEdited, ctx: Context
) -> TicketChange:
    claim = event.writing.claim
    said_before = ticket.claimed is not None and ticket.claimed.severity == claim
    if claim is None or (said_before and isinstance(event, MessageEdited)):
        return Change(subject=ticket)
    acted = Acted(
        id=EventId(f"{event.id}/claim"),
        at=event.at,
        subject=ticket.id,
        actor=event.actor,
        act=Act.SEVERITY,
        value=claim,
    )
    return perform(ticket, acted, ctx, "an explicit severity")


def _looks_critical(ticket: Ticket, event: CustomerReplied | RootJoined | DetailsAdded, ctx: Context) -> TicketChange:
    """Further words may look critical where the first did not: asked once, while nobody has it."""
    paged = ctx.contract.severity(ticket.severity(ctx.contract)).pages
    if paged or ticket.critical or ticket.critical_at is not None or not event.writing.critical:
        return Change(subject=ticket)
    asked = replace(ticket, critical=event.writing.critical, critical_at=event.at)
    return ask_staff(asked, ctx, event.at) if open_question(asked) else Change(subject=ticket)


def channel_lost(ticket: Ticket, why: str, *, closed: bool) -> TicketChange:
    """The customer's channel is out of reach. Staff must know; one that is closed stops the ticket's clocks."""
    if ticket.lost:
        return moot(ticket, "known already")
    if not closed:
        failed = line(strong("The customer could not be told: "), f"{why}.")
        return Change(subject=ticket, effects=(inform(ticket, f"untold/{why}", failed),), why=(f"not posted: {why}",))
    words = line(strong("The customer's channel is out of reach: "), f"{why}. Reach the customer another way.")
    return Change(
        subject=replace(ticket, lost=why, generation=ticket.generation + 1),
        effects=(inform(ticket, f"lost/{ticket.generation}", words),),
        why=(f"channel lost: {why}",),
    )


def channel_restored(ticket: Ticket) -> TicketChange:
    """The bot is back in the channel: the clocks run on, and what came due meanwhile is due now."""
    if not ticket.lost:
        return moot(ticket, "it was never lost")
    words = line(strong("The customer's channel is back. "), "Clocks run on; what came due meanwhile is due now.")
    return Change(
        subject=replace(ticket, lost="", generation=ticket.generation + 1),
        effects=(inform(ticket, f"back/{ticket.generation}", words),),
        why=("the bot is in the channel again",),
    )
