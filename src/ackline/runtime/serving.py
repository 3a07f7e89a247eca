"""`serve`: the bot in a real workspace, in Socket Mode or behind HTTP, until it is told to stop."""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress

from aiohttp import web

from ackline.adapters.db.store import DbStore, open_store
from ackline.adapters.prometheus import Prometheus
from ackline.adapters.slack.client import session
from ackline.adapters.slack.socket_mode import SocketMode
from ackline.adapters.wallclock import Wallclock
from ackline.runtime.edition import import_config, read_book
from ackline.runtime.listening import listening
from ackline.runtime.operating import chores
from ackline.runtime.role import Role
from ackline.runtime.scheduler import Scheduler
from ackline.runtime.settings import Mode, Settings
from ackline.runtime.wiring import Bot, assemble
from ackline.services.operating.meter import witness
from ackline.services.ports import Clock, Retry
from ackline.web.health import health_routes
from ackline.web.metrics import metrics_routes
from ackline.web.server import Server

log = logging.getLogger(__name__)

_START_TRIES = 6


async def serve(settings: Settings, stopped: asyncio.Event | None = None, *, role: Role = Role.WHOLE) -> None:
    """Run until SIGTERM or SIGINT, which stop a start too.

    Raises what stops a start: SettingsError, FileError, StoreError, Permanent, Retry.
    """
    stopped = stopped or stopped_by_signal()
    waiting = asyncio.create_task(stopped.wait())
    living = asyncio.create_task(_live(settings, role))
    await asyncio.wait({waiting, living}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not living.done():
        log.info("stopping")
        living.cancel()
    with suppress(asyncio.CancelledError):
        await living


async def _live(settings: Settings, role: Role) -> None:
    """Start, and work for ever; when it is cancelled, everything that was opened is closed in turn."""
    async with AsyncExitStack() as stack:
        store = await open_store(settings.database_url)
        stack.push_async_callback(store.close)
        await store.migrate()
        clock = await _clock(store, stack)
        if settings.config is not None:
            imported = await import_config(store, settings.config, clock)
            log.info("imported", extra={"roster": imported.roster, "contracts": imported.contracts})
        book = await read_book(store)
        http = await stack.enter_async_context(session())
        meter = Prometheus()
        store.witnessed_by(witness(meter))
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
                backfill_days=settings.backfill_days,
                mail=settings.mail,
                pagerduty_secret=settings.pagerduty_secret,
                meter=meter,
            ),
            settings.api_url,
        )
        scheduler = Scheduler(
            wake=bot.engine.wake,
            next_moment=bot.engine.next_moment,
            catch_up=bot.lookout.catch_up,
            clock=clock,
            chores=chores(bot, settings, http),
        )
        bot.pulse.works = role.works

        async def metrics() -> bytes:
            return meter.page(await bot.pulse.take())

        heard = [web.post("/slack/events", bot.endpoint.handle), *bot.answers] if role.hears else []
        server = Server([*heard, *health_routes(bot.pulse.why_not), *metrics_routes(metrics)])
        origin = await listening(
            server.start(settings.host, settings.port),
            settings.host,
            settings.port,
            "mend ACKLINE_HOST or ACKLINE_PORT",
        )
        stack.push_async_callback(server.stop)
        if settings.mode is Mode.SOCKET and role.hears:
            socket = SocketMode(bot.app, settings.app_token, bot.app.client, bot.engine.wake)
            await socket.connect()
            stack.push_async_callback(socket.close)
            bot.pulse.connected = socket.is_connected
        if (hints := store.hints(bot.bell)) is not None:
            listening_to_others = asyncio.create_task(hints.run())
            stack.callback(listening_to_others.cancel)
        if role.works:
            await bot.engine.start()
            await scheduler.start()
            stack.callback(scheduler.stop)
        _settle_down()
        bot.pulse.started = True
        log.info("ready", extra={"mode": settings.mode.value, "role": role.value, "address": origin})
        await (bot.engine.run() if role.works else asyncio.Event().wait())


def _settle_down() -> None:
    """Let the garbage collector leave alone what is there for good: going over it took 60 ms, time and again.

    And let whoever comes back from the disk wait for the interpreter no longer than half a millisecond, not five: a
    commit waits for it twice while timers are decided.
    """
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(0.0005)


async def _clock(store: DbStore, stack: AsyncExitStack) -> Clock:
    shared = store.shared_clock()
    if shared is None:
        return Wallclock()
    await shared.take()
    reading = asyncio.create_task(shared.run())
    stack.callback(reading.cancel)
    return shared


async def _introduced(begin: Callable[[], Awaitable[Bot]], api_url: str) -> Bot:
    """Slack may be away for a moment when a machine starts: asked a few times, then the start fails."""
    for tried in range(_START_TRIES):
        try:
            return await begin()
        except Retry as retry:
            log.warning("Slack does not answer yet", extra={"why": str(retry)})
            await asyncio.sleep(min(2**tried, 15))
    try:
        return await begin()
    except Retry as retry:
        raise Retry(f"{retry}, at {api_url}: mend the network, the proxy or SLACK_API_URL, then start again") from retry


def stopped_by_signal() -> asyncio.Event:
    """An event that SIGTERM or SIGINT sets."""
    stopped = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stopped.set)
    return stopped
