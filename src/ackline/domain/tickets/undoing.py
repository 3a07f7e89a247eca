"""Taking an emoji off soon puts back what it did; later it says what to press instead."""

from dataclasses import replace
from datetime import timedelta

from ackline.domain.authority import Act, Side
from ackline.domain.decision import Change, Context, TicketChange
from ackline.domain.effects import Whisper
from ackline.domain.events import Reacted
from ackline.domain.surfaces.notices import inform
from ackline.domain.surfaces.words import Internal, line, person, strong
from ackline.domain.tickets.acts import resume
from ackline.domain.tickets.episodes import judged, new_episode, unacknowledged
from ackline.domain.tickets.ticket import Move, Status, Ticket, Undo, Was

GRACE = timedelta(seconds=60)

_INSTEAD = {
    Act.RESOLVE: "stays resolved: press Reopen on its card.",
    Act.SEVERITY: "keeps its severity: press Severity… on its card.",
}


def undoable(before: Ticket, change: TicketChange, act: Act, event: Reacted) -> TicketChange:
    """What an emoji did, remembered so that taking it off soon can put it back."""
    after = change.subject
    if act not in (Act.RESOLVE, Act.PEND, Act.SEVERITY) or change.outcome != "decided" or after == before:
        return change
    was = Was(
        status=before.status,
        claimed=before.claimed,
        assessed=before.assessed,
        acknowledged_by=before.acknowledged_by,
        acknowledged_at=before.acknowledged_at,
        waiting_since=before.waiting_since,
        unanswered=before.unanswered,
        next_update_at=before.next_update_at,
        pauses=before.pauses,
        resolved_at=before.resolved_at,
        resolved_by=before.resolved_by,
        paging=any(p.live for p in before.pages),
    )
    undo = Undo(
        user=event.actor.user,
        emoji=event.emoji,
        ts=event.ts,
        at=event.at,
        status=after.status,
        generation=after.generation,
        was=was,
    )
    return replace(change, subject=replace(after, undo=undo))


def undone(ticket: Ticket, act: Act, event: Reacted, ctx: Context) -> TicketChange | None:
    """What taking an emoji off means for what it did; None where that is not for this file to say."""
    undo = ticket.undo
    if undo is None or (undo.user, undo.emoji, undo.ts) != (event.actor.user, event.emoji, event.ts):
        return None
    stands = (ticket.status, ticket.generation) == (undo.status, undo.generation)
    if not stands or event.at > undo.at + GRACE:
        return _too_late(replace(ticket, undo=None), act, event) if act in _INSTEAD else None
    put_back = {Act.RESOLVE: _reopened, Act.PEND: _resumed, Act.SEVERITY: _judged_as_before}[act]
    change = put_back(replace(ticket, undo=None), undo, event, ctx)
    told = line(strong(f"Taken back: :{event.emoji}:"), " by ", person(event.actor.user), ".")
    return change.plus(inform(ticket, f"undone/{event.id}", told), why=(f":{event.emoji}: was taken off in time",))


def _too_late(ticket: Ticket, act: Act, event: Reacted) -> TicketChange:
    why = (f":{event.emoji}: was taken off too late to undo anything",)
    if event.actor.side is not Side.STAFF:
        return Change(subject=ticket, why=why)
    words = Internal(lines=(line(strong(f"#{ticket.number} "), _INSTEAD[act]),))
    whisper = Whisper(key=f"{ticket.id}/late/{event.id}", user=event.actor.user, words=words, prompt=True)
    return Change(subject=ticket, effects=(whisper,), why=why)


def _reopened(ticket: Ticket, undo: Undo, event: Reacted, ctx: Context) -> TicketChange:  # noqa: ARG001
    """As it was, and whoever had it has it; a ladder that was climbing begins anew, since its pages are over."""
    was = undo.was
    opened = replace(
        ticket.moved(Move.REOPEN),
        resolved_at=None,
        resolved_by=None,
        waiting_since=was.waiting_since,
        unanswered=was.unanswered,
        next_update_at=was.next_update_at,
        pauses=was.pauses,
        generation=ticket.generation + 1,
    )
    if was.acknowledged_at is None:
        return Change(subject=new_episode(opened, event.at) if was.paging else opened)
    return Change(subject=_as_it_stood(opened, was))


def _resumed(ticket: Ticket, undo: Undo, event: Reacted, ctx: Context) -> TicketChange:  # noqa: ARG001
    """Nobody waits for the customer; and nobody has it, if nobody had it before."""
    change = resume(ticket, event.at, f":{event.emoji}: was taken off")
    return change if undo.was.acknowledged_at else change.plus(subject=unacknowledged(change.subject, event.at))


def _judged_as_before(ticket: Ticket, undo: Undo, event: Reacted, ctx: Context) -> TicketChange:
    """The judgement of before, and whoever had acknowledged it has it again."""
    was = undo.was
    restored = replace(ticket, claimed=was.claimed, assessed=was.assessed)
    after = judged(restored, ticket.severity(ctx.contract), ctx.contract, event.at)
    if was.status is Status.RESOLVED:
        settled = after.moved(Move.RESOLVE)
        return Change(
            subject=replace(
                settled,
                resolved_at=was.resolved_at,
                resolved_by=was.resolved_by,
                waiting_since=was.waiting_since,
                unanswered=was.unanswered,
                pauses=was.pauses,
                generation=after.generation + 1,
            )
        )
    if was.acknowledged_at is not None and not after.acknowledged:
        return Change(subject=_as_it_stood(after, was))
    if was.acknowledged_at is None and after.acknowledged:
        return Change(subject=unacknowledged(after, event.at))
    return Change(subject=after)


def _as_it_stood(ticket: Ticket, was: Was) -> Ticket:
    """An open ticket that somebody has again, and that waits again if it did."""
    taken = replace(
        ticket.moved(Move.ACKNOWLEDGE),
        acknowledged_by=was.acknowledged_by,
        acknowledged_at=was.acknowledged_at,
        pauses=was.pauses,
        generation=ticket.generation + 1,
    )
    return taken.moved(Move.PEND) if was.status is Status.PENDING else taken
