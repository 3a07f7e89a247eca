"""`ackline serve`."""

import argparse
import asyncio
from collections.abc import Mapping

from ackline.runtime import logs
from ackline.runtime.role import Role, check_role
from ackline.runtime.serving import serve
from ackline.runtime.settings import read_serving


def run(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Serve a real workspace until stopped."""
    settings = read_serving(environment)
    role = given.role or Role.WHOLE
    check_role(role, settings)
    logs.set_up()
    asyncio.run(serve(settings, role=role))
    return 0
