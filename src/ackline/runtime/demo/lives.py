"""The demo's bot: one life after another, each over a new database and with one vendor's people and accounts."""

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from importlib.resources import as_file
from pathlib import Path

from aiohttp import web

from ackline.adapters.db.store import open_store
from ackline.adapters.slack.client import session
from ackline.adapters.wallclock import HandClock
from ackline.runtime.demo.vendors import folder
from ackline.runtime.edition import import_config, read_book
from ackline.runtime.handtime import HandTimed
from ackline.runtime.wiring import Bot, assemble
from ackline.services.looking.showing import Coming


class Lives:
    """Begins and ends bots; what comes while there is none is refused, or finds nothing to do."""

    def __init__(self, *, api_url: str, bot_token: str, signing_secret: str) -> None:
        self._api_url = api_url
        self._bot_token = bot_token
        self._signing_secret = signing_secret
        self._turn = asyncio.Lock()
        self._present = AsyncExitStack()
        self._bot: Bot | None = None
        self._timed: HandTimed | None = None

    async def begin(self, vendor: str, now: datetime) -> None:
        """A bot for a vendor that knows nothing yet. ValueError when there is no such vendor."""
        async with self._turn, AsyncExitStack() as stack:
            config = stack.enter_context(as_file(folder(vendor)))
            await self._present.aclose()
            clock = HandClock(now)
            database = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ackline-demo-"))) / "demo.db"
            store = await open_store(f"sqlite:///{database}")
            stack.push_async_callback(store.close)
            await store.migrate()
            await import_config(store, config, clock)
            bot = await assemble(
                store=store,
                book=await read_book(store),
                clock=clock,
                http=await stack.enter_async_context(session()),
                bot_token=self._bot_token,
                signing_secret=self._signing_secret,
                api_url=self._api_url,
            )
            await bot.engine.start()
            await bot.engine.settle()
            self._bot, self._timed = bot, HandTimed(clock, bot.engine, bot.showing)
            stack.callback(self._forget)
            self._present = stack.pop_all()

    async def end(self) -> None:
        """The bot is at rest and gone, and its database with it."""
        async with self._turn:
            await self._present.aclose()

    def _forget(self) -> None:
        self._bot = self._timed = None

    async def events(self, request: web.Request) -> web.StreamResponse:
        """What Slack sends goes to the present bot; without one Slack is to try again."""
        return web.Response(status=503) if self._bot is None else await self._bot.endpoint.handle(request)

    # Time, as `ackline.web.timekeeper` moves it.

    def set(self, at: datetime) -> None:
        """Move the present bot's clock."""
        if self._timed is not None:
            self._timed.set(at)

    async def settle(self) -> None:
        """The present bot works until it is at rest."""
        async with self._turn:
            if self._timed is not None:
                await self._timed.settle()

    async def coming(self) -> Sequence[Coming]:
        """What the present bot will do, soonest first."""
        async with self._turn:
            return [] if self._timed is None else await self._timed.coming()

    async def next_moment(self) -> datetime | None:
        """The soonest instant at which the present bot has something to do."""
        async with self._turn:
            return None if self._timed is None else await self._timed.next_moment()
