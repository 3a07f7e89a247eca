"""Messages a second from the inbox to the card: read, decided, kept, journalled, and both cards delivered.

`python tests/bench/inbox.py [--messages N] [--database URL] [--json]`. Slack is there in no time at all, so this is
what one process of ours can do. Every message is of another customer, so each opens a ticket of its own.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from intake import event
from machine import CHANNELS, Machine, machine

from ackline.adapters.slack.rows import inbox_row

WARM_UP = 200


async def fill(on: Machine, first: int, count: int) -> None:
    """Put so many messages into the inbox."""
    now = on.clock.now()
    rows = []
    for number in range(first, first + count):
        body = json.loads(event(number, int(now.timestamp())))
        body["event"] |= {"channel": f"C0{number % CHANNELS:04d}", "user": f"U1{number:06d}"}
        row = inbox_row(body, now)
        assert row is not None
        rows.append(row)
    for start in range(0, count, 500):
        async with on.store.begin_intake() as work:
            await work.inbox.put(rows[start : start + 500])


@asynccontextmanager
async def running(on: Machine) -> AsyncIterator[None]:
    """The engine's loops run side by side, as they do in `serve`."""
    loops = asyncio.create_task(on.engine.run())
    try:
        yield
    finally:
        loops.cancel()
        await asyncio.gather(loops, return_exceptions=True)


async def until_left(on: Machine, cards: int) -> float:
    """Seconds until so many cards have left in all."""
    begun = time.perf_counter()
    on.messenger.wanted = cards
    on.messenger.reached.clear()
    on.engine.wake()
    await on.messenger.reached.wait()
    return time.perf_counter() - begun


async def measure(url: str, messages: int) -> float:
    """Messages a second. RuntimeError when one of them has no ticket."""
    with tempfile.TemporaryDirectory() as folder:
        async with machine(url or f"sqlite:///{folder}/bench.db", Path(folder)) as on:
            await fill(on, 0, WARM_UP)
            async with running(on):
                await until_left(on, WARM_UP)
                await fill(on, WARM_UP, messages)
                seconds = await until_left(on, WARM_UP + messages)
            async with on.store.read() as work:
                opened = len(await work.subjects.open_of_kind("ticket"))
    if opened != WARM_UP + messages:
        raise RuntimeError(f"{opened} tickets for {WARM_UP + messages} messages")
    return messages / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--database", default="", help="a PostgreSQL URL; a SQLite file of its own without")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    rate = asyncio.run(measure(given.database, given.messages))
    print(json.dumps({"messages_per_second": round(rate)}) if given.json else f"{rate:.0f} messages a second")


if __name__ == "__main__":
    main()
