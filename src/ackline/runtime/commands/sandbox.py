"""`ackline sandbox`: the demo."""

import argparse
import asyncio
import logging
from collections.abc import Mapping

from ackline.runtime import logs
from ackline.runtime.demo.start import SANDBOX_PORT, demo
from ackline.runtime.demo.vendors import VENDORS
from ackline.runtime.serving import stopped_by_signal
from ackline.runtime.settings import read_settings


def run(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Run the demo until stopped. It listens on this machine only, whatever the settings say."""
    settings = read_settings({k: v for k, v in environment.items() if k == "ACKLINE_PORT"})
    logs.set_up(logging.WARNING)
    port = getattr(given, "port", None)
    vendor = getattr(given, "vendor", None) or VENDORS[0]
    asyncio.run(_run(settings.port, SANDBOX_PORT if port is None else port, vendor))
    return 0


async def _run(port: int, sandbox_port: int, vendor: str) -> None:
    await demo("127.0.0.1", port, sandbox_port, vendor, stopped_by_signal())
