"""Whatever happens to the processes, every ladder is climbed once: nothing missed, nothing doubled, all explained."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fleet import AS_IT_IS, HASTY
from hasty import LEASE_SECONDS
from misfortunes import database_restarts, deaths, restarts_by_request, sleep_past_the_lease
from pgserver import Server
from proof import Figures, run_out
from raw_database import Database
from town import town

Tell = Callable[[Figures], None]

KILLS_A_RUN = 6
"""A run has as many accounts as it can have calls: more deaths are more runs."""

MOST_UNDER_WAY = 2


def runs(kills: int) -> list[int]:
    """So many deaths, a run's worth at a time."""
    return [min(KILLS_A_RUN, kills - done) for done in range(0, kills, KILLS_A_RUN)]


async def test_one_process_over_sqlite_that_is_killed_again_and_again(
    tmp_path: Path, kills: int, seed: int, came_to: Tell
):
    for number, deadly in enumerate(runs(kills), seed):
        folder = tmp_path / str(number)
        database = Database(url=f"sqlite:///{folder}/ackline.db")
        async with town(folder, database, AS_IT_IS, replicas=1, seed=number) as here:
            await here.ready()
            await here.busy(deaths(here, deadly, number))
            came_to(await run_out(here, f"SQLite, seed {number}"))


async def test_replicas_over_postgresql_that_are_killed_one_after_the_other(
    tmp_path: Path, server: Server, kills: int, replicas: int, seed: int, came_to: Tell
):
    for number, deadly in enumerate(runs(kills), seed):
        database = await server.empty_database()
        async with town(tmp_path / str(number), database, HASTY, replicas=replicas, seed=number) as here:
            await here.ready()
            await here.busy(deaths(here, deadly, number))
            came_to(await run_out(here, f"PostgreSQL, {replicas} replicas, seed {number}"))


@pytest.mark.usefixtures("by_command")
async def test_a_replica_that_sleeps_past_its_leases_and_wakes_up(
    tmp_path: Path, server: Server, seed: int, came_to: Tell
):
    async with town(tmp_path, await server.empty_database(), HASTY, replicas=2, seed=seed) as here:
        await here.ready()
        await here.busy(sleep_past_the_lease(here, here.replicas[seed % 2], LEASE_SECONDS + 1))
        figures = await run_out(here, f"PostgreSQL, a sleeper, seed {seed}")
        # A call that was under way when the process stood still may leave when it wakes, after another replica has
        # looked, found nothing and posted. Slack takes no idempotency key, so no fence of ours can hold that call.
        assert len(figures.doubled) <= MOST_UNDER_WAY, "\n".join(figures.doubled)
        came_to(replace(figures, doubled=()))


async def test_a_database_that_breaks_off_in_the_middle_of_everything(
    tmp_path: Path, server: Server, seed: int, came_to: Tell
):
    async with town(tmp_path, await server.empty_database(), HASTY, replicas=2, seed=seed) as here:
        await here.ready()
        await here.busy(database_restarts(here, server, 3, seed))
        came_to(await run_out(here, f"PostgreSQL, 3 restarts, seed {seed}"))


@pytest.mark.usefixtures("by_command")
async def test_replicas_that_are_asked_to_stop_leave_nothing_half_done(
    tmp_path: Path, server: Server, seed: int, came_to: Tell
):
    async with town(tmp_path, await server.empty_database(), AS_IT_IS, replicas=2, seed=seed) as here:
        await here.ready()
        await here.busy(restarts_by_request(here, 4, seed))
        figures = await run_out(here, f"PostgreSQL, a rolling upgrade, seed {seed}")
    came_to(figures)
    assert figures.marked == 0, "what was under way was ended or given back"
