"""Two tickets about one thing: one continues the other, and nothing that either was promised is softened.

The survivor keeps its own clocks. Beside them run those of the merged one that nobody had met, each from its own
start. The severity is the more urgent of the two, and an unacknowledged ladder goes on at the age that it had.
"""

from dataclasses import replace
from datetime import datetime

from ackline.domain.authority import Act, Actor, Meaning, meaning, standing
from ackline.domain.contract import Contract, Effort
from ackline.domain.decision import Change, Context, TicketChange, moot, refused
from ackline.domain.effects import ShowCard, Tell
from ackline.domain.events import (
    CustomerReplied,
    MessageDeleted,
    MessageEdited,
    Place,
    Reacted,
    RootJoined,
    StaffReplied,
    TicketsMerged,
)
from ackline.domain.ids import EventId, SeverityId
from ackline.domain.surfaces.amended import cards_quoting
from ackline.domain.surfaces.notices import inform
from ackline.domain.surfaces.words import line, person, quote, strong, thread
from ackline.domain.tickets.acts import resume
from ackline.domain.tickets.carried import CARRIED, as_promised
from ackline.domain.tickets.clocks import TicketClock, clock
from ackline.domain.tickets.episodes import judged, unacknowledged
from ackline.domain.tickets.facets import Continued, Judgement, Merged
from ackline.domain.tickets.opening import promised
from ackline.domain.tickets.ticket import Move, Status, Ticket
from ackline.domain.tickets.witness import over

Forwarded = CustomerReplied | RootJoined | StaffReplied | MessageEdited | MessageDeleted | Reacted
FORWARDED = (CustomerReplied, RootJoined, StaffReplied, MessageEdited, MessageDeleted, Reacted)
"""What happens to messages, and goes where their ticket went."""


def tickets_merged(ticket: Ticket, event: TicketsMerged, ctx: Context) -> TicketChange:
    """What it means for either of the two. Both decide on the same states of both, so they agree."""
    why = _why_not(event)
    if ticket.id == event.duplicate.id:
        return refused(ticket, why) if why else _end(ticket, event)
    return moot(ticket, why) if why else _take_over(ticket, event, ctx)


def forwarded(ticket: Ticket, event: Forwarded) -> TicketChange:
    """What happens to a merged ticket's messages happened to the one that continues it."""
    if ticket.continues is None or (isinstance(event, Reacted) and event.place in (Place.CARD, Place.TRIAGE)):
        return moot(ticket, "what stands on its old card is nothing any more")
    if isinstance(event, RootJoined):
        event = CustomerReplied(
            id=event.id, at=event.at, subject=event.subject, actor=event.actor, writing=event.writing
        )
    on = replace(event, id=EventId(f"{event.id}/continued"), subject=ticket.continues.ticket)
    cards: tuple[ShowCard, ...] = ()
    if isinstance(event, MessageEdited | MessageDeleted):
        cards = cards_quoting(ticket, event.ts if isinstance(event, MessageDeleted) else event.writing.ts)
    why = f"it continues in #{ticket.continues.number}"
    return Change(subject=ticket, effects=(Tell(event=on), *cards), why=(why,))


def _why_not(event: TicketsMerged) -> str:
    one, other = event.duplicate, event.survivor
    if meaning(Act.MERGE, standing(event.actor, one.requester)) is not Meaning.MERGES:
        return "Merging is for the support and on-call people."
    if one.id == other.id:
        return f"#{one.number} can't be merged into itself."
    if one.account != other.account or not other.live:
        return f"There is no open ticket #{other.number} of this customer."
    if not one.live:
        return over(one)
    if (one.contract, one.tier) != (other.contract, other.tier):
        return f"#{other.number} was promised under another version of the contract: resolve each by itself."
    if other.excluded and not one.excluded:
        return f"#{other.number} is excluded from the contract and #{one.number} is not: merge the other way round."
    if other.lost and not one.lost:
        return f"The channel of #{other.number} is out of reach: merge the other way round."
    return ""


def _end(ticket: Ticket, event: TicketsMerged) -> TicketChange:
    into = event.survivor
    ended = replace(
        ticket.moved(Move.MERGE),
        continues=Continued(
            ticket=into.id,
            number=into.number,
            channel=into.channel,
            thread=into.thread,
            by=event.actor.user,
            at=event.at,
        ),
        pauses=tuple(replace(p, end=event.at) if p.end is None else p for p in ticket.pauses),
        asked_to_confirm=None,
        reply_by=None,
        unquoted=(),
        generation=ticket.generation + 1,
    )
    return Change(subject=ended, why=(f"merged into #{into.number} by {event.actor.user}",))


def _take_over(ticket: Ticket, event: TicketsMerged, ctx: Context) -> TicketChange:
    one, at = event.duplicate, event.at
    before = ticket.severity(ctx.contract)
    heavier = _rank(one, ctx.contract) < _rank(ticket, ctx.contract) or _pages_anew(one, ticket)
    joined = _joined(ticket, one)
    if ticket.status is Status.PENDING and one.status is not Status.PENDING:
        joined = resume(joined, at, "").subject
    waits = ticket.acknowledged and heavier and not one.acknowledged
    again = unacknowledged(joined, at) if waits else joined
    urgent = _as_urgent(again, one, event.actor, at, ctx.contract)
    aged = _aged(judged(urgent, before, ctx.contract, at), one, ctx.contract)
    kept = _kept(one, at, aged.severity(ctx.contract), ctx.contract)
    after = replace(aged, merged=(*aged.merged, *kept), fired={**aged.fired, **_told(one, {m.number for m in kept})})
    told = [line(strong(f"#{one.number} was merged into this one "), "by ", person(event.actor.user), ":")]
    told += [line(quote(one.text)), line(thread(one.channel, one.thread, "Open its thread"))]
    if after.severity(ctx.contract) != before:
        named = ctx.contract.severity(after.severity(ctx.contract)).name
        told.append(line(strong(f"It is {named} now. "), "" if after.acknowledged else "Nobody has acknowledged that."))
    return Change(
        subject=after,
        effects=(inform(ticket, f"merged/{one.id}", *told),),
        clauses=tuple(dict.fromkeys((*promised(after, ctx), *promised(one, ctx)))),
        why=(f"#{one.number} was merged into it by {event.actor.user}",),
    )


def _rank(ticket: Ticket, contract: Contract) -> int:
    return contract.severity(ticket.severity(contract)).rank


def _pages_anew(one: Ticket, ticket: Ticket) -> bool:
    return one.paged_at is not None and ticket.paged_at is None


def _joined(ticket: Ticket, one: Ticket) -> Ticket:
    """Everything of the merged one that needs no judgement."""
    paged = [t.paged_at for t in (ticket, one) if t.paged_at is not None and not one.acknowledged]
    replies = [t.reply_by for t in (ticket, one) if t.reply_by is not None]
    updates = [(t.next_update_at, t.updated_at) for t in (ticket, one) if t.next_update_at is not None]
    next_update_at, updated_at = min(updates, key=lambda u: u[0], default=(None, ticket.updated_at))
    asked = ticket.critical or one.critical
    return replace(
        ticket,
        paged_at=min(paged, default=ticket.paged_at),
        next_update_at=next_update_at,
        updated_at=updated_at,
        critical=asked,
        critical_at=ticket.critical_at or (one.critical_at if asked else None),
        owner=ticket.owner or one.owner,
        reply_by=min(replies, key=lambda r: r.at, default=None),
        last_spoken_at=max((t.last_spoken_at for t in (ticket, one) if t.last_spoken_at), default=None),
        unsure=ticket.unsure or one.unsure,
        topic=ticket.topic or one.topic,
        security=ticket.security or one.security,
        details=(*ticket.details, *one.details),
        escalations=(*ticket.escalations, *one.escalations),
        unquoted=tuple(sorted((*ticket.unquoted, *one.unquoted), key=lambda s: s.at)),
    )


def _kept(one: Ticket, at: datetime, becomes: SeverityId, contract: Contract) -> tuple[Merged, ...]:
    """The merged ticket with what it was promised, and those that had been merged into it before."""
    found = {kind: clock(one, contract, kind) for kind in CARRIED}
    own = Merged(
        ticket=one.id,
        number=one.number,
        channel=one.channel,
        thread=one.thread,
        roots=one.roots,
        requester=one.requester,
        text=one.text,
        at=at,
        severity=one.severity(contract),
        becomes=becomes,
        kinds=tuple(kind for kind, c in found.items() if c is not None and _owed(c)),
        opened_at=one.opened_at,
        severity_at=one.severity_at,
        responded_at=one.responded_at,
        first_updated_at=one.first_updated_at,
        waiting_since=one.waiting_since,
        pauses=tuple(replace(p, end=at) if p.end is None else p for p in one.pauses),
    )
    earlier = ((m, as_promised(one, m, contract)) for m in one.merged)
    return (
        own,
        *(
            replace(
                m,
                at=at,
                severity=was.severity(contract),
                becomes=becomes,
                severity_at=was.severity_at,
                pauses=tuple(replace(p, end=at) if p.end is None else p for p in was.pauses),
            )
            for m, was in earlier
        ),
    )


def _owed(measured: TicketClock) -> bool:
    return measured.met_at is None and not measured.excluded and measured.target.effort is Effort.PROMISED


def _told(one: Ticket, numbers: set[int]) -> dict[str, int]:
    """What was told of its targets, under the names that they go by from here: nothing is told twice."""
    told: dict[str, int] = {}
    for key, times in one.fired.items():
        named, _, episode = key.rpartition("/")
        if named.partition("/")[0] in CARRIED:
            known = any(named.endswith(f"#{number}") for number in numbers)
            told[f"{named if known else f'{named}#{one.number}'}/{episode}"] = times
    return told


def _as_urgent(ticket: Ticket, one: Ticket, by: Actor, at: datetime, contract: Contract) -> Ticket:
    """The most urgent claim of both, and an assessment only where it is no less urgent than either ticket was."""
    wanted = min((t.severity(contract) for t in (ticket, one)), key=lambda s: contract.severity(s).rank)
    claims = [t.claimed for t in (ticket, one) if t.claimed is not None]
    claimed = min(claims, key=lambda c: contract.severity(c.severity).rank, default=None)
    for assessed in (ticket.assessed, one.assessed, None):
        judgement = assessed or claimed
        if (judgement.severity if judgement else contract.assumed) == wanted:
            return replace(ticket, claimed=claimed, assessed=assessed)
    merged = Judgement(severity=wanted, by=by.user, at=at, reason=f"merged with #{one.number}")
    return replace(ticket, claimed=claimed, assessed=merged)


def _aged(ticket: Ticket, one: Ticket, contract: Contract) -> Ticket:
    """The ladder of the severity that both had or came to counts from the earlier start; from none that was over."""
    severity = ticket.severity(contract)
    if one.acknowledged or one.severity(contract) != severity or one.episode_at >= ticket.episode_at:
        return ticket
    starts = tuple(replace(s, at=one.episode_at) if s.severity == severity else s for s in ticket.starts)
    return replace(ticket, episode_at=one.episode_at, starts=starts)
