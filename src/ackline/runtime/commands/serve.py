"""`ackline serve`."""

import argparse
import asyncio
from collections.abc import Mapping

from ackline.runtime import logs
from ackline.runtime.serving import serve
from ackline.runtime.settings import read_serving


def run(given: argparse.Namespace, environment: Mapping[str, str]) -> int:  # noqa: ARG001 - one signature
    """Serve a real workspace until stopped."""
    settings = read_serving(environment)
    logs.set_up()
    asyncio.run(serve(settings))
    return 0
