"""What every promised target has in common: a warning before it is due, and a breach told when it is."""

from collections.abc import Iterable
from datetime import datetime

from ackline.domain.contract import TargetKind
from ackline.domain.decision import Change, Context, TicketChange, Timer
from ackline.domain.ids import ONCALL
from ackline.domain.rule import Rule, once
from ackline.domain.surfaces.notices import duty, inform, timer_key
from ackline.domain.surfaces.words import clause, line, moment, strong
from ackline.domain.tickets.clocks import TicketClock, of_kind
from ackline.domain.tickets.ticket import Ticket

WARNING_SHARE = 0.8

NAMES = {
    TargetKind.FIRST_RESPONSE: "First response",
    TargetKind.FIRST_UPDATE: "First update",
    TargetKind.NEXT_UPDATE: "Next update",
    TargetKind.NEXT_RESPONSE: "Next response",
    TargetKind.RESOLUTION: "Resolution",
}


def target_rule(kind: TargetKind, *, mend: str) -> Rule:
    """The rule of one kind of target; `mend` tells staff what would meet it."""

    def timers(ticket: Ticket, ctx: Context) -> Iterable[Timer]:
        for measured in of_kind(ticket, ctx.contract, kind) if ticket.live else ():
            if not measured.ticking:
                continue
            lap = _lap(measured)
            watched = measured.of is None and _silence_is_watched(ticket, kind)
            if not watched and not _told(ticket, kind, f"warning:{lap}"):
                yield from once(ticket, kind.value, f"warning:{lap}", measured.at_share(WARNING_SHARE))
            if not _told(ticket, kind, f"breach:{lap}"):
                yield from once(ticket, kind.value, f"breach:{lap}", measured.due)

    def fire(ticket: Ticket, timer: Timer, ctx: Context, now: datetime) -> TicketChange:
        lap = timer.step.partition(":")[2]
        measured = next((c for c in of_kind(ticket, ctx.contract, kind) if _lap(c) == lap), None)
        if measured is None or measured.due is None:
            return Change(subject=ticket, why=(f"{NAMES[kind]} is not promised any more",), outcome="moot")
        cited = clause(measured.clause)
        name = f"{NAMES[kind]} of #{measured.of}" if measured.of is not None else NAMES[kind]
        if timer.step.startswith("warning"):
            if now >= measured.due:
                return Change(subject=ticket, why=(f"{name} warning overtaken: it is past due",))
            words = line(
                strong(f"{name} is due "), moment(measured.due), " (", cited, "). ", duty(ctx, ONCALL, now), mend
            )
            why = f"{name} warning at {WARNING_SHARE:.0%} of its time"
        else:
            words = line(
                strong(f"{name} was due "),
                moment(measured.due),
                " and is not there: this is a breach of ",
                cited,
                ". ",
                duty(ctx, ONCALL, now),
                mend,
            )
            why = f"{name} breached: due {measured.due:%Y-%m-%d %H:%M:%S} UTC, not met"
        return Change(
            subject=ticket,
            effects=(inform(ticket, timer_key(timer), words),),
            clauses=(measured.clause,),
            why=(why,),
        )

    return Rule(name=kind.value, timers=timers, fire=fire)


def _lap(measured: TicketClock) -> str:
    """What tells one run of a clock from the next: the severity, the start of those that run repeatedly, and whose."""
    repeats = measured.kind in (TargetKind.NEXT_RESPONSE, TargetKind.NEXT_UPDATE)
    start = f"@{int(measured.start.timestamp())}" if repeats else ""
    return f"{measured.severity}{start}" + (f"#{measured.of}" if measured.of is not None else "")


def _told(ticket: Ticket, kind: TargetKind, step: str) -> bool:
    """A new episode is no new target: what was told of it in an earlier one is not told again."""
    return any(key.startswith(f"{kind.value}/{step}/") for key in ticket.fired)


def _silence_is_watched(ticket: Ticket, kind: TargetKind) -> bool:
    """An acknowledged ticket without a reply is the silent acknowledgement's business, whose return is a warning."""
    returned = any(key.startswith("silent_ack/return/") for key in ticket.fired)
    return kind is TargetKind.FIRST_RESPONSE and (ticket.acknowledged or returned)
