"""Interactions on their way to the app, kept with what it answered, for whoever inspects the sandbox."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime

from ackline.sandbox.clock import Clock, render
from ackline.sandbox.delivery import Verdict
from ackline.sandbox.feed import Feed
from ackline.sandbox.transport import Reply, Transport
from ackline.sandbox.wire import Json, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """A click, submission, shortcut or command; `failure` says why the app gave no answer."""

    number: int
    at: datetime
    payload: Json
    answer: Json
    failure: str | None

    def as_json(self) -> Json:
        """For the control API."""
        shown = {"payload": self.payload, "answer": self.answer, "failure": self.failure}
        return {"number": self.number, "at": render(self.at), **shown}


class Witness:
    """A transport that remembers; what it carries is the inner one's business."""

    def __init__(self, inner: Transport, clock: Clock, feed: Feed) -> None:
        self._inner = inner
        self._clock = clock
        self._feed = feed
        self.seen: list[Interaction] = []

    async def event(self, payload: Json, retry: int, reason: str | None) -> Verdict:
        """Events are kept by `Delivery`, with their retries."""
        return await self._inner.event(payload, retry, reason)

    async def interaction(self, payload: Json) -> Reply:
        """Deliver a click, submission or shortcut; Refused when the app gives no answer in time."""
        return await self._kept(payload, self._inner.interaction(payload))

    async def command(self, fields: dict[str, str]) -> Reply:
        """Deliver a slash command; Refused as for an interaction."""
        return await self._kept({"type": "slash command", **fields}, self._inner.command(fields))

    async def _kept(self, payload: Json, answering: Awaitable[Reply]) -> Reply:
        number, at = self._clock.next_number(), self._clock.now
        reply, failure = Reply(body={}), None
        try:
            reply = await answering
        except Refused as refusal:
            failure = refusal.code
            raise
        finally:
            answer = reply.body or ({"text": reply.text} if reply.text else {})
            self.seen.append(Interaction(number=number, at=at, payload=payload, answer=answer, failure=failure))
            self._feed.tell("interaction")
        return reply
