"""Opening a database: what is refused, and in which words."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from raw_database import Database
from store_rows import TICKET, keep

from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.store import DbStore, open_store, open_view
from ackline.adapters.db.url import database_url, shown

OPEN = """
import asyncio, sys
from ackline.adapters.db.errors import StoreError
from ackline.adapters.db.store import open_store
try:
    asyncio.run(open_store(sys.argv[1]))
except StoreError as error:
    print(error)
else:
    print("opened")
"""


def open_elsewhere(url: str) -> str:
    """What another process reads when it opens the database, or "opened"."""
    done = subprocess.run([sys.executable, "-c", OPEN, url], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


@contextmanager
def held_elsewhere(url: str) -> Iterator[int]:
    """The id of a process that has the database open until it is killed at the end of the block."""
    hold = OPEN.replace('print("opened")', 'print("opened", flush=True); sys.stdin.read()')
    command = [sys.executable, "-c", hold, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "opened"
        yield process.pid
        process.kill()


@contextmanager
def without_root() -> Iterator[None]:
    """Permissions say nothing to root, so that root becomes somebody else for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may look into (pytest's own are not) and nobody but root may write."""
    with tempfile.TemporaryDirectory(prefix="ackline-") as name:
        path = Path(name)
        path.chmod(0o555)
        yield path
        path.chmod(0o755)


@pytest.fixture
def read_only_file(open_folder: Path) -> Path:
    """A file that nobody but root may write, in a folder that everybody may."""
    path = open_folder / "ackline.db"
    open_folder.chmod(0o777)
    path.touch(0o444)
    return path


async def refusal(url: str) -> str:
    with pytest.raises(StoreError) as raised:
        await open_store(url)
    return str(raised.value)


async def test_a_second_process_is_refused_until_the_first_is_gone(sqlite_file: Database):
    store = await open_store(sqlite_file.url)
    assert f"another Ackline (process {os.getpid()})" in open_elsewhere(sqlite_file.url)
    assert "PostgreSQL" in await refusal(sqlite_file.url), "nor twice in one process"
    await keep(store)
    await store.close()
    assert open_elsewhere(sqlite_file.url) == "opened"


async def test_a_view_reads_beside_the_process_that_owns_the_file_and_changes_nothing(database: Database):
    store = await open_store(database.url)
    view = await open_view(database.url)
    await keep(store)
    async with view.read() as work:
        assert await work.subjects.read(TICKET) is not None
    with pytest.raises(StoreError):
        async with view.read() as work:
            await work.subjects.next_number()
    await view.close()
    await keep(store, generation=1)
    await store.close()


async def test_a_view_of_a_file_cannot_begin_a_change(sqlite_file: Database):
    view = await open_view(sqlite_file.url)
    with pytest.raises(StoreError, match="for looking only"):
        view.begin()
    await view.close()


def test_a_view_creates_no_file(tmp_path: Path):
    with pytest.raises(StoreError, match="there is no database"):
        asyncio.run(open_view(f"sqlite:///{tmp_path}/none.db"))
    assert list(tmp_path.iterdir()) == []


async def test_a_killed_process_leaves_nothing_that_holds_up_the_next(sqlite_file: Database):
    with held_elsewhere(sqlite_file.url) as process:
        assert f"process {process}" in await refusal(sqlite_file.url)
    store = await open_store(sqlite_file.url)
    await keep(store)
    await store.close()


async def test_several_processes_may_share_postgresql(postgresql: Database):
    store = await open_store(postgresql.url)
    assert open_elsewhere(postgresql.url) == "opened"
    await store.close()


async def test_a_folder_that_does_not_exist_is_named(tmp_path: Path):
    assert f"there is no folder {tmp_path}/none: create it" in await refusal(f"sqlite:///{tmp_path}/none/ackline.db")


async def test_a_read_only_folder_is_refused(open_folder: Path):
    with without_root():
        said = await refusal(f"sqlite:///{open_folder}/ackline.db")
    assert f"cannot write {open_folder}/ackline.db.lock" in said
    assert "the right to write" in said


async def test_a_read_only_file_is_refused_and_not_held(read_only_file: Path):
    with without_root():
        said = await refusal(f"sqlite:///{read_only_file}")
        again = await refusal(f"sqlite:///{read_only_file}")
    assert f"cannot write {read_only_file} (" in said
    assert again == said


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear customer, " * 100)
    assert "the file is no SQLite database" in await refusal(f"sqlite:///{path}")
    assert path.read_text().startswith("Dear customer")


async def test_a_newer_schema_is_refused_by_opening_and_by_migrating(database: Database):
    store = await open_store(database.url)
    before = await database.run("SELECT version_num FROM alembic_version")
    await database.run("UPDATE alembic_version SET version_num = '9999'", "SELECT 1")
    try:
        with pytest.raises(StoreError, match="written by a newer Ackline: its schema is '9999'"):
            await store.migrate()
        await store.close()
        said = await refusal(database.url)
        assert "Start the newer version again, or restore the backup" in said
    finally:
        await database.run(f"UPDATE alembic_version SET version_num = '{before[0][0]}'", "SELECT 1")


async def test_a_database_that_was_not_migrated_says_so(tmp_path: Path):
    store = await open_store(f"sqlite:///{tmp_path}/new.db")
    with pytest.raises(StoreError, match="migrate it first"):
        await keep(store)
    await store.close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://bot:hush-hush@127.0.0.1:1/ackline",
        "postgresql://bot:hush-hush@/ackline?host=/nowhere",
        "postgres://bot:hush-hush@127.0.0.1:1/ackline?sslmode=require",
        "postgres://bot:hush-hush@127.0.0.1:1/ackline?colour=blue",
        "postgres://bot@127.0.0.1:1/ackline?password=hush-hush",
    ],
)
async def test_a_server_that_is_not_there_is_refused_without_the_password(url: str):
    said = await refusal(url)
    assert "ackline refuses" in said
    assert "hush" not in said


@pytest.mark.parametrize("url", ["mysql://bot:hush-hush@h/d", "hush-hush", "", "postgresql://h:hush-hush/d"])
async def test_a_url_that_is_none_is_answered_with_one_that_is(url: str):
    said = await refusal(url)
    assert "sqlite:///path/to/ackline.db or postgresql://" in said
    assert "hush" not in said


@pytest.mark.parametrize(
    ("written", "used", "where"),
    [
        ("sqlite:///a/b.db", "sqlite+aiosqlite:///a/b.db", "a/b.db"),
        ("sqlite+aiosqlite:////a/b.db", "sqlite+aiosqlite:////a/b.db", "/a/b.db"),
        ("sqlite://", "sqlite+aiosqlite://", ":memory:"),
        ("postgres://u:p@h/d", "postgresql+asyncpg://u:***@h/d", "h/d"),
        ("postgresql://u@h:5/d", "postgresql+asyncpg://u@h:5/d", "h:5/d"),
        ("postgresql+psycopg://h/d?sslmode=require", "postgresql+asyncpg://h/d?ssl=require", "h/d"),
    ],
)
def test_urls_are_taken_as_people_write_them(written: str, used: str, where: str):
    url = database_url(written)
    assert url.render_as_string() == used
    assert shown(url) == where


async def test_the_store_can_be_opened_and_closed_again_and_again(database: Database):
    for _ in range(3):
        store: DbStore = await open_store(database.url)
        await store.migrate()
        await store.close()
