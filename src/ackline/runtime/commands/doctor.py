"""`ackline doctor`: everything that must be right before it counts, each failure with its next step."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence

from ackline.adapters.config.contracts.errors import FileError
from ackline.runtime.checks.checked import Checked
from ackline.runtime.checks.config import check_config, edition_of
from ackline.runtime.checks.database import check_database
from ackline.runtime.checks.live import Deed, deeds
from ackline.runtime.checks.workspace import check_workspace
from ackline.runtime.settings import SettingsError, read_serving, read_settings


def declare(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the command."""
    doctor = commands.add_parser("doctor", help="check tokens, scopes, database, clock and rotas; nothing is changed")
    doctor.add_argument("--live", action="store_true", help="also post, ring harmlessly and open a socket")
    doctor.add_argument("--me", metavar="USER", help="with --live: your Slack id, to get a test message")
    doctor.add_argument("--yes", action="store_true", help="with --live: do not ask before")


def run(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Print every check; 1 when any failed, 2 when the live ones were not agreed to."""
    healthy = _print(asyncio.run(_all(environment)))
    if not given.live:
        return 0 if healthy else 1
    return asyncio.run(_live(environment, given.me, agreed=given.yes, healthy=healthy))


async def _all(environment: Mapping[str, str]) -> list[Checked]:
    checked = _settings(environment)
    try:
        settings = read_settings(environment)
    except SettingsError:
        return checked
    checked += await check_database(settings)
    checked += await check_config(settings)
    if settings.bot_token:
        checked += await check_workspace(settings)
    return checked


def _settings(environment: Mapping[str, str]) -> list[Checked]:
    try:
        settings = read_serving(environment)
    except SettingsError as error:
        return [Checked(what="settings", found=m.partition(":")[0], next_step=m) for m in error.mistakes]
    return [Checked(what="settings", found=f"complete, {settings.mode.value} mode")]


async def _live(environment: Mapping[str, str], me: str | None, *, agreed: bool, healthy: bool) -> int:
    """What is to be done is told first. Nothing of it is done without the settings that serving needs."""
    try:
        settings = read_serving(environment)
        roster = (await edition_of(settings)).roster
    except (SettingsError, FileError):
        print("The live checks need the above to be mended first.")
        return 1
    async with deeds(settings, roster, me, environment) as listed:
        _tell(listed)
        if not (agreed or _agrees()):
            print("Nothing of this was done. Say --yes to have it done.")
            return 2
        healthy = _print([await deed.tried() for deed in listed]) and healthy
    return 0 if healthy else 1


def _tell(listed: Sequence[Deed]) -> None:
    print("\nThe live checks do more than look. They will:")
    for deed in listed:
        if deed.does:
            print(f"  - {deed.does}")
    print(f"  - ask Slack about {sum(1 for deed in listed if not deed.does)} channels and people, which nobody notices")


def _agrees() -> bool:
    return sys.stdin.isatty() and input("Go on? [y/N] ").strip().lower() in ("y", "yes")


def _print(checked: Sequence[Checked]) -> bool:
    for check in checked:
        print(f"{'FAIL' if check.next_step else 'ok  '} {check.what}: {check.found}")
        if check.next_step:
            print(f"     next: {check.next_step}")
    return not any(check.next_step for check in checked)
