"""A page: one ladder step that must reach somebody. Delivery, seen, failover, repeat.

A wave goes to one person by their first pager that wakes, by direct message and by e-mail. A pager that fails, or gives
no receipt within FAILOVER, hands over to the person's next pager, then to the next person, then to the
fallback channel: at once, loudly.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from ackline.domain.decision import Change, Context, Timer, moot
from ackline.domain.effects import Amend, Close, Deliver, Effect, Ending, Guard, Tell
from ackline.domain.events import (
    Event,
    PageDelivered,
    PageFailed,
    PageRequested,
    PageSeen,
    PageStopped,
    StepReported,
    TimerFired,
)
from ackline.domain.ids import EventId, SubjectId, UserId
from ackline.domain.pagewords import page_words, summary, told_words, unreached_words
from ackline.domain.people import PagerLine, Person
from ackline.domain.words import Internal, line, person, strong

FAILOVER = timedelta(seconds=30)
"""How long a wave may go without any receipt before the next way is tried."""

FALLBACK = "fallback"
"""Who a page without a person is addressed to, where one must be named."""

UNREACHED = "nobody could be woken"
DIRECT = "slack_dm"
RULE = "page"


class Outcome(StrEnum):
    """How one attempt stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One delivery to one person by one pager. `person` None: the fallback channel."""

    person: UserId | None
    line: PagerLine
    occurrence: int
    at: datetime
    outcome: Outcome = Outcome.QUEUED
    wakes: bool = False
    closable: bool = False
    channel: str = ""
    ts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The state of a page. `occurrence` counts waves, repeats included."""

    id: SubjectId
    request: PageRequested
    occurrence: int = 1
    wave_at: datetime
    attempts: tuple[Attempt, ...] = ()
    seen: tuple[UserId, ...] = ()
    stopped: str = ""

    @property
    def live(self) -> bool:
        """Whether anybody may still be paged."""
        return not self.stopped


PageChange = Change[Page]


def open_page(request: PageRequested, ctx: Context, now: datetime) -> PageChange:
    """Start a page: the first wave to whoever is on duty, or the fallback channel when nobody is."""
    page = Page(id=request.subject, request=request, wave_at=now)
    change = _wave(page, ctx, now)
    return change.plus(clauses=(request.clause,), why=(f"{request.role} is to be reached: {request.step}",))


def decide_page(page: Page, event: Event, ctx: Context, now: datetime) -> PageChange:
    """What a fact means for a page."""
    match event:
        case PageDelivered():
            return _delivered(page, event, ctx)
        case PageFailed():
            attempts = tuple(_ended(a, event, Outcome.FAILED) for a in page.attempts)
            failed = replace(page, attempts=attempts)
            if page.stopped or not _stalled(failed):
                return Change(subject=failed, why=(f"{event.pager} failed: {event.why}",))
            return _next(failed, ctx, now).plus(why=(f"{event.pager} failed: {event.why}",))
        case PageSeen():
            if event.actor.user in page.seen:
                return moot(page, "seen already")
            seen = replace(page, seen=(*page.seen, event.actor.user))
            theirs = [a for a in page.attempts if a.person == event.actor.user]
            return Change(
                subject=seen,
                effects=_closes(page, theirs, Ending.SEEN),
                why=("seen: no more repeats to this person; the ladder goes on",),
            )
        case PageStopped():
            return _stop(page, event, ctx)
        case TimerFired(step="failover"):
            return _next(page, ctx, now).plus(why=("no receipt in time",)) if page.live else moot(page, "over")
        case TimerFired(step="repeat"):
            again = replace(page, occurrence=page.occurrence + 1, wave_at=now)
            return _wave(again, ctx, now).plus(clauses=(page.request.clause,), why=("still nobody acknowledged",))
        case _:
            return moot(page, f"{type(event).__name__} means nothing to a page")


def page_timers(page: Page) -> Iterator[Timer]:
    """When the present wave is given up on, and when it is repeated. The fallback channel is the last way there is."""
    if not page.live:
        return
    present = [a for a in page.attempts if a.occurrence == page.occurrence]
    ended = any(a.person is None for a in present)
    if not ended and any(a.outcome is Outcome.QUEUED for a in present) and _stalled_by_silence(present):
        last = max(a.at for a in present)
        yield Timer(
            rule=RULE, step="failover", episode=len(page.attempts), occurrence=page.occurrence, due=last + FAILOVER
        )
    seconds = page.request.repeat_seconds
    if seconds and not {a.person for a in present if a.person} <= set(page.seen):
        due = page.wave_at + timedelta(seconds=seconds)
        yield Timer(rule=RULE, step="repeat", episode=0, occurrence=page.occurrence, due=due)


def _wave(page: Page, ctx: Context, now: datetime) -> PageChange:
    people = [p for p in _people(page, ctx, now) if p.user not in page.seen]
    return _send(page, people[0], now, ctx) if people else _fall_back(page, now, ctx)


def _next(page: Page, ctx: Context, now: datetime) -> PageChange:
    """The next way to reach somebody in this wave: their next pager, the next person, the fallback channel."""
    tried = {(a.person, a.line.pager, a.line.address) for a in page.attempts if a.occurrence == page.occurrence}
    for candidate in _people(page, ctx, now):
        may = [x for x in candidate.lines if page.request.wakes or not x.wakes]
        untried = [x for x in may if (candidate.user, x.pager, x.address) not in tried]
        lines = sorted(untried, key=lambda x: not x.wakes)
        if lines and candidate.user not in page.seen:
            fresh = len(lines) == len(candidate.lines)
            return _send(page, candidate, now, ctx) if fresh else _queue(page, candidate, lines[:1], now, ctx)
    if any(a.person is None and a.occurrence == page.occurrence for a in page.attempts):
        return Change(subject=page, why=("every way was tried",))
    return _fall_back(page, now, ctx)


def _send(page: Page, to: Person, now: datetime, ctx: Context) -> PageChange:
    quiet: dict[str, PagerLine] = {}
    for each in to.lines:
        if not each.wakes:
            quiet.setdefault(each.pager, each)
    waking = [x for x in to.lines if x.wakes][:1] if page.request.wakes else []
    return _queue(page, to, [*waking, *quiet.values()] or list(to.lines[:1]), now, ctx)


def _queue(page: Page, to: Person, lines: list[PagerLine], now: datetime, ctx: Context) -> PageChange:
    attempts = tuple(Attempt(person=to.user, line=x, occurrence=page.occurrence, at=now) for x in lines)
    effects = tuple(_deliver(page, attempt, ctx) for attempt in attempts)
    names = ", ".join(x.pager for x in lines)
    return Change(
        subject=replace(page, attempts=page.attempts + attempts), effects=effects, why=(f"to {to.name} by {names}",)
    )


def _fall_back(page: Page, now: datetime, ctx: Context) -> PageChange:
    channel = PagerLine(pager=DIRECT, address=ctx.roster.vendor.fallback_channel)
    attempt = Attempt(person=None, line=channel, occurrence=page.occurrence, at=now)
    told = StepReported(
        id=EventId(f"{page.id}/nobody/{page.occurrence}"),
        at=now,
        subject=page.request.ticket,
        step=page.request.step,
        role=page.request.role,
        person=None,
        outcome=f"{UNREACHED}; the fallback channel was told",
    )
    return Change(
        subject=replace(page, attempts=(*page.attempts, attempt)),
        effects=(_deliver(page, attempt, ctx), Tell(event=told)),
        why=(f"nobody reachable as {page.request.role}: the fallback channel",),
    )


def _deliver(page: Page, attempt: Attempt, ctx: Context) -> Effect:
    request = page.request
    words = page_words(request, ctx, attempt.occurrence, attempt.at) if request.wakes else told_words(request, ctx)
    if attempt.person is None:
        words = unreached_words(request, words)
    guard = Guard(ticket=request.ticket, generation=request.generation) if request.generation is not None else None
    to = attempt.person or FALLBACK
    return Deliver(
        key=f"{page.id}/{attempt.occurrence}/{to}/{attempt.line.pager}/{attempt.line.address}",
        page=page.id,
        ticket=request.ticket,
        person=attempt.person,
        pager=attempt.line.pager,
        address=attempt.line.address,
        secret=attempt.line.secret,
        occurrence=attempt.occurrence,
        words=words,
        guard=guard,
        look=request.look,
        requested_at=attempt.at,
        reach_by=request.reach_by,
        summary=summary(request, ctx),
    )


def _delivered(page: Page, event: PageDelivered, ctx: Context) -> PageChange:
    attempts = tuple(
        replace(
            _ended(a, event, Outcome.SENT),
            wakes=event.wakes,
            closable=event.closable,
            channel=event.channel,
            ts=event.ts,
        )
        if _is(a, event)
        else a
        for a in page.attempts
    )
    marks = f", {', '.join(event.marks)}" if event.marks else ""
    told = StepReported(
        id=EventId(f"{event.id}/told"),
        at=event.at,
        subject=page.request.ticket,
        step=page.request.step,
        role=page.request.role,
        person=event.person,
        outcome=f"delivered by {event.pager}{marks}",
        wakes=event.wakes,
    )
    late = (_over(page, ctx, event.channel, event.ts, page.stopped, None),) if page.stopped and event.ts else ()
    tells = (Tell(event=told),) if event.person != FALLBACK else ()
    just = [a for a in attempts if _is(a, event)]
    ending = Ending.OVER if page.stopped else Ending.SEEN if event.person in page.seen else None
    closes = _closes(page, just, ending) if ending else ()
    return Change(
        subject=replace(page, attempts=attempts),
        effects=(*tells, *late, *closes),
        clauses=(page.request.clause,),
        why=(told.outcome,),
    )


def _stop(page: Page, event: PageStopped, ctx: Context) -> PageChange:
    if page.stopped:
        return moot(page, "stopped already")
    amends = tuple(
        _over(page, ctx, a.channel, a.ts, event.why, event.by)
        for a in page.attempts
        if a.outcome is Outcome.SENT and a.ts
    )
    closes = _closes(page, page.attempts, Ending.OVER)
    return Change(subject=replace(page, stopped=event.why), effects=(*amends, *closes), why=(event.why,))


def _closes(page: Page, attempts: Iterable[Attempt], ending: Ending) -> tuple[Close, ...]:
    """One wish for each line that took the page, however often it was repeated there."""
    latest = {(a.person, a.line): a for a in attempts if a.outcome is Outcome.SENT and a.closable}
    return tuple(
        Close(
            key=f"{page.id}/{ending.value}/{a.occurrence}/{a.person or FALLBACK}/{a.line.pager}/{a.line.address}",
            page=page.id,
            person=a.person,
            pager=a.line.pager,
            address=a.line.address,
            secret=a.line.secret,
            ending=ending,
        )
        for a in latest.values()
    )


def _over(page: Page, ctx: Context, channel: str, ts: str, why: str, by: UserId | None) -> Amend:
    head = page_words(page.request, ctx, 1, page.wave_at).lines[0]
    over = line(strong("Over: "), why, *((" by ", person(by)) if by else ()))
    return Amend(key=f"{page.id}/over/{ts}", channel=channel, ts=ts, words=Internal(lines=(head, over)))


def _people(page: Page, ctx: Context, now: datetime) -> tuple[Person, ...]:
    return ctx.roster.on_duty(ctx.account, page.request.role, now)


def _is(attempt: Attempt, event: PageDelivered | PageFailed) -> bool:
    return (attempt.person or FALLBACK, attempt.line.pager, attempt.occurrence) == (
        event.person,
        event.pager,
        event.occurrence,
    )


def _ended(attempt: Attempt, event: PageDelivered | PageFailed, outcome: Outcome) -> Attempt:
    return replace(attempt, outcome=outcome) if _is(attempt, event) else attempt


def _stalled(page: Page) -> bool:
    """Whether a failure leaves the wave without what it needs: no receipt and nothing on its way that wakes."""
    present = [a for a in page.attempts if a.occurrence == page.occurrence]
    waking = [a for a in present if a.line.wakes]
    counted = waking or present
    return all(a.outcome is Outcome.FAILED for a in counted)


def _stalled_by_silence(present: list[Attempt]) -> bool:
    waking = [a for a in present if a.line.wakes]
    return not any(a.outcome is Outcome.SENT for a in (waking or present))
