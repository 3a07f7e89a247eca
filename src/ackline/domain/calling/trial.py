"""A test page: somebody has themselves paged by every line they have, and reads how long each way took.

It is about no ticket, no account and no customer. What carries it is what carries every page: outbox, courier, pagers.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ackline.domain.decision import Change, Context, Timer, moot, refused
from ackline.domain.duty.people import PagerLine, Person, pager_name
from ackline.domain.effects import Amend, Close, Deliver, Effect, Ending, Whisper
from ackline.domain.events import Acted, Event, LetterDropped, PageDelivered, PageFailed, TimerFired, TrialAsked
from ackline.domain.ids import SubjectId, UserId
from ackline.domain.surfaces.words import Button, Internal, Line, age, line, strong

PATIENCE = timedelta(minutes=10)
"""How long a test page waits to be acknowledged before it reports what it knows."""

RULE = "trial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One line of the person, and how it went: it arrived at `at`, or failed for `why`."""

    line: PagerLine
    at: datetime | None = None
    why: str = ""
    closable: bool = False
    channel: str = ""
    ts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The state of a test page. `over`: it was acknowledged, or waited for long enough."""

    id: SubjectId
    user: UserId
    asked_at: datetime
    ways: tuple[Way, ...] = ()
    acknowledged_at: datetime | None = None
    over: bool = False


TrialChange = Change[Trial]


def begin(event: TrialAsked, ctx: Context) -> TrialChange:
    """Page by every line at once. Refused for somebody whom nobody would page."""
    trial = Trial(id=event.subject, user=event.actor.user, asked_at=event.at)
    found = next((p for p in ctx.roster.people.values() if p.user == event.actor.user), None)
    if found is None:
        return refused(replace(trial, over=True), "you are not in people.yml: nobody would page you")
    ways = tuple(Way(line=each) for each in found.lines)
    told = ", ".join(pager_name(each.pager) for each in found.lines)
    return Change(
        subject=replace(trial, ways=ways),
        effects=tuple(_deliver(trial, found, each, n) for n, each in enumerate(found.lines, 1)),
        why=(f"a test page is on its way to you by {told}",),
    )


def decide_trial(trial: Trial, event: Event, ctx: Context, now: datetime) -> TrialChange:  # noqa: ARG001 - one form
    """What a fact means for a test page."""
    match event:
        case PageDelivered():
            return _arrived(trial, event)
        case PageFailed():
            ways = _changed(trial, event.occurrence, lambda way: replace(way, why=event.why))
            return Change(subject=replace(trial, ways=ways), why=(f"{event.pager} failed: {event.why}",))
        case Acted() if event.actor.user != trial.user:
            return refused(trial, "this is somebody else's test page")
        case Acted() if trial.over:
            return moot(trial, "the test is over")
        case Acted():
            return _end(replace(trial, acknowledged_at=event.at), f"acknowledged after {_took(trial, event.at)}")
        case TimerFired() if not trial.over:
            return _end(trial, "nobody acknowledged it")
        case LetterDropped():
            return Change(subject=trial, why=(f"the operator dropped {event.letter}: {event.reason}",))
        case _:
            return moot(trial, f"{type(event).__name__} means nothing to a test page")


def trial_timers(trial: Trial, ctx: Context) -> tuple[Timer, ...]:  # noqa: ARG001 - one signature for every kind
    """When it is given up on."""
    if trial.over:
        return ()
    return (Timer(rule=RULE, step="end", episode=0, occurrence=1, due=trial.asked_at + PATIENCE),)


def _deliver(trial: Trial, to: Person, by: PagerLine, number: int) -> Deliver:
    button = Button(act="acknowledge", label="Acknowledge", value=trial.id, style="primary")
    wait = age(PATIENCE.total_seconds())
    words = Internal(
        lines=(
            line(strong("TEST page"), f" for {to.name}. Nothing has happened, and no customer knows of it."),
            line(f"By {pager_name(by.pager)}. Press Acknowledge, or wait {wait}: it reports how it went."),
        ),
        buttons=(button,),
    )
    return Deliver(
        key=f"{trial.id}/{number}",
        page=trial.id,
        ticket=trial.id,
        person=to.user,
        pager=by.pager,
        address=by.address,
        secret=by.secret,
        occurrence=number,
        words=words,
        guard=None,
        look=False,
        requested_at=trial.asked_at,
        summary={"ticket": "TEST", "account": "TEST", "severity": "test", "opened_at": trial.asked_at.isoformat()},
    )


def _arrived(trial: Trial, event: PageDelivered) -> TrialChange:
    ways = _changed(
        trial,
        event.occurrence,
        lambda way: replace(way, at=event.at, closable=event.closable, channel=event.channel, ts=event.ts),
    )
    after = replace(trial, ways=ways)
    late = _endings(replace(after, ways=(ways[event.occurrence - 1],))) if trial.over else ()
    return Change(subject=after, effects=late, why=(f"{event.pager} took it after {_took(trial, event.at)}",))


def _end(trial: Trial, how: str) -> TrialChange:
    head = line(strong("TEST over: "), f"{how}.")
    report = Whisper(
        key=f"{trial.id}/report",
        user=trial.user,
        words=Internal(lines=(head, *(_told(trial, w) for w in trial.ways))),
        prompt=True,
    )
    over = replace(trial, over=True)
    return Change(subject=over, effects=(report, *_endings(over)), why=(f"the test is over: {how}",))


def _endings(trial: Trial) -> tuple[Effect, ...]:
    """What rings stops, and the messages say that it is over."""
    found: list[Effect] = []
    for number, way in enumerate(trial.ways, 1):
        if way.ts:
            words = Internal(lines=(line(strong("TEST page: "), "over."),))
            found.append(Amend(key=f"{trial.id}/over/{way.ts}", channel=way.channel, ts=way.ts, words=words))
        if way.closable:
            found.append(
                Close(
                    key=f"{trial.id}/close/{number}",
                    page=trial.id,
                    person=trial.user,
                    pager=way.line.pager,
                    address=way.line.address,
                    secret=way.line.secret,
                    ending=Ending.OVER,
                )
            )
    return tuple(found)


def _told(trial: Trial, way: Way) -> Line:
    wakes = "it wakes you" if way.line.wakes else "it wakes nobody"
    if way.at is not None:
        return line(f"{pager_name(way.line.pager)}: delivered after {_took(trial, way.at)}; {wakes}")
    return line(strong(f"{pager_name(way.line.pager)}: "), f"failed, {way.why}" if way.why else "not delivered yet")


def _changed(trial: Trial, number: int, change: Callable[[Way], Way]) -> tuple[Way, ...]:
    return tuple(change(way) if n == number else way for n, way in enumerate(trial.ways, 1))


def _took(trial: Trial, at: datetime) -> str:
    return age((at - trial.asked_at).total_seconds())
