"""The bot was away for longer than the contract's shortest target: a channel where somebody waits is told so, once."""

from datetime import datetime

from ackline.domain.contract import Contract, Target
from ackline.domain.decision import Change, Context, TicketChange, moot
from ackline.domain.effects import Say
from ackline.domain.events import BotReturned
from ackline.domain.surfaces.words import Public, line, moment
from ackline.domain.tickets.ticket import Ticket
from ackline.domain.time.clock import due


def waits(ticket: Ticket) -> bool:
    """Whether its customer waits for an answer that they may ask the bot for: not what was asked before it came."""
    if not ticket.live or ticket.lost:
        return False
    if ticket.backfilled_at is not None:
        return ticket.waiting_since is not None and ticket.waiting_since > ticket.backfilled_at
    return ticket.responded_at is None or ticket.waiting_since is not None


def told_of_the_absence(ticket: Ticket, event: BotReturned, ctx: Context) -> TicketChange:
    """The customer reads that nobody listened, where they wait and a promise could have run out meanwhile."""
    if not waits(ticket):
        return moot(ticket, "nobody waits here")
    missed = _missed(ticket, ctx.contract, event.since, event.at)
    if missed is None:
        return moot(ticket, "the absence was shorter than any target")
    words = line(
        "I was not running from ",
        moment(event.since),
        " to ",
        moment(event.at),
        ". What was written here meanwhile has been read now, and its times count from when it was written.",
    )
    key = f"away/{ticket.channel}/{event.since.isoformat()}"
    say = Say(key=key, channel=ticket.channel, thread=None, words=Public(lines=(words,)))
    return Change(
        subject=ticket,
        effects=(say,),
        clauses=(missed.clause,),
        why=(f"the bot was away for longer than {missed.duration}: the channel is told",),
    )


def _missed(ticket: Ticket, contract: Contract, since: datetime, until: datetime) -> Target | None:
    """The target that would have run out first, had its clock begun with the absence; None when none would have."""
    found: list[tuple[datetime, Target]] = []
    for targets in ticket.tier_of(contract).targets.values():
        for target in targets.values():
            if target.duration is None:
                continue
            ends = due(since, target.duration, contract.calendars.get(target.calendar) if target.calendar else None)
            if ends is not None and ends <= until:
                found.append((ends, target))
    return min(found, key=lambda pair: pair[0])[1] if found else None
