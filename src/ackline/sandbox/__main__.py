"""`python -m ackline.sandbox --seed world.yml`: the sandbox by itself, until it is interrupted."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from ackline.sandbox import seed
from ackline.sandbox.sandbox import Sandbox
from ackline.sandbox.wire import Refused


def main() -> int:
    """0 after an interrupt, 2 for a seed or port that cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m ackline.sandbox", description="A Slack for one machine.")
    parser.add_argument("--seed", type=Path, required=True, help="the world, as YAML (see World.from_dict)")
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1; any free one unless given")
    parser.add_argument("--app-url", help="the app's request URL; without one it comes by Socket Mode")
    parser.add_argument("--clock-url", help="the app's timekeeper (see ackline.sandbox.timekeeper)")
    parser.add_argument("--life-url", help="what ends and begins the app at a reset (see ackline.sandbox.life)")
    given = parser.parse_args()
    try:
        asyncio.run(_serve(given))
    except (Refused, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


async def _serve(given: argparse.Namespace) -> None:
    world = seed.load(given.seed)
    sandbox = Sandbox(world, events_url=given.app_url, clock_url=given.clock_url, life_url=given.life_url)
    await sandbox.start(given.port)
    stopped = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stopped.set)
    print(f"The sandbox is at {sandbox.origin}\nSLACK_API_URL={sandbox.api_url}", flush=True)
    try:
        await stopped.wait()
    finally:
        await sandbox.stop()


if __name__ == "__main__":
    sys.exit(main())
