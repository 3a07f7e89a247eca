"""What is done beside the promises: none of it can stop the engine, and each has its own time."""

import logging

import pytest
from apscheduler.triggers.interval import IntervalTrigger

from ackline.runtime.scheduler import Chore


async def test_a_chore_that_fails_is_told_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise ConnectionError("the database is away")

    await Chore(name="audit", when=IntervalTrigger(minutes=3), work=fail).run()
    [record] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert (record.getMessage(), vars(record)["chore"]) == ("a chore failed", "audit")


async def test_a_chore_is_done_once_a_run() -> None:
    done: list[str] = []

    async def work() -> None:
        done.append("done")

    await Chore(name="anchor", when=IntervalTrigger(minutes=10), work=work).run()
    assert done == ["done"]
