"""The services over a real store on SQLite, with time by hand and a world that follows a script."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

sys.path.insert(0, str(Path(__file__).parents[1] / "domain"))
sys.path.insert(0, str(Path(__file__).parent))

from rig import Rig

from ackline.adapters.db.store import open_store


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy."""
    path = tmp_path_factory.mktemp("services") / "ackline.db"

    async def migrate() -> None:
        store = await open_store(f"sqlite:///{path}")
        await store.migrate()
        await store.close()

    asyncio.run(migrate())
    return path


@pytest_asyncio.fixture
async def rig(migrated: Path, tmp_path: Path) -> AsyncIterator[Rig]:
    """Everything, over an empty database."""
    path = tmp_path / "ackline.db"
    shutil.copy(migrated, path)
    store = await open_store(f"sqlite:///{path}")
    yield Rig(store, path)
    await store.close()
