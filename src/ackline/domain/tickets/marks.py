"""Emoji as acts: which mean something, whose count, and what taking one off undoes."""

from dataclasses import replace

from ackline.domain.authority import Act, Meaning, Side, meaning, standing
from ackline.domain.contract import Contract
from ackline.domain.decision import Change, Context, TicketChange, moot, refused
from ackline.domain.events import Acted, Place, Reacted
from ackline.domain.ids import EventId
from ackline.domain.tickets.acts import resume
from ackline.domain.tickets.conflicts import illegal
from ackline.domain.tickets.facets import Mark
from ackline.domain.tickets.perform import perform
from ackline.domain.tickets.ticket import IllegalTransition, Ticket
from ackline.domain.tickets.undoing import undoable, undone


def act_of(emoji: str, contract: Contract, side: Side) -> tuple[Act, str] | None:
    """What an emoji stands for under a contract, with the severity it names. None: just an emoji.

    A customer's severity emoji is a claim; for staff the contract's emoji acts come first.
    """
    severity = next(((Act.SEVERITY, s.id) for s in contract.severities if emoji in s.emoji), None)
    named = contract.emoji.get(emoji)
    act = (Act(named), "") if named is not None else None
    return (severity or act) if side is Side.CUSTOMER else (act or severity)


def reacted(ticket: Ticket, event: Reacted, ctx: Context) -> TicketChange:
    """What putting an emoji on a message of the ticket means, or taking it off."""
    known = _known(ticket, event)
    if known is not None and (known.present == event.added or _order(known.as_of) >= _order(event.event_ts)):
        return moot(ticket, f":{event.emoji}: is known already")
    found = act_of(event.emoji, ctx.contract, event.actor.side)
    if found is None:
        return moot(ticket, f":{event.emoji}: means nothing in this contract")
    act, value = found
    means = meaning(act, standing(event.actor, *ticket.requesters))
    counts = means is Meaning.ACKNOWLEDGES and event.added
    eligible = counts or (known is not None and known.eligible)
    # Kept whatever it comes to: a mark that is not known is news again whenever Slack is looked at.
    marked = _with_mark(ticket, event, eligible=eligible)
    if act is Act.SEVERITY and event.actor.side is Side.CUSTOMER and event.actor.user not in ticket.requesters:
        return moot(marked, f":{event.emoji}: claims a severity for the requester only")
    if not event.added:
        return undone(marked, act, event, ctx) or _taken_off(marked, known, event, means)
    if act is Act.RESOLVE and event.place is Place.REPLY:
        return moot(marked, f":{event.emoji}: resolves only on the first message or the card")
    if act is Act.PUBLISH:
        value = "channel"
    acted = Acted(
        id=EventId(f"{event.id}/act"), at=event.at, subject=event.subject, actor=event.actor, act=act, value=value
    )
    try:
        return undoable(marked, perform(marked, acted, ctx, f":{event.emoji}:"), act, event)
    except IllegalTransition as impossible:
        return refused(marked, illegal(ticket, impossible))


def _taken_off(ticket: Ticket, known: Mark | None, event: Reacted, means: Meaning) -> TicketChange:
    if means is Meaning.PENDS:
        return resume(ticket, event.at, f":{event.emoji}: was taken off")
    if known is None or not known.eligible or not ticket.acknowledged:
        return Change(subject=ticket, why=(f":{event.emoji}: was taken off; it stopped nothing",), outcome="moot")
    if any(m.present and m.eligible for m in ticket.marks):
        return Change(subject=ticket, why=("another acknowledging mark remains",))
    if not any(m.eligible and m.user == ticket.acknowledged_by for m in ticket.marks):
        return Change(subject=ticket, why=("it was acknowledged without a mark",))
    if ticket.responded_at is not None:
        return Change(subject=ticket, why=("the mark was taken off, but the customer has been answered",))
    return Change(
        subject=replace(ticket, unmarked_at=event.at), why=("the last acknowledging mark was taken off: 60 s grace",)
    )


def _known(ticket: Ticket, event: Reacted) -> Mark | None:
    return next((m for m in ticket.marks if (m.user, m.emoji, m.ts) == (event.actor.user, event.emoji, event.ts)), None)


def _with_mark(ticket: Ticket, event: Reacted, *, eligible: bool) -> Ticket:
    mark = Mark(
        user=event.actor.user,
        emoji=event.emoji,
        ts=event.ts,
        present=event.added,
        eligible=eligible,
        as_of=event.event_ts,
    )
    others = tuple(m for m in ticket.marks if (m.user, m.emoji, m.ts) != (mark.user, mark.emoji, mark.ts))
    return replace(ticket, marks=(*others, mark))


def _order(ts: str) -> tuple[int, str]:
    """Slack timestamps in their order: seconds of any length, then the fraction."""
    seconds, _, fraction = ts.partition(".")
    return (int(seconds) if seconds.isdigit() else 0, fraction)
