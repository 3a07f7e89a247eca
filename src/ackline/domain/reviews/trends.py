"""The figures of a quarter, from its tickets: how many by severity, which targets were met, which reports are owed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ackline.domain.contract import Content, TargetKind
from ackline.domain.decision import Context
from ackline.domain.ids import SeverityId
from ackline.domain.reviews.mark import Settled
from ackline.domain.reviews.review import Review
from ackline.domain.reviews.wording import buttons, headline, outcome
from ackline.domain.rules import incident_report
from ackline.domain.rules.targets import NAMES
from ackline.domain.surfaces.words import Internal, Line, line, strong
from ackline.domain.tickets.clocks import BREACH, ClockState, clocks
from ackline.domain.tickets.ticket import Status, Ticket

MOST_NAMED = 12
"""Missed targets that are named by their tickets; of more the number is enough."""

MEASURED = (TargetKind.FIRST_RESPONSE, TargetKind.FIRST_UPDATE, TargetKind.RESOLUTION)
"""Promised once a ticket, so that each was met or missed. Of the others a ticket keeps only what was missed."""

NO_REQUESTS = (Status.WITHDRAWN, Status.DISMISSED, Status.MERGED)
"""What such a ticket asked was taken back, was no request, or is counted where it went on."""

Told = tuple[Ticket, Context]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarterly:
    """What is known of a quarter: its tickets, how many of each severity the one before had, and whether it is all.

    `earlier` is None where nothing is known of the quarter before.
    """

    tickets: Sequence[Told]
    earlier: Counter[SeverityId] | None
    whole: bool


def draft(review: Review, quarterly: Quarterly, settled: Settled | None, ctx: Context, now: datetime) -> Internal:
    """The review as a text to go on from, and what became of it."""
    parts: list[Line] = [headline(review, ctx, now) if settled is None else outcome(review, settled, ctx)]
    for content in review.rule.contents:
        match content:
            case Content.TICKETS:
                parts += _trends(quarterly, ctx, now)
            case Content.UPTIME:
                parts.append(line(strong(f"Uptime in {review.quarter.label}: "), "yours: it is not measured here."))
            case Content.RECOMMENDATIONS:
                parts.append(line(strong(f"Recommendations for {review.quarter.after.label}: "), "yours."))
    return Internal(lines=tuple(parts), buttons=buttons(review, ctx) if settled is None else ())


def _trends(quarterly: Quarterly, ctx: Context, now: datetime) -> Iterator[Line]:
    tickets = [one for one in quarterly.tickets if one[0].status not in NO_REQUESTS]
    now_by = Counter(ticket.severity(own.contract) for ticket, own in tickets)
    earlier = quarterly.earlier
    closed = sum(ticket.status is Status.RESOLVED for ticket, _ in tickets)
    before = f", {earlier.total()} in the quarter before" if earlier is not None else ""
    most = "" if quarterly.whole else f" (the first {len(tickets)} of them are looked at)"
    yield line(strong("Tickets: "), f"{len(tickets)} opened{before}; {closed} of them resolved{most}.")
    for severity in ctx.contract.severities:
        was = earlier[severity.id] if earlier is not None else 0
        if now_by[severity.id] or was:
            than = f" ({was} before)" if earlier is not None else ""
            yield line(f"{severity.id} · {severity.name}: {now_by[severity.id]}{than}")
    yield from _targets(tickets, now)
    yield from _reports(tickets)


def _targets(tickets: Sequence[Told], now: datetime) -> Iterator[Line]:
    met: Counter[TargetKind] = Counter()
    missed: dict[TargetKind, list[int]] = {}
    for ticket, ctx in tickets:
        for clock in clocks(ticket, ctx.contract):
            if clock.kind in MEASURED and (state := clock.state(now)) in (ClockState.MET, ClockState.BREACHED):
                if state is ClockState.MET:
                    met[clock.kind] += 1
                else:
                    missed.setdefault(clock.kind, []).append(ticket.number)
        for kind in TargetKind:
            if kind not in MEASURED and any(key.startswith(f"{kind.value}{BREACH}") for key in ticket.fired):
                missed.setdefault(kind, []).append(ticket.number)
    for kind in TargetKind:
        late = missed.get(kind, [])
        if kind in MEASURED and (met[kind] or late):
            yield line(f"{NAMES[kind]} in time: {met[kind]} of {met[kind] + len(late)}{_named(late)}")
        elif late:
            yield line(f"{NAMES[kind]} late{_named(late)}")


def _named(numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    more = f" and {len(numbers) - MOST_NAMED} more" if len(numbers) > MOST_NAMED else ""
    return f"; missed: {', '.join(f'#{number}' for number in numbers[:MOST_NAMED])}{more}"


def _reports(tickets: Sequence[Told]) -> Iterator[Line]:
    ruled = [
        (ticket, report, incident_report.rule_of(ctx.contract, report))
        for ticket, ctx in tickets
        for report in ticket.reports
    ]
    owing = [
        ticket.number
        for ticket, report, rule in ruled
        if rule is not None and not incident_report.settled(report, rule)
    ]
    if ruled:
        still = f"; still owed: {', '.join(f'#{number}' for number in owing)}" if owing else ""
        yield line(f"Reports after incidents: {len(ruled)}{still}")
