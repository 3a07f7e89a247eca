"""SQLite's one writer: commits are shared, faults are not."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from ackline.adapters.db.writing import Writer


class Broken(Exception):
    """What a transaction raises here."""


@pytest.fixture
async def writer(tmp_path: Path):
    raw = sqlite3.connect(tmp_path / "one.db", isolation_level=None, check_same_thread=False)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("CREATE TABLE done (name TEXT PRIMARY KEY)")
    made = Writer(raw)
    yield made
    await made.close()


async def put(writer: Writer, name: str, *, first: bool = False) -> None:
    async with writer.turn(first=first) as connection:
        await connection.execute(text("INSERT INTO done VALUES (:name)"), {"name": name})


def kept(tmp_path: Path) -> list[str]:
    """What somebody else finds in the file, in the order in which it was written."""
    with closing(sqlite3.connect(tmp_path / "one.db")) as other:
        return [name for (name,) in other.execute("SELECT name FROM done ORDER BY rowid")]


async def test_whoever_comes_back_has_been_committed(writer: Writer, tmp_path: Path) -> None:
    async def seen(name: str) -> bool:
        await put(writer, name)
        return name in kept(tmp_path)

    assert all(await asyncio.gather(*(seen(str(n)) for n in range(100))))


async def test_one_that_fails_takes_nobody_along(writer: Writer, tmp_path: Path) -> None:
    async def breaks() -> None:
        async with writer.turn() as connection:
            await connection.execute(text("INSERT INTO done VALUES ('half')"))
            raise Broken

    outcomes = await asyncio.gather(put(writer, "a"), breaks(), put(writer, "b"), return_exceptions=True)
    assert [type(o) for o in outcomes] == [type(None), Broken, type(None)]
    assert kept(tmp_path) == ["a", "b"]


async def test_a_refused_statement_takes_nobody_along(writer: Writer, tmp_path: Path) -> None:
    outcomes = await asyncio.gather(*(put(writer, "same") for _ in range(3)), return_exceptions=True)
    assert sorted(type(o).__name__ for o in outcomes) == ["IntegrityError", "IntegrityError", "NoneType"]
    assert kept(tmp_path) == ["same"]


async def test_intake_goes_before_all_that_wait(writer: Writer, tmp_path: Path) -> None:
    async def slow() -> None:
        async with writer.turn() as connection:
            await asyncio.sleep(0)
            await connection.execute(text("INSERT INTO done VALUES ('slow')"))

    await asyncio.gather(slow(), put(writer, "later"), put(writer, "intake", first=True))
    assert kept(tmp_path) == ["slow", "intake", "later"]


async def test_whoever_gives_up_waiting_leaves_the_turn_to_others(writer: Writer, tmp_path: Path) -> None:
    holding, release = asyncio.Event(), asyncio.Event()

    async def holds() -> None:
        async with writer.turn():
            holding.set()
            await release.wait()

    first = asyncio.create_task(holds())
    await holding.wait()
    waiting = [asyncio.create_task(put(writer, str(n))) for n in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    release.set()
    outcomes = await asyncio.gather(first, *waiting, return_exceptions=True)
    assert isinstance(outcomes[1], asyncio.CancelledError)
    assert kept(tmp_path) == ["1", "2"]


async def test_cancelling_at_any_step_leaves_the_writer_fit_for_the_next(writer: Writer, tmp_path: Path) -> None:
    for steps in range(12):
        task = asyncio.create_task(put(writer, f"cancelled {steps}"))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await put(writer, f"next {steps}")
    assert [name for name in kept(tmp_path) if name.startswith("next")] == [f"next {n}" for n in range(12)]


async def test_a_commit_that_fails_is_told_to_everybody_in_it(writer: Writer, tmp_path: Path) -> None:
    raw = writer._raw
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("CREATE TABLE child (name TEXT REFERENCES done (name) DEFERRABLE INITIALLY DEFERRED)")

    async def orphan() -> None:
        async with writer.turn() as connection:
            await connection.execute(text("INSERT INTO child VALUES ('of nobody')"))

    outcomes = await asyncio.gather(put(writer, "a"), orphan(), return_exceptions=True)
    assert [type(o) for o in outcomes] == [sqlite3.IntegrityError] * 2
    assert kept(tmp_path) == []
    await put(writer, "b")
    assert kept(tmp_path) == ["b"]


async def test_what_took_long_runs_beside_everything_else(writer: Writer, tmp_path: Path) -> None:
    count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT count(*) FROM n"
    counting, ticks, ended = text(count), [0], asyncio.Event()

    async def ticking() -> None:
        while not ended.is_set():
            ticks[0] += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(ticking())
    seen = []
    for _ in range(2):
        async with writer.turn() as connection:
            before = ticks[0]
            assert (await connection.execute(counting)).scalar_one() == 300_000
            seen.append(ticks[0] - before)
    ended.set()
    await beside
    assert seen[0] == 0 and seen[1] > 0, "the first time nobody knew; from then on others go on meanwhile"
