"""Processes that share the work, clocks that are wrong, disks that are full: nothing missed, nothing doubled."""

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fleet import AS_IT_IS, ENGINE, HASTY, INTAKE
from misfortunes import clocks_are_stepped, deaths, listeners_are_cut_off, there_is_no_room
from pgserver import Server
from proof import Figures, early_rings, run_out
from raw_database import Database
from scarcity import Disk, Ration
from town import town
from wrongclock import NoCompiler, WrongClock, build

Tell = Callable[[Figures], None]

HOUR = 3600
PARTED = (INTAKE, INTAKE, ENGINE, ENGINE)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What moves the clock of a process. It is built; elsewhere than in CI its tests may be skipped."""
    try:
        return build(tmp_path_factory.mktemp("clock"))
    except NoCompiler as reason:
        pytest.skip(str(reason))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with little room."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", place]).returncode != 0:
        pytest.skip("a disk of its own needs the right to mount")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


async def test_processes_that_only_take_in_and_processes_that_only_work_are_killed(
    tmp_path: Path, server: Server, kills: int, seed: int, came_to: Tell
):
    async with town(tmp_path, await server.empty_database(), HASTY, replicas=PARTED, seed=seed) as here:
        await here.ready()
        await here.busy(deaths(here, kills, seed))
        came_to(await run_out(here, f"PostgreSQL, 2 intakes and 2 engines, seed {seed}"))


async def test_engines_whose_clocks_are_an_hour_wrong_and_are_stepped(
    tmp_path: Path, server: Server, library: Path, seed: int, came_to: Tell
):
    clocks = {n: WrongClock(_folder(tmp_path, n), library, seconds=skew) for n, skew in ((2, HOUR), (3, -HOUR))}
    database = await server.empty_database()
    async with town(tmp_path, database, HASTY, replicas=PARTED, seed=seed, clocks=clocks) as here:
        await here.ready()
        await here.busy(clocks_are_stepped(list(clocks.values()), (-HOUR, HOUR, 0)))
        assert "this machine's clock differs from the database's" in here.replicas[2].written_first
        figures = await run_out(here, f"PostgreSQL, engines an hour off, seed {seed}")
    came_to(figures)
    assert early_rings(here) == [], "nobody is called before the time by the clock that all share"


@pytest.mark.usefixtures("by_command")
async def test_one_process_over_sqlite_whose_clock_is_stepped_by_an_hour(
    tmp_path: Path, library: Path, seed: int, came_to: Tell
):
    clock = WrongClock(_folder(tmp_path, 0), library)
    database = Database(url=f"sqlite:///{tmp_path}/ackline.db")
    async with town(tmp_path, database, AS_IT_IS, replicas=1, seed=seed, clocks={0: clock}) as here:
        await here.ready()
        await here.busy(clocks_are_stepped([clock], (0, HOUR, 0, -HOUR, 0)))
        came_to(await run_out(here, f"SQLite, steps of an hour, seed {seed}"))


async def test_a_full_disk_refuses_what_it_cannot_keep_and_goes_on_when_there_is_room(
    tmp_path: Path, disk: Path, seed: int, came_to: Tell
):
    database = Database(url=f"sqlite:///{disk}/ackline.db")
    async with town(tmp_path, database, AS_IT_IS, replicas=1, seed=seed) as here:
        await here.ready()
        await here.busy(there_is_no_room(here, Disk(disk), 2))
        assert here.balancer.answers[503] > 0, "what could not be kept was not taken"
        came_to(await run_out(here, f"SQLite, a full disk ({here.balancer.answers[503]} refused), seed {seed}"))


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits the files of a process that runs")
async def test_a_database_that_may_not_grow_refuses_what_it_cannot_keep_and_goes_on_when_it_may(
    tmp_path: Path, seed: int, came_to: Tell
):
    database = Database(url=f"sqlite:///{tmp_path}/ackline.db")
    async with town(tmp_path, database, AS_IT_IS, replicas=1, seed=seed) as here:
        await here.ready()
        await here.busy(there_is_no_room(here, Ration(here.replicas[0]), 2))
        assert here.balancer.answers[503] > 0, "what could not be kept was not taken"
        came_to(await run_out(here, f"SQLite, may not grow ({here.balancer.answers[503]} refused), seed {seed}"))


@pytest.mark.usefixtures("by_command")
async def test_terminated_listeners_cost_nothing_but_a_poll(tmp_path: Path, server: Server, seed: int, came_to: Tell):
    async with town(tmp_path, await server.empty_database(), HASTY, replicas=2, seed=seed) as here:
        await here.ready()
        cut = await here.busy(listeners_are_cut_off(here, 3))
        assert cut > 0
        came_to(await run_out(here, f"PostgreSQL, {cut} listeners cut off, seed {seed}"))


def _folder(above: Path, number: int) -> Path:
    folder = above / f"clock{number}"
    folder.mkdir()
    return folder
