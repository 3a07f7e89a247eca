"""What judges a run can fail: a ladder that goes on beneath an acknowledgement, one that silence took back too soon."""

from datetime import datetime, timedelta

import vendor
from builders import MONDAY
from proof import SILENT, out_of_order

from ackline.domain.ids import SubjectId
from ackline.services.ports import Recorded

TICKET = "ticket:C1:1.0"


def row(kind: str, at: datetime, why: str, **body: str) -> Recorded:
    return Recorded(
        seq=0, subject=SubjectId(TICKET), event_id="", kind=kind, at=at, recorded_at=at, body=body, outcome="decided",
        why=(why,), clauses=(), effects=(),
    )  # fmt: skip


OPENED = row("TicketOpened", MONDAY, "#1 opened as Critical (claimed)")
SEEN = row("Reacted", MONDAY, "acknowledged by U0SUE: :eyes:")


def taken_back(after: timedelta) -> Recorded:
    return row("TimerFired", MONDAY + after, SILENT, rule="silent_ack", step="return")


def called(after: timedelta) -> Recorded:
    return row("TimerFired", MONDAY + after, "paging the on-call", rule="escalation", step="On-call")


def test_a_step_that_is_called_beneath_an_acknowledgement_is_a_fault():
    assert out_of_order(TICKET, [OPENED, called(timedelta(0)), SEEN]) == []
    assert out_of_order(TICKET, [OPENED, SEEN, called(timedelta(0))]) == [f"On-call was called after all: {TICKET}"]


def test_silence_takes_an_acknowledgement_back_at_its_time_and_no_sooner():
    late, soon = vendor.SILENCE, vendor.SILENCE - timedelta(seconds=1)
    assert out_of_order(TICKET, [OPENED, SEEN, taken_back(late), called(late)]) == []
    assert out_of_order(TICKET, [OPENED, SEEN, taken_back(soon), called(soon)]) == [
        f"taken back for silence after 0:47:59: {TICKET}"
    ]


def test_a_ticket_that_was_opened_twice_is_a_fault():
    assert out_of_order(TICKET, [OPENED, OPENED]) == [f"opened 2 times: {TICKET}"]
