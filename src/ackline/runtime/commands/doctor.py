"""`ackline doctor`: everything that must be right before it counts, each failure with its next step."""

import argparse
import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp

from ackline.adapters.config.contracts.errors import FileError
from ackline.adapters.config.contracts.load import load_all
from ackline.adapters.config.lint.check import lint
from ackline.adapters.config.lint.finding import Level
from ackline.adapters.config.roster.load import load_roster
from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.store import open_store, open_view
from ackline.adapters.pagers import PAGERS
from ackline.adapters.slack.scopes import needed
from ackline.runtime.edition import read_edition
from ackline.runtime.settings import Settings, SettingsError, read_serving, read_settings
from ackline.services.book import Edition

SKEW = timedelta(seconds=30)
"""Slack's signatures are good for 5 minutes; a clock this far off is on its way there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One thing that was looked at: good when `next_step` is empty."""

    what: str
    found: str
    next_step: str = ""


def run(given: argparse.Namespace, environment: Mapping[str, str]) -> int:  # noqa: ARG001 - one signature
    """Print every check; 1 when any failed."""
    checked = asyncio.run(_all(environment))
    for check in checked:
        mark = "ok  " if not check.next_step else "FAIL"
        print(f"{mark} {check.what}: {check.found}")
        if check.next_step:
            print(f"     next: {check.next_step}")
    return 1 if any(check.next_step for check in checked) else 0


async def _all(environment: Mapping[str, str]) -> list[Checked]:
    checked = _settings(environment)
    try:
        settings = read_settings(environment)
    except SettingsError:
        return checked
    checked += await _database(settings)
    checked += await _config(settings)
    if settings.bot_token:
        checked += await _slack(settings)
    return checked


def _settings(environment: Mapping[str, str]) -> list[Checked]:
    try:
        settings = read_serving(environment)
    except SettingsError as error:
        return [Checked(what="settings", found=m.partition(":")[0], next_step=m) for m in error.mistakes]
    return [Checked(what="settings", found=f"complete, {settings.mode.value} mode")]


async def _database(settings: Settings) -> list[Checked]:
    try:
        store = await open_store(settings.database_url)
        try:
            await store.migrate()
        finally:
            await store.close()
    except StoreError as error:
        return await _database_in_use(settings, error)
    return [Checked(what="database", found="opens, and its schema is this version's")]


async def _database_in_use(settings: Settings, refused: StoreError) -> list[Checked]:
    """A running bot owns its SQLite file: then reading beside it is enough."""
    try:
        store = await open_view(settings.database_url)
        try:
            async with store.read() as work:
                await work.subjects.soonest()
        finally:
            await store.close()
    except StoreError:
        return [Checked(what="database", found="cannot be used", next_step=str(refused))]
    return [Checked(what="database", found="in use by a running Ackline, and readable beside it")]


async def _config(settings: Settings) -> list[Checked]:
    try:
        edition = _written(settings.config) if settings.config is not None else await _imported(settings)
    except FileError as error:
        return [Checked(what="config", found=f"{len(error.mistakes)} mistakes", next_step=str(error))]
    except SettingsError as error:
        return [Checked(what="config", found="there is none", next_step=str(error))]
    except StoreError:
        return []
    roster, contracts = edition.roster, edition.contracts
    used = {account.contract for account in roster.accounts.values()}
    wakes = {name: pager.wakes for name, pager in PAGERS.items()}
    source = "ACKLINE_CONFIG" if settings.config is not None else "the last import"
    found = f"{len(roster.accounts)} accounts, {len(roster.people)} people, from {source}"
    checked = [Checked(what="config", found=found)]
    for name in sorted(used):
        findings = [f for f in lint(contracts[name], roster, wakes) if f.level is not Level.NOTE]
        if not findings:
            checked.append(Checked(what=f"contract {name}", found="no errors, rotas without gaps"))
        checked += [
            Checked(what=f"contract {name}", found=f"{f.level.value}: {f.path}: {f.why}", next_step=f.mend)
            for f in findings
        ]
    return checked


def _written(config: Path) -> Edition:
    contracts = {name: edition.contract for name, edition in load_all(config).items()}
    return Edition(roster=load_roster(config, contracts), contracts=contracts)


async def _imported(settings: Settings) -> Edition:
    store = await open_view(settings.database_url)
    try:
        return await read_edition(store)
    finally:
        await store.close()


async def _slack(settings: Settings) -> list[Checked]:
    timeout = aiohttp.ClientTimeout(total=10)
    headers = {"Authorization": f"Bearer {settings.bot_token}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.post(f"{settings.api_url}auth.test", headers=headers) as answer,
        ):
            body = await answer.json(content_type=None)
            scopes = answer.headers.get("x-oauth-scopes")
            date = answer.headers.get("Date")
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        step = f"let this machine reach {settings.api_url}"
        return [Checked(what="Slack", found=f"does not answer ({type(error).__name__})", next_step=step)]
    if not isinstance(body, dict) or not body.get("ok"):
        said = body.get("error", "nothing") if isinstance(body, dict) else "nothing"
        step = "copy SLACK_BOT_TOKEN anew from the app's page, OAuth & Permissions"
        return [Checked(what="token", found=f"Slack says {said}", next_step=step)]
    checked = [Checked(what="token", found=f"good for {body.get('team', 'the workspace')}")]
    checked.append(_scopes(scopes))
    return [*checked, *_clock(date)]


def _scopes(granted: str | None) -> Checked:
    if granted is None:
        return Checked(what="scopes", found="Slack did not say which were granted")
    missing = sorted(needed() - {scope.strip() for scope in granted.split(",")})
    if missing:
        step = "update the app from manifest.yml and install it again"
        return Checked(what="scopes", found=f"missing {', '.join(missing)}", next_step=step)
    return Checked(what="scopes", found="as in manifest.yml")


def _clock(date: str | None) -> list[Checked]:
    if date is None:
        return []
    skew = abs(datetime.now(UTC) - parsedate_to_datetime(date))
    if skew > SKEW:
        step = "set this machine's clock by NTP: Slack's signatures are refused when it is 5 minutes off"
        return [Checked(what="clock", found=f"{skew.total_seconds():.0f} s off Slack's", next_step=step)]
    return [Checked(what="clock", found="agrees with Slack's")]
