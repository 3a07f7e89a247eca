"""What a page says at 3 a.m.: what happened, for whom, how long ago, which clause, and what to press."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ackline.domain.decision import Context
from ackline.domain.events import PageRequested, Tried
from ackline.domain.ids import ONCALL, SUPPORT, RoleId, UserId, role_name
from ackline.domain.rules.critical_question import LOOKS_CRITICAL
from ackline.domain.surfaces.words import (
    Button,
    Internal,
    Line,
    Part,
    age,
    clause,
    line,
    moment,
    person,
    quote,
    strong,
    thread,
)

MOST_LABEL = 75
"""Slack cuts a button's label there."""


def page_words(
    request: PageRequested, ctx: Context, occurrence: int, at: datetime, to: UserId | None = None
) -> Internal:
    """The message of a page whose wave goes out at `at`: to somebody, or to the fallback channel."""
    again = f" (call {occurrence})" if occurrence > 1 else ""
    waited = (at - request.opened_at).total_seconds()
    since = f"Posted {age(waited)} ago" if waited >= 1 else "Just posted"
    always = request.generation is None  # such a page leaves whoever has it
    lines = [line(strong(f"{_head(request, ctx)}{again}")), line(f"{since}." if always else f"{since}; nobody has it.")]
    if request.security is not None:
        lines.append(line(strong("Staff say it is a security incident"), " (", clause(request.security), ")."))
    if request.step == LOOKS_CRITICAL:
        lines.append(line("Nobody called it critical: the customer was asked and has not answered."))
    lines.append(line(quote(request.text)))
    if request.escalated is not None:
        lines += [line(strong("Escalated by the customer:")), line(quote(request.escalated))]
    reach: tuple[str | Part, ...] = ()
    if request.reach_by is not None:
        reach = (", to be reached by " if at <= request.reach_by else ", promised for ", moment(request.reach_by))
    lines.append(line(f"For the {role_name(request.role)} (", clause(request.clause), ")", *reach))
    promise = ctx.contract.clauses.get(request.clause)
    if promise is not None:
        lines.append(line(f"The contract: {promise.text}"))
    lines += [_tried(each, at) for each in request.tried]
    lines += _others(request, ctx, at, to)
    lines.append(line(thread(request.channel, request.thread, "Open the customer's thread")))
    if request.late_seconds and occurrence == 1:  # a repeat comes when it is to come
        lines.append(line(f"This page is {age(request.late_seconds)} late: Ackline was down."))
    return Internal(lines=tuple(lines), buttons=_buttons(request, ctx, at, to))


def next_role(request: PageRequested, ctx: Context) -> RoleId | None:
    """The role that the ladder comes to after this page's; None when it is the last."""
    tier = ctx.contract.tiers.get(ctx.account.tier)
    ladder = tier.ladder if tier is not None else ()
    names = [step.name for step in ladder]
    later = ladder[names.index(request.step) + 1 :] if request.step in names else ()
    return next((s.role for s in later if request.severity in s.severities or s.explicit_pages), None)


def told_words(request: PageRequested, ctx: Context, at: datetime, to: UserId | None = None) -> Internal:
    """For a step that an outage swallowed and a later one has overtaken: told, not paged."""
    first = line(strong(_head(request, ctx)))
    why = line(
        f"You would have been paged {age(request.late_seconds)} ago as {role_name(request.role)} (",
        clause(request.clause),
        "). Ackline was down; the next step of the ladder is being paged now.",
    )
    return Internal(lines=(first, why, line(quote(request.text))), buttons=_buttons(request, ctx, at, to))


def unreached_words(request: PageRequested, words: Internal) -> Internal:
    """For the fallback channel, whose readers are not the ones that the page is for."""
    loud = line(strong(f"Nobody could be woken as {role_name(request.role)}. "), "Whoever reads this: please take it.")
    take = Button(act="acknowledge", label="Acknowledge", value=request.ticket, style="primary")
    return Internal(lines=(loud, *words.lines), buttons=(take,))


def summary(request: PageRequested, ctx: Context) -> dict[str, str]:
    """The same facts for a pager that speaks JSON."""
    return {
        "ticket": str(request.number),
        "account": ctx.account.name,
        "severity": request.severity,
        "rank": str(ctx.contract.severity(request.severity).rank),
        "role": request.role,
        "clause": request.clause,
        "opened_at": request.opened_at.isoformat(),
        "channel": request.channel,
        "thread_ts": request.thread,
    }


def _head(request: PageRequested, ctx: Context) -> str:
    severity = "looks critical" if request.step == LOOKS_CRITICAL else request.severity
    return f"{severity[:1].upper()}{severity[1:]} at {ctx.account.name}: #{request.number}"


def _tried(before: Tried, at: datetime) -> Line:
    """Who was paged before, how long ago, and how it went."""
    waited = age((at - before.at).total_seconds())
    whom = (" ", person(before.person)) if before.person is not None else ()
    return line(f"Tried {waited} ago: {role_name(before.role)}", *whom, f", {before.outcome}, no answer.")


def _others(request: PageRequested, ctx: Context, at: datetime, to: UserId | None) -> list[Line]:
    """Who else is on duty for this customer, and what time it is where they are, if that is known."""
    shown: dict[UserId, Line] = {}
    tier = ctx.contract.tiers.get(ctx.account.tier)
    ladder = [step.role for step in tier.ladder] if tier is not None else []
    for role in dict.fromkeys((*ladder, *sorted(ctx.account.roles))):
        for other in ctx.roster.on_duty(ctx.account, role, at)[:1]:
            if role != request.role and other.user not in (to, *shown):
                zone = ctx.roster.known_zone(other.user)
                there = f" ({at.astimezone(ZoneInfo(zone)):%H:%M} where they are)" if zone else ""
                shown[other.user] = line(f"{role_name(role)} ", person(other.user), there)
    if not shown:
        return []
    first, *rest = shown.values()
    return [line("Also on duty: ", *first, *(part for each in rest for part in (*line(", "), *each)), ".")]


def _buttons(request: PageRequested, ctx: Context, at: datetime, to: UserId | None) -> tuple[Button, ...]:
    """What its reader can do with it. *Acknowledge* is there for those whose acknowledgement counts."""
    roles = ctx.roster.roles_of(to, ctx.account, at) if to is not None else frozenset()
    buttons: list[Button] = []
    if request.role == ONCALL or roles & {SUPPORT, ONCALL}:
        buttons.append(Button(act="acknowledge", label="Acknowledge", value=request.ticket, style="primary"))
    if request.role != ONCALL:
        style = "" if buttons else "primary"
        buttons.append(Button(act="own", label="Take ownership", value=request.ticket, style=style))
        buttons.append(Button(act="seen", label="Seen", value=request.subject))
    if to is not None:
        buttons.append(Button(act="decline", label=_next_call(request, ctx, at, to), value=request.subject))
    return tuple(buttons)


def _next_call(request: PageRequested, ctx: Context, at: datetime, to: UserId) -> str:
    """Whom it goes to when its reader cannot: the next person of the role, else the next step of the ladder."""
    people = [each.user for each in ctx.roster.on_duty(ctx.account, request.role, at)]
    after = people[people.index(to) + 1 :] if to in people else []
    if after:
        return f"I can't, call {ctx.roster.people[after[0]].name}"[:MOST_LABEL]
    role = next_role(request, ctx)
    return f"I can't, call the {role_name(role)}" if role is not None else "I can't"
