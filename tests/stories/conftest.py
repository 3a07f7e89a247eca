"""Fixtures of the stories: the stage, a room for each customer, and the clauses that a story says it proves."""

import inspect
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import world
from harness import Stage, stage
from room import Room

from ackline.runtime.cli import main

_PASSED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Whether the story itself passed: what it cited is asked only then."""
    report = yield
    if call.when == "call":
        item.stash[_PASSED] = report.passed
    return report


@pytest.fixture
def socket() -> bool:
    """Whether the bot listens by Socket Mode."""
    return False


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every story is played twice, over HTTP and over a socket; not those that are about HTTP requests themselves."""
    about_http = "envelope." in inspect.getsource(metafunc.function) or metafunc.definition.get_closest_marker("http")
    if "socket" in metafunc.fixturenames and not about_http:
        metafunc.parametrize("socket", [False, True], ids=["http", "socket"])


@pytest.fixture
def people() -> str:
    """people.yml; a file of stories may have its own."""
    return world.PEOPLE


@pytest.fixture
def accounts() -> str:
    """accounts.yml; a file of stories may have its own."""
    return world.ACCOUNTS


@pytest.fixture
def surroundings(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Slack as it is at first; a file of stories may change it."""
    asked = request.node.get_closest_marker("at")
    return world.slack(asked.args[0] if asked else world.FRIDAY)


@pytest.fixture
async def on(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    socket: bool,
    surroundings: dict[str, Any],
    people: str,
    accounts: str,
    caplog: pytest.LogCaptureFixture,
) -> AsyncIterator[Stage]:
    """The stage at the instant of `@pytest.mark.at`, or on a Friday afternoon; at the end its clauses are counted."""
    async with stage(tmp_path, surroundings, people, accounts, socket=socket) as on:
        yield on
        if request.node.stash.get(_PASSED, False):
            claimed = {clause for mark in request.node.iter_markers("cites") for clause in mark.args}
            assert claimed <= on.cited(), f"the journal cites {sorted(on.cited())}"
            faults = [record.getMessage() for record in caplog.get_records("call") if record.exc_info]
            assert not faults, "something failed unexpectedly beneath the story"


@pytest.fixture
def why(
    on: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[int], Awaitable[dict[str, Any]]]:
    """What `ackline why N --json` says of a ticket of the story."""

    async def asked(number: int) -> dict[str, Any]:
        monkeypatch.setenv("ACKLINE_DATABASE_URL", f"sqlite:///{on.folder / 'story.db'}")
        monkeypatch.setenv("ACKLINE_CONFIG", str(on.folder))
        capsys.readouterr()
        assert await on.aside(main, ["why", str(number), "--json"]) == 0
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    return asked


@pytest.fixture
def acme(on: Stage) -> Room:
    """Stringer, Enterprise."""
    return Room(on, "C0ACME", "amy")


@pytest.fixture
def birch(on: Stage) -> Room:
    """Stringer, Pro."""
    return Room(on, "C0BIRCH", "bia")


@pytest.fixture
def cobalt(on: Stage) -> Room:
    """Spacelift, Gold."""
    return Room(on, "C0COBALT", "cyrus")


@pytest.fixture
def dune(on: Stage) -> Room:
    """Gruntwork."""
    return Room(on, "C0DUNE", "dora")


@pytest.fixture
def ember(on: Stage) -> Room:
    """Weka."""
    return Room(on, "C0EMBER", "emma")


@pytest.fixture
def fern(on: Stage) -> Room:
    """Spacelift, Bronze."""
    return Room(on, "C0FERN", "finn")


@pytest.fixture
def moss(on: Stage) -> Room:
    """Spacelift, Free."""
    return Room(on, "C0MOSS", "mila")


@pytest.fixture
def slate(on: Stage) -> Room:
    """Spacelift, Silver."""
    return Room(on, "C0SLATE", "sia")


@pytest.fixture
def gale(on: Stage) -> Room:
    """A shared channel that no account is bound to."""
    return Room(on, "C0GALE", "gwen")
