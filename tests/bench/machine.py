"""Everything of a bot but Slack: real store, desk, worker, courier and engine; what it says arrives at once."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ackline.adapters.db.store import DbStore, open_store
from ackline.adapters.slack.me import Me
from ackline.adapters.slack.reader import SlackReader
from ackline.adapters.wallclock import Wallclock
from ackline.domain.tickets.intake import Heard
from ackline.runtime.edition import import_config, read_book
from ackline.services.bell import Bell
from ackline.services.book import Book
from ackline.services.desk import Desk
from ackline.services.engine import Engine
from ackline.services.incoming.intake import Intake
from ackline.services.incoming.reception import Reception
from ackline.services.incoming.who import Who
from ackline.services.incoming.worker import InboxWorker
from ackline.services.outgoing.courier import Courier
from ackline.services.outgoing.lookout import Lookout
from ackline.services.ports import Clock, Home, Incoming, Leased, Receipt

ME = Me(user="U0ACKLINE", bot="B0ACKLINE", app="A0ACKLINE", team="T0VENDOR")
CHANNELS = 50

_PEOPLE = """
vendor: {name: Harbour, triage_channel: C9TRIAGE, fallback_channel: C9FALLBACK}
people:
  U9ADA: {name: Ada, support: yes, lines: [slack_dm, {pager: webhook, address: "http://127.0.0.1:9/ada", secret: KEY}]}
  U9TOM: {name: Tom, lines: [slack_dm, {pager: webhook, address: "http://127.0.0.1:9/tom", secret: KEY}]}
  U9VERA: {name: Vera, lines: [slack_dm, {pager: webhook, address: "http://127.0.0.1:9/vera", secret: KEY}]}
rotas:
  engineers: {people: [U9ADA]}
  managers: {people: [U9TOM]}
  leaders: {people: [U9VERA]}
"""
_ACCOUNT = """
  a{number}:
    name: Account {number}
    contract: stringer
    tier: enterprise
    channels: [C0{number:04d}]
    roles: {{oncall: engineers, tam: managers, vp: leaders}}
"""


@dataclass
class Instant:
    """The messenger: everything arrives, without delay. `reached` is set when `wanted` went to customers."""

    sent: int = 0
    to_customers: int = 0
    wanted: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, row: Leased, *, duplicate_risk: bool) -> Receipt:
        assert not duplicate_risk
        self.sent += 1
        self.to_customers += row.destination.startswith("C0")
        if self.to_customers >= self.wanted:
            self.reached.set()
        return Receipt(channel="C9TRIAGE", ts=f"1795000000.{self.sent:06d}", wakes="webhook" in row.destination)

    async def find(self, row: Leased) -> Receipt | None:
        return None


class Quiet:
    """The eyes: Slack has nothing that did not come by event."""

    async def look(self, channel: str, ts: str) -> Sequence[Incoming]:
        return ()

    async def since(self, channel: str, watermark: str | None) -> Sequence[Incoming]:
        return ()


class Directory:
    """Everybody is who the payload says."""

    async def home_of(self, user: str) -> Home:
        vendor = user.startswith("U9")
        team = ME.team if vendor else "T0ACME"
        return Home(user=user, team=team, enterprise=None, guest=False, stranger=not vendor, deleted=False, bot=False)

    def is_vendor(self, team: str) -> bool:
        return team == ME.team


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A bot without Slack."""

    store: DbStore
    book: Book
    desk: Desk
    worker: InboxWorker
    courier: Courier
    engine: Engine
    lookout: Lookout
    intake: Intake
    messenger: Instant
    clock: Clock


def write_config(folder: Path) -> None:
    """people.yml and accounts.yml: one account a channel, all under the contract with the longest ladder."""
    (folder / "people.yml").write_text(_PEOPLE)
    accounts = "".join(_ACCOUNT.format(number=number) for number in range(CHANNELS))
    (folder / "accounts.yml").write_text(f"accounts:{accounts}")


async def _nowhere(channel: str, ts: str) -> Heard | None:
    return None


@asynccontextmanager
async def machine(url: str, folder: Path, clock: Clock | None = None) -> AsyncIterator[Machine]:
    """A machine over a database that is migrated here; `folder` has or takes its config."""
    clock = clock or Wallclock()
    store = await open_store(url)
    try:
        await store.migrate()
        if not (folder / "people.yml").exists():
            write_config(folder)
        await import_config(store, folder, clock)
        book = await read_book(store)
        bell, messenger = Bell(), Instant()
        desk = Desk(store, book, clock)
        reception = Reception(
            store=store,
            desk=desk,
            book=book,
            who=Who(Directory(), book, clock),
            read=SlackReader(ME),
            fetch=_nowhere,
            clock=clock,
        )
        worker = InboxWorker(store, reception, clock)
        lookout = Lookout(store, Quiet(), worker, book, clock)
        courier = Courier(store, messenger, lookout, clock, bell.ring)
        engine = Engine(store=store, desk=desk, worker=worker, courier=courier, lookout=lookout, clock=clock, bell=bell)
        gc.collect()
        gc.freeze()  # as `serve` does, and so is the next
        sys.setswitchinterval(0.0005)
        yield Machine(
            store=store,
            book=book,
            desk=desk,
            worker=worker,
            courier=courier,
            engine=engine,
            lookout=lookout,
            intake=Intake(store, bell.ring),
            messenger=messenger,
            clock=clock,
        )
    finally:
        await store.close()
