"""Events on their way to the app: one after the other, retried as Slack does, on the sandbox's clock.

Slack wants a 2xx within three seconds, and tries again at once, after one minute and after five. A retry that is
due later waits for the clock to be moved. After each batch the app's timekeeper is told the time, so that whoever
asked returns only when the app has reacted, its own posts' events included.
"""

import asyncio
import logging
import random
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from ackline.sandbox.clock import Clock, render
from ackline.sandbox.feed import Feed
from ackline.sandbox.wire import Json, Refused

_log = logging.getLogger(__name__)

RETRY_DELAYS = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
_MOST_ROUNDS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try: when, which retry (0 is the first), what the app answered; `failure` is None for a 2xx."""

    at: datetime
    retry: int
    failure: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of one request to the app: the reason of a failure, and whether it asked for no retries."""

    failure: str | None = None
    no_retry: bool = False


@dataclass(slots=True, kw_only=True)
class Sent:
    """One event and what became of it."""

    number: int
    payload: Json
    at: datetime
    state: str = "queued"
    attempts: list[Attempt] = field(default_factory=list)

    def as_json(self) -> Json:
        """For whoever inspects the sandbox."""
        attempts = [{"at": render(a.at), "retry": a.retry, "failure": a.failure} for a in self.attempts]
        return {
            "number": self.number,
            "at": render(self.at),
            "state": self.state,
            "attempts": attempts,
            "payload": self.payload,
        }


class Line(StrEnum):
    """The state of the line to the app."""

    OPEN = "open"
    HELD = "held"
    LOST = "lost"
    BROKEN = "broken"


class Carrier(Protocol):
    """How an event reaches the app: by HTTP request or by Socket Mode."""

    async def event(self, payload: Json, retry: int, reason: str | None) -> Verdict:
        """Deliver once; a failure is a verdict, never an exception."""


class Delivery:
    """The queue to the app; `carrier` brings one event, `settle` returns when the app is at rest."""

    def __init__(self, clock: Clock, feed: Feed, carrier: Carrier, settle: Callable[[], Awaitable[None]]) -> None:
        self._clock = clock
        self._feed = feed
        self._carrier = carrier
        self._settle = settle
        self._queue: deque[Sent] = deque()
        self._retries: list[tuple[datetime, Sent]] = []
        self._one_at_a_time = asyncio.Lock()
        self._wake = asyncio.Event()
        self.sent: list[Sent] = []
        self.line = Line.OPEN
        self.copies = 0
        self.copies_keep_id = True

    def add(self, payload: Json) -> None:
        """One more event, with as many copies as were asked for."""
        self._queued([self._noted(payload)])
        for _ in range(self.copies):
            copy = payload if self.copies_keep_id else payload | {"event_id": new_event_id()}
            self._queued([self._noted(copy)])

    def _noted(self, payload: Json) -> Sent:
        sent = Sent(number=self._clock.next_number(), payload=payload, at=self._clock.now)
        self.sent.append(sent)
        self._feed.tell("event")
        return sent

    def release(self, order: str = "sent", seed: int = 0) -> None:
        """The line is open again and what was held goes out: as `sent`, `reversed` or `shuffled`."""
        self.line = Line.OPEN
        held = [sent for sent in self.sent if sent.state == Line.HELD]
        if order == "reversed":
            held.reverse()
        elif order == "shuffled":
            random.Random(seed).shuffle(held)
        elif order != "sent":
            raise Refused("bad_order", f"{order!r} is none of sent, reversed, shuffled")
        self._queued(held)

    def redeliver(self, event_id: str, *, same_id: bool) -> None:
        """An event goes out once more, lost ones too, under the same or a new event id."""
        for sent in self.sent:
            if sent.payload.get("event_id") == event_id:
                payload = sent.payload if same_id else sent.payload | {"event_id": new_event_id()}
                self._queued([self._noted(payload)])
                return
        raise Refused("event_not_found", f"no event has the id {event_id!r}")

    def _queued(self, events: Iterable[Sent]) -> None:
        for sent in events:
            sent.state = "queued"
            self._queue.append(sent)
        self._wake.set()

    def next_retry(self) -> datetime | None:
        """When the next retry is due."""
        return min((due for due, _ in self._retries), default=None)

    async def drain(self, *, settle: bool) -> None:
        """Deliver all that is due until the app is at rest; `settle` asks it even when there was nothing to send."""
        async with self._one_at_a_time:
            for _ in range(_MOST_ROUNDS):
                worked = await self._deliver_due()
                if worked or settle:
                    await self._settle()
                settle = False
                if not self._queue:
                    return
        raise Refused("never_settles", f"the app still causes events after {_MOST_ROUNDS} rounds: a loop of bots?")

    async def pump(self) -> None:
        """Deliver what the app causes by itself, for as long as the sandbox runs."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self.drain(settle=False)
            except Refused as refusal:
                _log.warning("%s", refusal)

    async def _deliver_due(self) -> bool:
        now = self._clock.now
        due = [sent for when, sent in self._retries if when <= now]
        self._retries = [(when, sent) for when, sent in self._retries if when > now]
        self._queue.extend(due)
        worked = bool(self._queue)
        while self._queue:
            await self._attempt(self._queue.popleft())
        return worked

    async def _attempt(self, sent: Sent) -> None:
        if self.line in (Line.HELD, Line.LOST):
            sent.state = self.line.value
            return
        retry = len(sent.attempts)
        reason = sent.attempts[-1].failure if sent.attempts else None
        if self.line is Line.BROKEN:
            verdict = Verdict(failure="connection_failed")
        else:
            verdict = await self._carrier.event(sent.payload, retry, reason)
        sent.attempts.append(Attempt(at=self._clock.now, retry=retry, failure=verdict.failure))
        self._feed.tell("event")
        if verdict.failure is None:
            sent.state = "delivered"
        elif verdict.no_retry or retry >= len(RETRY_DELAYS):
            sent.state = "failed"
        else:
            sent.state = "retrying"
            delay = RETRY_DELAYS[retry]
            if delay:
                self._retries.append((self._clock.now + delay, sent))
            else:
                self._queue.appendleft(sent)


def new_event_id() -> str:
    """An id like Slack's."""
    return "Ev" + secrets.token_hex(6).upper()
