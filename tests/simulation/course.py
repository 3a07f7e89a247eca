"""A run: people act, things go wrong, processes come and go, until all has been quiet for long enough."""

import asyncio
import random
from datetime import datetime, timedelta

from .database import Database, Direct, Through
from .faults import CLOCK, CRASHES, OUTAGE, RESTART, STALLS, Faults
from .people import People
from .plan import INSTEAD, Plan, Step
from .record import Record
from .virtual import VirtualLoop, WorldTime
from .world import World


class Course:
    """Carries a plan out."""

    def __init__(self, plan: Plan, path: type[Direct] | type[Through] = Direct) -> None:
        self._plan = plan
        self._loop = VirtualLoop()
        steps = any(step.fault in CLOCK for step in plan.steps)
        self._time = WorldTime(self._loop, plan.start, steps=steps)
        dice = random.Random(f"course {plan.seed}")
        self._faults = Faults(dice, self._time)
        database = Database(path, alone=plan.alone)
        self._world = World(plan.start, dice, self._faults, self._time, database, owned=plan.owned)
        self._people = People(self._world.slack)
        self._configuration = 0
        self.record: Record = self._world.record

    def run(self) -> Record:
        """From the first import to the last rest."""
        return self._world.run(self._loop, self._main())

    async def _main(self) -> None:
        await self._world.begin(self._plan.workers)
        for step in self._plan.steps:
            await asyncio.sleep(max(step.at - self._loop.time(), 0))
            self._do(step)
        await self._end()

    async def _end(self) -> None:
        """Everything works again; people answer what is open, time runs on, and Slack is looked at a last time."""
        await asyncio.sleep(60)
        self._faults.stop()
        self._world.set_clock(timedelta())
        self._world.down_until = min(self._world.down_until, self._time.true())
        await asyncio.sleep(900)
        self._world.carry(list(self._people.act("answer all", random.Random(1), self._time.true())))
        await asyncio.sleep(self._plan.tail.total_seconds())
        await self._world.end()

    def _do(self, step: Step) -> None:
        now = self._time.true()
        self.record.lines.append(f"{now:%a %d %H:%M:%S} {step.kind} {step.fault} {step.lasts or ''}".rstrip())
        match step.kind:
            case "fault":
                self._go_wrong(step, now)
            case "import":
                self._configuration = 1 - self._configuration
                self._happened(step.kind)
                self._world.spawn(self._world.bring(self._configuration))
            case "catch up":
                self._happened(step.kind)
                self._world.spawn(self._world.catch_up())
            case _:
                self._act(step)

    def _act(self, step: Step) -> None:
        """What people do; who finds nothing to do it to does something else."""
        for kind in (step.kind, *random.Random(step.dice).sample(INSTEAD, len(INSTEAD))):
            found = list(self._people.act(kind, random.Random(step.dice), self._time.true()))
            if found:
                self._happened(kind)
                self._world.carry(found)
                return

    def _happened(self, step: str) -> None:
        self.record.steps.append((step, self._time.true()))

    def _go_wrong(self, step: Step, now: datetime) -> None:
        dice = random.Random(step.dice)
        match step.fault:
            case fault if fault in CRASHES or fault in STALLS:
                self._faults.arm(fault, dice.choice((0, 0, 1, 3, 8)))
            case fault if fault in CLOCK:
                self._faults.count(fault)
                self._world.set_clock(timedelta(hours=1 if fault == CLOCK[0] else -1))
                self._world.spawn(self._mend_clock(step.lasts * 4))
            case fault if fault == OUTAGE:
                self._faults.count(fault)
                self._world.down_until = max(self._world.down_until, now + timedelta(seconds=step.lasts))
                for process in self._world.processes:
                    process.kill()
            case fault if fault == RESTART:
                self._faults.count(fault)
                self._world.spawn(self._world.restart_in_turn())
            case fault:
                self._faults.open(fault, now + timedelta(seconds=step.lasts), step.likelihood)

    async def _mend_clock(self, after: float) -> None:
        await asyncio.sleep(after)
        self._world.set_clock(timedelta())
