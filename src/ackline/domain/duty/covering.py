"""Overrides and swaps of rotas: who takes whose duty, until when, and who is told."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ackline.domain.authority import Actor
from ackline.domain.decision import Change, Context, moot, refused
from ackline.domain.duty.cover import Cover
from ackline.domain.duty.people import Roster
from ackline.domain.duty.shifts import AHEAD, next_shift, shifts
from ackline.domain.effects import Effect, Inform, Whisper
from ackline.domain.events import ShiftCovered, ShiftsSwapped, ShiftUncovered
from ackline.domain.ids import EventId, UserId
from ackline.domain.installations.installation import Installation
from ackline.domain.installations.orders import may_cover
from ackline.domain.installations.routine import InstallationChange
from ackline.domain.surfaces.words import Internal, Line, line, moment, person, strong

LONGEST = timedelta(days=31)
"""What lasts longer belongs into people.yml."""

KEPT = timedelta(days=2)

Taken = tuple[UserId, str, datetime, datetime]
"""Who takes which rota from when to when."""


def cover(state: Installation, event: ShiftCovered, ctx: Context) -> InstallationChange:
    """Give a stretch of a rota's duty to somebody. Refused when it names nobody, nothing, or a time that is over."""
    if why := _unknown(ctx.roster, event.rota, event.person) or _not_theirs(ctx.roster, event.rota, event.actor):
        return refused(state, why)
    start = max(event.start, event.at)
    if event.end <= start:
        return refused(state, "that time is over: write when it begins and ends")
    if event.end - start > LONGEST:
        return refused(state, f"an override lasts {LONGEST.days} days at most: what lasts longer belongs in people.yml")
    if all(s.person == event.person for s in shifts(ctx.roster, event.rota, start, event.end)):
        return refused(state, f"{_name(ctx, event.person)} has the duty of {event.rota} then already")
    return _covered(state, event, ((event.person, event.rota, start, event.end),), ctx)


def swap(state: Installation, event: ShiftsSwapped, ctx: Context) -> InstallationChange:
    """Let two people take each other's turn: the one that is under way or comes next. Refused when one has none."""
    for user in (event.person, event.other):
        if why := _unknown(ctx.roster, event.rota, user) or _not_theirs(ctx.roster, event.rota, event.actor):
            return refused(state, why)
    if event.person == event.other:
        return refused(state, "a swap is between two people")
    taken: list[Taken] = []
    for user, instead in ((event.person, event.other), (event.other, event.person)):
        turn = next_shift(ctx.roster, event.rota, user, event.at)
        if turn is None:
            return refused(state, f"{_name(ctx, user)} has no turn on {event.rota} within {AHEAD.days} days")
        taken.append((instead, event.rota, turn.start, turn.end))
    return _covered(state, event, taken, ctx)


def uncover(state: Installation, event: ShiftUncovered, ctx: Context) -> InstallationChange:
    """Take a cover back. Refused when there is none of that number."""
    found = next((c for c in state.covers if c.number == event.number), None)
    if found is None:
        known = ", ".join(str(c.number) for c in current(state, event.at)) or "none"
        return refused(state, f"there is no override {event.number}; there are: {known}")
    if why := _not_theirs(ctx.roster, found.rota, event.actor):
        return refused(state, why)
    if found.end <= event.at:
        return moot(state, "it is over")
    rest = [replace(found, end=event.at)] if found.start < event.at else []
    words = line(strong("An override is dropped: "), *_said(found, ctx), ", by ", person(event.actor.user), ".")
    return Change(
        subject=replace(state, covers=(*(c for c in _kept(state, event.at) if c is not found), *rest)),
        effects=_told(event.id, (words,), {found.person} - {event.actor.user}),
        why=(f"override {found.number} is dropped: {_name(ctx, found.person)} on {found.rota}",),
    )


def current(state: Installation, at: datetime) -> tuple[Cover, ...]:
    """The covers that are under way or to come, the soonest first."""
    return tuple(sorted((c for c in state.covers if c.end > at), key=lambda c: (c.start, c.number)))


def _kept(state: Installation, at: datetime) -> tuple[Cover, ...]:
    """The covers that something may still rest on: the hand-over at a cover's end needs it."""
    return tuple(c for c in state.covers if c.end > at - KEPT)


def _covered(
    state: Installation, event: ShiftCovered | ShiftsSwapped, taken: Iterable[Taken], ctx: Context
) -> InstallationChange:
    """The state with the covers made, and whom it concerns told once."""
    by = event.actor.user
    lines: list[Line] = []
    why: list[str] = []
    concerned: set[UserId] = set()
    zone = ZoneInfo(ctx.roster.zone_of(by))
    for user, rota, start, end in taken:
        number = state.covered + 1
        made = Cover(number=number, rota=rota, person=user, start=start, end=end, by=by)
        state = replace(state, covers=(*_kept(state, event.at), made), covered=number)
        relieved = {s.person for s in shifts(ctx.roster, rota, start, end) if s.person} - {user}
        instead = ", ".join(_name(ctx, each) for each in sorted(relieved))
        lines.append(line(strong("Duty: "), *_said(made, ctx), f" for {instead}" if instead else "", "."))
        stretch = f"{_when(start, zone)} to {_when(end, zone)}"
        why.append(f"{_name(ctx, user)} has the duty of {rota} from {stretch} (override {number})")
        concerned |= {user, *relieved}
    lines.append(line("By ", person(by), ". `/ackline override list` shows it, `override drop` takes it back."))
    return Change(subject=state, effects=_told(event.id, lines, concerned - {by}), why=tuple(why))


def _said(made: Cover, ctx: Context) -> Line:
    has = f"{_name(ctx, made.person)} has the duty of {made.rota} from "
    return line(has, moment(made.start), " to ", moment(made.end))


def _told(key: EventId, lines: Iterable[Line], people: Iterable[UserId]) -> tuple[Effect, ...]:
    """The triage channel, and whoever it concerns beside the one who arranged it."""
    words = Internal(lines=tuple(lines))
    whispers = (Whisper(key=f"duty/{key}", user=user, words=words) for user in sorted(people))
    return (Inform(key=f"duty/{key}", ticket=None, words=words), *whispers)


def _unknown(roster: Roster, rota: str, user: UserId) -> str | None:
    if rota not in roster.rotas:
        return f"there is no rota {rota!r}; there are: {', '.join(sorted(roster.rotas))}"
    if user not in roster.people:
        return f"{user} is nobody of people.yml, so I could not reach them"
    return None


def _not_theirs(roster: Roster, rota: str, actor: Actor) -> str | None:
    if rota not in roster.rotas or may_cover(actor, roster.rotas[rota].members):
        return None
    return f"account managers and executives arrange only rotas that they are on: ask somebody on {rota}, or support"


def _name(ctx: Context, user: UserId) -> str:
    found = ctx.roster.people.get(user)
    return found.name if found is not None else user


def _when(at: datetime, zone: ZoneInfo) -> str:
    """As whoever arranged it reads the clock."""
    return f"{at.astimezone(zone):%a %Y-%m-%d %H:%M %Z}"
