"""Starting the demo: a sandbox, and a bot that knows nothing of it but its address, for one of the seeded vendors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web

from ackline.runtime.demo.lives import Lives
from ackline.runtime.demo.vendors import VENDORS, worlds
from ackline.runtime.listening import listening
from ackline.sandbox.sandbox import Sandbox
from ackline.web.health import health_routes
from ackline.web.life import life_routes
from ackline.web.server import Server
from ackline.web.timekeeper import timekeeper_routes

CLOCK = "/demo/clock"
LIFE = "/demo/life"
SANDBOX_PORT = 8765


async def demo(host: str, port: int, sandbox_port: int, vendor: str, stopped: asyncio.Event) -> None:
    """Run the demo until `stopped`. Nothing is left behind but what was printed."""
    async with running(host, port, sandbox_port, vendor) as origin:
        print(
            "Ackline's demo is running: the bot, and a Slack of its own on this machine only.\n"
            "Nothing leaves it, and nothing is kept when you stop it with Ctrl-C.\n\n"
            f"  Open {origin} in a browser.",
            flush=True,
        )
        await stopped.wait()


@asynccontextmanager
async def running(host: str, port: int, sandbox_port: int, vendor: str = VENDORS[0]) -> AsyncIterator[str]:
    """The demo while the block lasts; yields the address to open. SettingsError when a port is taken."""
    async with AsyncExitStack() as stack:
        seeds = worlds()
        sandbox = Sandbox(seeds[vendor], worlds=seeds, world=vendor)
        await listening(
            sandbox.start(sandbox_port), "127.0.0.1", sandbox_port, "stop it, or start with `sandbox --port 0`"
        )
        stack.push_async_callback(sandbox.stop)
        lives = Lives(api_url=sandbox.api_url, bot_token=sandbox.token, signing_secret=sandbox.signing_secret)
        stack.push_async_callback(lives.end)
        routes = [
            web.post("/slack/events", lives.events),
            *health_routes(_never_ready),
            *timekeeper_routes(CLOCK, lives),
            *life_routes(LIFE, lives.begin, lives.end),
        ]
        server = Server(routes)
        origin = await listening(server.start(host, port), host, port, "stop it, or set ACKLINE_PORT to a free port")
        stack.push_async_callback(server.stop)
        await lives.begin(vendor, sandbox.now)
        await sandbox.connect(
            events_url=f"{origin}/slack/events", clock_url=f"{origin}{CLOCK}", life_url=f"{origin}{LIFE}"
        )
        yield sandbox.origin


async def _never_ready() -> str | None:
    return "this is the demo: it keeps nobody's promises"
