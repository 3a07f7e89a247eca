"""Opening the database for a command that is not the bot: never migrated by the way."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.store import DbStore, open_existing, open_view


@asynccontextmanager
async def viewing(url: str) -> AsyncIterator[DbStore]:
    """The database to read, beside a running bot too. StoreError when it needs a migration first."""
    async with _closing(await open_view(url)) as store:
        yield store


@asynccontextmanager
async def changing(url: str) -> AsyncIterator[DbStore]:
    """The database to change. StoreError when it needs a migration first, or, on SQLite, while a bot runs on it."""
    async with _closing(await open_existing(url)) as store:
        yield store


@asynccontextmanager
async def _closing(store: DbStore) -> AsyncIterator[DbStore]:
    try:
        if (older := await store.behind()) is not None:
            raise StoreError(f"the database needs a migration ({older}): back it up and run `ackline serve` once")
        yield store
    finally:
        await store.close()
