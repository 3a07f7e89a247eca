"""Starting the demo: a sandbox, a bot that knows nothing of it but its address, and a seeded workspace."""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.resources import as_file, files
from pathlib import Path

from aiohttp import web

from ackline.adapters.db.store import open_store
from ackline.adapters.slack.client import session
from ackline.adapters.wallclock import HandClock
from ackline.runtime.edition import import_config, read_book
from ackline.runtime.handtime import HandTimed
from ackline.runtime.listening import listening
from ackline.runtime.wiring import assemble
from ackline.sandbox import seed
from ackline.sandbox.sandbox import Sandbox
from ackline.web.health import health_routes
from ackline.web.server import Server
from ackline.web.timekeeper import timekeeper_routes

log = logging.getLogger(__name__)

CLOCK = "/demo/clock"
SANDBOX_PORT = 8765


async def demo(host: str, port: int, sandbox_port: int, stopped: asyncio.Event) -> None:
    """Run the demo until `stopped`. Nothing is left behind but what was printed."""
    async with running(host, port, sandbox_port) as origin:
        print(
            "Ackline's demo is running: the bot, and a Slack of its own on this machine only.\n"
            "Nothing leaves it, and nothing is kept when you stop it with Ctrl-C.\n\n"
            f"  Open {origin} in a browser.",
            flush=True,
        )
        await stopped.wait()


@asynccontextmanager
async def running(host: str, port: int, sandbox_port: int) -> AsyncIterator[str]:
    """The demo while the block lasts; yields the address to open. SettingsError when a port is taken."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(as_file(files("ackline.runtime.demo")))
        world = seed.load(folder / "slack.yml")
        sandbox = Sandbox(world)
        await listening(
            sandbox.start(sandbox_port), "127.0.0.1", sandbox_port, "stop it, or start with `sandbox --port 0`"
        )
        stack.push_async_callback(sandbox.stop)
        clock = HandClock(sandbox.now)
        database = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ackline-demo-"))) / "demo.db"
        store = await open_store(f"sqlite:///{database}")
        stack.push_async_callback(store.close)
        await store.migrate()
        await import_config(store, folder, clock)
        http = await stack.enter_async_context(session())
        bot = await assemble(
            store=store,
            book=await read_book(store),
            clock=clock,
            http=http,
            bot_token=sandbox.token,
            signing_secret=sandbox.signing_secret,
            api_url=sandbox.api_url,
        )
        timed = HandTimed(clock, bot.engine, bot.showing)
        routes = [
            web.post("/slack/events", bot.endpoint.handle),
            *health_routes(_never_ready),
            *timekeeper_routes(CLOCK, timed),
        ]
        server = Server(routes)
        origin = await listening(server.start(host, port), host, port, "stop it, or set ACKLINE_PORT to a free port")
        stack.push_async_callback(server.stop)
        await bot.engine.start()
        await bot.engine.settle()
        await sandbox.connect(events_url=f"{origin}/slack/events", clock_url=f"{origin}{CLOCK}")
        yield sandbox.origin


async def _never_ready() -> str | None:
    return "this is the demo: it keeps nobody's promises"
