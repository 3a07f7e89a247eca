"""What the database knows beside the config folder: what was set in Slack, and the last copies of calendars."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from ackline.adapters.config.roster.load import addresses
from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.store import DbStore, open_view
from ackline.domain.installations.installation import INSTALLATION, UNTOUCHED, Installation
from ackline.runtime.calendars import kept_calendars
from ackline.runtime.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """What lies over the files. `calendars` None: one of them was never fetched, so nobody knows who is on duty."""

    installation: Installation = UNTOUCHED
    calendars: Mapping[str, str] | None = field(default_factory=dict)


async def laid_over(settings: Settings) -> Laid:
    """What the database knows; as good as nothing where it can't be read."""
    named = addresses(settings.config) if settings.config is not None else ()
    try:
        store = await open_view(settings.database_url)
        try:
            return await _read(store, settings, named)
        finally:
            await store.close()
    except StoreError:
        return Laid(calendars=None if named else {})


async def _read(store: DbStore, settings: Settings, named: tuple[str, ...]) -> Laid:
    async with store.read() as work:
        kept = await work.subjects.read(INSTALLATION)
    known = await kept_calendars(store, settings.config) if settings.config is not None else {}
    return Laid(
        installation=msgspec.json.decode(kept.state, type=Installation) if kept is not None else UNTOUCHED,
        calendars=known if known.keys() == set(named) else None,
    )
