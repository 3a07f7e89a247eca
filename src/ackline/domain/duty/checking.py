"""Whether those who may be called are reached: what Slack says of them, lines that failed, drills without an answer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from ackline.domain.decision import Change, Context, moot
from ackline.domain.duty.doubt import Doubt, DoubtKind, Drill
from ackline.domain.duty.people import Roster
from ackline.domain.duty.shifts import Shift, named, next_shift
from ackline.domain.effects import Amend, Inform
from ackline.domain.events import CalendarRead, LineFailed, PersonChecked, Reached
from ackline.domain.ids import UserId
from ackline.domain.installations.installation import Installation
from ackline.domain.installations.routine import InstallationChange
from ackline.domain.surfaces.words import Internal, Line, line, moment, person, strong

AHEAD = timedelta(hours=48)
"""How far ahead a warning looks: what begins so soon is warned of at least once, a day before it begins."""

FORGOTTEN = timedelta(days=7)
"""After this a line that failed once is no doubt any more: it is tried again with the next page."""


def checked(state: Installation, event: PersonChecked, ctx: Context) -> InstallationChange:
    """What Slack says of somebody: told to triage once, and once more when it is over."""
    known = _of(state, event.person, DoubtKind.GONE)
    if bool(known) is bool(event.gone):
        return moot(state, f"{event.person}: {event.gone or 'there'}, as known")
    if not event.gone:
        return _settled(state, known, event.id, "is in Slack again", ctx)
    doubt = Doubt(person=event.person, kind=DoubtKind.GONE, what=event.gone, since=event.at)
    return doubted(state, (doubt,), event.id, ctx)


def line_failed(state: Installation, event: LineFailed, ctx: Context) -> InstallationChange:
    """A line that does not work is told to triage once in FORGOTTEN, however many pages fail by it."""
    known = [d for d in _of(state, event.person, DoubtKind.LINE) if d.about == event.pager]
    if any(event.at < d.since + FORGOTTEN for d in known):
        return moot(state, "known already")
    what = f"could not be reached by {event.pager}: {event.why}"
    doubt = Doubt(person=event.person, kind=DoubtKind.LINE, what=what, since=event.at, about=event.pager)
    return doubted(without(state, known), (doubt,), event.id, ctx)


def calendar_read(state: Installation, event: CalendarRead) -> InstallationChange:
    """A calendar that can't be had is told to triage once, and once more when it can be had again."""
    since = state.unread.get(event.name)
    if bool(event.why) is (since is not None):
        return moot(state, f"calendar {event.name}: {event.why or 'read'}, as known")
    others = {name: at for name, at in state.unread.items() if name != event.name}
    if since is None:
        head, ending = "The calendar of a rota can't be read: ", f"{event.why}. The last copy that was read holds."
        unread = {**others, event.name: event.at}
    else:
        head, ending = "The calendar of a rota is read again", "."
        unread = others
    words = Internal(lines=(line(strong(head), ending),))
    return Change(
        subject=replace(state, unread=unread),
        effects=(Inform(key=event.id, ticket=None, words=words),),
        why=(f"{head}{ending}",),
    )


def reached(state: Installation, event: Reached, ctx: Context) -> InstallationChange:
    """Somebody showed that they are reached: the question says so, and triage if it had been told otherwise."""
    user = event.actor.user
    drill = state.drills.get(user)
    if drill is None:
        return moot(state, f"{user} was asked nothing")
    thanks = Internal(lines=(line(strong("Thank you. "), "I reached you ", moment(event.at), "."),))
    amend = (Amend(key=f"drill/{event.id}", channel=event.channel, ts=event.ts, words=thanks),) if event.ts else ()
    if drill.answered_at is not None:
        return Change(subject=state, effects=amend, why=(f"{user} is reached, as known",))
    answered = replace(state, drills={**state.drills, user: replace(drill, answered_at=event.at)})
    change = Change(subject=answered, effects=amend, why=(f"{user} is reached",))
    silent = _of(state, user, DoubtKind.SILENT)
    return change.then(lambda s: _settled(s, silent, event.id, "has answered", ctx)) if silent else change


def asked(state: Installation, user: UserId, at: datetime) -> Installation:
    """The state once somebody was asked to show that they are reached."""
    return replace(state, drills={**state.drills, user: Drill(asked_at=at)})


def doubted(state: Installation, doubts: Iterable[Doubt], key: str, ctx: Context) -> InstallationChange:
    """Doubts that are new: triage is told of all in one message."""
    fresh = tuple(doubts)
    roster = replace(ctx.roster, gone=ctx.roster.gone | {d.person for d in fresh if d.kind is DoubtKind.GONE})
    lines = tuple(doubt_line(doubt, roster, doubt.since) for doubt in fresh)
    kept = tuple(replace(doubt, warned=is_soon(doubt, roster, doubt.since)) for doubt in fresh)
    return Change(
        subject=replace(state, doubts=(*state.doubts, *kept)),
        effects=(Inform(key=f"doubt/{key}", ticket=None, words=Internal(lines=lines)),),
        why=tuple(f"{doubt.person} {doubt.what}" for doubt in fresh),
    )


def is_soon(doubt: Doubt, roster: Roster, at: datetime) -> bool:
    """Whether the turn of somebody who may not be reached is under way or begins within AHEAD."""
    turn = next_turn(roster, doubt.person, at)
    return turn is not None and turn.start <= at + AHEAD


def doubt_line(doubt: Doubt, roster: Roster, at: datetime) -> Line:
    """A doubt, when it matters, and who is called instead of one who is gone."""
    known = roster.people.get(doubt.person)
    head = line(strong(f"{known.name if known is not None else doubt.person} "), f"{doubt.what}. ")
    turn = next_turn(roster, doubt.person, at)
    if turn is None:
        return line(*head, "No turn of theirs comes soon.")
    begins = line("On duty now on ") if turn.start <= at else line("Their turn begins ", moment(turn.start), " on ")
    instead = roster.on_rota(turn.rota, max(turn.start, at))
    ending = line("; an override gives it to somebody else.")
    if instead and instead[0].user != doubt.person:
        ending = line("; ", person(instead[0].user), " is called first instead.")
    return line(*head, *begins, turn.rota, *ending)


def next_turn(roster: Roster, user: UserId, at: datetime) -> Shift | None:
    """Somebody's soonest turn on any rota that a customer's account names, as if they were there."""
    there = replace(roster, gone=roster.gone - {user})
    turns = (next_shift(there, rota, user, at) for rota in named(there) if user in on(there, rota))
    return min((turn for turn in turns if turn is not None), key=lambda turn: turn.start, default=None)


def callable_people(roster: Roster) -> tuple[UserId, ...]:
    """Everybody who may be called: on a rota that a customer's account names, by their turn or by an override."""
    found = dict.fromkeys(user for rota in named(roster) for user in on(roster, rota))
    return tuple(user for user in found if user in roster.people)


def on(roster: Roster, rota: str) -> tuple[UserId, ...]:
    """Everybody whose turn on a rota may come."""
    members = roster.rotas[rota].members if rota in roster.rotas else ()
    return (*members, *(cover.person for cover in roster.covers if cover.rota == rota))


def without(state: Installation, doubts: Iterable[Doubt]) -> Installation:
    """The state without some doubts."""
    settled = tuple(doubts)
    return replace(state, doubts=tuple(doubt for doubt in state.doubts if doubt not in settled))


def _settled(state: Installation, doubts: Iterable[Doubt], key: str, what: str, ctx: Context) -> InstallationChange:
    settled = tuple(doubts)
    words = line(strong(f"{_name(ctx, settled[0].person)} {what}."))
    return Change(
        subject=without(state, settled),
        effects=(Inform(key=f"doubt/{key}", ticket=None, words=Internal(lines=(words,))),),
        why=(f"{settled[0].person} {what}",),
    )


def _of(state: Installation, user: UserId, kind: DoubtKind) -> tuple[Doubt, ...]:
    return tuple(doubt for doubt in state.doubts if doubt.person == user and doubt.kind is kind)


def _name(ctx: Context, user: UserId) -> str:
    found = ctx.roster.people.get(user)
    return found.name if found is not None else user
