"""Everything of one run: Slack, the telephones, the balancer and the replicas, and time that goes by in Slack too."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import vendor
from fleet import Replica
from raw_database import Database
from switchboard import Balancer, Telephones
from traffic import Traffic
from wrongclock import WrongClock

from ackline.sandbox.sandbox import Sandbox

PATIENCE_SECONDS = 60
"""Far more than anything here takes: a run that never comes to its end fails instead of stopping all others."""

_TICK_SECONDS = 0.05

T = TypeVar("T")

RIGHT: Mapping[int, WrongClock] = {}


@dataclass(slots=True, kw_only=True)
class Town:
    """One run under way."""

    slack: Sandbox
    telephones: Telephones
    balancer: Balancer
    replicas: Sequence[Replica]
    traffic: Traffic
    database: Database

    @property
    def kills(self) -> int:
        return sum(replica.kills for replica in self.replicas)

    async def ready(self) -> None:
        """Every replica runs and is ready."""
        for replica in self.replicas:
            if not replica.running:
                await replica.start()
        for replica in self.replicas:
            await replica.ready()

    async def busy(self, misfortune: Awaitable[T]) -> T:
        """People write and react until the misfortune is over."""
        over = asyncio.ensure_future(misfortune)
        try:
            while not over.done():
                await self.traffic.act()
                await asyncio.wait({over}, timeout=0.15)
            return await over
        finally:
            over.cancel()

    async def until(self, holds: Callable[[], Awaitable[bool]], what: str) -> None:
        """Wait for something to hold. AssertionError, with what the replicas wrote, when it never does."""
        for _ in range(PATIENCE_SECONDS * 5):
            if await holds():
                return
            await asyncio.sleep(0.2)
        told = "\n".join(replica.written for replica in self.replicas)
        raise AssertionError(f"it never came to this: {what}\n{told}")

    async def stop(self) -> None:
        """Every replica is asked to stop, and does."""
        for replica in self.replicas:
            if replica.running:
                assert await replica.stop() == 0, replica.written

    async def call_again(self) -> None:
        """Slack's own retries of an hour, at once: what got no 200 comes until it has one."""

        async def taken() -> bool:
            for event in await self.slack.events():
                if event["state"] in ("failed", "retrying"):
                    await self.slack.redeliver(event["payload"]["event_id"])
            accepted = await self.accepted()
            return all(event["payload"]["event_id"] in accepted for event in await self.slack.events())

        await self.until(taken, "every event was answered with 200")

    async def accepted(self) -> set[str]:
        """The ids of the events that were answered with 200 at least once."""
        return {
            event["payload"]["event_id"]
            for event in await self.slack.events()
            if any(attempt["failure"] is None for attempt in event["attempts"])
        }


@asynccontextmanager
async def town(
    folder: Path,
    database: Database,
    program: Sequence[str],
    *,
    replicas: int | Sequence[str],
    seed: int,
    clocks: Mapping[int, WrongClock] = RIGHT,
) -> AsyncIterator[Town]:
    """A vendor's town, with its replicas not started yet; all is gone at the end of the block.

    `replicas`: how many that do everything, or the part of each. `clocks`: whose clock may be wrong.
    """
    parts = [""] * replicas if isinstance(replicas, int) else replicas
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(Sandbox(vendor.workspace(datetime.now(UTC))))
        telephones = Telephones()
        vendor.write_config(folder / "config", await telephones.start())
        stack.push_async_callback(telephones.stop)
        settings = {
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "ACKLINE_DATABASE_URL": database.url,
            "ACKLINE_CONFIG": str(folder / "config"),
            "PHONE_SECRET": "a secret of the telephones",
        }
        fleet = [
            Replica(program, settings | (clocks[n].settings if n in clocks else {}), folder / f"replica{n}.log", part)
            for n, part in enumerate(parts)
        ]
        for replica in fleet:
            stack.push_async_callback(replica.end)
        balancer = Balancer([replica.port for replica in fleet if replica.hears])
        await slack.connect(events_url=await balancer.start())
        stack.push_async_callback(balancer.stop)
        ticking = asyncio.create_task(_tick(slack))
        stack.callback(ticking.cancel)
        await slack.copies(seed % 2, same_id=seed % 3 == 0)
        yield Town(
            slack=slack,
            telephones=telephones,
            balancer=balancer,
            replicas=fleet,
            traffic=Traffic(slack, seed),
            database=database,
        )


async def _tick(slack: Sandbox) -> None:
    """Slack's clock goes with the clock on the wall; it is only moved, so that nothing waits for it."""
    clock = slack.stage.clock
    while True:
        clock.move_to(max(datetime.now(UTC), clock.now))
        await asyncio.sleep(_TICK_SECONDS)
