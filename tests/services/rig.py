"""A bot without Slack: real services and store; the messenger, the eyes and the directory follow a script."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from builders import MONDAY, TICKET, contract, opened, requester, roster, writing

from ackline.adapters.db.store import DbStore
from ackline.adapters.wallclock import HandClock
from ackline.domain.contract import Contract
from ackline.domain.duty.people import Roster
from ackline.domain.effects import POSTED, Deliver, Effect, Inform, Posted, Say, Whisper
from ackline.domain.events import Acted, CustomerReplied, Event
from ackline.domain.ids import EventId, SubjectId
from ackline.domain.surfaces.words import Internal, Public, line
from ackline.domain.tickets.intake import Heard, Input
from ackline.domain.tickets.ticket import Ticket
from ackline.services.book import Book, Edition
from ackline.services.desk import Desk
from ackline.services.engine import Engine
from ackline.services.incoming.reception import Reception
from ackline.services.incoming.who import Who
from ackline.services.incoming.worker import InboxWorker
from ackline.services.outgoing.courier import Courier
from ackline.services.outgoing.lookout import Lookout
from ackline.services.outgoing.posting import outgoing
from ackline.services.ports import Home, Incoming, Json, Leased, Receipt, Recorded, Retry, Settled


@dataclass
class Script:
    """The messenger. `answers` holds, by destination, what the next calls come to: an exception, or "slow"."""

    answers: dict[str, list[BaseException | str]] = field(default_factory=dict)
    lookups: dict[str, list[BaseException | Receipt | None]] = field(default_factory=dict)
    sent: list[Leased] = field(default_factory=list)
    risky: list[str] = field(default_factory=list)
    looked_for: list[str] = field(default_factory=list)
    release: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, row: Leased, *, duplicate_risk: bool) -> Receipt:
        script = self.answers.get(row.destination, [])
        answer = script.pop(0) if script else None
        if answer == "slow":
            await self.release.wait()
        elif isinstance(answer, BaseException):
            raise answer
        if duplicate_risk:
            self.risky.append(row.key)
        self.sent.append(row)
        wakes = "|webhook|" in row.destination
        marks = () if row.verified else ("unverified",)
        return Receipt(channel="C0", ts=f"{len(self.sent)}.0", wakes=wakes, marks=marks)

    async def find(self, row: Leased) -> Receipt | None:
        self.looked_for.append(row.key)
        script = self.lookups.get(row.destination, [])
        answer = script.pop(0) if script else None
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def left(self, kind: str | None = None) -> list[str]:
        return [row.key for row in self.sent if kind in (None, row.kind)]

    def to(self, destination: str) -> list[Posted]:
        return [
            msgspec.json.decode(r.body, type=POSTED[r.kind]) for r in self.sent if r.destination.startswith(destination)
        ]


@dataclass
class Sight:
    """The eyes. `blind`: unreadable. `stuck`: no answer until it is set. `there`: what the next look finds.

    `said` is what every channel's history holds, `asked` the channels and the watermarks that it was read from.
    """

    blind: bool = False
    fault: Exception | None = None
    stuck: asyncio.Event | None = None
    there: list[Incoming] = field(default_factory=list)
    looks: list[tuple[str, str]] = field(default_factory=list)
    said: list[Incoming] = field(default_factory=list)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    async def look(self, channel: str, ts: str) -> Sequence[Incoming]:
        self.looks.append((channel, ts))
        if self.stuck is not None:
            await self.stuck.wait()
        if self.fault is not None:
            raise self.fault
        if self.blind:
            raise Retry("Slack is away")
        found, self.there = self.there, []
        return found

    async def since(self, channel: str, watermark: str | None) -> Sequence[Incoming]:
        self.asked.append((channel, watermark))
        if self.blind:
            raise Retry("Slack is away")
        return self.said


class CorrectedClock(HandClock):
    """A machine's clock, that somebody may put right."""

    def put_back(self, **amount: float) -> None:
        self._now -= timedelta(**amount)


class Directory:
    """T0V is the vendor; everybody else is a stranger of T0ACME."""

    async def home_of(self, user: str) -> Home:
        return Home(user=user, team="T0ACME", enterprise=None, guest=False, stranger=True, deleted=False, bot=False)

    async def is_in(self, user: str, channel: str) -> bool:
        return True

    def is_vendor(self, team: str) -> bool:
        return team == "T0V"


def read(source: str, body: Json, received_at: datetime) -> Sequence[Input]:
    """Rows of the tests carry what was heard; a poisoned one is a fault of ours."""
    if body.get("poison"):
        raise RuntimeError("this row cannot be read")
    return [msgspec.convert(one, type=Heard) for one in body["heard"]]


async def fetch(channel: str, ts: str) -> Heard | None:
    return None


def thaw(body: str) -> Contract:
    raise AssertionError("every contract of these tests is at hand")


def _edition(people: Roster) -> Edition:
    return Edition(roster=people, contracts={c.id: c for c in (contract("stringer"), contract("spacelift"))})


class Rig:
    """Everything that a bot is made of, and hands to move it with."""

    def __init__(self, store: DbStore, path: Path) -> None:
        self.store = store
        self.path = path
        self.clock = CorrectedClock(MONDAY)
        self.script = Script()
        self.sight = Sight()
        self.book = self.edition()
        self.desk = Desk(store, self.book, self.clock)
        who = Who(Directory(), self.book, self.clock)
        reception = Reception(
            store=store, desk=self.desk, book=self.book, who=who, read=read, fetch=fetch, clock=self.clock
        )
        self.worker = InboxWorker(store, reception, self.clock)
        self.lookout = Lookout(store, self.sight, self.worker, self.book, self.clock)
        self.courier = Courier(store, self.script, self.lookout, self.clock)
        self.engine = Engine(
            store=store,
            desk=self.desk,
            worker=self.worker,
            courier=self.courier,
            lookout=self.lookout,
            clock=self.clock,
        )

    def edition(self, people: Roster | None = None, tzdata: str = "2026a") -> Book:
        return Book(_edition(people or roster()), thaw=thaw, tzdata=tzdata)

    def import_people(self, people: Roster) -> None:
        """A new roster is in force."""
        self.book.replace(_edition(people))

    # ------------------------------------------------------------ hands

    async def forward(self, **amount: float) -> None:
        """Step from moment to moment, working until nothing is left to do at each."""
        end = self.clock.now() + timedelta(**amount)
        for _ in range(2000):
            await self.engine.settle()
            coming = await self.engine.next_moment()
            if coming is None or coming > end:
                self.clock.set(end)
                await self.engine.settle()
                return
            self.clock.set(coming)
        raise AssertionError("time does not get through")

    async def open(self, claim: str | None = "P1", **changes: Any) -> Ticket:
        event = opened(claim)
        event = replace(event, **changes) if changes else event
        async with self.store.begin() as work:
            await work.texts.put(event.writing.text, "it is down", event.actor.user, event.account, event.at)
        await self.desk.handle(event)
        return await self.ticket(event.subject)

    async def act(self, act: Any, by: Any, *, key: str = "act", value: str = "", reason: str = "") -> Any:
        event = Acted(
            id=EventId(key), at=self.clock.now(), subject=TICKET, actor=by, act=act, value=value, reason=reason
        )
        return await self.desk.handle(event)

    async def put(self, *effects: Effect, subject: SubjectId = TICKET) -> None:
        """Wishes straight into the outbox."""
        async with self.store.begin() as work:
            for effect in effects:
                await work.outbox.put([outgoing(effect, subject, EventId("put"))], self.clock.now())

    async def keep(self, subject: SubjectId, kind: str, state: bytes, wake_at: datetime | None = None) -> None:
        """A subject as no decision would leave it."""
        async with self.store.begin() as work:
            await work.subjects.keep(
                [
                    Settled(
                        id=subject,
                        kind=kind,
                        state=state,
                        wake_at=wake_at,
                        stamp="odd",
                        generation=0,
                        account="acme",
                        open=True,
                    )
                ],
                self.clock.now(),
            )

    # ------------------------------------------------------------ what was kept

    async def ticket(self, subject: SubjectId = TICKET) -> Ticket:
        async with self.store.read() as work:
            kept = await work.subjects.read(subject)
        assert kept is not None
        return msgspec.json.decode(kept.state, type=Ticket)

    async def journal(self, subject: SubjectId = TICKET) -> Sequence[Recorded]:
        async with self.store.read() as work:
            return await work.journal.of(subject)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Raw rows, read beside the store."""
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as database:
            return database.execute(sql).fetchall()

    def outbox(self) -> dict[str, str]:
        return dict(self.rows("SELECT key, state FROM outbox ORDER BY id"))


def reply(key: str, *, at: datetime = MONDAY, subject: SubjectId = TICKET, **said: Any) -> Event:
    return CustomerReplied(id=EventId(key), at=at, subject=subject, actor=requester, writing=writing(key, **said))


def heard(ts: str, text: str = "the importer shows an error", *, user: str = "U0AMY", at: datetime = MONDAY) -> Json:
    """The body of an inbox row that one message makes."""
    one = Heard(channel="C1", ts=ts, thread=None, user=user, team="T0ACME", text=text, files=0, at=at)
    return {"heard": [msgspec.to_builtins(one)]}


def incoming(key: str, body: Json, *, lane: str | None = None, at: datetime = MONDAY) -> Incoming:
    return Incoming(key=key, event_id=None, lane=lane or key, source="slack", body=body, received_at=at)


def words(text: str) -> Internal:
    return Internal(lines=(line(text),))


def say(key: str, channel: str = "C1") -> Say:
    return Say(key=key, channel=channel, thread=None, words=Public(lines=(line(key),)))


def whisper(key: str, user: str = "U0ADA") -> Whisper:
    return Whisper(key=key, user=user, words=words(key))  # type: ignore[arg-type]


def inform(key: str) -> Inform:
    return Inform(key=key, ticket=TICKET, words=words(key))


def page(key: str, *, person: str | None = "U0ADA", pager: str = "webhook", **changes: Any) -> Deliver:
    given: dict[str, Any] = {
        "key": key,
        "page": SubjectId(f"page:{TICKET}/{key}"),
        "ticket": TICKET,
        "person": person,
        "pager": pager,
        "address": "a",
        "secret": "",
        "occurrence": 1,
        "words": words(key),
        "guard": None,
        "look": False,
        "requested_at": MONDAY,
    }
    return Deliver(**(given | changes))
