"""`ackline import`: accounts.yml, people.yml and contracts/ into the database."""

import argparse
import asyncio
from collections.abc import Mapping
from pathlib import Path

from ackline.adapters.db.store import open_store
from ackline.adapters.wallclock import Wallclock
from ackline.runtime.edition import import_config
from ackline.runtime.settings import SettingsError, read_settings
from ackline.services.operating.importing import Imported


def run(given: argparse.Namespace, environment: Mapping[str, str]) -> int:
    """Take the folder in, once; a second time changes nothing."""
    settings = read_settings(environment)
    folder = Path(given.folder) if given.folder else settings.config
    if folder is None:
        raise SettingsError(
            ["which folder? Name it, or set ACKLINE_CONFIG to the one with accounts.yml and people.yml"]
        )
    if not folder.is_dir():
        raise SettingsError([f"{folder} is not a folder: name the one with accounts.yml and people.yml"])
    imported = asyncio.run(_import(settings.database_url, folder))
    changed = [*(["people and accounts"] if imported.roster else []), *imported.contracts]
    print(f"Imported: {', '.join(changed)}." if changed else "Nothing has changed since the last import.")
    return 0


async def _import(url: str, folder: Path) -> Imported:
    store = await open_store(url)
    try:
        await store.migrate()
        return await import_config(store, folder, Wallclock())
    finally:
        await store.close()
