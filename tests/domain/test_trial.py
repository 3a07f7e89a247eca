"""A test page: every line of one person, who may end it, and what it reports."""

from dataclasses import replace

from builders import ADA, MONDAY, ada, ben, hours, minutes, roster, said

from ackline.domain.authority import Act
from ackline.domain.calling.trial import PATIENCE, Trial
from ackline.domain.decision import Context, Decision
from ackline.domain.effects import Close, Deliver, Ending, Whisper
from ackline.domain.events import Acted, Event, PageDelivered, PageFailed, TrialAsked
from ackline.domain.ids import EventId, SubjectId, UserId
from ackline.domain.kinds import KINDS
from ackline.services.book import NO_CONTRACT, UNBOUND

TRIAL = SubjectId("trial:U0ADA:1")
CTX = Context(contract=NO_CONTRACT, account=UNBOUND, roster=roster())
ASKED = TrialAsked(id=EventId("t1"), at=MONDAY, subject=TRIAL, actor=ada)


def decided(trial: Trial | None, event: Event) -> Decision[Trial]:
    return KINDS["trial"].decide(trial, event, CTX, event.at)


def delivered(number: int, pager: str, seconds: float, **receipt: bool) -> PageDelivered:
    return PageDelivered(
        id=EventId(f"d{number}"),
        at=MONDAY + minutes(seconds / 60),
        subject=TRIAL,
        person=ADA,
        pager=pager,
        occurrence=number,
        wakes=True,
        **receipt,
    )


def pressed(by: object = ada) -> Acted:
    return Acted(id=EventId("a1"), at=MONDAY + minutes(2), subject=TRIAL, actor=by, act=Act.ACKNOWLEDGE)  # type: ignore[arg-type]


def test_it_goes_out_by_every_line_at_once_and_is_about_no_ticket() -> None:
    decision = decided(None, ASKED)
    pages = [e for e in decision.effects if isinstance(e, Deliver)]
    assert [(p.pager, p.ticket, p.guard, p.look) for p in pages] == [
        ("webhook", TRIAL, None, False),
        ("slack_dm", TRIAL, None, False),
    ]
    assert len({p.key for p in pages}) == 2
    assert decision.wake_at == MONDAY + PATIENCE


def test_what_is_acknowledged_is_reported_and_stops_ringing() -> None:
    trial = decided(None, ASKED).subject
    trial = decided(trial, delivered(1, "webhook", 3, closable=True)).subject
    decision = decided(trial, pressed())
    (report,) = [e for e in decision.effects if isinstance(e, Whisper)]
    assert said(report.words).splitlines() == [
        "TEST over: acknowledged after 2 min.",
        "webhook: delivered after 3 s; it wakes you",
        "direct message: not delivered yet",
    ]
    assert [e.ending for e in decision.effects if isinstance(e, Close)] == [Ending.OVER]
    assert decision.wake_at is None
    late = decided(decision.subject, delivered(2, "slack_dm", 300, closable=True))
    assert [e.pager for e in late.effects if isinstance(e, Close)] == ["slack_dm"], "what comes late is ended too"


def test_a_way_that_fails_is_named_and_brings_in_nobody_else() -> None:
    trial = decided(None, ASKED).subject
    failed = PageFailed(
        id=EventId("f1"), at=MONDAY, subject=TRIAL, person=ADA, pager="webhook", occurrence=1, why="410"
    )
    decision = decided(trial, failed)
    assert decision.effects == ()
    assert decision.subject.ways[0].why == "410"


def test_it_is_nobody_elses_and_over_once() -> None:
    trial = decided(None, ASKED).subject
    assert decided(trial, pressed(ben)).outcome == "refused"
    over = decided(trial, pressed()).subject
    again = Acted(id=EventId("a2"), at=MONDAY + hours(1), subject=TRIAL, actor=ada, act=Act.ACKNOWLEDGE)
    assert decided(over, again).outcome == "moot"


def test_somebody_whom_nobody_would_page_is_told_so() -> None:
    stranger = TrialAsked(id=EventId("t2"), at=MONDAY, subject=TRIAL, actor=replace(ada, user=UserId("U0X")))
    decision = decided(None, stranger)
    assert (decision.outcome, decision.effects, decision.wake_at) == ("refused", (), None)
