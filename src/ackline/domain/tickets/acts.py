"""What each act does to a ticket, once authority has said what it means."""

from dataclasses import replace
from datetime import datetime

from ackline.domain.authority import Actor, Side
from ackline.domain.decision import Change, Context, TicketChange, moot, refused
from ackline.domain.events import Acted
from ackline.domain.surfaces.notices import inform
from ackline.domain.surfaces.words import Button, line, person, strong
from ackline.domain.tickets.clocks import clocks
from ackline.domain.tickets.episodes import new_episode
from ackline.domain.tickets.facets import Pause
from ackline.domain.tickets.ticket import Move, Status, Ticket

PENDING = Status.PENDING.value
RESOLVED = Status.RESOLVED.value


def acknowledge(ticket: Ticket, actor: Actor, at: datetime, how: str) -> TicketChange:
    """Somebody who may has it: the ladder of this episode stops, pages under way must not leave."""
    if not ticket.live:
        return moot(ticket, f"{how} on a ticket that is {ticket.status.value}")
    if ticket.acknowledged:
        return Change(subject=replace(ticket, unmarked_at=None), why=(f"{how}: acknowledged already",))
    taken = replace(
        ticket.moved(Move.ACKNOWLEDGE),
        acknowledged_by=actor.user,
        acknowledged_at=at,
        unmarked_at=None,
        generation=ticket.generation + 1,
    )
    return Change(subject=taken, why=(f"acknowledged by {actor.user}: {how}",))


def respond(ticket: Ticket, actor: Actor, at: datetime, next_update: datetime | None, ctx: Context) -> TicketChange:
    """A human answer that the customer can see: meets the first response, acknowledges, may promise an update."""
    change = Change(subject=ticket) if not ticket.live else acknowledge(ticket, actor, at, "a public reply")
    waiting = change.subject.waiting_since
    still = waiting is not None and waiting > at
    spoken = replace(
        change.subject,
        responded_at=min(at, change.subject.responded_at or at),
        replied_at=max(at, change.subject.replied_at or at),
        waiting_since=waiting if still else None,
        unanswered={ts: said for ts, said in change.subject.unanswered.items() if said > at} if still else {},
        merged=tuple(replace(m, responded_at=m.responded_at or at, waiting_since=None) for m in ticket.merged),
        reply_by=None,
        last_spoken_at=max(at, change.subject.last_spoken_at or at),
    )
    why = [] if ticket.responded_at else ["first response"]
    if next_update is not None:
        spoken = replace(
            spoken,
            first_updated_at=min(at, spoken.first_updated_at or at),
            merged=tuple(replace(m, first_updated_at=m.first_updated_at or at) for m in spoken.merged),
        )
        if spoken.updated_at is None or at >= spoken.updated_at:
            spoken = replace(spoken, updated_at=at, next_update_at=next_update)
        why.append(f"an update, the next one promised for {next_update:%H:%M} UTC")
    met = tuple(
        c.clause
        for c in clocks(spoken, ctx.contract)
        if c.met_at == at or (next_update and c.kind.value.endswith("update"))
    )
    return change.plus(subject=spoken, clauses=met, why=why or ["a reply"])


def resolve(ticket: Ticket, actor: Actor, at: datetime) -> TicketChange:
    """The request is settled."""
    ended = tuple(replace(p, end=at) if p.end is None else p for p in ticket.pauses)
    done = replace(
        ticket.moved(Move.RESOLVE),
        resolved_at=at,
        resolved_by=actor.user,
        waiting_since=None,
        unanswered={},
        merged=tuple(replace(m, waiting_since=None) for m in ticket.merged),
        next_update_at=None,
        reply_by=None,
        pauses=ended,
        asked_to_confirm=None,
        generation=ticket.generation + 1,
    )
    return Change(subject=done, why=(f"resolved by {actor.user}",))


def solve(ticket: Ticket, event: Acted) -> TicketChange:
    """The customer says that it is solved. They need no all clear: it is theirs."""
    if not ticket.live:
        return moot(ticket, f"it is {ticket.status.value} already")
    told = inform(ticket, f"solved/{event.id}", line(strong("Solved, says "), person(event.actor.user), "."))
    cleared = replace(ticket, cleared_at=event.at)
    return resolve(cleared, event.actor, event.at).plus(told, why=("the customer says that it is solved",))


def ask_to_confirm(ticket: Ticket, actor: Actor, key: str) -> TicketChange:
    """✅ on a paging severity is too easily put by mistake: a button confirms it."""
    words = line(person(actor.user), f" marked #{ticket.number} as resolved. It is critical: please confirm.")
    button = Button(act="confirm_resolve", label="Resolve", value=ticket.id, style="primary")
    return Change(
        subject=replace(ticket, asked_to_confirm=actor.user),
        effects=(inform(ticket, f"confirm/{key}", words, buttons=(button,)),),
        why=("resolving a paging severity by emoji asks to confirm",),
    )


def ask_to_reopen(ticket: Ticket, event: Acted) -> TicketChange:
    """By a button. What a customer presses leaves no message in the thread, so staff are told."""
    actor = event.actor
    if actor.side is not Side.CUSTOMER:
        return reopen(ticket, event.at, f"asked for by {actor.user}")
    if ticket.closed_at is not None:
        return refused(ticket, f"#{ticket.number} was closed a week after it was resolved. Please write a new message.")
    told = inform(ticket, f"unsolved/{event.id}", line(strong("Not solved, says "), person(actor.user), "."))
    return reopen(ticket, event.at, "the customer says that it is not solved").plus(told)


def reopen(ticket: Ticket, at: datetime, why: str) -> TicketChange:
    """It was not settled: a new episode, and the customer waits for an answer."""
    pauses = ticket.pauses
    if ticket.resolved_at is not None:
        pauses = (*pauses, Pause(start=ticket.resolved_at, end=at, why=RESOLVED))
    opened = new_episode(ticket.moved(Move.REOPEN), at)
    return Change(
        subject=replace(
            opened,
            resolved_at=None,
            resolved_by=None,
            closed_at=None,
            cleared_at=None,
            dismissal=None,
            waiting_since=at,
            pauses=pauses,
        ),
        why=(f"reopened: {why}",),
    )


def pend(ticket: Ticket, actor: Actor, at: datetime) -> TicketChange:
    """The customer is waited for: whoever says so has it. The contract says whether the resolution clock stops."""
    if ticket.status is Status.PENDING:
        return moot(ticket, "pending already")
    change = Change(subject=ticket) if not ticket.live else acknowledge(ticket, actor, at, "pending")
    pause = Pause(start=at, end=None, why=PENDING)
    pended = replace(change.subject.moved(Move.PEND), pauses=(*ticket.pauses, pause))
    return change.plus(subject=pended, why=("waiting for the customer",))


def resume(ticket: Ticket, at: datetime, why: str) -> TicketChange:
    """The waiting is over."""
    if ticket.status is not Status.PENDING:
        return moot(ticket, "not pending")
    ended = tuple(replace(p, end=at) if p.end is None else p for p in ticket.pauses)
    status = step_back(ticket)
    return Change(subject=replace(ticket, status=status, pauses=ended), why=(why,))


def step_back(ticket: Ticket) -> Status:
    """Where a pending ticket goes when the waiting ends: to whom it belonged, or to nobody."""
    return ticket.moved(Move.RESUME).status if ticket.acknowledged else ticket.moved(Move.UNACKNOWLEDGE).status


def ask_page(ticket: Ticket, at: datetime, ctx: Context) -> TicketChange:
    """A page asked for by button or emoji: the ladder's steps for explicit pages run from now."""
    if not ticket.live:
        return moot(ticket, f"asked to page on a ticket that is {ticket.status.value}")
    if ticket.paged_at is not None and not ticket.acknowledged:
        return moot(ticket, "being paged already")
    opened = new_episode(ticket, at) if ticket.acknowledged else ticket
    severity, ladder = ticket.severity(ctx.contract), ticket.tier_of(ctx.contract).ladder
    cited = tuple(s.cites(severity) for s in ladder if s.explicit_pages)
    return Change(subject=replace(opened, paged_at=at, critical=()), clauses=cited, why=("a page was asked for",))
