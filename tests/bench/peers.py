"""What others do of the same kind: APScheduler's own job store, and procrastinate's jobs on PostgreSQL.

`python tests/bench/peers.py [--jobs N] [--json]`. Both fire jobs that do nothing; our timers each decide, write a
journal row that is chained to the one before, and keep a ticket.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import procrastinate
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

sys.path.insert(0, str(Path(__file__).parents[1] / "adapters" / "db"))

from postgres_server import running_postgres

JOBS = 2_000
PATIENCE_SECONDS = 300

_fired = 0
_all_fired = threading.Event()
_wanted = JOBS


def fire() -> None:
    """The job of APScheduler; it has to be found by its name."""
    global _fired
    _fired += 1
    if _fired >= _wanted:
        _all_fired.set()


def apscheduler_per_second(url: str, jobs: int) -> float:
    """Overdue jobs a second out of APScheduler's SQLAlchemy job store, misfires allowed."""
    global _fired, _wanted
    _fired, _wanted = 0, jobs
    _all_fired.clear()
    scheduler = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url=url)}, timezone=UTC)
    scheduler.start(paused=True)
    due = datetime.now(UTC) - timedelta(minutes=1)
    for _ in range(jobs):
        scheduler.add_job(fire, "date", run_date=due, misfire_grace_time=None)
    begun = time.perf_counter()
    scheduler.resume()
    _all_fired.wait(PATIENCE_SECONDS)
    seconds = time.perf_counter() - begun
    scheduler.shutdown()
    return _fired / seconds


async def procrastinate_per_second(url: str, jobs: int) -> float:
    """Jobs a second of one procrastinate worker, 20 side by side."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))
    done = 0

    @app.task(name="fire")
    async def task() -> None:
        nonlocal done
        done += 1

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await task.batch_defer_async(*({} for _ in range(jobs)))
        begun = time.perf_counter()
        await app.run_worker_async(concurrency=20, wait=False, install_signal_handlers=False)
        seconds = time.perf_counter() - begun
    if done != jobs:
        raise RuntimeError(f"procrastinate ran {done} of {jobs} jobs")
    return jobs / seconds


def measure(jobs: int) -> dict[str, float]:
    """Jobs a second by peer."""
    with tempfile.TemporaryDirectory() as folder, running_postgres() as url:
        return {
            "APScheduler 3, SQLAlchemy job store on SQLite": apscheduler_per_second(
                f"sqlite:///{folder}/jobs.db", jobs
            ),
            "procrastinate on PostgreSQL": asyncio.run(procrastinate_per_second(url, jobs)),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=JOBS)
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    found = measure(given.jobs)
    if given.json:
        print(json.dumps(found))
        return
    for peer, rate in found.items():
        print(f"{peer:48} {rate:8.0f} jobs a second")


if __name__ == "__main__":
    main()
