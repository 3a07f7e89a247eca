# ruff: noqa: E402 - the paths come first
"""Broken payloads of every kind, signed, through the real listeners, store and worker, with sound ones among them.

python tests/fuzzing/fuzz.py --seconds 600 --seed 7
"""

import argparse
import asyncio
import json
import logging
import re
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

_TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(_TESTS / "stories"), str(_TESTS / "adapters" / "slack")]

import aiohttp
import world
from harness import Stage, stage
from mutations import mutated
from payload_kinds import every

from ackline.sandbox.signing import signed_headers

BATCH = 12
_TOLD = re.compile(r"not taken: (\w+) of type|a (?:form|press in a view) was not taken: (\w+)|dead letter")
"""What the listener's last resort says: it is answered with 503 or in the form, so that whoever pressed knows.

A dead letter is one to somebody who is not there; that each says why is checked at the end.
"""


@dataclass(slots=True)
class Fuzzed:
    """What came of it."""

    statuses: Counter[str] = field(default_factory=Counter)
    sound: int = 0
    inbox: Counter[str] = field(default_factory=Counter)
    not_taken: Counter[str] = field(default_factory=Counter)


class _Faults(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []
        self.told: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        told = self.format(record)
        known = _TOLD.match(told)
        if record.exc_info or known is None:
            self.found.append(told)
        else:
            self.told[known[1] or known[2] or "dead letter"] += 1


async def fuzz(seed: int, seconds: float, most: int = sys.maxsize) -> Fuzzed:
    """Send broken payloads for so long, or so many; AssertionError for an error, a lost message, an unexplained one."""
    rng, done, faults = Random(seed), Fuzzed(), _Faults()
    logging.getLogger().addHandler(faults)
    until = time.monotonic() + seconds
    try:
        with tempfile.TemporaryDirectory() as folder:
            async with (
                stage(Path(folder), world.slack(world.FRIDAY), world.PEOPLE, world.ACCOUNTS) as on,
                aiohttp.ClientSession() as http,
            ):
                kinds = every(on.slack.origin)
                while time.monotonic() < until and done.statuses.total() < most:
                    for kind in rng.sample(kinds, BATCH):
                        body = mutated(kind, rng)
                        status = await _sent(on, http, body)
                        done.statuses[str(status)] += 1
                        is_event = isinstance(body, dict) and body.get("type") == "event_callback"
                        fine = (200, 400, 404) if is_event else (200, 400, 404, 503)
                        assert status in fine, f"{status} for {json.dumps(body)[:2000]}"
                        assert not faults.found, f"{faults.found} after {json.dumps(body)[:2000]}"
                    await on.slack.post("C0COBALT", "cyrus", f"S3: how do I export sound{done.sound}x")
                    done.sound += 1
                    assert not faults.found, faults.found
                await on.slack.forward(timedelta(minutes=10))
                assert not faults.found, faults.found
                done.inbox, done.not_taken = _kept(on, done.sound), faults.told
    finally:
        logging.getLogger().removeHandler(faults)
    return done


async def _sent(on: Stage, http: aiohttp.ClientSession, body: Any) -> int:
    if isinstance(body, dict) and body.get("type") == "event_callback":
        sent, kind = json.dumps(body).encode(), "application/json"
    elif isinstance(body, dict) and "command" in body:
        told = {name: json.dumps(v) if isinstance(v, dict | list) else str(v) for name, v in body.items()}
        sent, kind = urlencode(told, errors="replace").encode(), "application/x-www-form-urlencoded"
    else:
        sent, kind = urlencode({"payload": json.dumps(body)}).encode(), "application/x-www-form-urlencoded"
    headers = {"Content-Type": kind} | signed_headers(on.slack.signing_secret, sent)
    async with http.post(on.events_url, data=sent, headers=headers) as answer:
        await answer.read()
        return answer.status


def _kept(on: Stage, sound: int) -> Counter[str]:
    """The inbox by state. Every sound message has its ticket; what was set aside says why."""
    with closing(sqlite3.connect(f"file:{on.folder / 'story.db'}?mode=ro", uri=True)) as database:
        words = {text for (text,) in database.execute("SELECT words FROM texts WHERE words IS NOT NULL")}
        lost = [n for n in range(sound) if not any(f"sound{n}x" in text for text in words)]
        assert not lost, f"lost: {lost}"
        silent = "SELECT count(*) FROM inbox WHERE state = 'aside' AND coalesce(why, '') = ''"
        assert database.execute(silent).fetchone() == (0,), "set aside without a reason"
        silent = "SELECT count(*) FROM outbox WHERE state = 'dead' AND coalesce(receipt, '') NOT LIKE '%why%'"
        assert database.execute(silent).fetchone() == (0,), "a dead letter without a reason"
        opened = "SELECT count(*) FROM journal WHERE kind = 'TicketOpened' AND subject LIKE 'ticket:C0COBALT:%'"
        assert database.execute(opened).fetchone()[0] >= sound, "a sound message was not decided"
        return Counter(dict(database.execute("SELECT state, count(*) FROM inbox GROUP BY state").fetchall()))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--seconds", type=float, default=60)
    given = asked.parse_args()
    print(asyncio.run(fuzz(given.seed, given.seconds)))


if __name__ == "__main__":
    main()
