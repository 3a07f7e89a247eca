"""One telling of a story: the same each time, but for the points at which its process ends and begins again."""

import asyncio
import random
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from .cast import Cast
from .database import Database
from .faults import CRASHES, Faults
from .judge import judge
from .model import Broken
from .record import Record
from .stories import START, STORIES
from .virtual import VirtualLoop, WorldTime
from .world import World

_STATE = (
    "select id, state, wake_at, stamp, generation, open from subjects order by id",
    "select key, retry_at from inbox where finished_at is null order by key",
    "select key, state, attempt, not_before, lease_until from outbox where finished_at is null order by key",
    "select distinct coalesce(coalesce, key), receipt from outbox where finished_at > 0 and receipt is not null",
    "select channel, ts, subject, place from threads order by channel, ts",
    "select id, words from texts order by id",
    "select text, post, ts, stale from quotes order by text, post",
    "select distinct event_id from journal where outcome = 'decided' order by event_id",
)
"""Not the watermarks: reading more or less of Slack's history again makes no facts that are not known."""

_STAMP = re.compile(r"\d{10}\.\d{6}")
_IDLE = re.compile(r'"as_of":"[^"]*"|"possible duplicate"|, possible duplicate|⚠ possible duplicate(?:\\n)?')


class Steady(random.Random):
    """Nothing is left to chance: always the first of what may be."""

    def choice(self, seq: Sequence[Any]) -> Any:
        return seq[0]


class Points(Faults):
    """Nothing goes wrong but that the process may end at each point; `crash_here` decides."""

    def __init__(self, time: WorldTime, crash_here: Callable[[str], bool]) -> None:
        super().__init__(Steady(), time)
        self.armed = list(CRASHES)
        self._crash_here = crash_here

    def due(self, name: str) -> bool:
        return self._crash_here(name)


class Telling:
    """One telling of a story. `rested` is called whenever its process has nothing left to do."""

    def __init__(self, story: str, rested: Callable[[], None] = lambda: None) -> None:
        self._story = story
        self._loop = VirtualLoop()
        time = WorldTime(self._loop, START)
        self._world = World(START, Steady(), Points(time, self._crash_here), time, Database(), owned=True)
        self._world.at_rest = rested
        self.record = self._world.record
        self._last: tuple[object, ...] = ()
        self._passed = 0
        self._asked: Callable[[int], bool] = lambda _point: False

    def tell(self, asked: Callable[[int], bool]) -> Record:
        """The whole story, judged; `asked` says whether the process ends at a point, by its number. Broken."""
        self._asked = asked
        record = self._world.run(self._loop, self._main())
        judge(record)
        return record

    def kept_so_far(self) -> bool:
        """Whether nothing is under way and every promise was kept: nothing was missed or doubled until now."""
        if self._world.database.rows("select 1 from outbox where finished_at is null limit 1"):
            return False
        record = self.record
        record.ended, record.book = self._world.time.now(), self._world.book()
        try:
            judge(record)
        except Broken:
            return False
        return True

    def go_on_here(self) -> None:
        """After a fork: it is this process that the loop runs in."""
        asyncio._set_running_loop(self._loop)

    def now(self) -> datetime:
        """What time it is in the story."""
        return self._world.time.true()

    def state(self) -> int:
        """All that what comes next depends on, and the time, as a number.

        What the bot posted goes by its keys: which of two posts of one instant was first makes no difference. Nor
        does it, once a mark is known, whether an event or a look told of it, nor that words said "possible duplicate".
        """
        posted = [p for channel in self.record.workspace.messages.values() for p in channel.values()]
        keys = {p.ts: p.key for p in posted if p.key}

        def named(row: object) -> str:
            return _IDLE.sub("", _STAMP.sub(lambda stamp: keys.get(stamp[0], stamp[0]), repr(row)))

        said = sorted(named((p.ts, p.text, p.deleted, p.marks)) for p in posted)
        kept = [sorted(map(named, self._world.database.rows(query))) for query in _STATE]
        return hash((self.now(), repr(kept), tuple(said)))

    async def _main(self) -> None:
        await self._world.begin(1)
        await STORIES[self._story](Cast(self._world))
        await self._world.end()

    def _crash_here(self, name: str) -> bool:
        """Whether the process ends at this point; not if it is the same as the last one."""
        record = self.record
        said, rung = len(record.workspace.words), len(record.exchange.rings)
        here = (self.now(), record.database.commits, said, rung)
        if here == self._last:
            return False
        self._last = here
        self._passed += 1
        ends = self._asked(self._passed)
        if ends:
            record.lines.append(f"{self.now():%a %d %H:%M:%S.%f} point {self._passed}: {name}")
        return ends
