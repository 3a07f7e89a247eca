"""`/metrics`: what happened since the start, and what waits at the moment of asking."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from ackline.adapters.prometheus import Prometheus
from ackline.domain.effects import POSTED
from ackline.domain.events import ChannelLost, Event, Finding, PageDelivered, PageFailed, TimerFired
from ackline.domain.ids import EventId, SubjectId, UserId
from ackline.services.operating.census import Backlog, Census
from ackline.services.operating.meter import Answer
from ackline.services.operating.pulse import Vitals
from ackline.services.ports import Entry
from ackline.web.metrics import metrics_routes
from ackline.web.server import Server

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TICKET = SubjectId("ticket:C1:1")
EMPTY = Census(outbox=(), inbox=None, dead_outbox=0, dead_inbox=0, soonest=None)
WELL = Vitals(at=NOON, started=True, works=True, census=EMPTY)


def read(page: bytes) -> dict[str, float]:
    """Every sample by its name and labels, parsed as Prometheus would."""
    return {
        "".join([sample.name, *(f" {key}={value}" for key, value in sorted(sample.labels.items()))]): sample.value
        for family in text_string_to_metric_families(page.decode())
        for sample in family.samples
    }


def fired(rule: str, step: str, late: float) -> Entry:
    due = NOON - timedelta(seconds=late)
    event = TimerFired(id=EventId("t"), at=NOON, subject=TICKET, rule=rule, step=step, episode=1, occurrence=1, due=due)
    return Entry(event=event, outcome="decided")


def paged(kind: type[PageDelivered] | type[PageFailed], pager: str) -> Entry:
    given = {"id": EventId("p"), "at": NOON, "subject": TICKET, "person": UserId("U1"), "pager": pager, "occurrence": 1}
    event: Event = PageDelivered(**given, wakes=True) if kind is PageDelivered else PageFailed(**given, why="410")
    return Entry(event=event, outcome="decided")


def test_the_lag_of_wakes_is_a_histogram_and_breaches_are_counted_by_their_clock():
    meter = Prometheus()
    for entry in (
        fired("first_response", "warning:P1", 0.004),
        fired("first_response", "breach:P1", 0.3),
        fired("escalation", "tam", 7200),
        replace(fired("resolution", "breach:P1", 0.02), outcome="moot"),
    ):
        meter.decided(entry)
    found = read(meter.page(WELL))
    assert found["ackline_wake_lag_seconds_count"] == 4
    assert [found[f"ackline_wake_lag_seconds_bucket le={le}"] for le in ("0.005", "0.025", "0.5", "3600.0")] == [
        1,
        2,
        3,
        3,
    ]
    assert found["ackline_breaches_total clock=first_response"] == 1
    assert "ackline_breaches_total clock=resolution" not in found, "what was made moot is no breach"


def test_pages_are_counted_by_what_became_of_them_and_calls_by_their_answer():
    meter = Prometheus()
    for entry in (paged(PageDelivered, "webhook"), paged(PageDelivered, "webhook"), paged(PageFailed, "slack_dm")):
        meter.decided(entry)
    meter.called("chat.postMessage", Answer.OK)
    meter.called("chat.postMessage", Answer.RATE_LIMITED)
    meter.decided(Entry(event=ChannelLost(id=EventId("c"), at=NOON, subject=TICKET, why="gone"), outcome="moot"))
    found = read(meter.page(WELL))
    assert found["ackline_pages_total outcome=delivered pager=webhook"] == 2
    assert found["ackline_pages_total outcome=failed pager=slack_dm"] == 1
    assert found["ackline_slack_calls_total method=chat.postMessage outcome=ok"] == 1
    assert found["ackline_slack_calls_total method=chat.postMessage outcome=rate_limited"] == 1
    assert found["ackline_decisions_total event=ChannelLost outcome=moot"] == 1


def test_what_waits_is_told_by_kind_and_nothing_is_left_over_from_the_asking_before():
    meter = Prometheus()
    busy = Census(
        outbox=(Backlog(kind="Deliver", rows=3, oldest=NOON - timedelta(seconds=50)),),
        inbox=Backlog(kind="inbox", rows=7, oldest=NOON - timedelta(seconds=9)),
        dead_outbox=2,
        dead_inbox=1,
        soonest=NOON - timedelta(seconds=5),
    )
    found = read(meter.page(replace(WELL, census=busy)))
    assert (found["ackline_outbox_unfinished kind=Deliver"], found["ackline_outbox_unfinished kind=Say"]) == (3, 0)
    assert found["ackline_outbox_oldest_seconds kind=Deliver"] == 50
    assert (found["ackline_inbox_unfinished"], found["ackline_inbox_oldest_seconds"]) == (7, 9)
    assert (found["ackline_dead_letters box=outbox"], found["ackline_dead_letters box=inbox"]) == (2, 1)
    assert found["ackline_wake_overdue_seconds"] == 5 and found["ackline_ready"] == 1
    later = read(meter.page(WELL))
    assert later["ackline_outbox_unfinished kind=Deliver"] == later["ackline_inbox_unfinished"] == 0
    assert {f"ackline_outbox_oldest_seconds kind={kind}" for kind in POSTED} <= set(later)


def test_the_state_of_slack_the_socket_and_the_audit_is_told():
    vitals = replace(
        WELL,
        connected=False,
        caught_up_at=NOON - timedelta(minutes=1),
        away_since=NOON - timedelta(minutes=2),
        findings=(Finding(kind="pages", about="", words="1 of them"),),
    )
    found = read(Prometheus().page(vitals))
    assert found["ackline_ready"] == found["ackline_sockets_open"] == 0
    assert found["ackline_slack_away_seconds"] == 120
    assert found["ackline_last_catch_up_timestamp_seconds"] == (NOON - timedelta(minutes=1)).timestamp()
    assert (found["ackline_audit_findings kind=pages"], found["ackline_audit_findings kind=journal"]) == (1, 0)
    assert "ackline_sockets_open" not in read(Prometheus().page(WELL)), "over HTTP there is no socket"


def test_without_a_database_what_was_counted_is_told_all_the_same():
    meter = Prometheus()
    meter.called("auth.test", Answer.OK)
    found = read(meter.page(replace(WELL, census=None, fault="StoreError")))
    assert found["ackline_database_up"] == found["ackline_ready"] == 0
    assert found["ackline_slack_calls_total method=auth.test outcome=ok"] == 1
    assert "ackline_inbox_unfinished" not in found


async def test_it_is_served_as_prometheus_wants_it():
    meter = Prometheus()

    async def page() -> bytes:
        return meter.page(WELL)

    server = Server(metrics_routes(page))
    origin = await server.start("127.0.0.1", 0)
    async with aiohttp.ClientSession() as http, http.get(f"{origin}/metrics") as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
        assert read(await answer.read())["ackline_ready"] == 1
    await server.stop()
