"""Rotas that are kept in a calendar somewhere: fetched at each import and by the hour, and the last good copy stays."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import aiohttp

from ackline.adapters.config.roster.fetch import fetch_calendar
from ackline.adapters.config.roster.load import addresses
from ackline.domain.events import CalendarRead
from ackline.domain.ids import EventId
from ackline.domain.installations.installation import INSTALLATION
from ackline.services.outgoing.posting import tell_row
from ackline.services.ports import Clock, Store

KIND = "calendar"

log = logging.getLogger(__name__)


async def calendars(store: Store, config: Path, clock: Clock) -> tuple[Mapping[str, str], bool]:
    """The texts of the calendars that people.yml names by address, and whether any is new.

    Of one that can't be had it is the last copy, and that is told; one that was never had is missing.
    """
    named = addresses(config)
    if not named:
        return {}, False
    texts: dict[str, str] = {}
    changed = False
    async with aiohttp.ClientSession() as http:
        for address in named:
            try:
                text, why = await fetch_calendar(http, address), ""
            except OSError as error:
                text, why = "", str(error)
                log.warning("a calendar can't be had", extra={"why": why})
            kept, new = await _keep(store, address, text, why, clock.now())
            changed = changed or new
            if kept is not None:
                texts[address] = kept
    return texts, changed


async def kept_calendars(store: Store, config: Path) -> Mapping[str, str]:
    """The last copies of the calendars that people.yml names by address; nobody is asked for them."""
    found: dict[str, str] = {}
    async with store.read() as work:
        for address in addresses(config):
            version = await work.config.current(KIND, _name(address))
            text = await work.config.get(KIND, version) if version is not None else None
            if text is not None:
                found[address] = text
    return found


def _name(address: str) -> str:
    """What the copies of a calendar are kept under."""
    return hashlib.sha256(address.encode()).hexdigest()[:16]


async def _keep(store: Store, address: str, text: str, why: str, now: datetime) -> tuple[str | None, bool]:
    """The copy in force after a look, and whether it is new."""
    name = _name(address)
    version = hashlib.sha256(text.encode()).hexdigest()[:16]
    read = CalendarRead(
        id=EventId(f"calendar/{name}/{now.isoformat()}"), at=now, subject=INSTALLATION, name=name, why=why
    )
    async with store.begin() as work:
        await work.inbox.put([tell_row(read, now)])
        before = await work.config.current(KIND, name)
        if why:
            return (await work.config.get(KIND, before) if before is not None else None), False
        await work.config.put(KIND, version, text, now)
        await work.config.make_current(KIND, name, version, now)
    return text, before != version
