"""What is counted as it happens: every decision that was committed, and every call to Slack."""

import logging
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol

from ackline.services.ports import Entry

log = logging.getLogger(__name__)


class Answer(StrEnum):
    """What a call to Slack came to."""

    OK = "ok"
    RATE_LIMITED = "rate_limited"
    REFUSED = "refused"
    FAILED = "failed"
    UNREACHABLE = "unreachable"


class Meter(Protocol):
    """Counts. Neither call waits for anything or raises."""

    def decided(self, entry: Entry) -> None:
        """A decision is in the journal for good."""

    def called(self, method: str, answer: Answer) -> None:
        """A method of Slack's Web API was called."""


class Unmeasured:
    """A meter for where nobody reads it."""

    def decided(self, entry: Entry) -> None:
        """Nothing."""

    def called(self, method: str, answer: Answer) -> None:
        """Nothing."""


def witness(meter: Meter) -> Callable[[Sequence[Entry]], None]:
    """Tells of decisions once they are committed: a log line and a count each."""

    def tell(entries: Sequence[Entry]) -> None:
        for entry in entries:
            event = entry.event
            log.info(
                "decided",
                extra={
                    "event": event.id,
                    "kind": type(event).__name__,
                    "subject": event.subject,
                    "outcome": entry.outcome,
                    "clauses": entry.clauses,
                    "effects": entry.effects,
                },
            )
            meter.decided(entry)

    return tell
