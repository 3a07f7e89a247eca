"""Each guard against losing and doubling is needed: `python tests/guards.py` takes them out one at a time.

A copy of the source has one guard removed, and the test that holds it must turn red there; a guard whose test stays
green protects nothing that anybody would notice. The sources here are never touched.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What is taken out, from where, and the test that must notice."""

    name: str
    file: str
    guard: str
    without: str
    test: str


GUARDS = (
    Guard(
        name="unique key: a fact that was decided is not decided again",
        file="adapters/db/schema.py",
        guard='Column("event_id", Text, nullable=False, unique=True)',
        without='Column("event_id", Text, nullable=False)',
        test="tests/adapters/db/test_store_migrations.py",
    ),
    Guard(
        name="look before deciding: a known fact ends here",
        file="services/desk.py",
        guard="if await work.journal.knows(event.id):",
        without="if False:",
        test="tests/services/test_desk.py",
    ),
    Guard(
        name="generation: an acknowledgement stops the pages of its episode",
        file="adapters/db/leasing.py",
        guard="subjects.c.generation != outbox.c.guard_generation",
        without="subjects.c.generation < 0",
        test="tests/adapters/db/test_store_outbox.py",
    ),
    Guard(
        name="lease: nobody else delivers while it lasts",
        file="adapters/db/leasing.py",
        guard="_due(row)), row.c.lease_until <= _now)",
        without="_due(row)), row.c.lease_until.is_not(None))",
        test="tests/adapters/db/test_store_outbox.py",
    ),
    Guard(
        name="fence: an attempt that is over changes nothing",
        file="adapters/db/outbox.py",
        guard=', outbox.c.attempt == bindparam("fence")\n)',
        without=', outbox.c.attempt >= bindparam("fence") - 1000\n)',
        test="tests/adapters/db/test_store_outbox.py",
    ),
    Guard(
        name="look-up: a second attempt looks whether the first arrived",
        file="services/outgoing/courier.py",
        guard="if any(row.attempt > 1 for row in load):",
        without="if False:",
        test="tests/services/test_courier.py",
    ),
    Guard(
        name="last look: a page beyond the on-call waits until Slack was read",
        file="adapters/db/leasing.py",
        guard="        not_(row.c.look),\n",
        without="",
        test="tests/adapters/db/test_store_outbox.py",
    ),
    Guard(
        name="process before response: 200 means that it is on disk",
        file="adapters/slack/listeners.py",
        guard="                await self._keep(body)\n",
        without=(
            "                keeping = asyncio.ensure_future(self._keep(body))\n"
            "                keeping.add_done_callback(lambda kept: kept.exception())\n"
        ),
        test="tests/adapters/slack/test_slack_listeners.py",
    ),
    Guard(
        name="ownership: a second process on one SQLite file is refused",
        file="adapters/db/sqlite.py",
        guard="self._ownership = Ownership.take(Path(path))",
        without='self._ownership = Ownership.take(Path(f"{path}.{id(self)}"))',
        test="tests/adapters/db/test_store_opening.py",
    ),
)


def removed(guard: Guard, source: Path) -> None:
    """Take a guard out of a copy of the source. ValueError when it is not there exactly once."""
    file = source / guard.file
    text = file.read_text(encoding="utf-8")
    if text.count(guard.guard) != 1:
        raise ValueError(f"{guard.name}: found {text.count(guard.guard)} times in {guard.file}, not once")
    file.write_text(text.replace(guard.guard, guard.without), encoding="utf-8")


def noticed(guard: Guard) -> bool:
    """Whether its test turns red without it. RuntimeError when it is red with it, or does not run."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "src", Path(folder) / "src", ignore=shutil.ignore_patterns("__pycache__"))
        if _red(guard, folder):
            raise RuntimeError(f"{guard.test} is red with the guard in place")
        removed(guard, Path(folder) / "src" / "ackline")
        return _red(guard, folder)


def _red(guard: Guard, folder: str) -> bool:
    environment = os.environ | {"PYTHONPATH": f"{folder}/src", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", guard.test]
    done = subprocess.run(command, cwd=ROOT, env=environment, timeout=SECONDS, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{guard.name}: the test did not run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 1


def main() -> int:
    """0 when every guard is missed where it is missing."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    unnoticed = 0
    for guard in GUARDS:
        red = noticed(guard)
        unnoticed += not red
        print(f"{'red  ' if red else 'GREEN'}  {guard.name}", flush=True)
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
