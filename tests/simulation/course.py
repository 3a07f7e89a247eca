"""A run: people act, things go wrong, processes come and go, until all has been quiet for long enough."""

import asyncio
import logging
import random
import traceback
from bisect import bisect_left
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ackline.adapters.db.errors import StoreError
from ackline.services.importing import take

from .client import Line
from .database import Database, SimulatedStore
from .faults import CLOCK, CRASHES, DELIVERY, OUTAGE, RESTART, STALLS, Crash, Faults
from .people import People, Sent
from .plan import Plan, Step
from .process import Process
from .slack import Json, Workspace
from .stage import configurations
from .telephone import Exchange
from .virtual import VirtualLoop, WorldTime, run

_REPEATS = (1.0, 60.0, 300.0)
"""When Slack sends an event again that nobody confirmed."""

_SLACK_WAITS = 3.0
_NEVER = datetime.max.replace(tzinfo=UTC)
_CRASHED = timedelta(minutes=5)
_STEP = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing was left to do: as of `now` on the machines' clock, with the journal up to `journal`."""

    now: datetime
    journal: int


@dataclass(slots=True)
class Record:
    """What happened in a run, for the judge and for whoever reads a trace."""

    plan: Plan
    workspace: Workspace
    exchange: Exchange
    database: Database
    rests: list[Rest] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)
    lines: list[str] = field(default_factory=list)
    steps: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    happened: Counter[str] = field(default_factory=Counter)
    downs: list[tuple[datetime, datetime]] = field(default_factory=list)
    imports: list[tuple[datetime, int]] = field(default_factory=list)
    commits: list[tuple[int, datetime]] = field(default_factory=list)
    skews: list[datetime] = field(default_factory=list)
    faults_of_ours: list[str] = field(default_factory=list)
    book: Any = None
    ended: datetime = _NEVER

    def committed(self, number: int) -> datetime:
        """When, in truth, a journal row was committed."""
        return self.commits[bisect_left(self.commits, number, key=lambda commit: commit[0])][1]

    def was_down(self, since: datetime, until: datetime) -> bool:
        """Whether a process was away or the clock was set during that time, by the machines' clock."""
        times = [*self.downs, *((at - _STEP, at + _STEP) for at in self.skews)]
        return any(begin - _CRASHED <= until and end + _CRASHED >= since for begin, end in times)


class _Listener(logging.Handler):
    """Hears of every exception that somebody caught last: whatever is no fault of the simulation is ours."""

    def __init__(self, record: Record) -> None:
        super().__init__(logging.WARNING)
        self._record = record

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None and not isinstance(record.exc_info[1], StoreError):
            trace = "".join(traceback.format_exception(record.exc_info[1]))
            self._record.faults_of_ours.append(f"{record.getMessage()}: {trace}")


class Course:
    """Carries a plan out."""

    def __init__(self, plan: Plan) -> None:
        self.loop = VirtualLoop()
        self._plan = plan
        self._dice = random.Random(f"course {plan.seed}")
        self._time = WorldTime(self.loop, plan.start)
        self._faults = Faults(self._dice, self._time)
        self._slack = Workspace()
        self._people = People(self._slack)
        self._database = Database()
        self._exchange = Exchange()
        self._line = Line(self._slack, self._faults, self._time, self._dice)
        self._processes: list[Process] = []
        self._down_until = plan.start
        self._events = 0
        self._over = False
        self._kept: set[asyncio.Task[None]] = set()
        self._configuration = 0
        self.record = Record(plan, self._slack, self._exchange, self._database)

    def run(self) -> Record:
        """From the first import to the last rest."""
        log, listener = logging.getLogger("ackline"), _Listener(self.record)
        before, log.propagate = log.propagate, False
        log.addHandler(listener)
        try:
            run(self.loop, self._main())
        finally:
            log.removeHandler(listener)
            log.propagate = before
            self.record.happened = self._faults.happened
        return self.record

    async def _main(self) -> None:
        await self._import(0)
        self._database.changed = self._changed
        for number in range(self._plan.workers):
            self._spawn(self._keep(f"process {number}"))
        for step in self._plan.steps:
            await asyncio.sleep(max(step.at - self.loop.time(), 0))
            await self._do(step)
        await self._end()

    async def _end(self) -> None:
        """Everything works again; people answer what is open, time runs on, and Slack is looked at a last time."""
        await asyncio.sleep(60)
        self._faults.stop()
        self._step_clock(timedelta())
        self._down_until = min(self._down_until, self._time.true())
        await asyncio.sleep(900)
        self._act(Step(0, "answer all", 1))
        await asyncio.sleep(self._plan.tail.total_seconds())
        await self._catch_up()
        await asyncio.sleep(7200)
        self.record.ended = self._time.now()
        self.record.book = next((p.book for p in self._processes if p.ready), None)

    async def _do(self, step: Step) -> None:
        now = self._time.true()
        self.record.lines.append(f"{now:%a %d %H:%M:%S} {step.kind} {step.fault} {step.lasts or ''}".rstrip())
        if step.kind == "fault":
            self._go_wrong(step, now)
            return
        self.record.steps[step.kind] += 1
        self.record.pairs.update((fault, step.kind) for fault in self._faults.present())
        match step.kind:
            case "import":
                self._configuration = 1 - self._configuration
                self._spawn(self._import(self._configuration))
            case "catch up":
                self._spawn(self._catch_up())
            case _:
                self._act(step)

    def _act(self, step: Step) -> None:
        for sent in self._people.act(step.kind, random.Random(step.dice), self._time.true()):
            self.record.lines.append(f"    {_shown(sent.body)}")
            if sent.body["type"] == "event_callback":
                self._send(sent.body)
            else:
                self._spawn(self._click(sent))

    # ------------------------------------------------------------ what goes wrong

    def _go_wrong(self, step: Step, now: datetime) -> None:
        dice = random.Random(step.dice)
        match step.fault:
            case fault if fault in CRASHES or fault in STALLS:
                self._faults.arm(fault, dice.choice((0, 0, 1, 3, 8)))
            case fault if fault in CLOCK:
                self._faults.count(fault)
                self._step_clock(timedelta(hours=1 if fault == CLOCK[0] else -1))
                self._spawn(self._mend_clock(step.lasts * 4))
            case fault if fault == OUTAGE:
                self._faults.count(fault)
                self._down_until = max(self._down_until, now + timedelta(seconds=step.lasts))
                for process in self._processes:
                    process.kill()
            case fault if fault == RESTART:
                self._faults.count(fault)
                self._spawn(self._restart_in_turn())
            case fault:
                self._faults.open(fault, now + timedelta(seconds=step.lasts), step.likelihood)

    def _step_clock(self, skew: timedelta) -> None:
        self._time.skew = skew
        self.record.skews.append(self._time.now())

    async def _mend_clock(self, after: float) -> None:
        await asyncio.sleep(after)
        self._step_clock(timedelta())

    async def _restart_in_turn(self) -> None:
        for process in list(self._processes):
            process.kill()
            await asyncio.sleep(20)

    # ------------------------------------------------------------ processes

    async def _keep(self, name: str) -> None:
        """A process is started again whenever it ends."""
        while not self._over:
            if self._plan.owned:
                self._database.release()
            process = Process(name, self._database, self._line, self._exchange, self._dice, self._rested)
            self._processes.append(process)
            await process.live()
            self._processes.remove(process)
            ended = self._time.now()
            await asyncio.sleep(self._dice.choice((1.0, 5.0, 30.0)))
            while (wait := (self._down_until - self._time.true()).total_seconds()) > 0:  # noqa: ASYNC110
                await asyncio.sleep(wait)
            self.record.downs.append((ended, self._time.now()))

    def _rested(self, _process: Process, begun: datetime) -> None:
        micros = (begun - _EPOCH) // timedelta(microseconds=1)
        busy, journal = self._database.rows(_BUSY, (micros, micros))[0]
        if not busy:
            self.record.rests.append(Rest(begun, journal or 0))

    def _changed(self, by: object) -> None:
        self.record.commits.append((self._database.journal, self._time.true()))
        for process in self._processes:
            if process is not by:
                process.nudge()

    async def _import(self, number: int) -> None:
        """The operator imports, and starts the processes again one after the other."""
        configuration = configurations()[number]
        store = SimulatedStore(self._database, _Operator())
        await take(store, configuration.roster, configuration.contracts, self._time.now())
        self.record.imports.append((self._time.now(), number))
        await self._restart_in_turn()

    async def _catch_up(self) -> None:
        process = self._ready()
        if process is not None:
            try:
                await process.catch_up()
            except (Crash, StoreError):
                return

    def _ready(self) -> Process | None:
        ready = [p for p in self._processes if p.ready]
        return self._dice.choice(ready) if ready else None

    # ------------------------------------------------------------ what Slack sends

    def _send(self, body: Json) -> None:
        """An event, as often, as late and in whatever order as it may come."""
        strikes = self._faults.strikes(DELIVERY)
        if strikes == "undelivered":
            return
        delay = self._dice.choice((0.05, 0.2, 0.2, 0.5, 2.0))
        if strikes == "delayed":
            delay = self._dice.choice((3.0, 15.0, 45.0, 200.0))
        event_id = self._event_id()
        self._spawn(self._deliver({**body, "event_id": event_id}, delay))
        if strikes == "duplicated":
            for late in (delay, delay + 2, delay + 600):
                self._spawn(self._deliver({**body, "event_id": event_id}, late))
        if strikes == "duplicated under another id":
            for late in (delay, delay + 40, delay + 4000):
                self._spawn(self._deliver({**body, "event_id": self._event_id()}, late))

    def _event_id(self) -> str:
        self._events += 1
        return f"Ev{self._events:06d}"

    async def _deliver(self, body: Json, delay: float) -> None:
        await asyncio.sleep(delay)
        for wait in (*_REPEATS, 0.0):
            process = self._ready()
            if process is not None and await self._taken(process.take(body)):
                return
            await asyncio.sleep(wait)

    async def _click(self, sent: Sent) -> None:
        """Slack sends it once; who reads that it was not recorded tries again, once."""
        await asyncio.sleep(0.1)
        for _ in range(2):
            process = self._ready()
            if process is not None and await self._taken((process.submit if sent.form else process.take)(sent.body)):
                return
            await asyncio.sleep(5)

    async def _taken(self, taking: Coroutine[Any, Any, str | None]) -> bool:
        try:
            async with asyncio.timeout(_SLACK_WAITS):
                key = await taking
        except (Crash, StoreError, TimeoutError):
            return False
        if key is not None:
            self.record.accepted.add(key)
        return True

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self.loop.create_task(work)
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


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BUSY = """
select (select count(*) from subjects where wake_at <= ?)
     + (select count(*) from inbox where finished_at is null and (retry_at is null or retry_at <= ?)),
       (select max(id) from journal)
"""


def _shown(body: Json) -> str:
    """An act on one line of a trace."""
    match body["type"]:
        case "event_callback":
            event = body["event"]
            message = event.get("message", event)
            place = event.get("item", message)
            words = event.get("reaction") or str(message.get("text", ""))[:60]
            what = event.get("subtype") or event["type"]
            thread = f" in {place['thread_ts']}" if place.get("thread_ts") else ""
            who = event.get("user") or message.get("user")
            return f"{what} {event.get('channel') or place.get('channel')} {place.get('ts')}{thread} {who}: {words}"
        case "block_actions":
            action = body["actions"][0]
            return f"click {body['user']['id']} {action['action_id']} {action['value']}"
    view = body["view"]
    return f"form {body['user']['id']} {view['callback_id']} {view['private_metadata']} {view['state']['values']}"
