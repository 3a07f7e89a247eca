"""The rows that wishes become."""

from builders import MONDAY, TICKET, TOM

from ackline.domain.effects import Close, Deliver, Ending
from ackline.domain.ids import EventId, SubjectId
from ackline.domain.surfaces.words import Internal
from ackline.services.outgoing.posting import outgoing

PAGE = SubjectId("page:1")
LINE = {"page": PAGE, "person": TOM, "pager": "pagerduty", "address": "", "secret": "TOM_KEY"}
CALL = Deliver(
    key="call",
    occurrence=1,
    words=Internal(lines=()),
    guard=None,
    look=False,
    requested_at=MONDAY,
    ticket=TICKET,
    **LINE,
)


def test_the_end_of_a_page_is_no_page_so_it_brings_no_storm_about_and_holds_none_up() -> None:
    page = outgoing(CALL, PAGE, EventId("e"))
    end = outgoing(Close(key="over", ending=Ending.OVER, **LINE), PAGE, EventId("e"))
    assert end.destination != page.destination
    assert (end.urgent, end.guard, end.look) == (False, None, False)


def test_a_page_is_seen_before_it_is_over() -> None:
    seen, over = (outgoing(Close(key=e.value, ending=e, **LINE), PAGE, EventId("e")) for e in Ending)
    assert seen.lane == over.lane
    assert seen.key != over.key
