"""The kinds of subject: how each is decided and when each must be looked at. A new kind is a line in KINDS."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ackline.domain.account import AccountBook, account_timers, decide_account
from ackline.domain.calling.page import Page
from ackline.domain.calling.paging import decide_page, open_page
from ackline.domain.calling.trial import Trial, begin, decide_trial, trial_timers
from ackline.domain.decide import decide
from ackline.domain.decision import Context, Decision, Timer, moot
from ackline.domain.events import Event, PageRequested, TrialAsked
from ackline.domain.ids import SubjectId
from ackline.domain.installations.installation import Installation
from ackline.domain.installations.installing import decide_installation, installation_timetable
from ackline.domain.tickets.ticket import Ticket
from ackline.domain.timetable import page_timetable, timetable

Subject = Ticket | Page | AccountBook | Installation | Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the desk needs to know about one kind of subject. `type` is what its state decodes to."""

    name: str
    type: type[Any]
    decide: Callable[[Any, Event, Context, datetime], Decision[Any]]
    timers: Callable[[Any, Context], tuple[Timer, ...]]
    live: Callable[[Any], bool]
    generation: Callable[[Any], int]


def kind_of(subject: SubjectId) -> Kind:
    """The kind of a subject, which its id begins with. KeyError for no kind."""
    return KINDS[subject.partition(":")[0]]


def _decide_page(page: Page | None, event: Event, ctx: Context, now: datetime) -> Decision[Page]:
    if isinstance(event, PageRequested):
        change = open_page(event, ctx, now) if page is None else moot(page, "requested already")
    elif page is None:
        raise LookupError(f"{event.subject}: no such page")
    else:
        change = decide_page(page, event, ctx, now)
    coming = page_timetable(change.subject, ctx)
    return Decision(
        subject=change.subject,
        effects=change.effects,
        coming=coming,
        clauses=tuple(dict.fromkeys(change.clauses)),
        why=change.why,
        outcome=change.outcome,
    )


def _decide_trial(trial: Trial | None, event: Event, ctx: Context, now: datetime) -> Decision[Trial]:
    if isinstance(event, TrialAsked):
        change = begin(event, ctx) if trial is None else moot(trial, "asked already")
    elif trial is None:
        raise LookupError(f"{event.subject}: no such test page")
    else:
        change = decide_trial(trial, event, ctx, now)
    coming = trial_timers(change.subject, ctx)
    return Decision(
        subject=change.subject,
        effects=change.effects,
        coming=coming,
        clauses=change.clauses,
        why=change.why,
        outcome=change.outcome,
    )


def _decide_account(book: AccountBook | None, event: Event, ctx: Context, now: datetime) -> Decision[AccountBook]:
    change = decide_account(book or AccountBook(id=event.subject), event, ctx, now)
    coming = account_timers(change.subject, ctx)
    return Decision(
        subject=change.subject,
        effects=change.effects,
        coming=coming,
        clauses=tuple(dict.fromkeys(change.clauses)),
        why=change.why,
        outcome=change.outcome,
    )


def _decide_installation(
    state: Installation | None, event: Event, ctx: Context, now: datetime
) -> Decision[Installation]:
    change = decide_installation(state or Installation(), event, ctx, now)
    coming = installation_timetable(change.subject, ctx)
    return Decision(
        subject=change.subject,
        effects=change.effects,
        coming=coming,
        clauses=tuple(dict.fromkeys(change.clauses)),
        why=change.why,
        outcome=change.outcome,
    )


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            name="ticket",
            type=Ticket,
            decide=decide,
            timers=timetable,
            live=lambda ticket: ticket.listening,
            generation=lambda ticket: ticket.generation,
        ),
        Kind(
            name="page",
            type=Page,
            decide=_decide_page,
            timers=page_timetable,
            live=lambda page: page.live,
            generation=lambda page: len(page.attempts),
        ),
        Kind(
            name="account",
            type=AccountBook,
            decide=_decide_account,
            timers=account_timers,
            live=lambda book: True,  # noqa: ARG005 - one signature for every kind
            generation=lambda book: 0,  # noqa: ARG005
        ),
        Kind(
            name="trial",
            type=Trial,
            decide=_decide_trial,
            timers=trial_timers,
            live=lambda trial: not trial.over,
            generation=lambda trial: 0,  # noqa: ARG005
        ),
        Kind(
            name="installation",
            type=Installation,
            decide=_decide_installation,
            timers=installation_timetable,
            live=lambda state: True,  # noqa: ARG005
            generation=lambda state: 0,  # noqa: ARG005
        ),
    )
}
