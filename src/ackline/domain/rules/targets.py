"""What every promised target has in common: a warning before it is due, and a breach told when it is."""

from collections.abc import Iterable
from datetime import datetime

from ackline.domain.contract import TargetKind
from ackline.domain.decision import Change, Context, TicketChange, Timer
from ackline.domain.ids import ONCALL
from ackline.domain.rule import Rule, once
from ackline.domain.setup.withheld import breached
from ackline.domain.surfaces.notices import duty, inform, timer_key
from ackline.domain.surfaces.words import clause, line, moment, strong
from ackline.domain.tickets.clocks import TicketClock, of_kind
from ackline.domain.tickets.ticket import Ticket

WARNING_SHARE = 0.8
_SILENCE = "silent_ack"

NAMES = {
    TargetKind.FIRST_RESPONSE: "First response",
    TargetKind.FIRST_UPDATE: "First update",
    TargetKind.NEXT_UPDATE: "Next update",
    TargetKind.NEXT_RESPONSE: "Next response",
    TargetKind.RESOLUTION: "Resolution",
}


def target_rule(
    kind: TargetKind, *, mend: str, names: tuple[TargetKind, str] | None = None, named_by: TargetKind | None = None
) -> Rule:
    """The rule of one kind of target; `mend` tells staff what would meet it.

    Due at the same instant, two kinds that one reply meets are one notice: that of the kind which `names` the other,
    with what would meet both. The other, `named_by` it, comes after it in RULES and says nothing then.
    """

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
        name = f"{NAMES[kind]} of #{measured.of}" if measured.of is not None else NAMES[kind]
        missed = timer.step.startswith("breach")
        if not missed and now >= measured.due:
            return Change(subject=ticket, why=(f"{name} warning overtaken: it is past due",))
        told = breached(ticket.number, name.lower(), f"{ticket.id}/{timer_key(timer)}", now, ctx) if missed else ()
        if named_by and _told(ticket, named_by, timer.step) and _beside(measured, ticket, ctx, named_by):
            why = f"{name}: told with the {NAMES[named_by].lower()}"
            return Change(subject=ticket, effects=told, clauses=(measured.clause,), why=(why,))
        other = _beside(measured, ticket, ctx, names[0]) if names else None
        cited = (clause(measured.clause), *((" and ", clause(other.clause)) if other else ()))
        head = f"{name} and {NAMES[other.kind].lower()}" if other else name
        wanted = (duty(ctx, ONCALL, now), names[1] if names and other else mend)
        be = ("are", "were") if other else ("is", "was")
        if missed:
            missing = f" and {be[0]} not there: this is a breach of "
            words = line(strong(f"{head} {be[1]} due "), moment(measured.due), missing, *cited, ". ", *wanted)
            why = f"{name} breached: due {measured.due:%Y-%m-%d %H:%M:%S} UTC, not met"
        else:
            words = line(strong(f"{head} {be[0]} due "), moment(measured.due), " (", *cited, "). ", *wanted)
            why = f"{name} warning at {WARNING_SHARE:.0%} of its time"
        return Change(
            subject=ticket,
            effects=(inform(ticket, timer_key(timer), words), *told),
            clauses=(measured.clause, *((other.clause,) if other else ())),
            why=(why,),
        )

    heeds = (_SILENCE,) if kind is TargetKind.FIRST_RESPONSE else ()
    return Rule(name=kind.value, timers=timers, fire=fire, heeds=heeds)


def _lap(measured: TicketClock) -> str:
    """What tells one run of a clock from the next: the severity, the start of those that run repeatedly, and whose."""
    repeats = measured.kind in (TargetKind.NEXT_RESPONSE, TargetKind.NEXT_UPDATE)
    start = f"@{int(measured.start.timestamp())}" if repeats else ""
    return f"{measured.severity}{start}" + (f"#{measured.of}" if measured.of is not None else "")


def _told(ticket: Ticket, kind: TargetKind, step: str) -> bool:
    """A new episode is no new target: what was told of it in an earlier one is not told again."""
    return any(key.startswith(f"{kind.value}/{step}/") for key in ticket.fired)


def _beside(measured: TicketClock, ticket: Ticket, ctx: Context, kind: TargetKind) -> TicketClock | None:
    """The clock of another kind that runs out at the same instant, for the same request."""
    others = (c for c in of_kind(ticket, ctx.contract, kind) if c.ticking and c.of == measured.of)
    return next((c for c in others if c.due == measured.due), None)


def _silence_is_watched(ticket: Ticket, kind: TargetKind) -> bool:
    """An acknowledged ticket without a reply is the silent acknowledgement's business, whose return is a warning."""
    returned = any(key.startswith(f"{_SILENCE}/return/") for key in ticket.fired)
    return kind is TargetKind.FIRST_RESPONSE and (ticket.acknowledged or returned)
