"""The waves of a page: who is tried next, by which of their pagers, and the fallback channel when nobody is left.

A wave goes to one person by their first pager that wakes, by direct message and by e-mail. A pager that fails, or gives
no receipt in time, hands over to the person's next pager, then to the next person, then to the fallback channel: at
once, loudly.
"""

from dataclasses import replace
from datetime import datetime

from ackline.domain.calling.page import DIRECT, FALLBACK, IMAGINED, UNREACHED, Attempt, Page, PageChange, reported
from ackline.domain.decision import Change, Context
from ackline.domain.duty.people import PagerLine, Person
from ackline.domain.effects import Deliver, Effect, Guard, Tell
from ackline.domain.ids import EventId
from ackline.domain.surfaces.pagewords import page_words, summary, told_words, unreached_words


def first_wave(page: Page, ctx: Context, now: datetime) -> PageChange:
    """The first way to reach somebody in this wave. While paging is paused the page is held instead."""
    if ctx.installation.paused_until(page.request.account, now) is not None:
        return _hold(page, now)
    people = [p for p in _people(page, ctx, now) if p.user not in page.seen]
    if ctx.account.shadow:
        return _imagine(page, people[:1], now, ctx)
    return _send(page, people[0], now, ctx) if people else _fall_back(page, now, ctx)


def next_way(page: Page, ctx: Context, now: datetime) -> PageChange:
    """The next way to reach somebody in this wave: their next pager, the next person, the fallback channel.

    While paging is paused the page is held instead.
    """
    if ctx.installation.paused_until(page.request.account, now) is not None:
        return _hold(page, now)
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


def release(page: Page, ctx: Context, now: datetime) -> PageChange:
    """A held page goes on where it was stopped."""
    freed = replace(page, held=False)
    if any(a.occurrence == page.occurrence for a in page.attempts):
        return next_way(freed, ctx, now)
    return first_wave(replace(freed, wave_at=now), ctx, now)


def _imagine(page: Page, people: list[Person], now: datetime, ctx: Context) -> PageChange:
    """Shadow mode: it is kept who would have been called, and the page is over. What it would send is withheld."""
    change = _send(page, people[0], now, ctx) if people else _fall_back(page, now, ctx)
    called = people[0].user if people else None
    told = reported(page, EventId(f"{page.id}/imagined"), now, IMAGINED, called)
    return Change(
        subject=replace(change.subject, stopped="shadow"),
        effects=(*(e for e in change.effects if isinstance(e, Deliver)), Tell(event=told)),
        why=tuple(f"shadow mode, would have gone {why}" for why in change.why),
    )


def _hold(page: Page, now: datetime) -> PageChange:
    told = reported(page, EventId(f"{page.id}/held/{page.holds + 1}"), now, "held: paging is paused")
    return Change(
        subject=replace(page, held=True, holds=page.holds + 1),
        effects=(Tell(event=told),),
        why=("held: paging is paused",),
    )


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
    outcome = f"{UNREACHED}; the fallback channel was told"
    told = reported(page, EventId(f"{page.id}/nobody/{page.occurrence}"), now, outcome)
    return Change(
        subject=replace(page, attempts=(*page.attempts, attempt)),
        effects=(_deliver(page, attempt, ctx), Tell(event=told)),
        why=(f"nobody reachable as {page.request.role}: the fallback channel",),
    )


def _deliver(page: Page, attempt: Attempt, ctx: Context) -> Effect:
    request = page.request
    at, reader = attempt.at, attempt.person
    words = (
        page_words(request, ctx, attempt.occurrence, at, reader)
        if request.wakes
        else told_words(request, ctx, at, reader)
    )
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


def _people(page: Page, ctx: Context, now: datetime) -> tuple[Person, ...]:
    on = ctx.roster.on_duty(ctx.account, page.request.role, now)
    return tuple(each for each in on if each.user not in page.declined)
