"""The command line: `ackline`, `python -m ackline` and `app.py` are the same."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from importlib.metadata import version

from ackline.adapters.config.contracts.errors import FileError
from ackline.adapters.db.errors import StoreError
from ackline.runtime import commands
from ackline.runtime.commands import db, doctor, export, exportconfig, forget, letters
from ackline.runtime.demo.vendors import VENDORS
from ackline.runtime.role import PARTS, Role
from ackline.runtime.settings import SettingsError, is_bare
from ackline.services.ports import Permanent, Retry

CONTRACT_ACTIONS = {
    "list": "the contracts and their tiers",
    "show": "what a contract promises, with its clauses",
    "check": "what is wrong, missing, in conflict or left open",
    "coverage": "what is done about each clause",
}
EPILOG = "Without a command and with no Slack, database or config variable set, the demo starts."


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when done, 1 when a check found faults, 2 for what the operator must mend (told on standard error)."""
    given = parser().parse_args(arguments)
    command = given.command or ("sandbox" if is_bare(os.environ) else "serve")
    try:
        status = commands.run(command, given, os.environ)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Whoever read it has read enough, as `| head` does. What is left must not fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except SettingsError as error:
        return _mend("The settings need mending", str(error))
    except FileError as error:
        return _mend("The files need mending", str(error))
    except (StoreError, Permanent, Retry, ValueError, OSError) as error:
        return _mend(f"ackline {command} stopped", str(error))
    except KeyboardInterrupt:
        return 130


def _mend(what: str, why: str) -> int:
    print(f"{what}:\n{why}", file=sys.stderr)
    return 2


def parser() -> argparse.ArgumentParser:
    """What the command line understands."""
    parser = argparse.ArgumentParser(prog="ackline", description=__doc__, epilog=EPILOG)
    parser.add_argument("--version", action="version", version=f"ackline {version('ackline')}")
    commands_ = parser.add_subparsers(dest="command", metavar="command")
    serve = commands_.add_parser("serve", help="run the bot in a real workspace")
    part = serve.add_mutually_exclusive_group()
    for role in (Role.INTAKE, Role.ENGINE):
        part.add_argument(f"--{role.value}", dest="role", action="store_const", const=role, help=PARTS[role])
    sandbox = commands_.add_parser("sandbox", help="run the demo on this machine")
    sandbox.add_argument("--port", type=int, help="the sandbox's port (default 8765)")
    sandbox.add_argument("--vendor", choices=VENDORS, help="whose workspace it is at first (default harbour)")
    due = commands_.add_parser("due", help="what a contract promises for a message at an instant")
    due.add_argument("--contract", required=True)
    due.add_argument("--tier")
    due.add_argument("--severity", required=True, help="by id, name or alias, in any case")
    due.add_argument("--from", dest="start", help="an instant like 2026-11-20T22:00:00Z (default: now)")
    due.add_argument("--json", action="store_true")
    why = commands_.add_parser("why", help="why a ticket is due when it is, and what was decided")
    why.add_argument("ticket", help="its number")
    why.add_argument("--json", action="store_true")
    contract = commands_.add_parser("contract", help="list, show, check and cover contracts")
    actions = contract.add_subparsers(dest="action", metavar="action", required=True)
    for action, told in CONTRACT_ACTIONS.items():
        acting = actions.add_parser(action, help=told)
        acting.add_argument("name", nargs="?", help="a contract's id" + (", or its file" if action == "check" else ""))
    actions.choices["coverage"].add_argument("--json", action="store_true")
    imports = commands_.add_parser("import", help="take accounts.yml, people.yml and contracts/ into the database")
    imports.add_argument("folder", nargs="?", help="default: ACKLINE_CONFIG")
    for command in (db, doctor, letters, export, exportconfig, forget):
        command.declare(commands_)
    return parser
