"""Whether the database can be used, without changing anything in it."""

import os
from pathlib import Path

from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.ownership import holder
from ackline.adapters.db.store import DbStore, open_view
from ackline.adapters.db.url import sqlite_path
from ackline.runtime.checks.checked import Checked
from ackline.runtime.settings import Settings
from ackline.services.operating.anchoring import verify

CHAINS = 100
ANCHORS = 3
"""How much of the journal is verified: `ackline db verify` goes through all of it."""


async def check_database(settings: Settings) -> list[Checked]:
    """Open it to read, and look at its schema and at a part of its journal."""
    try:
        path = sqlite_path(settings.database_url)
        if path is not None and not path.exists():
            return [_place(path)]
        store = await open_view(settings.database_url)
    except StoreError as error:
        return [Checked(what="database", found="cannot be used", next_step=str(error))]
    try:
        return await _opened(store, path)
    except StoreError as error:
        return [Checked(what="database", found="cannot be read", next_step=str(error))]
    finally:
        await store.close()


def _place(path: Path) -> Checked:
    """A SQLite file that is not there yet."""
    if not path.parent.is_dir():
        step = f"create the folder {path.parent}, or mend ACKLINE_DATABASE_URL"
        return Checked(what="database", found=f"there is no folder {path.parent}", next_step=step)
    if not os.access(path.parent, os.W_OK):
        step = f"give the user that runs Ackline the right to write the folder {path.parent}"
        return Checked(what="database", found="cannot be written", next_step=step)
    return Checked(what="database", found="not there yet; the first start makes it")


async def _opened(store: DbStore, path: Path | None) -> list[Checked]:
    if path is not None and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        step = f"give the user that runs Ackline the right to write {path} and its folder"
        return [Checked(what="database", found="cannot be written", next_step=step)]
    if (older := await store.behind()) is not None:
        found = f"opens, and needs migration ({older}): the next start does it, so back it up before"
        return [Checked(what="database", found=found)]
    used = path is not None and holder(path) is not None
    state = "in use by a running Ackline, and readable beside it" if used else "opens, and its schema is this version's"
    return [Checked(what="database", found=state), *await _journal(store)]


async def _journal(store: DbStore) -> list[Checked]:
    verified = await verify(store, most_chains=CHAINS, most_anchors=ANCHORS)
    if verified.faults:
        step = "keep this file as it is, see `ackline db verify`, and compare with the newest backup that holds"
        return [Checked(what="journal", found=fault, next_step=step) for fault in verified.faults]
    return [Checked(what="journal", found=f"{verified.chains} chains and {verified.anchors} anchors hold")]
