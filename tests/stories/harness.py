"""A story's stage: the bot over HTTP against the sandbox, a store on disk, time moved by hand, a pager that records."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from ackline.adapters.db.store import DbStore, open_store
from ackline.adapters.slack.client import session
from ackline.adapters.slack.socket_mode import SocketMode
from ackline.adapters.wallclock import HandClock
from ackline.domain.decision import Context
from ackline.domain.ids import SubjectId
from ackline.domain.tickets.clocks import TicketClock, clocks
from ackline.domain.tickets.ticket import Ticket
from ackline.runtime.edition import import_config, read_book
from ackline.runtime.handtime import HandTimed
from ackline.runtime.wiring import Bot, assemble
from ackline.sandbox.sandbox import Sandbox
from ackline.services.ports import Recorded
from ackline.web.health import health_routes
from ackline.web.server import Server
from ackline.web.timekeeper import timekeeper_routes

CLOCK = "/clock"
SECRET = "a-secret-of-the-phone"
PAGERDUTY_SECRET = "a-secret-of-pagerduty"


@dataclass
class Phone:
    """A pager that wakes: what it was asked to ring for, how it answers, and for whom it does not ring at all."""

    url: str = ""
    rung: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    refuses: set[str] = field(default_factory=set)

    async def ring(self, request: web.Request) -> web.Response:
        page = await request.json()
        page["path"] = request.path
        status = 404 if request.match_info["who"] in self.refuses else self.status
        if status == 200:
            self.rung.append(page)
        return web.Response(status=status)


class Stage:
    """What a story holds: Slack, the bot while it is up, and a look into what was kept."""

    def __init__(self, folder: Path, slack: Sandbox, phone: Phone, *, socket: bool) -> None:
        self.folder = folder
        self.slack = slack
        self.phone = phone
        self.clock = HandClock(slack.now)
        self._socket = socket
        self._up = AsyncExitStack()
        self.bot: Bot | None = None
        self.events_url = ""
        self.origin = ""

    async def start_bot(self) -> None:
        """The bot comes up as `serve` brings it up: import, catch-up, then time."""
        self.clock.set(self.slack.now)
        async with AsyncExitStack() as stack:
            store: DbStore = await open_store(f"sqlite:///{self.folder / 'story.db'}")
            stack.push_async_callback(store.close)
            await store.migrate()
            await import_config(store, self.folder, self.clock)
            http = await stack.enter_async_context(session())
            self.bot = bot = await assemble(
                store=store,
                book=await read_book(store),
                clock=self.clock,
                http=http,
                bot_token=self.slack.token,
                signing_secret="" if self._socket else self.slack.signing_secret,
                api_url=self.slack.api_url,
                secrets={"PHONE_SECRET": SECRET},
                pagerduty_secret=PAGERDUTY_SECRET,
            )
            timed = HandTimed(self.clock, bot.engine, bot.showing)
            routes = [web.post("/slack/events", bot.endpoint.handle), *timekeeper_routes(CLOCK, timed)]
            server = Server([*routes, *bot.answers, *health_routes(_ready)])
            origin = await server.start("127.0.0.1", 0)
            stack.push_async_callback(server.stop)
            self.origin = origin
            self.events_url = f"{origin}/slack/events"
            events = None if self._socket else self.events_url
            if self._socket:
                socket = SocketMode(bot.app, self.slack.app_token, bot.app.client, bot.engine.wake)
                await socket.connect()
                stack.push_async_callback(socket.close)
                await self.slack.wait_for_socket()
            await bot.engine.start()
            await bot.engine.settle()
            await self.slack.connect(events_url=events, clock_url=f"{origin}{CLOCK}")
            self._up = stack.pop_all()

    async def stop_bot(self) -> None:
        """The bot is gone: what Slack sends from now on is lost."""
        await self.slack.line("lost")
        await self.slack.connect(events_url="http://127.0.0.1:9/slack/events", clock_url=None)
        await self._up.aclose()
        self.bot = None

    async def return_of_the_bot(self) -> None:
        """The bot comes back over the same database; what was lost stays lost."""
        await self.slack.line("open")
        await self.start_bot()

    async def close(self) -> None:
        await self._up.aclose()

    # ------------------------------------------------------------ what was kept

    @property
    def running(self) -> Bot:
        assert self.bot is not None, "the bot is down"
        return self.bot

    async def ticket(self, number: int = 1) -> Ticket:
        return (await self._ticket(number))[0]

    async def clock_of(self, kind: str, number: int = 1) -> TicketClock | None:
        ticket, ctx = await self._ticket(number)
        return next((c for c in clocks(ticket, ctx.contract) if c.kind.value == kind), None)

    async def tickets(self) -> int:
        async with self.running.store.read() as work:
            number = 0
            while await work.subjects.by_number(number + 1) is not None:
                number += 1
        return number

    async def _ticket(self, number: int) -> tuple[Ticket, Context]:
        async with self.running.store.read() as work:
            subject = await work.subjects.by_number(number)
            assert subject is not None, f"there is no ticket #{number}"
            return await self.running.showing.ticket(work, subject)

    async def journal(self, subject: SubjectId) -> Sequence[Recorded]:
        async with self.running.store.read() as work:
            return await work.journal.of(subject)

    def cited(self) -> set[str]:
        """Every clause that any decision of this story rests on, read from the database beside the bot."""
        with closing(sqlite3.connect(f"file:{self.folder / 'story.db'}?mode=ro", uri=True)) as database:
            return {clause for (row,) in database.execute("SELECT clauses FROM journal") for clause in json.loads(row)}

    def words_kept(self, words: str) -> list[str]:
        """The tables of the database in which words still stand."""
        with closing(sqlite3.connect(f"file:{self.folder / 'story.db'}?mode=ro", uri=True)) as database:
            named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sought'"  # it shows no rows
            tables = [name for (name,) in database.execute(named)]
            return [t for t in tables if words in repr(database.execute(f'SELECT * FROM "{t}"').fetchall())]

    async def triage(self, number: int = 1) -> str:
        """What staff read about a ticket: its card and the thread below it."""
        for message in await self.slack.messages("C0TRIAGE"):
            if message["text"].startswith(f"#{number} ") or f"#{number} ·" in message["text"]:
                return "\n".join([message["text"], *(r["text"] for r in message.get("replies", []))])
        return ""

    async def card(self, channel: str, ts: str) -> list[dict[str, Any]]:
        """The bot's messages in a customer's thread."""
        thread = await self.slack.thread(channel, ts)
        return [m for m in thread if m.get("bot_id") and not m.get("deleted")]

    async def pages(self, user: str) -> list[str]:
        """What the bot told somebody directly, oldest first."""
        return [m["text"] for m in await self.slack.dms(user) if m.get("bot_id")]

    async def triage_card(self, number: int = 1) -> dict[str, Any]:
        """The triage card of a ticket, with its thread."""
        cards = [m for m in await self.slack.messages("C0TRIAGE") if m["text"].startswith(f"*#{number} ·")]
        assert len(cards) == 1, f"#{number} has {len(cards)} triage cards"
        return cards[0]

    async def press(self, channel: str, message: dict[str, Any], by: str, act: str, value: str = "") -> None:
        """Somebody presses what stands for an act in a message, a button or a menu's option; `value` ends its value."""
        action, option = _press_of(message, act, value)
        await self.slack.click(channel, message["ts"], by, action, option)

    async def press_triage(self, by: str, act: str, number: int = 1) -> None:
        """Somebody presses a button of a ticket's triage card."""
        await self.press("C0TRIAGE", await self.triage_card(number), by, act)

    async def press_page(self, by: str, act: str) -> None:
        """Somebody presses a button of the last page they got."""
        page = [m for m in await self.slack.dms(by) if m.get("bot_id") and _buttons(m)][-1]
        await self.press("ackline", page, by, act)

    async def dialog(self, by: str, act: str, number: int = 1, **answers: str) -> dict[str, str]:
        """Somebody presses a button of the triage card that opens a form, fills it in and sends it: its errors."""
        await self.press_triage(by, act, number)
        return await self.fill_in(by, **answers)

    async def press_form(self, room: Any, ts: str, by: str, act: str, **answers: str) -> dict[str, str]:
        """Somebody presses on a thread's card what opens a form, fills it in and sends it: its errors."""
        await room.press(ts, by, act)
        return await self.fill_in(by, **answers)

    async def fill_in(self, by: str, **answers: str) -> dict[str, str]:
        """Somebody fills in the form that is open and sends it: its errors."""
        sent = await self.slack.submit(by, answers)
        if sent.errors:
            await self.slack.close_view(by)
        return dict(sent.errors or {})

    async def rings(self, who: str) -> list[str]:
        """What somebody's phone rang for, oldest first."""
        return [page["text"] for page in self.phone.rung if page["path"] == f"/{who}"]

    async def answered(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        """Something beside Slack sends a request to the bot, which works it; the status of its answer."""
        async with session() as http, http.post(f"{self.origin}{path}", data=body, headers=headers) as answer:
            status = answer.status
        await self.running.engine.settle()
        return status

    async def aside(self, command: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
        """A command line beside the stage: it has a loop of its own."""
        return await asyncio.to_thread(command, arguments)

    async def promised(self) -> list[str]:
        """What is still to come of tickets; what Ackline does by the clock for its people is not."""
        return [moment["what"] for moment in await self.slack.due() if moment["what"].startswith("#")]

    async def forward(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        await self.slack.forward(timedelta(minutes=minutes, hours=hours, days=days))

    async def until(self, at: datetime) -> None:
        await self.slack.forward_to(at)


@asynccontextmanager
async def stage(
    folder: Path, world: dict[str, Any], people: str, accounts: str, *, socket: bool = False
) -> AsyncIterator[Stage]:
    """A stage with the bot up. `people` may name the phone's address as {phone}."""
    phone = Phone()
    phones = Server([web.post("/{who}", phone.ring)])
    phone.url = await phones.start("127.0.0.1", 0)
    (folder / "people.yml").write_text(people.replace("{phone}", phone.url), encoding="utf-8")
    (folder / "accounts.yml").write_text(accounts, encoding="utf-8")
    try:
        async with Sandbox(world) as slack:
            on = Stage(folder, slack, phone, socket=socket)
            await on.start_bot()
            try:
                yield on
            finally:
                await on.close()
    finally:
        await phones.stop()


def _buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    blocks = message.get("blocks") or []
    return [e for block in blocks if block["type"] == "actions" for e in block["elements"]]


def _press_of(message: dict[str, Any], act: str, value: str) -> tuple[str, str | None]:
    """The action id of an act's button and its value, or that of the menu that has it, and the option."""
    name = act if act.startswith("see:") else f"act:{act}"
    found: list[tuple[str, str]] = []
    for element in _buttons(message):
        if element["action_id"].startswith(f"{name}:"):
            found.append((element["action_id"], element["value"]))
        for option in element.get("options", ()):
            if option["value"].startswith(f"{name}:|"):
                found.append((element["action_id"], option["value"]))
    fitting = [one for one in found if one[1].endswith(value)]
    assert fitting, f"nothing for {act}, but {acts_in(message)}"
    return fitting[0]


def acts_in(message: dict[str, Any]) -> list[str]:
    """What a message offers to press, in order; what stands in a menu ends with a dot."""
    found: list[str] = []
    for element in _buttons(message):
        options = [option["value"].partition(":|")[0] + "." for option in element.get("options", ())]
        found += options or [element["action_id"].rpartition(":")[0]]
    return [name.removeprefix("act:") for name in found]


async def _ready() -> str | None:
    return None


def utc(text: str) -> datetime:
    """An instant from ISO text."""
    return datetime.fromisoformat(text).astimezone(UTC)
