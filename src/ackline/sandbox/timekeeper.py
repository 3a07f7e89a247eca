"""Time, moved by hand: together with the app's own timekeeper, when it has one.

The app's timekeeper is a URL. `GET {url}/due` answers `{"due": [{"at": ISO, "what": ...}]}`, soonest first;
`POST {url}` with `{"now": ISO}` returns when everything due by then is done. So moving on goes from one due
moment to the next, of the app's and of Slack's retries, and nothing is passed over.
"""

import math
import time
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp

from ackline.sandbox.asking import ask
from ackline.sandbox.clock import Clock, parse, render
from ackline.sandbox.delivery import Delivery
from ackline.sandbox.wire import Json, Refused

_MOST_STEPS = 20_000
_MOST_TRIES = 5


@dataclass(slots=True, kw_only=True)
class Forwarded:
    """Where the clock went: the moments it stopped at, and what stayed due however often the app was asked.

    `now` is before `target` where it was to take a part of the way only.
    """

    now: datetime
    target: datetime
    visited: list[datetime] = field(default_factory=list)
    stuck: list[Json] = field(default_factory=list)

    def as_json(self) -> Json:
        """For the control API."""
        return {
            "now": render(self.now),
            "target": render(self.target),
            "reached": self.now >= self.target,
            "visited": [render(at) for at in self.visited],
            "stuck": self.stuck,
        }


class Timekeeper:
    """Tells the app the time; without a URL it only keeps it."""

    def __init__(self, clock: Clock, session: aiohttp.ClientSession, url: str | None) -> None:
        self._clock = clock
        self._session = session
        self.url = url

    async def settle(self) -> None:
        """The app knows the time and has done what is due."""
        if self.url:
            await self._ask("POST", self.url, {"now": render(self._clock.now)})

    async def due(self) -> list[Json]:
        """What the app has to do, soonest first; empty without a timekeeper."""
        if not self.url:
            return []
        answer = await self._ask("GET", f"{self.url.rstrip('/')}/due", None)
        found = answer.get("due", [])
        return sorted(found, key=lambda entry: parse(entry["at"]))

    async def forward(self, target: datetime, delivery: Delivery, patience: float = math.inf) -> Forwarded:
        """To an instant, stopping wherever something is due; Refused when it is in the past.

        After so many real seconds of `patience` it stays where it has come to.
        """
        if target < self._clock.now:
            raise Refused("in_the_past", f"the clock stands at {render(self._clock.now)} and does not go back")
        went = Forwarded(now=self._clock.now, target=target)
        began = time.monotonic()
        tries: dict[str, int] = {}
        await delivery.drain(settle=True)
        for _ in range(_MOST_STEPS):
            stop = await self._next_stop(target, delivery, tries, went)
            if stop is None:
                break
            self._clock.move_to(max(stop, self._clock.now))
            went.visited.append(self._clock.now)
            await delivery.drain(settle=True)
            if time.monotonic() - began > patience:
                went.now = self._clock.now
                return went
        else:
            raise Refused("never_settles", f"more than {_MOST_STEPS} moments were due on the way")
        self._clock.move_to(max(target, self._clock.now))
        await delivery.drain(settle=True)
        went.now = self._clock.now
        return went

    async def _next_stop(
        self, target: datetime, delivery: Delivery, tries: dict[str, int], went: Forwarded
    ) -> datetime | None:
        stops = []
        retry = delivery.next_retry()
        if retry is not None:
            stops.append(retry)
        for entry in await self.due():
            at = parse(entry["at"])
            if at > self._clock.now:
                stops.append(at)
                break
            key = repr(sorted(entry.items(), key=str))
            tries[key] = tries.get(key, 0) + 1
            if tries[key] <= _MOST_TRIES:
                stops.append(self._clock.now)
                break
            if entry not in went.stuck:
                went.stuck.append(entry)
        soonest = min(stops, default=None)
        return soonest if soonest is not None and soonest <= target else None

    async def _ask(self, verb: str, url: str, body: Json | None) -> Json:
        return await ask(self._session, verb, url, body, failed="timekeeper_failed")
