"""What each command does, one file each, and the one table of them."""

import argparse
from collections.abc import Callable, Mapping

from ackline.runtime.commands import (
    contract,
    db,
    doctor,
    due,
    export,
    exportconfig,
    forget,
    importing,
    letters,
    sandbox,
    serve,
    why,
)

Command = Callable[[argparse.Namespace, Mapping[str, str]], int]

COMMANDS: dict[str, Command] = {
    "serve": serve.run,
    "sandbox": sandbox.run,
    "due": due.run,
    "why": why.run,
    "contract": contract.run,
    "db": db.run,
    "import": importing.run,
    "doctor": doctor.run,
    "outbox": letters.outbox,
    "inbox": letters.inbox,
    "export": export.run,
    "export-config": exportconfig.run,
    "forget": forget.run,
}


def run(command: str, given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Carry out a command; its exit status."""
    return COMMANDS[command](given, environment)
