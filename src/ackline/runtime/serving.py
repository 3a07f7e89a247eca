"""`serve`: the bot in a real workspace, in Socket Mode or behind HTTP, until it is told to stop."""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress

from aiohttp import web

from ackline.adapters.db.store import open_store
from ackline.adapters.slack.client import session
from ackline.adapters.slack.socket_mode import SocketMode
from ackline.adapters.wallclock import Wallclock
from ackline.runtime.edition import import_config, read_book
from ackline.runtime.listening import listening
from ackline.runtime.scheduler import Scheduler
from ackline.runtime.settings import Mode, Settings
from ackline.runtime.wiring import Bot, assemble
from ackline.services.ports import Retry
from ackline.web.health import health_routes
from ackline.web.server import Server

log = logging.getLogger(__name__)

_START_TRIES = 6


async def serve(settings: Settings, stopped: asyncio.Event | None = None) -> None:
    """Run until SIGTERM or SIGINT, which stop a start too.

    Raises what stops a start: SettingsError, FileError, StoreError, Permanent, Retry.
    """
    stopped = stopped or stopped_by_signal()
    waiting = asyncio.create_task(stopped.wait())
    living = asyncio.create_task(_live(settings))
    await asyncio.wait({waiting, living}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not living.done():
        log.info("stopping")
        living.cancel()
    with suppress(asyncio.CancelledError):
        await living


async def _live(settings: Settings) -> None:
    """Start, and work for ever; when it is cancelled, everything that was opened is closed in turn."""
    clock = Wallclock()
    async with AsyncExitStack() as stack:
        store = await open_store(settings.database_url)
        stack.push_async_callback(store.close)
        await store.migrate()
        if settings.config is not None:
            imported = await import_config(store, settings.config, clock)
            log.info("imported", extra={"roster": imported.roster, "contracts": imported.contracts})
        book = await read_book(store)
        http = await stack.enter_async_context(session())
        bot = await _introduced(
            lambda: assemble(
                store=store,
                book=book,
                clock=clock,
                http=http,
                bot_token=settings.bot_token,
                signing_secret=settings.signing_secret,
                api_url=settings.api_url,
                secrets=os.environ,
                mail=settings.mail,
            )
        )
        scheduler = Scheduler(wake=bot.engine.wake, next_moment=bot.engine.next_moment, catch_up=bot.lookout.catch_up)
        readiness = Readiness(bot)
        server = Server([web.post("/slack/events", bot.endpoint.handle), *health_routes(readiness.why_not)])
        origin = await listening(
            server.start(settings.host, settings.port),
            settings.host,
            settings.port,
            "mend ACKLINE_HOST or ACKLINE_PORT",
        )
        stack.push_async_callback(server.stop)
        if settings.mode is Mode.SOCKET:
            socket = SocketMode(bot.app, settings.app_token, bot.app.client, bot.engine.wake)
            await socket.connect()
            stack.push_async_callback(socket.close)
            readiness.socket = socket
        if (hints := store.hints(bot.bell)) is not None:
            listening_to_others = asyncio.create_task(hints.run())
            stack.callback(listening_to_others.cancel)
        await bot.engine.start()
        await scheduler.start()
        stack.callback(scheduler.stop)
        readiness.started = True
        log.info("ready", extra={"mode": settings.mode.value, "at": origin})
        await bot.engine.run()


class Readiness:
    """What stands between the bot and its promises."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self.socket: SocketMode | None = None
        self.started = False

    async def why_not(self) -> str | None:
        """None when the database answers, Slack is connected and old wakes are derived anew."""
        if not self.started:
            return "starting: catching up with Slack"
        try:
            await self._bot.engine.next_moment()
        except Exception as fault:  # whatever is wrong with the database, it is not ready
            return f"the database does not answer: {type(fault).__name__}"
        if self.socket is not None and not await self.socket.is_connected():
            return "no socket to Slack is open"
        return None


async def _introduced(begin: Callable[[], Awaitable[Bot]]) -> Bot:
    """Slack may be away for a moment when a machine starts: asked a few times, then the start fails."""
    for tried in range(_START_TRIES):
        try:
            return await begin()
        except Retry as retry:
            log.warning("Slack does not answer yet", extra={"why": str(retry)})
            await asyncio.sleep(min(2**tried, 15))
    return await begin()


def stopped_by_signal() -> asyncio.Event:
    """An event that SIGTERM or SIGINT sets."""
    stopped = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stopped.set)
    return stopped
