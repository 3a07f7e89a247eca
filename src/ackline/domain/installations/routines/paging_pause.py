"""A paging pause is loud and ends by itself: staff are told when it begins, while it lasts, and when it is over."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from ackline.domain.decision import Change, Context, Timer, refused
from ackline.domain.effects import Inform
from ackline.domain.events import PagingPaused, PagingUnpaused
from ackline.domain.ids import AccountId
from ackline.domain.installations.installation import Installation, PagingPause
from ackline.domain.installations.routine import InstallationChange, Routine
from ackline.domain.surfaces.words import Internal, age, line, moment, person, strong

NAME = "paging_pause"
LONGEST = timedelta(hours=8)
REMINDED_EVERY = timedelta(minutes=30)


def pause(state: Installation, event: PagingPaused, ctx: Context) -> InstallationChange:
    """Hold the pages of an account or of all. Refused when it would not end soon."""
    length = event.until - event.at
    if not timedelta() < length <= LONGEST:
        return refused(state, f"a pause lasts {age(LONGEST.total_seconds())} at most, and ends after it begins")
    made = PagingPause(account=event.account, since=event.at, until=event.until, why=event.why, by=event.actor.user)
    others = tuple(p for p in state.pauses if p.account != event.account)
    told = line(
        strong(f"Paging is paused for {_whom(event.account, ctx)} "),
        "until ",
        moment(event.until),
        " by ",
        person(event.actor.user),
        f": {event.why}. Pages are held and leave when it ends. Clocks run on. `/ackline unpause` ends it now.",
    )
    return Change(
        subject=replace(state, pauses=(*others, made)),
        effects=(Inform(key=f"pause/{event.id}", ticket=None, words=Internal(lines=(told,))),),
        why=(f"paging is paused for {_whom(event.account, ctx)} for {age(length.total_seconds())}: {event.why}",),
    )


def unpause(state: Installation, event: PagingUnpaused, ctx: Context) -> InstallationChange:
    """Pages leave again. Refused when nothing was paused."""
    if not any(p.account == event.account for p in state.pauses):
        return refused(state, f"paging is not paused for {_whom(event.account, ctx)}")
    told = line(strong(f"Paging is on again for {_whom(event.account, ctx)}"), ", by ", person(event.actor.user), ".")
    return Change(
        subject=replace(state, pauses=tuple(p for p in state.pauses if p.account != event.account)),
        effects=(Inform(key=f"unpause/{event.id}", ticket=None, words=Internal(lines=(told,))),),
        why=(f"paging is on again for {_whom(event.account, ctx)}",),
    )


def timers(state: Installation, ctx: Context) -> Iterator[Timer]:  # noqa: ARG001 - one signature for every routine
    """Each pause: a reminder every half an hour, and its end."""
    for made in state.pauses:
        step = f"remind@{_key(made)}"
        fired = state.fired.get(f"{NAME}/{step}", 0)
        due = made.since + (fired + 1) * REMINDED_EVERY
        if due < made.until:
            yield Timer(rule=NAME, step=step, episode=0, occurrence=fired + 1, due=due)
        yield Timer(rule=NAME, step=f"end@{_key(made)}", episode=0, occurrence=1, due=made.until)


def fire(state: Installation, timer: Timer, ctx: Context, now: datetime) -> InstallationChange:
    """Say that it still holds, or that it is over."""
    kind, _, key = timer.step.partition("@")
    made = next(p for p in state.pauses if _key(p) == key)
    if kind == "end":
        words = line(strong(f"Paging is on again for {_whom(made.account, ctx)}"), ": the pause has ended.")
        state = replace(
            state,
            pauses=tuple(p for p in state.pauses if p is not made),
            fired={k: n for k, n in state.fired.items() if not k.endswith(f"@{key}")},
        )
    else:
        left = age((made.until - now).total_seconds())
        words = line(strong(f"Paging is still paused for {_whom(made.account, ctx)}"), f": {left} to go. {made.why}")
    notice = Inform(key=f"pause/{key}/{kind}/{timer.occurrence}", ticket=None, words=Internal(lines=(words,)))
    return Change(subject=state, effects=(notice,), why=(f"paging pause: {kind}",))


def _key(made: PagingPause) -> str:
    return f"{made.account or 'all'}:{made.since.timestamp():.6f}"


def _whom(account: AccountId | None, ctx: Context) -> str:
    if account is None:
        return "every customer"
    found = ctx.roster.accounts.get(account)
    return found.name if found is not None else account


ROUTINE = Routine(name=NAME, timers=timers, fire=fire)
