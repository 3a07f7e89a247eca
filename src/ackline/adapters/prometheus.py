"""The meter as Prometheus reads it: counted since the start of this process, and what waits at the moment of asking."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric

from ackline.domain.contract import TargetKind
from ackline.domain.effects import POSTED
from ackline.domain.events import PageDelivered, PageFailed, TimerFired
from ackline.domain.installations.auditing import KINDS
from ackline.services.operating.meter import Answer
from ackline.services.operating.pulse import Vitals, why_not
from ackline.services.ports import Entry

_LAGS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)
_TARGETS = frozenset(kind.value for kind in TargetKind)


class Prometheus:
    """The port `Meter`, and its page."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # each counter would have another beside it
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._lag = Histogram(
            "ackline_wake_lag_seconds",
            "How long after its due instant a timer fired",
            buckets=_LAGS,
            registry=self._registry,
        )
        self._decisions = self._counter("ackline_decisions", "Facts that were decided", "event", "outcome")
        self._pages = self._counter("ackline_pages", "Attempts to page somebody that have ended", "pager", "outcome")
        self._breaches = self._counter("ackline_breaches", "Targets that came due unmet", "clock")
        self._calls = self._counter("ackline_slack_calls", "Calls of Slack's Web API", "method", "outcome")

    def decided(self, entry: Entry) -> None:
        """A decision is in the journal for good."""
        event = entry.event
        self._decisions.labels(type(event).__name__, entry.outcome).inc()
        match event:
            case TimerFired():
                self._lag.observe((event.at - event.due).total_seconds())
                if event.rule in _TARGETS and event.step.startswith("breach") and entry.outcome == "decided":
                    self._breaches.labels(event.rule).inc()
            case PageDelivered():
                self._pages.labels(event.pager, "delivered").inc()
            case PageFailed():
                self._pages.labels(event.pager, "failed").inc()

    def called(self, method: str, answer: Answer) -> None:
        """A method of Slack's Web API was called."""
        self._calls.labels(method, answer.value).inc()

    def page(self, vitals: Vitals) -> bytes:
        """Everything in Prometheus' text format."""
        moment = CollectorRegistry()
        moment.register(_Moment(vitals))
        return generate_latest(self._registry) + generate_latest(moment)

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(name, told, labels, registry=self._registry)


class _Moment:
    """The vitals of one moment, as a collector that is asked once."""

    def __init__(self, vitals: Vitals) -> None:
        self._vitals = vitals

    def collect(self) -> Iterator[Metric]:
        vitals = self._vitals
        yield _gauge("ackline_ready", "1 while every promise is kept", why_not(vitals) is None)
        yield _gauge("ackline_database_up", "1 while the database answers", vitals.census is not None)
        yield _gauge(
            "ackline_slack_away_seconds", "How long Slack has answered no call", _since(vitals.away_since, vitals)
        )
        if vitals.connected is not None:
            yield _gauge("ackline_sockets_open", "Sockets to Slack that are open", vitals.connected)
        if vitals.caught_up_at is not None:
            at = vitals.caught_up_at.timestamp()
            yield _gauge("ackline_last_catch_up_timestamp_seconds", "When Slack was last caught up with", at)
        findings = GaugeMetricFamily("ackline_audit_findings", "What the last audit found", labels=("kind",))
        for kind in KINDS:
            findings.add_metric((kind,), sum(1 for finding in vitals.findings if finding.kind == kind))
        yield findings
        yield from self._waiting()

    def _waiting(self) -> Iterator[Metric]:
        vitals, census = self._vitals, self._vitals.census
        if census is None:
            return
        overdue = "How long the longest overdue promise has been due without being fired"
        yield _gauge("ackline_wake_overdue_seconds", overdue, vitals.late.total_seconds())
        waiting = {backlog.kind: backlog for backlog in census.outbox}
        rows = GaugeMetricFamily("ackline_outbox_unfinished", "What waits to leave", labels=("kind",))
        ages = GaugeMetricFamily("ackline_outbox_oldest_seconds", "How long the oldest of it waits", labels=("kind",))
        for kind in POSTED:
            backlog = waiting.get(kind)
            rows.add_metric((kind,), backlog.rows if backlog else 0)
            ages.add_metric((kind,), _since(backlog.oldest if backlog else None, vitals))
        yield from (rows, ages)
        inbox = census.inbox
        yield _gauge("ackline_inbox_unfinished", "What waits to be read", inbox.rows if inbox else 0)
        age = _since(inbox.oldest if inbox else None, vitals)
        yield _gauge("ackline_inbox_oldest_seconds", "How long the oldest of it waits", age)
        dead = GaugeMetricFamily("ackline_dead_letters", "What was given up and is still kept", labels=("box",))
        dead.add_metric(("outbox",), census.dead_outbox)
        dead.add_metric(("inbox",), census.dead_inbox)
        yield dead


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)


def _since(at: datetime | None, vitals: Vitals) -> float:
    return max(vitals.at - at, timedelta(0)).total_seconds() if at is not None else 0.0
