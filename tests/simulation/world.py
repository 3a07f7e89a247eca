"""A world: Slack, a database and the processes that work over it, each started again whenever it ends."""

import asyncio
import logging
import random
import traceback
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime, timedelta
from typing import Any

from ackline.adapters.db.errors import StoreError
from ackline.services.book import Book
from ackline.services.operating.importing import take
from ackline.services.ports import Retry

from .client import Line
from .database import Database, SimulatedStore
from .faults import DELIVERY, Crash, Faults
from .people import Sent
from .process import Process
from .record import Record, Rest
from .slack import Json, Workspace
from .stage import configurations
from .telephone import Exchange
from .virtual import VirtualLoop, WorldTime, run

_REPEATS = (1.0, 60.0, 300.0)
"""When Slack sends an event again that nobody confirmed."""

_LONG_REPEATS = (*_REPEATS, *(1800.0 for _ in range(48)))
"""When somebody sees to it: without a channel's new id nothing in it can be known."""

_SLACK_WAITS = 3.0
_RESTARTS = (0.0, 1.0, 5.0, 30.0)


class World:
    """`dice` decide whatever the plan of a run leaves open. `owned`: one process owns the database, as with SQLite."""

    def __init__(
        self, start: datetime, dice: random.Random, faults: Faults, time: WorldTime, database: Database, *, owned: bool
    ) -> None:
        self.time = time
        self.database = database
        self.slack = Workspace()
        self.processes: list[Process] = []
        self.down_until = start
        self.at_rest: Callable[[], None] = lambda: None
        self._dice = dice
        self._faults = faults
        self._owned = owned
        self._exchange = Exchange()
        self._line = Line(self.slack, faults, time, dice)
        self._events = 0
        self._kept: set[asyncio.Task[None]] = set()
        self.record = Record(start, self.slack, self._exchange, database)

    def run(self, loop: VirtualLoop, main: Coroutine[Any, Any, None]) -> Record:
        """Carry `main` out to its end. An exception that somebody caught last is heard all the same."""
        log, listener = logging.getLogger("ackline"), _Listener(self.record)
        before, log.propagate = log.propagate, False
        log.addHandler(listener)
        try:
            run(loop, main)
        finally:
            log.removeHandler(listener)
            log.propagate = before
            self.record.faults = self._faults.happened
        return self.record

    async def begin(self, workers: int) -> None:
        """The first import, and as many processes."""
        await self.bring(0)
        self.database.changed = self._changed
        for number in range(workers):
            self.spawn(self._keep(f"process {number}"))

    async def end(self) -> None:
        """Slack is looked at a last time; what the run came to is complete when nothing is left to do."""
        await self.catch_up()
        await asyncio.sleep(7200)
        self.record.ended, self.record.book = self.time.now(), self.book()

    def book(self) -> Book | None:
        """The book of a process that is up."""
        return next((p.book for p in self.processes if p.ready), None)

    # ------------------------------------------------------------ processes

    async def _keep(self, name: str) -> None:
        while True:
            if self._owned:
                self.database.release()
            process = Process(name, self.database, self._line, self._exchange, self._dice, self._rested)
            self.processes.append(process)
            await process.live()
            self.processes.remove(process)
            ended = self.time.now()
            await asyncio.sleep(self._dice.choice(_RESTARTS))
            while (wait := (self.down_until - self.time.true()).total_seconds()) > 0:  # noqa: ASYNC110
                await asyncio.sleep(wait)
            self.record.downs.append((ended, self.time.now()))

    def _rested(self, now: datetime) -> None:
        self.record.rests.append(Rest(now, self.database.journal))
        self.at_rest()

    def _changed(self, by: object) -> None:
        self.record.commits.append((self.database.journal, self.time.true()))
        for process in self.processes:
            if process is not by:
                process.nudge()

    async def restart_in_turn(self) -> None:
        """Every process is ended, one after the other."""
        for process in list(self.processes):
            process.kill()
            await asyncio.sleep(20)

    async def bring(self, number: int) -> None:
        """The operator imports a state of the configuration and starts the processes again."""
        configuration = configurations()[number]
        store = SimulatedStore(self.database, _Operator())
        await take(store, configuration.roster, configuration.contracts, self.time.now())
        self.record.imports.append((self.time.now(), number))
        await self.restart_in_turn()

    async def catch_up(self) -> None:
        """What the scheduler does every ten minutes."""
        process = self._ready()
        if process is not None:
            try:
                await process.catch_up()
            except (Crash, StoreError):
                return

    def set_clock(self, skew: timedelta) -> None:
        """The machines' clock is wrong by `skew` from here on."""
        self.time.skew = skew
        self.record.skews.append(self.time.now())

    def _ready(self) -> Process | None:
        ready = [p for p in self.processes if p.ready]
        return self._dice.choice(ready) if ready else None

    # ------------------------------------------------------------ what Slack sends

    def carry(self, sent: Iterable[Sent]) -> None:
        """Slack sends what people did."""
        for one in sent:
            self.record.lines.append(f"    {_shown(one.body)}")
            if one.body["type"] == "event_callback":
                self._send(one)
            else:
                self.spawn(self._click(one))

    def _send(self, sent: Sent) -> None:
        """An event, as often, as late and in whatever order as it may come."""
        body, strikes = sent.body, self._faults.strikes(DELIVERY)
        if strikes == "undelivered" and not sent.sure:
            return
        delay = self._dice.choice((0.05, 0.2, 0.2, 0.5, 2.0))
        if strikes == "delayed":
            delay = self._dice.choice((3.0, 15.0, 45.0, 200.0))
        first = self._named(body)
        self.spawn(self._deliver(first, delay, _LONG_REPEATS if sent.sure else _REPEATS))
        if strikes == "duplicated":
            for late in (delay, delay + 2, delay + 600):
                self.spawn(self._deliver(first, late, _REPEATS))
        if strikes == "duplicated under another id":
            for late in (delay, delay + 40, delay + 4000):
                self.spawn(self._deliver(self._named(body), late, _REPEATS))

    def _named(self, body: Json) -> Json:
        self._events += 1
        return {**body, "event_id": f"Ev{self._events:06d}"}

    async def _deliver(self, body: Json, delay: float, repeats: tuple[float, ...]) -> None:
        await asyncio.sleep(delay)
        for wait in (*repeats, 0.0):
            process = self._ready()
            if process is not None and await self._taken(process.take(body)):
                return
            await asyncio.sleep(wait)

    async def _click(self, sent: Sent) -> None:
        """Slack sends it once; who reads that it was not recorded tries again, and once more."""
        await asyncio.sleep(0.1)
        for _ in range(3):
            process = self._ready()
            if process is not None and await self._taken((process.submit if sent.form else process.take)(sent.body)):
                return
            await asyncio.sleep(5)

    async def _taken(self, taking: Coroutine[Any, Any, str | None]) -> bool:
        try:
            async with asyncio.timeout(_SLACK_WAITS):
                key = await taking
        except (Crash, Retry, StoreError, TimeoutError):
            return False
        if key is not None:
            self.record.accepted.add(key)
        return True

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Something that goes on by itself; if it fails, that is a fault of ours."""
        task = asyncio.get_running_loop().create_task(work)
        self._kept.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._kept.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.record.faults_of_ours.append("".join(traceback.format_exception(error)))


class _Operator:
    """Whoever runs `ackline import`: never interrupted."""

    async def point(self, name: str) -> None:
        """Nothing happens here."""

    def instant(self, name: str) -> None:
        """Nor here."""


class _Listener(logging.Handler):
    """Hears of every exception that somebody caught last: whatever is no fault of the simulation is ours."""

    def __init__(self, record: Record) -> None:
        super().__init__(logging.WARNING)
        self._record = record

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None and not isinstance(record.exc_info[1], StoreError):
            trace = "".join(traceback.format_exception(record.exc_info[1]))
            self._record.faults_of_ours.append(f"{record.getMessage()}: {trace}")


def _shown(body: Json) -> str:
    """An act on one line of a trace."""
    match body["type"]:
        case "event_callback":
            event = body["event"]
            message = event.get("message", event)
            place = event.get("item", message)
            words = event.get("reaction") or event.get("new_channel_id") or str(message.get("text", ""))[:60]
            what = event.get("subtype") or event["type"]
            thread = f" in {place['thread_ts']}" if place.get("thread_ts") else ""
            who = event.get("user") or message.get("user")
            channel = event.get("channel") or place.get("channel") or event.get("old_channel_id")
            return f"{what} {channel} {place.get('ts')}{thread} {who}: {words}"
        case "block_actions":
            action = body["actions"][0]
            chosen = action.get("value") or action["selected_option"]["value"]
            return f"click {body['user']['id']} {action['action_id']} {chosen}"
    view = body["view"]
    return f"form {body['user']['id']} {view['callback_id']} {view['private_metadata']} {view['state']['values']}"
