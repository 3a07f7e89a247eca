"""The ladder: who is reached, and when, while nobody acknowledges.

Ages count from the first start of the severity (or from the explicit page), in wall-clock time, never from
the step before. A step whose moment passed while nobody watched is still fired; if a higher one has passed
too, the lower one only tells (DESIGN.md, "after an outage").
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from ackline.domain.contract import Step
from ackline.domain.decision import Change, Context, TicketChange, Timer, moot
from ackline.domain.effects import Inform, Tell
from ackline.domain.events import PageRequested, StepDeclined, Tried
from ackline.domain.ids import ONCALL, ClauseId, EventId, RoleId, SubjectId, role_name
from ackline.domain.rule import Rule, once
from ackline.domain.surfaces.notices import duty, inform, timer_key
from ackline.domain.surfaces.words import Button, Internal, age, clause, line, person, quote, strong
from ackline.domain.tickets.facets import PageMade
from ackline.domain.tickets.ticket import Ticket, fired_key

NAME = "escalation"
LATE = timedelta(seconds=60)
"""How late a step may be before it counts as one that an outage swallowed."""


def steps(ticket: Ticket, ctx: Context) -> Iterator[tuple[Step, datetime]]:
    """The ladder's steps that apply to the ticket now, and their moments. Acknowledging ends all but `always`."""
    if not ticket.live or ticket.excluded:
        return
    severity = ticket.severity(ctx.contract)
    for step in ticket.tier_of(ctx.contract).ladder:
        if ticket.acknowledged and not step.always:
            continue
        if severity in step.severities:
            due = ticket.episode_at + step.offset
        elif step.explicit_pages and ticket.paged_at is not None:
            due = ticket.paged_at + step.offset
        else:
            continue
        yield step, max(due, ticket.ladder_since or due)


def timers(ticket: Ticket, ctx: Context) -> Iterator[Timer]:
    """One timer for each step that has not fired in this episode."""
    for step, due in steps(ticket, ctx):
        yield from once(ticket, NAME, step.name, due)


def fire(ticket: Ticket, timer: Timer, ctx: Context, now: datetime) -> TicketChange:
    """Ask for the step's page, or only tell when a later step has overtaken it."""
    step = next(s for s in ticket.tier_of(ctx.contract).ladder if s.name == timer.step)
    overtaken = now - timer.due > LATE and any(
        later > timer.due and later <= now and other.name != step.name for other, later in steps(ticket, ctx)
    )
    return request_page(
        ticket,
        ctx,
        now,
        key=timer_key(timer),
        name=step.name,
        role=step.role,
        cited=step.cites(ticket.severity(ctx.contract)),
        due=timer.due,
        reach_by=timer.due - step.offset + step.within if step.within is not None else None,
        repeat=step.repeat,
        always=step.always,
        wakes=not overtaken,
    )


def request_page(
    ticket: Ticket,
    ctx: Context,
    now: datetime,
    *,
    key: str,
    name: str,
    role: RoleId,
    cited: ClauseId,
    due: datetime,
    reach_by: datetime | None = None,
    repeat: timedelta | None = None,
    always: bool = False,
    wakes: bool = True,
) -> TicketChange:
    """A page for one role, told to the page's own subject; the ticket remembers it and staff are told."""
    page = SubjectId(f"page:{ticket.id}/{key}")
    late = max(now - due, timedelta())
    request = PageRequested(
        id=EventId(f"{page}/requested"),
        at=now,
        subject=page,
        ticket=ticket.id,
        number=ticket.number,
        account=ticket.account,
        contract=ticket.contract,
        role=role,
        step=name,
        clause=cited,
        severity=ticket.severity(ctx.contract),
        opened_at=ticket.opened_at,
        text=ticket.text,
        channel=ticket.channel,
        thread=ticket.thread,
        generation=None if always else ticket.generation,
        wakes=wakes,
        reach_by=reach_by,
        repeat_seconds=int(repeat.total_seconds()) if repeat and wakes else None,
        look=role != ONCALL,
        tried=tuple(
            Tried(role=p.role, person=p.person, at=p.at, outcome=p.outcome)
            for p in ticket.pages
            if p.episode == ticket.episode
        ),
        late_seconds=int(late.total_seconds()) if late > LATE else 0,
        roles=ticket.roles,
        security=ctx.contract.security.clause if ctx.contract.security and ticket.security else None,
        escalated=next((e.reason for e in reversed(ticket.escalations) if e.at >= ticket.episode_at), None),
    )
    made = PageMade(page=page, step=name, role=role, episode=ticket.episode, at=now)
    verb = "Would page" if ticket.shadow else "Paging" if wakes else "Overtaken by a later step, told only:"
    lateness = f", {age(late.total_seconds())} late because Ackline was down" if late > LATE else ""
    told = line(strong(f"{verb} the {role_name(role)} "), duty(ctx, role, now), lateness, " · ", clause(cited))
    return Change(
        subject=replace(ticket, pages=(*ticket.pages, made)),
        effects=(Tell(event=request), inform(ticket, key, told)),
        clauses=(cited,),
        why=(f"{verb.lower()} the {role_name(role)}: nobody has acknowledged #{ticket.number}{lateness}",),
    )


def step_declined(ticket: Ticket, event: StepDeclined, ctx: Context, now: datetime) -> TicketChange:
    """Somebody who was paged can't: staff are told who is called instead, which may be the next step, at once."""
    if not ticket.live or ticket.acknowledged:
        return moot(ticket, "somebody has it")
    cannot = (person(event.person), f" can't take #{ticket.number} as {role_name(event.role)}. ")
    if event.instead is not None:
        told = inform(ticket, f"declined/{event.id}", line(*cannot, person(event.instead), " is called instead."))
        return Change(subject=ticket, effects=(told,), why=(f"{event.person} can't: {event.instead} is called",))
    names = [step.name for step in ticket.tier_of(ctx.contract).ladder]
    later = names[names.index(event.step) + 1 :] if event.step in names else names
    for step, due in steps(ticket, ctx):
        if step.name in later and (timer := next(iter(once(ticket, NAME, step.name, due)), None)) is not None:
            told = inform(ticket, f"declined/{event.id}", line(*cannot, "The next step is taken at once."))
            fired = replace(ticket, fired={**ticket.fired, fired_key(NAME, step.name, ticket.episode): 1})
            why = f"{event.person} can't, and nobody else answers as {role_name(event.role)}"
            return Change(subject=fired, effects=(told,), why=(why,)).then(lambda t: fire(t, timer, ctx, now))
    take = Button(act="acknowledge", label="Acknowledge", value=ticket.id, style="primary")
    loud = line(strong("Nobody is left to call. "), *cannot, "Whoever reads this: please take it.")
    words = Internal(lines=(loud, line(quote(ticket.text))), buttons=(take,))
    last = Inform(
        key=f"{ticket.id}/declined/{event.id}", ticket=None, words=words, channel=ctx.roster.vendor.fallback_channel
    )
    return Change(subject=ticket, effects=(last,), why=(f"{event.person} can't, and nobody is left to call",))


RULE = Rule(name=NAME, timers=timers, fire=fire)
