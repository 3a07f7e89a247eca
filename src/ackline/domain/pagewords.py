"""What a page says at 3 a.m.: what happened, for whom, how long ago, which clause, and what to press."""

from datetime import datetime

from ackline.domain.decision import Context
from ackline.domain.events import PageRequested
from ackline.domain.ids import ONCALL, role_name
from ackline.domain.rules.critical_question import LOOKS_CRITICAL
from ackline.domain.words import Button, Internal, Part, age, clause, line, moment, quote, strong, thread


def page_words(request: PageRequested, ctx: Context, occurrence: int, at: datetime) -> Internal:
    """The direct message of a page whose wave goes out at `at`."""
    again = f" (call {occurrence})" if occurrence > 1 else ""
    waited = (at - request.opened_at).total_seconds()
    since = f"Posted {age(waited)} ago" if waited >= 1 else "Just posted"
    always = request.generation is None  # such a page leaves whoever has it
    lines = [line(strong(f"{_head(request, ctx)}{again}")), line(f"{since}." if always else f"{since}; nobody has it.")]
    if request.step == LOOKS_CRITICAL:
        lines.append(line("Nobody called it critical: the customer was asked and has not answered."))
    lines.append(line(quote(request.text)))
    reach: tuple[str | Part, ...] = ()
    if request.reach_by is not None:
        reach = (", to be reached by " if at <= request.reach_by else ", promised for ", moment(request.reach_by))
    lines.append(line(f"For the {role_name(request.role)} (", clause(request.clause), ")", *reach))
    if request.others:
        lines.append(line(f"Paged before you: {', '.join(dict.fromkeys(request.others))}."))
    lines.append(line(thread(request.channel, request.thread, "Open the customer's thread")))
    if request.late_seconds:
        lines.append(line(f"This page is {age(request.late_seconds)} late: Ackline was down."))
    return Internal(lines=tuple(lines), buttons=_buttons(request))


def told_words(request: PageRequested, ctx: Context) -> Internal:
    """For a step that an outage swallowed and a later one has overtaken: told, not paged."""
    first = line(strong(_head(request, ctx)))
    why = line(
        f"You would have been paged {age(request.late_seconds)} ago as {role_name(request.role)} (",
        clause(request.clause),
        "). Ackline was down; the next step of the ladder is being paged now.",
    )
    return Internal(lines=(first, why, line(quote(request.text))), buttons=_buttons(request))


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


def _buttons(request: PageRequested) -> tuple[Button, ...]:
    if request.role == ONCALL:
        return (Button(act="acknowledge", label="Acknowledge", value=request.ticket, style="primary"),)
    return (
        Button(act="own", label="Take ownership", value=request.ticket, style="primary"),
        Button(act="seen", label="Seen", value=request.subject),
    )
