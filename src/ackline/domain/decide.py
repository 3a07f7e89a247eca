"""The decision on a ticket: one fact in, the ticket, its wishes and its next moment out. Pure."""

from dataclasses import fields, replace
from datetime import datetime
from operator import attrgetter
from typing import assert_never

from ackline.domain.calling.page import UNREACHED
from ackline.domain.decision import Change, Context, Decision, TicketChange, Timer, moot, refused
from ackline.domain.effects import Audience, Effect, Inform, ShowCard, Tell, Whisper
from ackline.domain.events import (
    AccountKnown,
    Acted,
    Audited,
    BotReturned,
    ChannelClosed,
    ChannelLost,
    ChannelRestored,
    ChecklistKept,
    CustomerReplied,
    DetailsAdded,
    Erased,
    Event,
    InstallationFact,
    LetterDropped,
    MessageDeleted,
    MessageEdited,
    MessageRedirected,
    MessageSplit,
    PageDeclined,
    PageDelivered,
    PageFailed,
    PageRequested,
    PageSeen,
    PageStopped,
    PagingPaused,
    PagingUnpaused,
    PressRefused,
    Reacted,
    ReviewMarked,
    RootJoined,
    StaffReplied,
    StaffSpoke,
    StepDeclined,
    StepReported,
    ThreadBegun,
    TicketOpened,
    TicketsMerged,
    TimerFired,
    TrialAsked,
    UnboundSpoken,
    Withheld,
)
from ackline.domain.ids import EventId
from ackline.domain.rules import RULES
from ackline.domain.rules.escalation import step_declined
from ackline.domain.rules.incident_report import owed
from ackline.domain.setup.absence import told_of_the_absence
from ackline.domain.setup.backfilled import quiet, taken_in
from ackline.domain.surfaces.beside import told_beside
from ackline.domain.surfaces.cards import customer_card
from ackline.domain.surfaces.staffcard import triage_card
from ackline.domain.surfaces.words import Button, Internal, line
from ackline.domain.tickets.announcing import all_clear_owed
from ackline.domain.tickets.clocks import BREACH
from ackline.domain.tickets.conflicts import illegal, told
from ackline.domain.tickets.marks import reacted
from ackline.domain.tickets.merging import FORWARDED, forwarded, tickets_merged
from ackline.domain.tickets.opening import open_ticket
from ackline.domain.tickets.perform import pressed
from ackline.domain.tickets.replies import (
    channel_lost,
    channel_restored,
    customer_replied,
    details_added,
    message_deleted,
    message_edited,
    staff_replied,
)
from ackline.domain.tickets.splitting import message_split, thread_begun
from ackline.domain.tickets.ticket import IllegalTransition, Ticket, fired_key
from ackline.domain.timetable import recounted, timers_of, timetable

_BUT_FIRED = attrgetter(*(field.name for field in fields(Ticket) if field.name != "fired"))


def decide(ticket: Ticket | None, event: Event, ctx: Context, now: datetime) -> Decision[Ticket]:
    """What `event` means for a ticket. LookupError when the first fact of an unknown ticket is not its opening."""
    if isinstance(event, TicketOpened):
        opened = open_ticket(event, ctx) if ticket is None else moot(ticket, "open already")
        return quiet(finish(ticket, opened, ctx, now), event)
    if ticket is None:
        raise LookupError(f"{event.subject}: no such ticket")
    try:
        change = _change(ticket, event, ctx, now)
    except IllegalTransition as found:
        change = refused(ticket, illegal(ticket, found))
    change = taken_in(told(ticket, change, event, ctx), event, ctx)
    return quiet(finish(ticket, change, ctx, now), event)


def _change(ticket: Ticket, event: Event, ctx: Context, now: datetime) -> TicketChange:
    if ticket.continues is not None and isinstance(event, FORWARDED):
        return forwarded(ticket, event)
    match event:
        case RootJoined() | CustomerReplied():
            return customer_replied(ticket, event, ctx)
        case StaffReplied():
            return staff_replied(ticket, event, ctx)
        case MessageEdited():
            return message_edited(ticket, event, ctx)
        case MessageDeleted():
            return message_deleted(ticket, event)
        case Reacted():
            return reacted(ticket, event, ctx)
        case Acted():
            return pressed(ticket, event, ctx)
        case DetailsAdded():
            return details_added(ticket, event, ctx)
        case TicketsMerged():
            return tickets_merged(ticket, event, ctx)
        case MessageSplit():
            return message_split(ticket, event)
        case ThreadBegun():
            return thread_begun(ticket, event)
        case TimerFired():
            return _fire(ticket, event, ctx, now)
        case ChannelLost():
            return channel_lost(ticket, event.why, closed=event.closed)
        case ChannelRestored():
            return channel_restored(ticket)
        case StepReported():
            return _reported(ticket, event)
        case StepDeclined():
            return step_declined(ticket, event, ctx, now)
        case TicketOpened():
            return moot(ticket, "open already")
        case StaffSpoke():
            return _ask_whether_answered(ticket, event)
        case BotReturned():
            return told_of_the_absence(ticket, event, ctx)
        case LetterDropped():
            return Change(subject=ticket, why=(f"the operator dropped {event.letter}: {event.reason}",))
        case (
            PageRequested()
            | PageDelivered()
            | PageFailed()
            | PageSeen()
            | PageDeclined()
            | PageStopped()
            | MessageRedirected()
            | UnboundSpoken()
            | ChannelClosed()
            | PressRefused()
            | PagingPaused()
            | PagingUnpaused()
            | InstallationFact()
            | Withheld()
            | TrialAsked()
            | ChecklistKept()
            | AccountKnown()
            | ReviewMarked()
            | Audited()
            | Erased()
        ):
            return moot(ticket, f"{type(event).__name__} is not for a ticket")
        case _:
            assert_never(event)


def _fire(ticket: Ticket, event: TimerFired, ctx: Context, now: datetime) -> TicketChange:
    timer = Timer(rule=event.rule, step=event.step, episode=event.episode, occurrence=event.occurrence, due=event.due)
    key = fired_key(timer.rule, timer.step, timer.episode)
    if ticket.fired.get(key, 0) >= timer.occurrence:
        return moot(ticket, "fired already")
    if timer not in (timers_of(timer.rule, ticket, ctx) if ctx.coming is None else ctx.coming):
        return moot(ticket, "made moot by a later fact")
    fired = replace(ticket, fired={**ticket.fired, key: timer.occurrence})
    return RULES[timer.rule].fire(fired, timer, ctx, now)


def _reported(ticket: Ticket, event: StepReported) -> TicketChange:
    pages = tuple(
        replace(p, person=event.person or p.person, outcome=_outcome(p.outcome, event))
        if p.step == event.step and p.live
        else p
        for p in ticket.pages
    )
    return Change(subject=replace(ticket, pages=pages), why=(f"{event.role}: {event.outcome}",))


def _outcome(before: str, event: StepReported) -> str:
    """Of a page that went out by two ways both are shown, and one that woke nobody is not hidden by a message."""
    if before.startswith(UNREACHED) and not event.wakes:
        return before
    prefix = "delivered by "
    if not (before.startswith(prefix) and event.outcome.startswith(prefix)):
        return event.outcome
    ways = [way for told in (before, event.outcome) for way in told.removeprefix(prefix).split(", ")]
    return prefix + ", ".join(dict.fromkeys(ways))


def _ask_whether_answered(ticket: Ticket, event: StaffSpoke) -> TicketChange:
    words = Internal(
        lines=(line(f"You wrote in the channel. Does it answer #{ticket.number}?"),),
        buttons=(Button(act="answers", label=f"Yes, it answers #{ticket.number}", value=ticket.id),),
    )
    whisper = Whisper(key=f"{ticket.id}/answers/{event.ts}", user=event.actor.user, words=words, prompt=True)
    return Change(
        subject=ticket, effects=(whisper,), why=("staff wrote at the top of the channel: asked what it answers",)
    )


def finish(before: Ticket | None, change: TicketChange, ctx: Context, now: datetime) -> Decision[Ticket]:
    """What every change brings with it: reports owed, pages stopped, cards brought up to date, the next moment."""
    change = _owing(before, change, ctx).then(lambda t: told_beside(before, t, ctx))
    change = change.then(lambda t: all_clear_owed(before, t, ctx))
    ticket = change.subject
    stops: tuple[Effect, ...] = ()
    if before is not None and ticket.generation != before.generation:
        stopping = [p for p in before.pages if p.live]
        why = _over(before, ticket, ctx)
        by = ticket.acknowledged_by if ticket.acknowledged else None
        stops = tuple(
            Tell(
                event=PageStopped(
                    id=EventId(f"{p.page}/stopped/{ticket.generation}"), at=now, subject=p.page, why=why, by=by
                )
            )
            for p in stopping
        )
        gone = {p.page for p in stopping}
        ticket = replace(ticket, pages=tuple(replace(p, live=False) if p.page in gone else p for p in ticket.pages))
    counted = _counted(before, ticket)
    return Decision(
        subject=ticket,
        effects=(*_cards(before, ticket, counted, ctx), *change.effects, *stops),
        coming=_coming(ticket, counted, ctx),
        clauses=tuple(dict.fromkeys(change.clauses)),
        why=change.why,
        outcome=change.outcome,
    )


def _owing(before: Ticket | None, change: TicketChange, ctx: Context) -> TicketChange:
    ticket = owed(change.subject, ctx.contract)
    known = {r.rule for r in before.reports} if before is not None else set()
    rules = [r for r in ctx.contract.reports if r.id in {x.rule for x in ticket.reports} - known]
    return change.plus(
        subject=ticket, clauses=[r.clause for r in rules], why=[f"{r.name} is owed from here" for r in rules]
    )


def _over(before: Ticket, ticket: Ticket, ctx: Context) -> str:
    """Why pages stop, as whoever was paged reads it."""
    if ticket.continues is not None:
        return f"merged into #{ticket.continues.number}"
    if ticket.dismissal is not None:
        return "not a request"
    if not ticket.live:
        return ticket.status.value
    if ticket.acknowledged:
        return "acknowledged"
    if ticket.excluded != before.excluded:
        return "excluded from the contract"
    if ticket.lost != before.lost:
        return "the customer's channel is out of reach" if ticket.lost else "the customer's channel is back"
    severity = ticket.severity(ctx.contract)
    if severity != before.severity(ctx.contract):
        return f"it is {ctx.contract.severity(severity).name} now"
    if before.critical and not ticket.critical and ticket.episode == before.episode:
        return "it is not critical"
    if ticket.shadow and not before.shadow:
        return "shadow mode begins"
    return "the ladder begins anew"


def _coming(ticket: Ticket, counted: frozenset[str] | None, ctx: Context) -> tuple[Timer, ...]:
    if counted is None or ctx.coming is None:
        return timetable(ticket, ctx)
    return recounted(ctx.coming, frozenset(key.partition("/")[0] for key in counted), ticket, ctx)


def _cards(before: Ticket | None, after: Ticket, counted: frozenset[str] | None, ctx: Context) -> tuple[ShowCard, ...]:
    """The cards whose words would read differently now."""
    if counted is not None and not _shown(after, counted):
        return ()
    pairs = ((Audience.CUSTOMER, customer_card), (Audience.TRIAGE, triage_card))
    return tuple(
        ShowCard(ticket=after.id, audience=audience, begins=after.detached and audience is Audience.CUSTOMER)
        for audience, card in pairs
        if (before is None or card(before, ctx) != card(after, ctx))
        and not (audience is Audience.CUSTOMER and after.lost)
    )


def _counted(before: Ticket | None, after: Ticket) -> frozenset[str] | None:
    """What has fired, by its key, where nothing else differs: most timers leave no more behind. None: more does."""
    if before is None or _BUT_FIRED(before) != _BUT_FIRED(after):
        return None
    return frozenset(key for key, _ in before.fired.items() ^ after.fired.items())


def _shown(ticket: Ticket, counted: frozenset[str]) -> bool:
    """Whether a card shows what fired: a breach that was told, where a raise would have made it a late one."""
    raised = ticket.severity_at > ticket.opened_at or bool(ticket.merged)
    return raised and any(BREACH in key for key in counted)


def collapse(effects: tuple[Effect, ...], late: bool) -> tuple[Effect, ...]:
    """After an outage, one notice for a ticket instead of a backlog: the lines of all, under the first one's key."""
    notices = [e for e in effects if isinstance(e, Inform)]
    if not late or len(notices) < 2:
        return effects
    first = notices[0]
    buttons = tuple(dict.fromkeys(b for n in notices for b in n.words.buttons))
    words = Internal(lines=tuple(dict.fromkeys(x for n in notices for x in n.words.lines)), buttons=buttons)
    merged = replace(first, words=words)
    return tuple(merged if e is first else e for e in effects if e is first or not isinstance(e, Inform))
