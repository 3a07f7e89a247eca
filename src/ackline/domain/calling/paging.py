"""What facts mean for a page: delivered, failed, seen, over; and when it is repeated or handed over."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from ackline.domain.calling.page import FALLBACK, Attempt, Outcome, Page, PageChange, reported
from ackline.domain.calling.waves import first_wave, next_way, release
from ackline.domain.decision import Change, Context, Timer, moot, refused
from ackline.domain.duty.people import pager_name
from ackline.domain.effects import Amend, Close, Effect, Ending, ShowGathered, Tell
from ackline.domain.events import (
    Event,
    LetterDropped,
    PageDeclined,
    PageDelivered,
    PageFailed,
    PageRequested,
    PageSeen,
    PageStopped,
    StepDeclined,
    TimerFired,
)
from ackline.domain.ids import EventId, role_name
from ackline.domain.surfaces.gathered import over_words
from ackline.domain.surfaces.pagewords import next_role, page_words
from ackline.domain.surfaces.refusals import refusal
from ackline.domain.surfaces.words import Internal, Part, line, person, strong

FAILOVER = timedelta(seconds=30)
"""How long a wave may go without any receipt before the next way is tried."""

QUICK_WAVES = 13
SLOW = timedelta(hours=1)
"""After QUICK_WAVES that nobody answered a page is repeated by the hour: it never stops, and stays readable."""

RULE = "page"


def open_page(request: PageRequested, ctx: Context, now: datetime) -> PageChange:
    """Start a page: the first wave to whoever is on duty, or the fallback channel when nobody is."""
    page = Page(id=request.subject, request=request, wave_at=now)
    change = first_wave(page, ctx, now)
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
            return next_way(failed, ctx, now).plus(why=(f"{event.pager} failed: {event.why}",))
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
        case PageDeclined():
            return _declined(page, event, ctx, now)
        case PageStopped():
            return _stop(page, event, ctx)
        case LetterDropped():
            return Change(subject=page, why=(f"the operator dropped {event.letter}: {event.reason}",))
        case TimerFired(step="failover"):
            return next_way(page, ctx, now).plus(why=("no receipt in time",)) if page.live else moot(page, "over")
        case TimerFired(step="release"):
            return release(page, ctx, now).plus(why=("paging is on again",))
        case TimerFired(step="repeat"):
            again = replace(page, occurrence=page.occurrence + 1, wave_at=now)
            return first_wave(again, ctx, now).plus(clauses=(page.request.clause,), why=("still nobody acknowledged",))
        case _:
            return moot(page, f"{type(event).__name__} means nothing to a page")


def page_timers(page: Page, ctx: Context) -> Iterator[Timer]:
    """When the present wave is given up on, and when it is repeated. The fallback channel is the last way there is.

    While paging is paused the moments wait for its end, and so does a page that is held.
    """
    if not page.live:
        return
    if page.held:
        due = _unpaused(page, ctx, page.wave_at)
        yield Timer(rule=RULE, step="release", episode=page.holds, occurrence=page.occurrence, due=due)
        return
    present = [a for a in page.attempts if a.occurrence == page.occurrence and a.person not in page.declined]
    ended = any(a.person is None for a in present)
    if not ended and any(a.outcome is Outcome.QUEUED for a in present) and _stalled_by_silence(present):
        last = max(a.at for a in present)
        due = _unpaused(page, ctx, last + FAILOVER)
        yield Timer(rule=RULE, step="failover", episode=len(page.attempts), occurrence=page.occurrence, due=due)
    seconds = page.request.repeat_seconds
    if seconds and not {a.person for a in present if a.person} <= set(page.seen):
        pause = timedelta(seconds=seconds)
        due = page.wave_at + (pause if page.occurrence < QUICK_WAVES else max(pause, SLOW))
        due = _unpaused(page, ctx, due)
        yield Timer(rule=RULE, step="repeat", episode=0, occurrence=page.occurrence, due=due)


def _unpaused(page: Page, ctx: Context, at: datetime) -> datetime:
    """The instant itself, or the end of the pauses that it lies in."""
    while (end := ctx.installation.paused_until(page.request.account, at)) is not None:
        at = end
    return at


def _delivered(page: Page, event: PageDelivered, ctx: Context) -> PageChange:
    attempts = tuple(
        replace(
            _ended(a, event, Outcome.SENT),
            wakes=event.wakes,
            closable=event.closable,
            channel=event.channel,
            ts=event.ts,
            gathering=event.gathering,
        )
        if _is(a, event)
        else a
        for a in page.attempts
    )
    marks = f", {', '.join(event.marks)}" if event.marks else ""
    outcome = f"delivered by {pager_name(event.pager)}{marks}"
    told = reported(page, EventId(f"{event.id}/told"), event.at, outcome, event.person, wakes=event.wakes)
    tells = (Tell(event=told),) if event.person != FALLBACK else ()
    just = [a for a in attempts if _is(a, event)]
    late: tuple[Effect, ...] = (*_overs(page, just, ctx), *_gathered(just)) if page.stopped else ()
    ending = Ending.OVER if page.stopped else Ending.SEEN if event.person in page.seen else None
    closes = _closes(page, just, ending) if ending else ()
    return Change(
        subject=replace(page, attempts=attempts),
        effects=(*tells, *late, *closes),
        clauses=(page.request.clause,),
        why=(told.outcome,),
    )


def _declined(page: Page, event: PageDeclined, ctx: Context, now: datetime) -> PageChange:
    """Somebody can't: the next person of the role is called at once, or the ticket takes its next step."""
    user = event.actor.user
    theirs = [a for a in page.attempts if a.person == user]
    if not page.live or user in page.declined:
        return moot(page, "over" if page.stopped else "declined already")
    if not theirs:
        why = "only who was paged can pass it on"
        return refused(page, why).plus(refusal(event.id, event.actor, why))
    passed_on = replace(page, declined=(*page.declined, user))
    tried = {a.person for a in page.attempts if a.occurrence == page.occurrence}
    on = ctx.roster.on_duty(ctx.account, page.request.role, now)
    waiting = [p.user for p in on if p.user not in {*passed_on.declined, *page.seen, *tried}]
    told = StepDeclined(
        id=EventId(f"{event.id}/told"),
        at=event.at,
        subject=page.request.ticket,
        step=page.request.step,
        role=page.request.role,
        person=user,
        instead=waiting[0] if waiting else None,
    )
    change = Change(
        subject=passed_on,
        effects=(
            *_closes(passed_on, theirs, Ending.SEEN),
            *_passed_on(page, theirs, told, ctx),
            *_gathered(theirs),
            Tell(event=told),
        ),
        why=(f"{user} can't",),
    )
    return change.then(lambda p: next_way(p, ctx, now)) if waiting else change


def _passed_on(page: Page, theirs: Iterable[Attempt], told: StepDeclined, ctx: Context) -> tuple[Amend, ...]:
    """Their own message says that it went on."""
    head = page_words(page.request, ctx, 1, page.wave_at).lines[0]
    to: tuple[str | Part, ...] = ("nobody is left on the ladder, so the fallback channel is asked.",)
    if told.instead is not None:
        to = (person(told.instead), " is called.")
    elif (role := next_role(page.request, ctx)) is not None:
        to = (f"to the {role_name(role)}.",)
    words = Internal(lines=(head, line(strong("Passed on: "), *to)))
    return tuple(
        Amend(key=f"{page.id}/declined/{a.ts}", channel=a.channel, ts=a.ts, words=words)
        for a in theirs
        if a.outcome is Outcome.SENT and a.ts
    )


def _stop(page: Page, event: PageStopped, ctx: Context) -> PageChange:
    if page.stopped:
        return moot(page, "stopped already")
    over = replace(page, stopped=event.why, stopped_by=event.by)
    closes = _closes(over, over.attempts, Ending.OVER)
    return Change(
        subject=over,
        effects=(*_overs(over, over.attempts, ctx), *_gathered(over.attempts), *closes),
        why=(event.why,),
    )


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


def _overs(page: Page, attempts: Iterable[Attempt], ctx: Context) -> tuple[Amend, ...]:
    """The messages of a page that is over say so."""
    head = page_words(page.request, ctx, 1, page.wave_at).lines[0]
    words = Internal(lines=(head, over_words(page)))
    return tuple(
        Amend(key=f"{page.id}/over/{a.ts}", channel=a.channel, ts=a.ts, words=words)
        for a in attempts
        if a.outcome is Outcome.SENT and a.ts
    )


def _gathered(attempts: Iterable[Attempt]) -> tuple[ShowGathered, ...]:
    """The messages that the attempts are a line of."""
    return tuple(ShowGathered(gathering=g) for g in dict.fromkeys(a.gathering for a in attempts) if g)


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
