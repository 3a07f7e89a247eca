"""One process of Ackline: wired as `runtime.wiring` does it, over a simulated database, Slack and clock.

It passes named points: before and after each commit and each call. At any of them it may be held up, or end.
"""

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

from ackline.adapters.config.contracts.freeze import thaw
from ackline.adapters.config.roster.freeze import thaw_roster
from ackline.adapters.db.errors import StoreError
from ackline.adapters.pagers.pager import Means
from ackline.adapters.pagers.slack_dm import SlackDm
from ackline.adapters.slack.catchup import SlackEyes
from ackline.adapters.slack.directory import SlackDirectory
from ackline.adapters.slack.messenger import Card, SlackMessenger
from ackline.adapters.slack.poster import Poster
from ackline.adapters.slack.reader import SlackReader
from ackline.adapters.slack.rows import inbox_row, interaction_row
from ackline.domain.effects import Audience
from ackline.domain.ids import SubjectId
from ackline.services.bell import Bell
from ackline.services.book import Book, Edition
from ackline.services.briefing import Briefing
from ackline.services.desk import Desk
from ackline.services.engine import Engine
from ackline.services.incoming.fetching import Fetching
from ackline.services.incoming.intake import Intake
from ackline.services.incoming.reception import Reception
from ackline.services.incoming.who import Who
from ackline.services.incoming.worker import InboxWorker
from ackline.services.looking.showing import Showing
from ackline.services.operating.importing import taken
from ackline.services.operating.presence import Presence
from ackline.services.outgoing.courier import Courier
from ackline.services.outgoing.lookout import Lookout

from .client import Line, SimulatedClient
from .database import Database, SimulatedStore
from .faults import DATABASE, Crash
from .slack import Json
from .stage import ME, TRIAGE
from .telephone import Exchange, Telephone

_POLL = 5.0
"""When a process looks at what others did, should nothing tell it to."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_CRASHES = {
    "begin": "crash begin",
    "after commit": "crash after commit",
    "slack before": "crash slack before",
    "slack after": "crash slack after",
}


_contract, _roster = cache(thaw), cache(thaw_roster)
"""Values that nothing changes: what one process read of them serves the next."""


class Process:
    """A process from its start to its end. `rested` is told whenever nothing was left to do."""

    def __init__(
        self,
        name: str,
        database: Database,
        line: Line,
        exchange: Exchange,
        dice: random.Random,
        rested: Callable[[datetime], None],
    ) -> None:
        self.name = name
        self.alive = True
        self.ready = False
        self._database = database
        self._line = line
        self._exchange = exchange
        self._dice = dice
        self._rested = rested
        self._bell = Bell()
        self._rung = self._bell.listen()
        self._store = SimulatedStore(database, self)
        self._stalled_until: datetime | None = None
        self._nudged = False
        self.now = line.time.now

    # ------------------------------------------------------------ points

    async def point(self, name: str) -> None:
        """Others may go first here; the process may be held up, or end."""
        self._end_if_dead()
        faults = self._line.faults
        if faults.armed:
            self._strike(name)
        if self._stalled_until is not None:
            await self._held_up()
        if self._line.time.crowded:
            for _ in range(self._dice.choice((0, 0, 1, 2))):
                await asyncio.sleep(0)
        self._end_if_dead()
        if name == "begin" and faults.strikes((DATABASE,)):
            raise StoreError("the database is away")

    def _strike(self, name: str) -> None:
        """What was armed for this point happens."""
        if (crash := _CRASHES.get(name)) and self._line.faults.due(crash):
            self.kill()
            raise Crash(self.name)
        if (
            name == "after commit"
            and self._line.faults.awaits("stall")
            and self._leased()
            and self._line.faults.due("stall")
        ):
            self._stalled_until = self._line.time.true() + timedelta(seconds=self._dice.choice((3, 30, 70, 200)))

    async def _held_up(self) -> None:
        while self._stalled_until is not None:
            left = (self._stalled_until - self._line.time.true()).total_seconds()
            if left > 0:
                await asyncio.sleep(left)
            else:
                self._stalled_until = None

    def _leased(self) -> bool:
        """Whether somebody holds a row of the outbox: being held up hurts most then."""
        return bool(self._database.rows("select 1 from outbox where state = 'leased' limit 1"))

    def instant(self, name: str) -> None:
        """A point at which nobody else can go first."""
        faults = self._line.faults
        if faults.armed and faults.due("crash before commit"):
            self.kill()
        self._end_if_dead()

    def _end_if_dead(self) -> None:
        if not self.alive:
            raise Crash(self.name)

    # ------------------------------------------------------------ life

    async def live(self) -> None:
        """Start, and work until the end. Whatever the database refuses is tried again, as the loops do."""
        try:
            await self._start()
            while True:
                await self._turn()
        except Crash:
            self.alive = self.ready = False

    async def _start(self) -> None:
        while not self.ready:
            try:
                await self._wire()
                await self.engine.start()
                return
            except StoreError:
                self.ready = False
                await asyncio.sleep(1)
                self._end_if_dead()

    async def _turn(self) -> None:
        try:
            while await self._round():
                pass
            moment = await self._next_moment()
        except StoreError:
            await asyncio.sleep(1)
            self._end_if_dead()
            return
        await self._wait(moment)
        self._end_if_dead()

    async def _round(self) -> int:
        """What the engine does, of its three kinds of work only those that may find something; how much was done.

        Whoever rang until now is heard with that.
        """
        self._rung.clear()
        if self._line.time.steps:  # nothing else follows from it
            await self._presence.beat()
        now = self.now()
        heard, due, unsaid = self._database.rows(_LEFT, ((now - _EPOCH) // timedelta(microseconds=1),))[0]
        if not heard and not due:
            self._rested(now)
        done = 0
        if heard:
            await self._desk.refresh()
            done += await self._worker.work()
        if due:
            done += await self._desk.tick()
        if unsaid:
            done += await self._courier.deliver()
        return done

    async def _next_moment(self) -> datetime | None:
        """When there is something to do: what the engine says, and when the claims of the dead run out."""
        micros = self._database.rows(_CLAIMS)[0][0]
        claims = None if micros is None else _EPOCH + timedelta(microseconds=micros)
        return min((m for m in (await self.engine.next_moment(), claims) if m is not None), default=None)

    async def _wait(self, moment: datetime | None) -> None:
        wait = None if moment is None else max((moment - self.now()).total_seconds() + 0.001, 1.0)
        try:
            async with asyncio.timeout(wait):
                await self._rung.wait()
        except TimeoutError:
            return

    def nudge(self) -> None:
        """Somebody changed the database: look at it with the next poll."""
        if not self._nudged:
            self._nudged = True
            asyncio.get_running_loop().call_later(_POLL, self._poll)

    def _poll(self) -> None:
        self._nudged = False
        self._bell.ring()

    def kill(self) -> None:
        """It ends at the next thing that it does."""
        self.alive = self.ready = False
        self._bell.ring()

    async def _wire(self) -> None:
        store, time = self._store, self
        frozen, _ = await taken(store, ())
        assert frozen is not None, "nothing was imported"
        roster = _roster(frozen)
        _, bodies = await taken(store, tuple(sorted({a.contract for a in roster.accounts.values()})))
        contracts = {name: _contract(body) for name, body in bodies.items()}
        book = Book(Edition(roster=roster, contracts=contracts), thaw=_contract, tzdata="simulated")
        client = SimulatedClient(self._line, self)
        eyes, read, showing = SlackEyes(client, ME, time), SlackReader(ME), Showing(store, book)  # type: ignore[arg-type]
        directory = SlackDirectory(client, ME, time)  # type: ignore[arg-type]
        self._desk, who = Desk(store, book, time), Who(directory, book, time)
        fetch = Fetching(eyes, read, time)
        self.reception = Reception(store=store, desk=self._desk, book=book, who=who, read=read, fetch=fetch, clock=time)
        self._worker = InboxWorker(store, self.reception, time)
        self.lookout = Lookout(store, eyes, self._worker, book, time)
        poster = Poster(client, lambda channel: book.roster.account_of(channel) is not None)  # type: ignore[arg-type]
        means = Means(slack=poster, http=None, secrets={}, clock=time)  # type: ignore[arg-type]
        messenger = SlackMessenger(
            poster=poster,
            store=store,
            pagers={"slack_dm": SlackDm(means), "webhook": Telephone(self._exchange, self._line, self)},
            cards=_Cards(showing),
            briefs=Briefing(store, book, time),
            gathered=showing.gathered,
            home_of=directory.asked_anew,
            triage_channel=lambda: TRIAGE,
            workspace=ME.url,
        )
        self._courier = Courier(store, messenger, self.lookout, time, self._bell.ring)
        self.engine = Engine(
            store=store,
            desk=self._desk,
            worker=self._worker,
            courier=self._courier,
            lookout=self.lookout,
            clock=time,
            bell=self._bell,
        )
        self._presence = Presence(store, book, time)
        self.intake = Intake(store, self._bell.ring)
        self.book = book
        self.ready = True

    # ------------------------------------------------------------ doors

    async def take(self, body: Json) -> str | None:
        """An envelope, a click: the key of the row that is on disk when this returns."""
        row = inbox_row(body, self.now()) if body["type"] == "event_callback" else interaction_row(body, self.now())
        if row is None:
            return None
        await self.intake.take(row)
        return row.key

    async def catch_up(self) -> None:
        """What the scheduler does every ten minutes."""
        await self.lookout.catch_up()
        self._bell.ring()

    async def submit(self, body: Json) -> str | None:
        """A form: decided before it is answered."""
        row = interaction_row(body, self.now())
        if row is None:
            return None
        await self.reception.submit(row)
        self._bell.ring()
        return row.key


class _Cards:
    def __init__(self, showing: Showing) -> None:
        self._showing = showing

    async def __call__(self, ticket: SubjectId, audience: Audience) -> Card:
        shown = await self._showing.card(ticket, audience)
        return Card(words=shown.words, channel=shown.channel, thread=shown.thread, coalesce=shown.coalesce)


_LEFT = """
select exists (select 1 from inbox where finished_at is null and (retry_at is null or retry_at <= ?1)),
       exists (select 1 from subjects where wake_at <= ?1),
       exists (select 1 from outbox where finished_at is null and coalesce(lease_until, not_before) <= ?1)
"""
_CLAIMS = "select min(claimed_until) from inbox where finished_at is null"
